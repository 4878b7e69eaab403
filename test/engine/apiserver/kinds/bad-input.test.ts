// Whatever is sent, the server answers: with the object, or with what is wrong with it.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject, KubeObject } from '../../../../engine/apiserver/object.ts'
import type { Status } from '../../../../engine/apiserver/status.ts'
import { complaint, TestServer } from './server.ts'

interface Recorded { readonly manifest: JsonObject, readonly object: JsonObject }
const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }
const metric = (averageValue: string): JsonObject => ({ metric: { name: 'a' }, target: { type: 'AverageValue', averageValue } })
/** Kinds of which nothing is recorded, or not all that they have. */
const others: readonly JsonObject[] = [
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', webhooks: [{ name: 'a.b.c', clientConfig: { service: { name: 's', namespace: 'n', path: '/', port: 1 } }, rules: [rule], matchConditions: [{ name: 'a', expression: 'true' }], admissionReviewVersions: ['v1'], sideEffects: 'None', namespaceSelector: { matchLabels: { a: 'b' } } }] },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration', webhooks: [{ name: 'a.b.c', clientConfig: { url: 'https://a/b' }, rules: [rule], admissionReviewVersions: ['v1'], sideEffects: 'None', reinvocationPolicy: 'Never' }] },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', spec: { paramKind: { apiVersion: 'v1', kind: 'A' }, matchConstraints: { resourceRules: [rule], excludeResourceRules: [rule] }, variables: [{ name: 'a', expression: 'b' }], validations: [{ expression: 'true', message: 'a', reason: 'Invalid' }] } },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', spec: { policyName: 'a', paramRef: { name: 'a', parameterNotFoundAction: 'Deny' }, validationActions: ['Deny'], matchResources: { resourceRules: [rule] } } },
  { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'as.b.c' }, spec: {
    group: 'b.c', scope: 'Cluster', names: { plural: 'as', kind: 'A', shortNames: ['a'], categories: ['all'] }, conversion: { strategy: 'Webhook', webhook: { clientConfig: { url: 'https://a' }, conversionReviewVersions: ['v1'] } },
    versions: ['v1', 'v2'].map((name, i) => ({
      name, served: true, storage: i === 0, deprecated: true, deprecationWarning: 'a', additionalPrinterColumns: [{ name: 'a', type: 'string', jsonPath: '.a' }], selectableFields: [{ jsonPath: '.a' }],
      subresources: { status: {}, scale: { specReplicasPath: '.spec.a', statusReplicasPath: '.status.a', labelSelectorPath: '.status.b' } },
      schema: { openAPIV3Schema: { type: 'object', description: name, properties: { a: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], items: { type: 'object', required: ['k'], properties: { k: { type: 'string', pattern: '^(a|[b-d]+)$', default: 'a' } } } }, b: { type: 'object', additionalProperties: { type: 'integer', minimum: 1, enum: [1, 2] }, anyOf: [{ required: ['a'] }, { not: { properties: { b: { maxLength: 1 } } } }] } } } },
    })) } },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: { scaleTargetRef: { kind: 'A', name: 'a', apiVersion: 'v1' }, maxReplicas: 2, metrics: [{ type: 'Pods', pods: metric('1') }, { type: 'External', external: metric('1') }, { type: 'Object', object: { ...metric('1'), describedObject: { kind: 'A', name: 'a' } } }, { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'c', target: { type: 'Utilization', averageUtilization: 1 } } }], behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1 }] } } } },
  { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', handler: 'a', overhead: { podFixed: { cpu: '1' } }, scheduling: { nodeSelector: { a: 'b' }, tolerations: [{ key: 'a', operator: 'Exists' }] } },
  { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttributesClass', driverName: 'a', parameters: { a: 'b' } },
  { apiVersion: 'v1', kind: 'Pod', spec: { hostUsers: false, os: { name: 'linux' }, securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'a' }, sysctls: [{ name: 'kernel.sem', value: '1' }], seLinuxOptions: { type: 'a' } }, topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {}, matchLabelKeys: ['a'] }], initContainers: [{ name: 'i', image: 'b', restartPolicy: 'Always', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }] }], containers: [{ name: 'a', image: 'b', resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }], volumeDevices: [{ name: 'v', devicePath: '/a' }], lifecycle: { preStop: { tcpSocket: { port: 1, host: 'a' } } } }], volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] } },
]
const recorded: readonly Recorded[] = JSON.parse(readFileSync('tools/facts/k8s-1.36/defaults.json', 'utf8'))
const recordings: readonly Recorded[] = [...recorded, ...others.map(part => ({ metadata: { name: 'a' }, ...part })).map(manifest => ({ manifest, object: manifest }))]

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
type Path = readonly (string | number)[]

/** The paths to all that is in a value, the value itself excepted. */
function pathsIn(value: Json | undefined, base: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => [[...base, i], ...pathsIn(item, [...base, i])])
  return isObject(value) ? Object.keys(value).flatMap(key => [[...base, key], ...pathsIn(value[key], [...base, key])]) : []
}

const at = (value: Json | undefined, path: Path): Json | undefined =>
  path.reduce<Json | undefined>((inner, step) => Array.isArray(inner) ? (inner as readonly Json[])[Number(step)] : isObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined, value)

/** The value with what is at a path replaced; undefined takes it out. */
function replaced(value: Json | undefined, [step, ...rest]: Path, by: Json | undefined): Json | undefined {
  if (step === undefined) return by
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => i === step ? replaced(item, rest, by) ?? [] : item)
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, old]) => [key, key === step ? replaced(old, rest, by) : old])) : value
}

const oddTexts = ['', ' ', '-', '..', '/', '%', '0', '-1', '1e9', 'None', '\ud800', '__proto__', 'constructor', 'toString', 'a'.repeat(254), 'A_b', '１', '10.96.0.1', '* * * * *']
const odd = fc.oneof(
  fc.constantFrom<Json | undefined>(undefined, null, ...oddTexts),
  fc.constantFrom<Json>(0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 65536, true, false, [], {}, [null], [''], [[]], [{}], { '': '' }, { a: null }, { constructor: 'x', toString: 'y' }),
  fc.constant<Json>(JSON.parse('{"__proto__": {"polluted": "yes"}}')),
  fc.jsonValue({ maxDepth: 2 }).map(value => value as Json),
)
/** Something else of the same type, which is not refused for its type. */
const alike = (value: Json | undefined, pick: number): Json | undefined => {
  const choices: readonly (Json | undefined)[] = typeof value === 'string' ? oddTexts : typeof value === 'number' ? [0, -1, 1, 65536, 2 ** 31 - 1] : Array.isArray(value) ? [[], [...value, ...value], undefined] : [{}, undefined, null]
  return choices[pick % choices.length]
}
const subject = fc.nat(recordings.length - 1)
const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(odd.map(by => () => by), fc.nat().map(pick => (value: Json | undefined) => alike(value, pick)))), { minLength: 1, maxLength: 3 })

function broken(whole: JsonObject, list: readonly (readonly [number, (value: Json | undefined) => Json | undefined])[]): JsonObject {
  const fixed = new Set(['apiVersion', 'kind', 'metadata'])
  return list.reduce<JsonObject>((object, [pick, by]) => {
    const paths = pathsIn(object).filter(path => path.length > 1 || !fixed.has(String(path[0])))
    const path = paths[pick % paths.length] ?? []
    return replaced(object, path, by(at(object, path))) as JsonObject
  }, whole)
}

const named = (object: JsonObject): JsonObject => isObject(object['metadata']) ? object : { ...object, metadata: {} }

describe('bad input', () => {
  const server = new TestServer()

  it('never breaks the creation of an object', () => {
    fc.assert(fc.property(subject, changes, fc.boolean(), (i, list, full) => {
      const { manifest, object } = recordings[i] ?? expect.fail()
      const { code, body } = server.create(named(broken(full ? object : manifest, list)), { dryRun: true })
      expect([201, 400, 403, 404, 409, 422]).toContain(code)
      expect(typeof (code === 201 ? body : complaint({ code, body, warnings: [] }))).toBe(code === 201 ? 'object' : 'string')
    }), { numRuns: 1500 })
  })

  it('never breaks the update of an object', () => {
    for (const { manifest } of recordings) server.create(manifest)
    fc.assert(fc.property(subject, changes, (i, list) => {
      const { manifest } = recordings[i] ?? expect.fail()
      const { code } = server.update({ ...named(broken(manifest, list)), metadata: manifest['metadata'] })
      expect([200, 400, 403, 404, 405, 409, 422]).toContain(code)
    }), { numRuns: 1500 })
  })

  const configMap = (metadata: JsonObject, data: JsonObject = {}): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', ...metadata }, data })

  it('takes names of 253 characters and refuses those of 254', () => {
    const name = (length: number): string => 'a'.repeat(length)
    expect(complaint(server.create(configMap({ name: name(253) })))).toBe('')
    expect(complaint(server.create(configMap({ name: name(254) })))).toBe(`ConfigMap "${name(254)}" is invalid: metadata.name: Invalid value: "${name(254)}": must be no more than 253 bytes`)
  })

  it('takes 100,000 labels', () => {
    const labels = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key-${i}`, `value-${i}`]))
    expect(complaint(server.create(configMap({ name: 'labels', labels })))).toBe('')
    expect(complaint(server.create(configMap({ name: 'annotations', annotations: labels })))).toBe('ConfigMap "annotations" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes')
  })

  it('names each of many faults', () => {
    const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`_${i}`, 'ok']))
    const { body } = server.create(configMap({ labels }))
    expect((body as Status).details?.causes?.length).toBe(10_000)
  })

  it('keeps keys that look like parts of JavaScript', () => {
    const data: JsonObject = JSON.parse('{"__proto__": "a", "constructor": "b", "toString": "c", "hasOwnProperty": "d"}')
    const labels = { constructor: 'b', toString: 'c' }
    const { body } = server.create(configMap({ name: 'keys', labels }, data))
    expect(JSON.stringify((body as KubeObject & { data: JsonObject }).data)).toBe('{"__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d"}')
    expect((body as KubeObject).metadata.labels).toEqual(labels)
  })

  it('changes no prototype', () => {
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})
