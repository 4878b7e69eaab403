import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../engine/apiserver/object.ts'
import { badRequest } from '../../../../engine/apiserver/status.ts'
import { carryOut, strategicMergePatch, undecodable } from '../../../../engine/apiserver/patch/index.ts'
import { complaint } from '../selectors/complaint.ts'
import { frozen, nested } from './arbitrary.ts'
import { deploymentSchema, podSchema, schema } from './schemas.ts'

const patchSpec = (spec: JsonObject, patch: JsonObject): Json | undefined => strategicMergePatch(frozen({ spec }), frozen({ spec: patch }), podSchema).spec

describe('lists with a merge key', () => {
  const containers = [{ name: 'a', image: 'a:1', args: ['x'] }, { name: 'b', image: 'b:1' }]
  test.each<[string, JsonObject, Json]>([
    ['change an element', { containers: [{ name: 'b', image: 'b:2' }] }, [containers[0] ?? null, { name: 'b', image: 'b:2' }]],
    ['new elements come before those of the server', { containers: [{ name: 'n' }] }, [{ name: 'n' }, ...containers]],
    ['elements of the patch keep its order', { containers: [{ name: 'b' }, { name: 'n' }, { name: 'a' }] }, [{ name: 'b', image: 'b:1' }, { name: 'n' }, { name: 'a', image: 'a:1', args: ['x'] }]],
    ['delete an element', { containers: [{ $patch: 'delete', name: 'a' }] }, [{ name: 'b', image: 'b:1' }]],
    ['delete one and add one', { containers: [{ $patch: 'delete', name: 'a' }, { name: 'n' }] }, [{ name: 'n' }, { name: 'b', image: 'b:1' }]],
    ['replace the list', { containers: [{ $patch: 'replace' }, { name: 'n' }] }, [{ name: 'n' }]],
    ['replace an element', { containers: [{ name: 'a', $patch: 'replace', image: 'z' }] }, []],
    ['set the order', { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }, [{ name: 'b', image: 'b:1' }, { name: 'a', image: 'a:1', args: ['x'] }]],
    ['add in order', { '$setElementOrder/containers': [{ name: 'a' }, { name: 'n' }, { name: 'b' }], containers: [{ name: 'n' }] }, [{ name: 'a', image: 'a:1', args: ['x'] }, { name: 'n' }, { name: 'b', image: 'b:1' }]],
    ['elements that the order does not name stay near', { '$setElementOrder/containers': [{ name: 'n' }, { name: 'b' }], containers: [{ name: 'n' }] }, [{ name: 'n' }, { name: 'a', image: 'a:1', args: ['x'] }, { name: 'b', image: 'b:1' }]],
    ['lists without a merge key are replaced', { containers: [{ name: 'a', args: ['y'] }] }, [{ name: 'a', image: 'a:1', args: ['y'] }, containers[1] ?? null]],
    ['null removes', { containers: [{ name: 'a', args: null, image: null }] }, [{ name: 'a' }, containers[1] ?? null]],
  ])('%s', (_, patch, expected) => expect(patchSpec({ containers }, patch)).toEqual({ containers: expected }))

  test('keys that are numbers', () => {
    const ports = [{ port: 80, targetPort: 8080 }, { port: 443 }]
    expect(strategicMergePatch({ spec: { ports } }, { spec: { ports: [{ port: 443, name: 'tls' }] } }, schema('', 'v1', 'Service')))
      .toEqual({ spec: { ports: [{ port: 80, targetPort: 8080 }, { port: 443, name: 'tls' }] } })
  })
})

test('of elements with one key the first is merged', () => {
  const ports = [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53, protocol: 'TCP' }]
  expect(patchSpec({ containers: [{ name: 'a', ports }] }, { containers: [{ name: 'a', ports: [{ containerPort: 53, name: 'dns' }] }] }))
    .toEqual({ containers: [{ name: 'a', ports: [{ containerPort: 53, protocol: 'UDP', name: 'dns' }, { containerPort: 53, protocol: 'TCP' }] }] })
})

describe('lists of scalars that are merged', () => {
  const finalizers = ['a', 'b', 'c']
  const patchFinalizers = (patch: JsonObject): Json | undefined => strategicMergePatch(frozen({ metadata: { finalizers } }), { metadata: patch }, podSchema).metadata
  test.each<[string, JsonObject, Json]>([
    ['add', { finalizers: ['d', 'b'] }, ['d', 'a', 'b', 'c']],
    ['delete', { '$deleteFromPrimitiveList/finalizers': ['b', 'z'] }, ['a', 'c']],
    ['delete and add, in order', { '$deleteFromPrimitiveList/finalizers': ['b'], finalizers: ['d'], '$setElementOrder/finalizers': ['c', 'd', 'a'] }, ['c', 'd', 'a']],
  ])('%s', (_, patch, expected) => expect(patchFinalizers(patch)).toEqual({ finalizers: expected }))

  test('nothing to delete from', () => expect(strategicMergePatch({}, { metadata: { '$deleteFromPrimitiveList/finalizers': ['b'] } }, podSchema)).toEqual({ metadata: { '$deleteFromPrimitiveList/finalizers': ['b'] } }))
})

describe('maps', () => {
  test.each<[string, JsonObject, JsonObject, Json]>([
    ['merge', { nodeSelector: { a: '1', b: '2' } }, { nodeSelector: { b: '3', c: '4' } }, { nodeSelector: { a: '1', b: '3', c: '4' } }],
    ['replace', { nodeSelector: { a: '1' } }, { nodeSelector: { $patch: 'replace', c: '4' } }, { nodeSelector: { c: '4' } }],
    ['delete', { nodeSelector: { a: '1' } }, { nodeSelector: { $patch: 'delete' } }, { nodeSelector: {} }],
    ['null removes', { nodeSelector: { a: '1' }, x: 1 }, { nodeSelector: null, y: null }, { x: 1 }],
    ['nulls in what is new say nothing', {}, { affinity: { nodeAffinity: null, podAffinity: {} } }, { affinity: { podAffinity: {} } }],
    ['directives in what is new do nothing', {}, { affinity: { $patch: 'replace', podAffinity: {} }, tolerations: [{ $patch: 'delete' }, { key: 'a' }] }, { tolerations: [{ key: 'a' }] }],
    ['another type replaces', { nodeSelector: 'x' }, { nodeSelector: { a: null, b: '1' } }, { nodeSelector: { b: '1' } }],
  ])('%s', (_, spec, patch, expected) => expect(patchSpec(spec, patch)).toEqual(expected))

  test('retainKeys', () => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } }
    expect(strategicMergePatch(frozen({ spec: { strategy } }), { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, deploymentSchema))
      .toEqual({ spec: { strategy: { type: 'Recreate' } } })
    expect(complaint(() => strategicMergePatch({ spec: { strategy } }, { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: { maxSurge: 2 } } } }, deploymentSchema)))
      .toBe('invalid patch format of retainKeys')
  })

  test('a selector that is replaced as a whole', () => {
    expect(strategicMergePatch({ spec: { selector: { matchLabels: { a: 'b' } } } }, { spec: { selector: { matchLabels: { c: 'd' } } } }, schema('policy', 'v1', 'PodDisruptionBudget')))
      .toEqual({ spec: { selector: { matchLabels: { c: 'd' } } } })
  })
})

test('keys of the prototype are keys', () => {
  const patch = JSON.parse('{"metadata":{"labels":{"__proto__":"x","constructor":"y"}}}') as JsonObject
  const patched = strategicMergePatch({ metadata: { labels: { toString: 'z' } } }, patch, podSchema)
  expect(JSON.stringify(patched)).toBe('{"metadata":{"labels":{"toString":"z","__proto__":"x","constructor":"y"}}}')
})

describe('the complaints of the real server', () => {
  const pod = { spec: { containers: [{ name: 'a', image: 'x' }], nodeName: 'n' } }
  test.each<[Json, number, string]>([
    [{ spec: { containers: [{ image: 'x' }] } }, 500, 'map: map[image:x] does not contain declared merge key: name'],
    [{ spec: { containers: [{ $patch: 'delete' }] } }, 500, 'map: map[$patch:delete] does not contain declared merge key: name'],
    [{ spec: { containers: [{ $patch: 'merge', name: 'a' }] } }, 500, 'merging lists cannot yet be specified in the patch'],
    [{ spec: { containers: [{ $patch: 'spam', name: 'a' }] } }, 500, 'unknown patch type: spam in map: map[$patch:spam name:a]'],
    [{ spec: { $patch: 'spam' } }, 500, 'unknown patch type: spam in map: map[$patch:spam]'],
    [{ spec: { containers: ['x'] } }, 500, 'list element types are not identical: [[map[image:x name:a]] [x]]'],
    [{ spec: { '$setElementOrder/nope': [] } }, 500, 'unable to find api field in struct PodSpec for the json field "nope"'],
    [{ spec: { '$setElementOrder/containers': 'x' } }, 500, 'expected a []interface {}, but received a string'],
    [{ spec: { $setElementOrder: [] } }, 400, 'invalid patch format of setElementOrder list'],
    [{ spec: { $deleteFromPrimitiveList: [] } }, 400, 'invalid patch format of primitive list'],
    [{ spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'b' }] } }, 500, 'The order in patch list:\n[map[name:b]]\n doesn\'t match $setElementOrder list:\n[map[name:a]]\n'],
    ['not json', 400, 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
    [nested(100_000), 400, 'exceeded max depth'],
  ])('%#', (body, code, message) => {
    expect(() => carryOut(pod, { type: 'strategic', body }, podSchema)).toThrow(expect.objectContaining({ status: expect.objectContaining({ code, message }) }))
  })

  test('of a kind without a schema', () => {
    expect(complaint(() => carryOut({}, { type: 'strategic', body: {} }, undefined)))
      .toBe('the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml')
  })

  test('of an outcome that is none of the kind', () => {
    const unread = badRequest('Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32')
    expect(undecodable({ type: 'strategic', body: { spec: { replicas: 'two' } } }, {}, unread).message)
      .toBe(' "" is invalid: patch: Invalid value: "map[spec:map[replicas:two]]": unrecognized type: int32')
    expect(undecodable({ type: 'merge', body: {} }, { b: '<', a: 1 }, badRequest('Pod in version "v1" cannot be handled as a Pod: why')).message)
      .toBe(' "" is invalid: patch: Invalid value: "{\\"a\\":1,\\"b\\":\\"\\\\u003c\\"}": why')
  })
})

test('an unchanged object is the same object', () => {
  const pod = frozen({ metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', args: ['x'], ports: [{ containerPort: 80 }] }], tolerations: [{ key: 'a' }] } })
  expect(strategicMergePatch(pod, JSON.parse(JSON.stringify(pod)) as JsonObject, podSchema)).toBe(pod)
  const patched = strategicMergePatch(pod, { spec: { containers: [{ name: 'a', image: 'x' }] } }, podSchema)
  expect(patched.metadata).toBe(pod.metadata)
  expect(patched.spec).toEqual({ ...pod.spec, containers: [{ ...pod.spec.containers[0], image: 'x' }] })
})
