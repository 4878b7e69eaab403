import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GroupVersionKind, Json, JsonObject } from '../../../../engine/apiserver/object.ts'
import { groupVersionOf } from '../../../../engine/apiserver/resource.ts'
import { decodeBody, decodeFields, type FieldValidation, maxDepth, schemaOf, servedResources } from '../../../../engine/apiserver/schema/index.ts'
import { StatusError } from '../../../../engine/apiserver/status.ts'
import { readManifests } from '../../../../engine/client/yaml/index.ts'

const root = new URL('../../../../', import.meta.url)
const golden = new URL('test/golden/', root)

interface Step { readonly run?: string, readonly stdout?: string, readonly stderr?: string, readonly files?: Readonly<Record<string, string>> }
interface Transcript { readonly steps?: readonly Step[], readonly final?: Readonly<Record<string, JsonObject>> }
const transcripts = readdirSync(golden).filter(name => name.endsWith('.json'))
  .map(name => [name, JSON.parse(readFileSync(new URL(name, golden), 'utf8')) as Transcript] as const)

const pod: GroupVersionKind = { group: '', version: 'v1', kind: 'Pod' }
const kindOf = (object: JsonObject): GroupVersionKind => ({ ...groupVersionOf(String(object['apiVersion'])), kind: String(object['kind']) })

function decoded(body: Json, kind: GroupVersionKind, validation: FieldValidation = 'Strict'): JsonObject | string {
  try {
    return decodeBody(body, kind, validation).object
  } catch (error) {
    if (error instanceof StatusError) return error.message
    throw error
  }
}

/** The error for a pod's container with these fields. */
const inContainer = (fields: JsonObject, validation?: FieldValidation): JsonObject | string =>
  decoded({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'c', ...fields }] } }, pod, validation)

describe('what the API server said of bodies it could not read', () => {
  const refused = transcripts.flatMap(([name, { steps = [] }]) => {
    const files = new Map<string, string>()
    return steps.flatMap(({ run = '', stderr = '', files: written = {} }) => {
      for (const [path, text] of Object.entries(written)) files.set(path, text)
      const [, path = ''] = /-f (\S+)/.exec(run) ?? []
      const [message] = /[\w]+ in version "[^\n]* cannot be handled as a [^\n]*/.exec(stderr) ?? []
      const text = files.get(path)
      return text !== undefined && message !== undefined && !message.includes('CronTab') ? [[`${name}: ${run}`, text, message, run] as const] : []
    })
  })
  test('there are many', () => expect(refused.length).toBeGreaterThan(20))
  test.each(refused)('%s', (_, text, message, run) => {
    const [, expected = ''] = /cannot be handled as a (\w+)/.exec(message) ?? []
    const answers = readManifests(text, '').documents.map(document => {
      const kind = kindOf(document as JsonObject)
      return decoded(document, { ...kind, kind: kind.kind.toLowerCase() === expected.toLowerCase() ? expected : kind.kind }, run.includes('--validate=false') ? 'Ignore' : 'Strict')
    })
    expect(answers.filter(answer => typeof answer === 'string')).toContain(message)
  })
})

describe('what was stored is decoded to itself', () => {
  const defaults: { status: number, object: JsonObject }[] = JSON.parse(readFileSync(new URL('tools/facts/k8s-1.36/defaults.json', root), 'utf8'))
  const printed = transcripts.flatMap(([name, { steps = [] }]) => steps.flatMap(({ run = '', stdout = '' }) =>
    /get .*-o[ =]?(yaml|json)( |$)/.test(run) && /^(apiVersion|\{)/.test(stdout) ? [[`${name}: ${run}`, readManifests(stdout, '').documents[0] as JsonObject] as const] : []))
  const objects = [
    ...defaults.filter(({ status }) => status === 201).map(({ object }) => [`default ${String(object['kind'])}`, object] as const),
    ...transcripts.flatMap(([name, { final = {} }]) => Object.entries(final).map(([key, object]) => [`${name}: ${key}`, object] as const)),
    ...printed.flatMap(([name, object]) => object['kind'] === 'List' ? (object['items'] as JsonObject[]).map(item => [name, item] as const) : [[name, object] as const]),
  ].filter(([, object]) => schemaOf(kindOf(object)))

  // The recordings of final objects have no times; Go prints some of them as null. An annotation was taken out, too.
  const withoutTimes = (value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return value.map(item => withoutTimes(item) ?? null)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).filter(([key, item]) => !/^last\w*Time$/.test(key) && JSON.stringify(item) !== '{}').map(([key, item]) => [key, withoutTimes(item)]))
  }
  test('there are many', () => expect(objects.length).toBeGreaterThan(100))
  test.each(objects)('%s', (name, object) => {
    const { object: again, unknown } = decodeFields(schemaOf(kindOf(object)) ?? expect.unreachable(), object)
    expect(unknown).toEqual([])
    if (name.includes('final') || /: \w+\/\w*\//.test(name)) expect(withoutTimes(again)).toEqual(withoutTimes(object))
    else expect(again).toBe(object) // the very same: nothing was copied
  })
})

// What decoding adds or changes must be in the recorded answer, which has defaults on top.
describe('a minimal manifest is decoded to what the recorded defaults build on', () => {
  const recorded: { status: number, manifest: JsonObject, object: JsonObject }[] = JSON.parse(readFileSync(new URL('tools/facts/k8s-1.36/defaults.json', root), 'utf8'))
  // set by the strategies of these kinds
  const changed = ['Secret.stringData', 'ClusterRole.rules', 'CustomResourceDefinition.status.storedVersions']
  const differences = (decodedValue: Json | undefined, stored: Json | undefined, path: string): string[] => {
    if (Array.isArray(decodedValue) && Array.isArray(stored)) return decodedValue.flatMap((item, i) => differences(item, stored[i], `${path}[${i}]`))
    if (typeof decodedValue === 'object' && decodedValue !== null && typeof stored === 'object' && stored !== null && !Array.isArray(stored))
      return Object.entries(decodedValue).flatMap(([key, value]) => differences(value, (stored as JsonObject)[key], `${path}.${key}`))
    return JSON.stringify(decodedValue) === JSON.stringify(stored) || changed.includes(path) ? [] : [`${path}: ${JSON.stringify(decodedValue)} is stored as ${JSON.stringify(stored)}`]
  }
  test.each(recorded.filter(({ status }) => status === 201).map(({ manifest, object }) => [String(manifest['kind']), manifest, object] as const))('%s', (kind, manifest, object) => {
    const { object: read, unknown } = decodeFields(schemaOf(kindOf(manifest)) ?? expect.unreachable(), manifest)
    expect([...unknown, ...differences(read, object, kind)]).toEqual([])
  })
})

describe('values as Go writes them again', () => {
  const read = (body: JsonObject, kind = pod): JsonObject | string => decoded({ metadata: { name: 'a' }, ...body }, kind)
  const fields = (kind: GroupVersionKind): JsonObject => ({ apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`, kind: kind.kind })
  const configMap: GroupVersionKind = { group: '', version: 'v1', kind: 'ConfigMap' }
  const role: GroupVersionKind = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'Role' }

  test('empty fields are dropped, except behind a pointer', () => {
    expect(inContainer({ command: [], image: '', stdin: false, env: [{ name: 'A', value: '' }], securityContext: { privileged: false, runAsUser: 0 }, livenessProbe: {}, ports: [{ containerPort: 0, hostPort: 0 }] }))
      .toEqual({ ...fields(pod), metadata: { name: 'a' }, spec: { containers: [{ name: 'c', env: [{ name: 'A' }], securityContext: { privileged: false, runAsUser: 0 }, livenessProbe: {}, ports: [{ containerPort: 0 }], resources: {} }] }, status: {} })
  })

  test('some fields are always there, some as null', () => {
    expect(read({ rules: null }, role)).toEqual({ ...fields(role), metadata: { name: 'a' }, rules: null })
    expect(read({}, role)).toEqual({ ...fields(role), metadata: { name: 'a' }, rules: null })
    expect(read({ rules: [] }, role)).toEqual({ ...fields(role), metadata: { name: 'a' }, rules: [] })
    expect(inContainer({ image: null })).toEqual({ ...fields(pod), metadata: { name: 'a' }, spec: { containers: [{ name: 'c', resources: {} }] }, status: {} })
  })

  test('null is nothing in a map and an empty value in a list', () => {
    expect(read({ data: { a: null, b: '' } }, configMap)).toEqual({ ...fields(configMap), metadata: { name: 'a' }, data: { b: '' } })
    expect(inContainer({ command: ['a', null], env: [null] })).toEqual({ ...fields(pod), metadata: { name: 'a' }, spec: { containers: [{ name: 'c', command: ['a', ''], env: [{ name: '' }], resources: {} }] }, status: {} })
  })

  test('quantities, times and bytes are canonical', () => {
    expect(inContainer({ resources: { limits: { cpu: 0.5, memory: '1024Mi' }, requests: { cpu: 2, memory: ' 1e3 ' } } }))
      .toMatchObject({ spec: { containers: [{ resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '2', memory: '1e3' } } }] } })
    expect(decoded({ metadata: { name: 'a', creationTimestamp: '2026-11-21T09:00:00.5+09:00' } }, pod)).toMatchObject({ metadata: { creationTimestamp: '2026-11-21T00:00:00Z' } })
    expect(decoded({ spec: { renewTime: '2026-11-21T09:00:00.000001+09:00' } }, { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' })).toMatchObject({ spec: { renewTime: '2026-11-21T00:00:00.000001Z' } })
    expect(read({ binaryData: { a: 'aG\nk=\n', b: 'aGl=' } }, configMap)).toMatchObject({ binaryData: { a: 'aGk=', b: 'aGk=' } })
  })
})

describe('errors of Go', () => {
  const refusal = (text: string): string => `Pod in version "v1" cannot be handled as a Pod: ${text}`
  test.each<[JsonObject, string]>([
    [{ image: 1 }, 'json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string'],
    [{ imagePullPolicy: true }, 'json: cannot unmarshal bool into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy'],
    [{ command: [1] }, 'json: cannot unmarshal number into Go struct field Container.spec.containers.command of type string'],
    [{ stdin: 'yes' }, 'json: cannot unmarshal string into Go struct field Container.spec.containers.stdin of type bool'],
    [{ ports: [{ containerPort: 3e9 }] }, 'json: cannot unmarshal number 3000000000 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32'],
    [{ ports: [{ containerPort: 80.5 }] }, 'json: cannot unmarshal number 80.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32'],
    [{ securityContext: { runAsUser: 1e30 } }, 'json: cannot unmarshal number 1e+30 into Go struct field SecurityContext.spec.containers.securityContext.runAsUser of type int64'],
    [{ livenessProbe: { httpGet: { port: true } } }, 'json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32'],
    [{ livenessProbe: { exec: [] } }, 'json: cannot unmarshal array into Go struct field Probe.spec.containers.livenessProbe.ProbeHandler.exec of type v1.ExecAction'],
    [{ resources: { limits: ['a'] } }, 'json: cannot unmarshal array into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList'],
    [{ resources: { limits: { cpu: {} } } }, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    [{ resources: { limits: { cpu: '1 K' } } }, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    [{ env: { A: 'b' } }, 'json: cannot unmarshal object into Go struct field Container.spec.containers.env of type []v1.EnvVar'],
    [{ image: 1, workingDir: 2 }, 'json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string'],
    [{ image: 1, resources: { limits: { cpu: 'x' } } }, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    [{ image: 1, imagee: 'x' }, 'json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string'],
  ])('%j', (container, message) => expect(inContainer(container)).toBe(refusal(message)))

  test.each<[string, string]>([
    ['x', 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    ['2026-1-1', 'parsing time "2026-1-1" as "2006-01-02T15:04:05Z07:00": cannot parse "1-1" as "01"'],
    ['2026-11-21', 'parsing time "2026-11-21" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2026-13-21T00:00:00Z', 'parsing time "2026-13-21T00:00:00Z": month out of range'],
    ['2026-02-30T00:00:00Z', 'parsing time "2026-02-30T00:00:00Z": day out of range'],
    ['2026-02-03T25:00:00Z', 'parsing time "2026-02-03T25:00:00Z": hour out of range'],
    ['2026-02-03T04:05:06', 'parsing time "2026-02-03T04:05:06" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"'],
    ['2026-02-03T04:05:06Zx', 'parsing time "2026-02-03T04:05:06Zx": extra text: "x"'],
  ])('time %s', (time, message) => expect(decoded({ metadata: { creationTimestamp: time } }, pod)).toBe(refusal(message)))

  test('a time of another type', () => expect(decoded({ metadata: { creationTimestamp: 5 } }, pod))
    .toBe(refusal('json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string')))

  test.each<[string, number]>([['not base64!', 3], ['abc', 0], ['abcde', 4], ['a===', 1], ['ab=c', 2], ['ab==x', 4], ['ab=', 3], ['한글', 0]])('bytes %s', (text, byte) => {
    expect(decoded({ data: { a: text } }, { group: '', version: 'v1', kind: 'Secret' })).toBe(`Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte ${byte}`)
  })

  test.each<[Json, string]>([
    [[], 'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d ...)'],
    [{ kind: 'Podd' }, 'Podd in version "v1" cannot be handled as a Pod: no kind "Podd" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"'],
    [{ kind: 'Service' }, 'Service in version "v1" cannot be handled as a Pod: converting (v1.Service) to (core.Pod): unknown conversion'],
    [{ kind: '__proto__' }, '__proto__ in version "v1" cannot be handled as a Pod: no kind "__proto__" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"'],
  ])('of another kind: %j', (body, message) => expect(decoded(body, pod)).toBe(message))

  test('of another version', () => {
    const hpa = { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' }
    expect(decoded({ apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler' }, hpa)).toBe('the API version in the data (autoscaling/v1) does not match the expected API version (autoscaling/v2)')
  })
})

describe('unknown fields', () => {
  const body = { spec: { containers: [{ name: 'c', port: 1, resources: { limit: {} } }], x: 1 }, metadata: { labels: { any: 'thing' } }, y: 1 }
  test('are refused, reported or dropped', () => {
    expect(decoded(body, pod)).toBe('Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].port", unknown field "spec.containers[0].resources.limit", unknown field "spec.x", unknown field "y"')
    expect(decodeBody(body, pod, 'Warn', ['spec.a'])).toEqual({
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { any: 'thing' } }, spec: { containers: [{ name: 'c', resources: {} }] }, status: {} },
      warnings: ['duplicate field "spec.a"', 'unknown field "spec.containers[0].port"', 'unknown field "spec.containers[0].resources.limit"', 'unknown field "spec.x"', 'unknown field "y"'],
    })
    expect(decodeBody(body, pod, 'Ignore').warnings).toEqual([])
  })

  test('a hundred of them are enough', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, 1]))
    expect(decodeBody(many, pod, 'Warn').warnings).toHaveLength(100)
  })
})

describe('bad input', () => {
  test('names that every object has', () => {
    const body = JSON.parse('{"metadata":{"labels":{"__proto__":"a","constructor":"b","toString":"c"}},"__proto__":{"x":1},"constructor":1,"spec":{"nodeSelector":{"__proto__":null}}}')
    expect(decodeBody(body, pod, 'Warn').warnings).toEqual(['unknown field "__proto__"', 'unknown field "constructor"'])
    expect(JSON.stringify(decodeBody(body, pod, 'Warn').object)).toBe('{"metadata":{"labels":{"__proto__":"a","constructor":"b","toString":"c"}},"spec":{},"status":{},"apiVersion":"v1","kind":"Pod"}')
  })

  test('100,000 levels, whatever the field', () => {
    let deep: Json = []
    for (let i = 0; i < 100_000; i++) deep = i % 2 ? [deep] : { not: deep }
    expect(inContainer({ image: deep })).toBe('Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go struct field Container.spec.containers.image of type string')
    expect(inContainer({ resources: { limits: { cpu: deep } } })).toMatch(/quantities must match/)
    expect(decoded({ metadata: { managedFields: [{ fieldsV1: deep }] } }, pod)).toBe('Pod in version "v1" cannot be handled as a Pod: exceeded max depth')
    let schema: JsonObject = {}
    for (let i = 0; i < maxDepth + 1; i++) schema = { not: schema }
    expect(decoded({ spec: { versions: [{ schema: { openAPIV3Schema: schema } }] } }, { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' })).toMatch(/exceeded max depth$/)
  })

  test('100,000 labels', () => {
    const labels = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`l${i}`, 'x']))
    const body = { apiVersion: 'v1', kind: 'Pod', metadata: { labels }, spec: { containers: [] }, status: {} }
    expect(decodeBody(body, pod, 'Strict').object).toBe(body)
  })

  const kinds = servedResources().filter(({ subresource }) => subresource === '').map(({ group, version, kind }) => ({ group, version, kind }))

  test('any value anywhere is decoded, refused or dropped, and what is decoded stays', () => fc.assert(fc.property(fc.constantFrom(...kinds), fc.jsonValue(), fc.array(fc.nat(), { maxLength: 8 }), (kind, value, steps) => {
    // wrap the value in a path of fields that exist
    let node = schemaOf(kind)
    const path: string[] = []
    for (const step of steps) {
      while (node?.item) { path.push('[]'); node = node.item }
      const names: string[] = [...node?.fields() ?? []].map(([name]) => name)
      const name = names[step % names.length]
      if (name === undefined) break
      path.push(name)
      node = node?.field(name)
    }
    const body = path.reduceRight<Json>((inner, name) => name === '[]' ? [inner] : { [name]: inner }, value as Json)
    const first = decoded(body, kind, 'Ignore')
    if (typeof first === 'string') expect(first).not.toMatch(/undefined|not a function|Maximum call stack|Cannot read/)
    else expect(decoded(first, kind, 'Strict')).toBe(first)
  }), { numRuns: 3000 }))
})
