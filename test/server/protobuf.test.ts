// Bodies that a real kubectl 1.32 sent (bodies/: the command line, then the bytes), read as what our own makes of the same line.
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../engine/index.ts'
import { decodeProtobuf } from '../../server/protobuf/decode.ts'
import { WireError } from '../../server/protobuf/wire.ts'

interface Recorded { readonly line: string, readonly body: Buffer }

function recorded(name: string): Recorded {
  const [line = '', ...base64] = readFileSync(`test/server/bodies/${name}.txt`, 'utf8').split('\n')
  return { line, body: Buffer.from(base64.join(''), 'base64') }
}

interface Body { readonly apiVersion: string, readonly kind: string, readonly metadata: { readonly name: string }, readonly spec?: unknown, readonly data?: unknown, readonly rules?: unknown }

const told = ({ spec, data, rules }: Body): unknown => ({ spec, data, rules })

/** What the server stores of an object that comes as it was decoded. */
function stored(body: Body): Body {
  const cluster = createCluster({ nodes: 0 })
  const definition = cluster.client.definitions().find(({ kind, group, version }) => kind === body.kind && (group === '' ? version : `${group}/${version}`) === body.apiVersion)
  const { code, body: answer } = cluster.client.request({
    verb: 'create', group: definition?.group ?? '', version: definition?.version ?? '', resource: definition?.plural ?? '', namespace: 'default', body, fieldValidation: 'Strict',
  })
  expect([code, answer]).toEqual([201, expect.anything()])
  return answer as unknown as Body // created
}

const asked = new Set(['review', 'token']) // what is answered and not stored
const names = globSync('test/server/bodies/*.txt').map(path => basename(path, '.txt')).sort()

test('there are bodies', () => { expect(names.length).toBeGreaterThan(8) })

describe.each(names.filter(name => !asked.has(name)))('%s', name => {
  test('is what our own kubectl sends', () => {
    const { line, body } = recorded(name)
    const decoded = decodeProtobuf(body) as unknown as Body // it has a kind
    const cluster = createCluster({ nodes: 0 })
    expect(cluster.run(line)).toMatchObject({ exitCode: 0 })
    const ours = JSON.parse(cluster.run(`kubectl get ${decoded.kind} ${decoded.metadata.name} -o json`).stdout) as Body
    expect(told(stored(decoded))).toEqual(told(ours))
  })
})

test('questions are read, too', () => {
  expect(decodeProtobuf(recorded('review').body)).toMatchObject({ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } } })
  expect(decodeProtobuf(recorded('token').body)).toMatchObject({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } })
})

test('whatever comes is read or refused', () => {
  const { body } = recorded('deployment')
  const broken = fc.tuple(fc.nat(body.length - 1), fc.nat(255), fc.nat(body.length)).map(([at, byte, end]) => {
    const bytes = Buffer.from(body.subarray(0, Math.max(4, end)))
    if (at >= 4 && at < bytes.length) bytes[at] = byte
    return bytes
  })
  fc.assert(fc.property(broken, bytes => {
    try { decodeProtobuf(bytes) }
    catch (error) { expect(error).toBeInstanceOf(WireError) }
  }), { numRuns: 2000 })
})
