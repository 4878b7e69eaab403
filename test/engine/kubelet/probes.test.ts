import { describe, expect, test } from 'vitest'
import type { Probe } from '../../../engine/apiserver/types.gen.ts'
import type { Program } from '../../../engine/runtime/process.ts'
import type { ImageSource } from '../../../engine/runtime/registry.ts'
import type { HttpResponse, Listener } from '../../../engine/runtime/network.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

/** An image whose only program listens. */
function imageThat(listens: Readonly<Record<number, Listener>>): ImageSource {
  const program: Program = function* (process) {
    for (const [port, listener] of Object.entries(listens)) process.listen(Number(port), listener)
    process.catch('TERM')
    yield* process.nextSignal()
    return 0
  }
  return { pull: () => ({ ms: 0, image: { name: 'docker.io/library/server:1', digest: `sha256:${'0'.repeat(64)}`, sizeBytes: 1, layers: [], entrypoint: ['server'], command: [], env: {}, workingDir: '/', files: new Map(), find: () => program } }) }
}

/** What readiness probes of a server have had to say within so many seconds, and whether it is ready. */
function probed(listens: Readonly<Record<number, Listener>>, readinessProbe: Probe, seconds = 3): { readonly node: OneNode, readonly said: readonly string[], readonly ready: boolean | undefined } {
  const node = oneNode({ registry: imageThat(listens) })
  node.run('p', [{ image: 'server:1', readinessProbe, ports: [{ name: 'web', containerPort: 8080 }] }])
  node.pass(seconds)
  const said = node.events.filter(text => text.includes('Unhealthy')).map(text => text.replace(/^\S+ Unhealthy: /, '').replaceAll(node.pod('p').status.podIP ?? 'nowhere', 'POD'))
  return { node, said: [...new Set(said)], ready: node.pod('p').status.containerStatuses?.[0]?.ready }
}

const answer = (status: number, location?: string): HttpResponse => ({ status, body: '', ...location !== undefined && { headers: new Map([['Location', location]]) } })
const server = (paths: Readonly<Record<string, HttpResponse>>): Listener => ({ http: ({ path }) => paths[path] ?? answer(404) })

describe('by HTTP', () => {
  const cases: readonly (readonly [what: string, paths: Readonly<Record<string, HttpResponse>>, ready: boolean, said: readonly string[]])[] = [
    ['200 is well', { '/': answer(200) }, true, []],
    ['399 is well', { '/': answer(399) }, true, []],
    ['400 is not', { '/': answer(400) }, false, ['Readiness probe failed: HTTP probe failed with statuscode: 400']],
    ['a redirect is followed', { '/': answer(302, '/b'), '/b': answer(200) }, true, []],
    ['a redirect to what fails', { '/': answer(302, '/b'), '/b': answer(500) }, false, ['Readiness probe failed: HTTP probe failed with statuscode: 500']],
    ['a redirect to elsewhere is well', { '/': answer(302, 'http://elsewhere.example.com/') }, true, []],
  ]
  test.each(cases)('%s', (_what, paths, ready, said) => {
    const found = probed({ 8080: server(paths) }, { httpGet: { path: '/', port: 'web' } })
    expect([found.ready, found.said]).toEqual([ready, said])
  })

  test('nobody listens', () => expect(probed({}, { httpGet: { path: '/x', port: 8080 } }).said).toEqual(['Readiness probe failed: Get "http://POD:8080/x": dial tcp POD:8080: connect: connection refused']))

  test('its headers are sent', () => {
    let seen: ReadonlyMap<string, string> = new Map()
    probed({ 8080: { http: ({ headers }) => { seen = headers; return answer(200) } } }, { httpGet: { port: 8080, httpHeaders: [{ name: 'X-Who', value: 'me' }] } })
    expect([seen.get('X-Who'), seen.get('User-Agent')]).toEqual(['me', 'kube-probe/1.36'])
  })
})

describe('by gRPC', () => {
  const health = (state: 'SERVING' | 'NOT_SERVING' | 'UNKNOWN_SERVICE'): Readonly<Record<number, Listener>> => ({ 9000: { grpcHealth: () => state } })
  test.each([
    ['serving', health('SERVING'), true, []],
    ['not serving', health('NOT_SERVING'), false, ['Readiness probe failed: service unhealthy (responded with "NOT_SERVING")']],
    ['an unknown service', health('UNKNOWN_SERVICE'), false, ['Readiness probe failed: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service']],
    ['a server of another kind', { 9000: server({}) }, false, ['Readiness probe failed: error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health']],
    ['nobody listens', {}, false, ['Readiness probe failed: timeout: failed to connect service "POD:9000" within 1s: context deadline exceeded']],
  ] as const)('%s', (_what, listens, ready, said) => {
    const found = probed(listens, { grpc: { port: 9000, service: 'x' } })
    expect([found.ready, found.said]).toEqual([ready, said])
  })
})

test('by TCP it is enough to listen', () => {
  expect(probed({ 8080: {} }, { tcpSocket: { port: 'web' } })).toMatchObject({ ready: true, said: [] })
})

test('a port by a name that nobody has is no verdict', () => {
  expect(probed({}, { httpGet: { path: '/', port: 'nope' } })).toMatchObject({ ready: false })
})

test('a root file system for reading only', () => {
  const node = oneNode()
  node.run('p', [{ command: ['sh', '-c', 'echo x > /f; echo y > /dev/termination-log; echo z > /v/f'], workingDir: '/made', securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [{ name: 'v', mountPath: '/v' }] }], { restartPolicy: 'Never', volumes: [{ name: 'v', emptyDir: {} }] })
  node.pass(4)
  const log = node.kubelet.logs({ namespace: 'default', pod: 'p', container: 'c1' })?.map(({ text }) => text).join('')
  expect([log, node.pod('p').status.containerStatuses?.[0]?.state.terminated?.message, node.pod('p').status.phase]).toEqual(['sh: can\'t create /f: Read-only file system\n', 'y\n', 'Succeeded'])
})
