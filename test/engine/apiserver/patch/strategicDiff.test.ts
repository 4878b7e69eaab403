import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import { createThreeWayMergePatch, createTwoWayMergePatch, strategicMergePatch } from '../../../../engine/apiserver/patch/index.ts'
import { complaint } from '../selectors/complaint.ts'
import { frozen } from './arbitrary.ts'
import { deploymentSchema, podSchema, schema } from './schemas.ts'

describe('two ways', () => {
  const diff = (original: JsonObject, modified: JsonObject): unknown => createTwoWayMergePatch({ spec: original }, { spec: modified }, podSchema).spec
  test.each<[string, JsonObject, JsonObject, unknown]>([
    ['nothing', { containers: [{ name: 'a' }] }, { containers: [{ name: 'a' }] }, undefined],
    ['fields', { nodeName: 'a', hostname: 'h' }, { nodeName: 'b', subdomain: 's' }, { nodeName: 'b', subdomain: 's', hostname: null }],
    ['an element', { containers: [{ name: 'a', image: '1' }, { name: 'b' }] }, { containers: [{ name: 'a', image: '2' }, { name: 'b' }] },
      { containers: [{ name: 'a', image: '2' }], '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }] }],
    ['elements come and go', { containers: [{ name: 'a' }, { name: 'b' }] }, { containers: [{ name: 'c', image: 'x' }, { name: 'b' }] },
      { containers: [{ name: 'c', image: 'x' }, { name: 'a', $patch: 'delete' }], '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }] }],
    ['order only', { containers: [{ name: 'a' }, { name: 'b' }] }, { containers: [{ name: 'b' }, { name: 'a' }] }, { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }],
    ['lists that are replaced', { tolerations: [{ key: 'a' }] }, { tolerations: [{ key: 'a' }, { key: 'b' }] }, { tolerations: [{ key: 'a' }, { key: 'b' }] }],
    ['retained keys of elements', { volumes: [{ name: 'v', emptyDir: {} }] }, { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      { volumes: [{ name: 'v', $retainKeys: ['hostPath', 'name'], hostPath: { path: '/' }, emptyDir: null }], '$setElementOrder/volumes': [{ name: 'v' }] }],
  ])('%s', (_, original, modified, expected) => expect(diff(frozen(original), frozen(modified))).toEqual(expected))

  test('scalars', () => {
    expect(createTwoWayMergePatch({ metadata: { finalizers: ['a', 'b'] } }, { metadata: { finalizers: ['b', 'c'] } }, podSchema))
      .toEqual({ metadata: { finalizers: ['c'], '$deleteFromPrimitiveList/finalizers': ['a'], '$setElementOrder/finalizers': ['b', 'c'] } })
  })

  test('retained keys', () => {
    expect(createTwoWayMergePatch({ spec: { strategy: { type: 'RollingUpdate', rollingUpdate: {} } } }, { spec: { strategy: { type: 'Recreate' } } }, deploymentSchema))
      .toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } })
  })

  test('a selector that is replaced is always said', () => {
    const pdb = { spec: { selector: { matchLabels: { a: 'b' } } } }
    expect(createTwoWayMergePatch(pdb, pdb, schema('policy', 'v1', 'PodDisruptionBudget'))).toEqual(pdb)
  })

  test('what nothing is known of may not differ', () => {
    expect(createTwoWayMergePatch({ nope: { a: 1 } }, { nope: { a: 1 } }, podSchema)).toEqual({})
    expect(complaint(() => createTwoWayMergePatch({ nope: { a: 1 } }, { nope: { a: 2 } }, podSchema))).toBe('unable to find api field in struct Pod for the json field "nope"')
    expect(complaint(() => createTwoWayMergePatch({ spec: { containers: [{ image: 'a' }] } }, { spec: { containers: [{ image: 'b' }] } }, podSchema)))
      .toBe('map: map[image:a] does not contain declared merge key: name')
  })
})

describe('three ways', () => {
  test('kubectl apply: keeps what others have set, removes what was applied and no longer is', () => {
    const original = { metadata: { labels: { a: '1', old: 'x' } }, spec: { containers: [{ name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }] }, { name: 'gone' }] } }
    const modified = { metadata: { labels: { a: '2' } }, spec: { containers: [{ name: 'web', image: 'web:2' }] } }
    const current = { metadata: { labels: { a: '1', old: 'x', theirs: 'y' } }, spec: { nodeName: 'n', containers: [
      { name: 'web', image: 'web:1', env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] }, { name: 'gone' }, { name: 'injected' },
    ] } }
    const patch = createThreeWayMergePatch(frozen(original), frozen(modified), frozen(current), podSchema)
    expect(patch).toEqual({
      metadata: { labels: { a: '2', old: null } },
      spec: { '$setElementOrder/containers': [{ name: 'web' }], containers: [{ name: 'web', image: 'web:2', env: null }, { name: 'gone', $patch: 'delete' }] },
    })
    expect(strategicMergePatch(current, patch, podSchema)).toEqual({
      metadata: { labels: { a: '2', theirs: 'y' } },
      spec: { nodeName: 'n', containers: [{ name: 'web', image: 'web:2' }, { name: 'injected' }] },
    })
  })

  test('kubectl apply: another strategy drops the fields of the old one, defaulted ones too', () => {
    const current = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } } }
    const patch = createThreeWayMergePatch({ spec: {} }, { spec: { strategy: { type: 'Recreate' } } }, current, deploymentSchema)
    expect(patch).toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } })
    expect(strategicMergePatch(current, patch, deploymentSchema)).toEqual({ spec: { strategy: { type: 'Recreate' } } })
  })
})

describe('laws', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd')
  const text = fc.constantFrom('x', 'y', '')
  const some = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined })
  const keyed = <T extends { name: string }>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { maxLength: 4, selector: ({ name }) => name })
  const container = fc.record({
    name,
    image: some(text),
    args: some(fc.array(text, { maxLength: 2 })),
    env: some(keyed(fc.record({ name, value: some(text) }))),
    ports: some(fc.uniqueArray(fc.record({ containerPort: fc.integer({ min: 1, max: 3 }), hostIP: some(text) }), { maxLength: 3, selector: port => port.containerPort })),
    resources: some(fc.record({ limits: some(fc.dictionary(name, text)) })),
  })
  const volume = fc.oneof(fc.record({ name, emptyDir: fc.record({ medium: some(text) }) }), fc.record({ name, hostPath: fc.record({ path: text }) }))
  const pod: fc.Arbitrary<JsonObject> = fc.record({
    metadata: some(fc.record({ labels: some(fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), text)), finalizers: some(fc.uniqueArray(name, { maxLength: 4 })) })),
    spec: some(fc.record({ containers: some(keyed(container)), volumes: some(keyed(volume)), nodeName: some(text), tolerations: some(fc.array(fc.record({ key: name }), { maxLength: 2 })) })),
  }).map(object => JSON.parse(JSON.stringify(object)) as JsonObject)

  test('the difference leads from one to the other, order included', () => fc.assert(fc.property(pod, pod, (original, modified) => {
    expect(strategicMergePatch(frozen(original), createTwoWayMergePatch(original, frozen(modified), podSchema), podSchema)).toEqual(modified)
  })))

  test('no difference, no patch', () => fc.assert(fc.property(pod, object => {
    expect(createTwoWayMergePatch(object, object, podSchema)).toEqual({})
  })))

  test('applied to an untouched object, three ways are two', () => fc.assert(fc.property(pod, pod, (original, modified) => {
    expect(strategicMergePatch(original, createThreeWayMergePatch(original, modified, original, podSchema), podSchema)).toEqual(modified)
  })))

  /** Directives that found nothing to direct stay in the object as unknown fields, which its decoder drops. */
  const decoded = (value: JsonObject): JsonObject => JSON.parse(JSON.stringify(value, (key, field: unknown) => key.startsWith('$') ? undefined : field)) as JsonObject

  test('after an apply there is nothing left to apply', () => fc.assert(fc.property(pod, pod, pod, (original, modified, current) => {
    const next = decoded(strategicMergePatch(current, createThreeWayMergePatch(original, modified, current, podSchema), podSchema))
    const again = strategicMergePatch(next, createThreeWayMergePatch(modified, modified, next, podSchema), podSchema)
    expect(again).toBe(next)
  })))

  test('what is not patched keeps its identity', () => fc.assert(fc.property(pod, object => {
    const patched = strategicMergePatch(frozen(object), { metadata: { annotations: { n: 'n' } } }, podSchema)
    expect(patched.spec).toBe(object.spec)
  })))
})
