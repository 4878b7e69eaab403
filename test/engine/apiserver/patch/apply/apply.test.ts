import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../../engine/apiserver/object.ts'
import { lastAppliedAnnotation, lastAppliedText, serverSideApply, trackUpdate, unlessOnlyTimes, type Apply, type Write } from '../../../../../engine/apiserver/patch/index.ts'
import { isList, isObject } from '../../../../../engine/apiserver/patch/json.ts'
import { complaint } from '../../selectors/complaint.ts'
import { frozen } from '../arbitrary.ts'
import { deploymentSchema, podSchema, schema } from '../schemas.ts'

const [first, later, last] = ['2026-11-21T00:31:07Z', '2026-11-21T00:31:08Z', '2026-11-21T00:31:09Z']

const apply: Apply = { schema: deploymentSchema, apiVersion: 'apps/v1', kind: 'Deployment', manager: 'kubectl', force: false, time: first, reset: { 'f:status': {} } }
const update: Write = { schema: deploymentSchema, apiVersion: 'apps/v1', manager: 'kubectl-edit', time: first, reset: { 'f:status': {} } }

const deployment = (image: string, replicas: number): JsonObject => frozen({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas, selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image }] } },
  },
})

const at = (value: Json | undefined, ...way: readonly (string | number)[]): Json | undefined =>
  way.reduce<Json | undefined>((inner, key) => isList(inner) ? inner[Number(key)] : isObject(inner) ? inner[key] : undefined, value)

const owners = (object: JsonObject): readonly JsonObject[] => {
  const entries = at(object, 'metadata', 'managedFields')
  return isList(entries) ? entries.filter(isObject) : []
}
const summary = (object: JsonObject): readonly string[] => owners(object).map(({ manager, operation, subresource = '', time = '-' }) => [manager, operation, subresource, time].join(' '))
const fieldsOf = (object: JsonObject, manager: string): Json | undefined => owners(object).find(entry => entry.manager === manager)?.fieldsV1

/** What the server puts into a stored object beyond what was applied. */
const stored = (object: JsonObject): JsonObject => frozen({
  ...object,
  metadata: { ...at(object, 'metadata') as JsonObject, uid: 'u', resourceVersion: '1', generation: 1, creationTimestamp: first },
  spec: { progressDeadlineSeconds: 600, ...at(object, 'spec') as JsonObject },
})

describe('as recorded', () => {
  const v1 = stored(serverSideApply(undefined, deployment('nginx:1.25', 2), apply))
  const applied = {
    'f:spec': {
      'f:replicas': {}, 'f:selector': {},
      'f:template': { 'f:metadata': { 'f:labels': { 'f:app': {} } }, 'f:spec': { 'f:containers': { 'k:{"name":"nginx"}': { '.': {}, 'f:image': {}, 'f:name': {} } } } },
    },
  }

  test('the applier owns what it said', () => {
    expect(owners(v1)).toEqual([{ manager: 'kubectl', operation: 'Apply', apiVersion: 'apps/v1', time: first, fieldsType: 'FieldsV1', fieldsV1: applied }])
  })

  test('applied again, nothing changes', () => {
    expect(serverSideApply(v1, deployment('nginx:1.25', 2), { ...apply, time: later })).toBe(v1)
  })

  const withStatus = trackUpdate(v1, {
    ...v1,
    metadata: { ...at(v1, 'metadata') as JsonObject, annotations: { 'deployment.kubernetes.io/revision': '1' } },
    status: { availableReplicas: 2, observedGeneration: 1, conditions: [{ type: 'Available', status: 'True', message: 'm' }] },
  }, { ...update, manager: 'kube-controller-manager', subresource: 'status', time: later, reset: { 'f:spec': {} } })

  test('a controller owns the status that it writes', () => {
    expect(owners(withStatus)[1]).toEqual({
      manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'apps/v1', time: later, fieldsType: 'FieldsV1', subresource: 'status',
      fieldsV1: {
        'f:metadata': { 'f:annotations': { '.': {}, 'f:deployment.kubernetes.io/revision': {} } },
        'f:status': {
          'f:availableReplicas': {}, 'f:observedGeneration': {},
          'f:conditions': { '.': {}, 'k:{"type":"Available"}': { '.': {}, 'f:message': {}, 'f:status': {}, 'f:type': {} } },
        },
      },
    })
  })

  test('another applier is refused', () => {
    expect(complaint(() => serverSideApply(v1, deployment('nginx:1.26', 3), { ...apply, manager: 'other' })))
      .toBe('Apply failed with 2 conflicts: conflicts with "kubectl":\n- .spec.replicas\n- .spec.template.spec.containers[name="nginx"].image')
  })

  const forced = serverSideApply(withStatus, deployment('nginx:1.26', 3), { ...apply, manager: 'other', force: true, time: last })

  test('or takes the fields by force', () => {
    expect(summary(forced)).toEqual([`kubectl Apply  ${first}`, `other Apply  ${last}`, `kube-controller-manager Update status ${later}`])
    expect(fieldsOf(forced, 'kubectl')).toEqual({ 'f:spec': {
      'f:selector': {}, 'f:template': { 'f:metadata': { 'f:labels': { 'f:app': {} } }, 'f:spec': { 'f:containers': { 'k:{"name":"nginx"}': { '.': {}, 'f:name': {} } } } },
    } })
    expect(fieldsOf(forced, 'other')).toEqual(applied)
    expect(at(forced, 'spec', 'template', 'spec', 'containers')).toEqual([{ name: 'nginx', image: 'nginx:1.26' }])
  })

  const scaled = trackUpdate(forced, { ...forced, spec: { ...at(forced, 'spec') as JsonObject, replicas: 5 } }, { ...update, manager: 'kubectl', subresource: 'scale', time: last })

  test('a scale takes the replicas', () => {
    expect(summary(scaled)).toEqual([`kubectl Apply  ${first}`, `other Apply  ${last}`, 'kubectl Update scale -', `kube-controller-manager Update status ${later}`])
    expect(complaint(() => serverSideApply(scaled, deployment('nginx:1.26', 3), { ...apply, manager: 'other' })))
      .toBe('Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas')
  })

  test('after a client-side apply, kubectl may take over', () => {
    const config = deployment('nginx:1.26', 3)
    const clientSide = trackUpdate(scaled, {
      ...scaled, spec: { ...at(scaled, 'spec') as JsonObject, replicas: 3 },
      metadata: { ...at(scaled, 'metadata') as JsonObject, annotations: { [lastAppliedAnnotation]: lastAppliedText(config) } },
    }, { ...update, manager: 'kubectl-client-side-apply' })
    const next = serverSideApply(clientSide, deployment('nginx:1.25', 2), apply)
    expect(at(next, 'metadata', 'annotations', lastAppliedAnnotation)).toBe('{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"nginx:1.25","name":"nginx"}]}}}}\n')
    expect(complaint(() => serverSideApply(clientSide, deployment('nginx:1.25', 2), { ...apply, manager: 'argocd' }))).toContain('Apply failed with 2 conflicts')
  })
})

describe('a pod as its controller creates it', () => {
  const pod = frozen({
    apiVersion: 'v1', kind: 'Pod',
    metadata: { generateName: 'web-', labels: { app: 'web' }, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u' }] },
    spec: { containers: [{ name: 'web', image: 'nginx', resources: {}, ports: [{ containerPort: 80, protocol: 'TCP' }] }], restartPolicy: 'Always', securityContext: {}, volumes: [{ name: 'v', emptyDir: {} }] },
    status: { phase: 'Pending' },
  })
  const created = trackUpdate(undefined, pod, { schema: podSchema, apiVersion: 'v1', manager: 'kube-controller-manager', time: first, reset: { 'f:status': {} } })

  test('its fields are owned as on a real cluster', () => {
    expect(fieldsOf(created, 'kube-controller-manager')).toEqual({
      'f:metadata': { 'f:generateName': {}, 'f:labels': { '.': {}, 'f:app': {} }, 'f:ownerReferences': { '.': {}, 'k:{"uid":"u"}': {} } },
      'f:spec': {
        'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {}, 'f:resources': {}, 'f:ports': { '.': {}, 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {}, 'f:protocol': {} } } } },
        'f:restartPolicy': {}, 'f:securityContext': {}, 'f:volumes': { '.': {}, 'k:{"name":"v"}': { '.': {}, 'f:emptyDir': {}, 'f:name': {} } },
      },
    })
  })

  test('what does not change is not recorded', () => {
    expect(trackUpdate(created, { ...created }, { schema: podSchema, apiVersion: 'v1', manager: 'someone', time: later })).toEqual(created)
  })

  test('a field that is removed has no owner any more', () => {
    const { restartPolicy: _, ...spec } = pod.spec
    const next = trackUpdate({ ...created, metadata: { ...at(created, 'metadata') as JsonObject, uid: 'u' } }, { ...created, spec }, { schema: podSchema, apiVersion: 'v1', manager: 'someone', time: later })
    expect(summary(next)).toEqual([`kube-controller-manager Update  ${first}`])
    expect(at(fieldsOf(next, 'kube-controller-manager'), 'f:spec', 'f:restartPolicy')).toBe(undefined)
  })

  test('in a workload that is created whole, embedded structs have no owner', () => {
    const workload = deployment('nginx', 1)
    const template = { ...at(workload, 'spec', 'template') as JsonObject }
    const next = trackUpdate(undefined, { ...workload, spec: { ...at(workload, 'spec') as JsonObject, template, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } } }, update)
    expect(fieldsOf(next, 'kubectl-edit')).toEqual({ 'f:spec': {
      'f:replicas': {}, 'f:selector': {}, 'f:strategy': { 'f:type': {}, 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {} } },
      'f:template': { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'f:spec': { 'f:containers': { 'k:{"name":"nginx"}': { '.': {}, 'f:image': {}, 'f:name': {} } } } },
    } })
  })
})

describe('updates', () => {
  const tracked = (before: JsonObject | undefined, after: JsonObject, changes: Partial<Write> = {}): JsonObject => trackUpdate(before, after, { ...update, ...changes })
  const web = tracked(undefined, { metadata: { name: 'web', labels: { a: '1' } }, spec: { replicas: 1 } })

  test('of one manager are one entry', () => {
    const next = tracked(web, { ...web, spec: { replicas: 1, paused: true } }, { time: later })
    expect(summary(next)).toEqual([`kubectl-edit Update  ${later}`])
    expect(fieldsOf(next, 'kubectl-edit')).toEqual({ 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } }, 'f:spec': { 'f:replicas': {}, 'f:paused': {} } })
  })

  test('a map that is removed has no owner any more', () => {
    const { labels: _, ...metadata } = at(web, 'metadata') as JsonObject
    expect(fieldsOf(tracked(web, { ...web, metadata }), 'kubectl-edit')).toEqual({ 'f:spec': { 'f:replicas': {} } })
  })

  test('what the door resets changes no owner', () => {
    const withStatus = tracked(web, { ...web, status: { replicas: 1 } }, { manager: 'kcm', subresource: 'status', reset: { 'f:spec': {} } })
    const next = tracked(withStatus, { ...withStatus, status: { replicas: 2 }, spec: { replicas: 2 } }, { manager: 'other' })
    expect(fieldsOf(next, 'kcm')).toEqual({ 'f:status': { 'f:replicas': {} } })
    expect(fieldsOf(next, 'other')).toEqual({ 'f:spec': { 'f:replicas': {} } })
  })
})

describe('giving up fields', () => {
  const config = (data: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data })
  const to: Apply = { schema: schema('', 'v1', 'ConfigMap'), apiVersion: 'v1', kind: 'ConfigMap', manager: 'a', force: false, time: first }

  test('what one applied and no longer does is removed', () => {
    const both = serverSideApply(undefined, config({ x: '1', y: '2' }), to)
    expect(at(serverSideApply(both, config({ x: '1' }), to), 'data')).toEqual({ x: '1' })
    const none = serverSideApply(both, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }, to)
    expect(at(none, 'data')).toBe(undefined)
    expect(owners(none)).toEqual([])
  })

  test('but not what another owns too', () => {
    const mine = serverSideApply(undefined, config({ x: '1', y: '2' }), to)
    const shared = serverSideApply(mine, config({ y: '2' }), { ...to, manager: 'b' })
    expect(summary(shared)).toEqual(['b Apply  -', `a Apply  ${first}`]) // who changes nothing gets no time
    const given = serverSideApply(shared, config({ x: '1' }), to)
    expect(at(given, 'data')).toEqual({ x: '1', y: '2' })
    expect(fieldsOf(given, 'b')).toEqual({ 'f:data': { 'f:y': {} } })
  })

  test('nor what an updater has changed since', () => {
    const mine = serverSideApply(undefined, config({ x: '1', y: '2' }), to)
    const edited = trackUpdate(mine, { ...mine, data: { x: '1', y: '3' } }, { ...to, manager: 'edit' })
    expect(at(serverSideApply(edited, config({ x: '1' }), to), 'data')).toEqual({ x: '1', y: '3' })
  })

  test('an element of a list goes as a whole, unless another owns a part of it', () => {
    const two = (names: readonly string[]): JsonObject => {
      const web = deployment('x', 1)
      return { ...web, spec: { template: { spec: { containers: names.map(name => ({ name, image: name })) } } } }
    }
    const both = serverSideApply(undefined, two(['a', 'b']), apply)
    expect(at(serverSideApply(both, two(['b']), apply), 'spec', 'template', 'spec', 'containers')).toEqual([{ name: 'b', image: 'b' }])
    const edited = trackUpdate(both, { ...both, spec: { template: { spec: { containers: [{ name: 'a', image: 'a', tty: true }, { name: 'b', image: 'b' }] } } } }, update)
    expect(at(serverSideApply(edited, two(['b']), apply), 'spec', 'template', 'spec', 'containers')).toEqual([{ name: 'b', image: 'b' }]) // as the real server does: the element itself is its applier's
  })

  test('an object from before is owned as a whole by nobody in particular', () => {
    const old = { ...config({ x: '1', y: '2' }), metadata: { name: 'c', uid: 'u' } }
    const next = serverSideApply(old, config({ x: '1' }), to)
    expect(summary(next)).toEqual(['a Apply  -', `before-first-apply Update  ${first}`])
    expect(at(next, 'data')).toEqual({ x: '1', y: '2' })
    expect(complaint(() => serverSideApply(old, config({ x: '2' }), to))).toBe('Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.x')
  })
})

describe('lists', () => {
  const env = (names: readonly string[], value = ''): JsonObject => ({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', env: names.map(name => ({ name, value })) }] },
  })
  const to: Apply = { ...apply, schema: podSchema, apiVersion: 'v1', kind: 'Pod', force: true }
  test.each([
    ['ab', 'ba', 'ba'], ['abx', 'ba', 'bxa'], ['abc', 'xb', 'axbc'], ['abc', 'cab', 'cab'], ['', 'ab', 'ab'], ['abcd', 'dxa', 'bcdxa'],
  ])('%s with %s: %s', (live, applied, expected) => {
    const merged = serverSideApply({ ...env([...live]), metadata: { name: 'p', uid: 'u' } }, env([...applied], 'new'), to)
    const names = at(merged, 'spec', 'containers', 0, 'env')
    expect(isList(names) ? names.map(item => at(item, 'name')).join('') : '').toBe(expected)
  })

  test('ports without a protocol are TCP', () => {
    const pod = (ports: Json): JsonObject => ({ ...env([]), spec: { containers: [{ name: 'c', ports }] } })
    const merged = serverSideApply({ ...pod([{ containerPort: 80, protocol: 'TCP', name: 'http' }, { containerPort: 80, protocol: 'UDP' }]), metadata: { name: 'p', uid: 'u' } }, pod([{ containerPort: 80, hostPort: 80 }]), to)
    expect(at(merged, 'spec', 'containers', 0, 'ports')).toEqual([{ containerPort: 80, protocol: 'TCP', name: 'http', hostPort: 80 }, { containerPort: 80, protocol: 'UDP' }])
  })
})

test('a write that changes nothing but times is none', () => {
  const live = stored(serverSideApply(undefined, deployment('nginx', 1), apply))
  const touched = (time: string): JsonObject => ({ ...live, metadata: { ...at(live, 'metadata') as JsonObject, managedFields: owners(live).map(entry => ({ ...entry, time })) } })
  expect(unlessOnlyTimes(live, touched(later))).toBe(live)
  const renamed = { ...touched(later), spec: {} }
  expect(unlessOnlyTimes(live, renamed)).toBe(renamed)
})

test('an empty struct is owned as such', () => {
  const config = { ...deployment('x', 1), spec: { template: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } } } }
  expect(fieldsOf(serverSideApply(undefined, config, apply), 'kubectl'))
    .toEqual({ 'f:spec': { 'f:template': { 'f:spec': { 'f:volumes': { 'k:{"name":"v"}': { '.': {}, 'f:name': {}, 'f:emptyDir': {} } } } } } })
})

test('an annotation of another version, or of nonsense, allows nothing', () => {
  for (const text of [lastAppliedText({ ...deployment('nginx:1.26', 3), apiVersion: 'apps/v1beta1' }), '{', '[]', 'null']) {
    const live = serverSideApply(undefined, { ...deployment('nginx:1.26', 3), metadata: { name: 'web', annotations: { [lastAppliedAnnotation]: text } } }, { ...apply, manager: 'other' })
    expect(complaint(() => serverSideApply(live, deployment('nginx:1.25', 3), apply))).toBe('Apply failed with 1 conflict: conflict with "other": .spec.template.spec.containers[name="nginx"].image')
  }
})

describe('refusals', () => {
  const spec = (value: JsonObject): JsonObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec: value })
  const typed = 'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): '
  const container = (value: JsonObject): JsonObject => spec({ template: { spec: { containers: [value] } } })
  test.each<[JsonObject, number, string]>([
    [{ ...spec({}), kind: 'Pod', apiVersion: 'v1' }, 400, 'invalid object type: /v1, Kind=Pod'],
    [{ ...spec({}), metadata: { managedFields: [] } }, 400, 'metadata.managedFields must be nil'],
    [spec({ replicaz: 1 }), 500, `${typed}.spec.replicaz: field not declared in schema`],
    [spec({ replicas: 'two' }), 500, `${typed}.spec.replicas: expected numeric (int or float), got string`],
    [container({ image: 'x' }), 500, `${typed}.spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn't have default value)`],
    [container({ name: 'a', env: [{ name: 'A', value: true }] }), 500, `${typed}.spec.template.spec.containers[name="a"].env[name="A"].value: expected string, got &value.valueUnstructured{Value:true}`],
    [spec({ a: 1, template: [] }), 500, `${typed}errors:\n  .spec.a: field not declared in schema\n  .spec.template: expected map, got &{[]}`],
    [spec({ template: { spec: { containers: [{ name: 'a' }, { name: 'a' }] } } }), 500, `${typed}.spec.template.spec.containers: duplicate entries for key [name="a"]`],
  ])('%#', (config, code, message) => {
    expect(() => serverSideApply(undefined, config, apply)).toThrow(expect.objectContaining({ status: expect.objectContaining({ code, message }) }))
  })

  test('a conflict names its causes', () => {
    const live = serverSideApply(undefined, spec({ replicas: 1 }), { ...apply, manager: 'a' })
    expect(() => serverSideApply(live, spec({ replicas: 2 }), { ...apply, manager: 'b' })).toThrow(expect.objectContaining({ status: expect.objectContaining({
      code: 409, reason: 'Conflict', details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.spec.replicas' }] },
    }) }))
  })
})

describe('managedFields that a writer sends', () => {
  const entry = { manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:x': {} } } }
  const object = (managedFields: Json): JsonObject => ({ metadata: { name: 'c', uid: 'u', managedFields }, data: { x: '1' } })
  const write: Write = { schema: schema('', 'v1', 'ConfigMap'), apiVersion: 'v1', manager: 'w', time: first }
  test.each<[string, Json, Json | undefined]>([
    ['an empty entry clears them', [{}], undefined],
    ['an empty list clears them', [], undefined],
    ['others replace them', [{ ...entry, manager: 'n' }], [{ ...entry, manager: 'n' }]],
    ['nonsense is passed over', [{ manager: 'n' }], [entry]],
  ])('%s', (_, sent, expected) => {
    expect(at(trackUpdate(object([entry]), object(sent), write), 'metadata', 'managedFields')).toEqual(expected)
  })

  test('a subresource does not change them', () => {
    expect(at(trackUpdate(object([entry]), object([{}]), { ...write, subresource: 'status' }), 'metadata', 'managedFields')).toEqual([entry])
  })

  test('an object that nobody is recorded for stays so', () => {
    const untracked = { metadata: { name: 'c', uid: 'u' }, data: {} }
    const next = { ...untracked, data: { x: '2' } }
    expect(trackUpdate(untracked, next, write)).toBe(next)
  })

  test('of too many updaters the oldest become one', () => {
    let live: JsonObject = object([])
    for (let i = 0; i < 14; i++) live = trackUpdate(i === 0 ? undefined : live, { ...live, data: { ...live.data as JsonObject, [`k${i}`]: 'v' } }, { ...write, manager: `m${i}`, time: `2026-01-01T00:00:${i + 10}Z` })
    expect(owners(live).map(({ manager }) => manager)).toEqual(['ancient-changes', 'm5', 'm6', 'm7', 'm8', 'm9', 'm10', 'm11', 'm12', 'm13'])
    expect(fieldsOf(live, 'ancient-changes')).toEqual({ 'f:data': { '.': {}, 'f:x': {}, 'f:k0': {}, 'f:k1': {}, 'f:k2': {}, 'f:k3': {}, 'f:k4': {} } })
  })
})

describe('laws', () => {
  /** Without what is empty, which objects do not keep. */
  const prune = (value: Json | undefined): Json | undefined => {
    if (isList(value)) return value.length === 0 ? undefined : value.map(item => prune(item) ?? item)
    if (!isObject(value)) return value
    const fields = Object.entries(value).map(([key, field]) => [key, prune(field)] as const).filter(([, field]) => field !== undefined)
    return fields.length === 0 ? undefined : Object.fromEntries(fields)
  }

  const name = fc.constantFrom('a', 'b', '__proto__', 'constructor')
  const some = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined })
  const text = fc.constantFrom('x', 'y')
  const config: fc.Arbitrary<JsonObject> = fc.record({
    apiVersion: fc.constant('apps/v1'), kind: fc.constant('Deployment'),
    metadata: fc.record({ name: fc.constant('web'), labels: some(fc.dictionary(name, text)), finalizers: some(fc.uniqueArray(text)) }),
    spec: fc.record({
      replicas: fc.nat({ max: 2 }), paused: some(fc.boolean()), strategy: some(fc.record({ type: some(text), rollingUpdate: some(fc.record({ maxSurge: some(fc.nat({ max: 2 })) })) })),
      template: some(fc.record({ spec: fc.record({ containers: fc.uniqueArray(fc.record({ name: text, image: some(text), args: some(fc.array(text, { maxLength: 2 })) }), { selector: c => c.name }) }) })),
    }),
  }).map(object => prune(JSON.parse(JSON.stringify(object)) as JsonObject) as JsonObject)
  const manager = fc.constantFrom('a', 'b', 'c')
  const history = fc.array(fc.tuple(manager, config), { minLength: 1, maxLength: 5 })
  const applied = (steps: readonly (readonly [string, JsonObject])[]): JsonObject =>
    steps.reduce<JsonObject | undefined>((live, [manager, config]) => serverSideApply(live && frozen(live), frozen(config), { ...apply, manager, force: true }), undefined) ?? {}

  test('applied again, nothing changes', () => fc.assert(fc.property(history, steps => {
    const live = applied(steps)
    const [manager, config] = steps.at(-1) ?? ['', {}]
    expect(serverSideApply(live, config, { ...apply, manager, time: later })).toBe(live)
  })))

  test('all that is applied is there', () => fc.assert(fc.property(history, steps => {
    const live = applied(steps)
    const [, config] = steps.at(-1) ?? ['', {}]
    expect(prune(serverSideApply(live, config, { ...apply, manager: 'witness', force: true }).spec)).toEqual(prune(live.spec))
  })))

  test('one applier alone gets just what it applies last', () => fc.assert(fc.property(fc.array(config, { minLength: 1, maxLength: 4 }), configs => {
    const { metadata, ...live } = applied(configs.map(config => ['a', config] as const))
    const { managedFields: _, ...rest } = metadata as JsonObject
    expect(prune({ ...live, metadata: rest })).toEqual(prune(configs.at(-1) ?? {}))
  })))

  test('a write by update and its undoing leave the object as it was', () => fc.assert(fc.property(history, config, (steps, other) => {
    const live = applied(steps)
    const changed = trackUpdate(live, { ...live, spec: other.spec }, update)
    const back = trackUpdate(changed, { ...changed, spec: live.spec }, update)
    const { metadata: _a, ...was } = live
    const { metadata: _b, ...is } = back
    expect(is).toEqual(was)
  })))
})
