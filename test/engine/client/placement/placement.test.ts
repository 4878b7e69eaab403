import { describe, expect, test } from 'vitest'
import type { Container, PodSpec, ResourceList, Taint, Toleration } from '../../../../engine/apiserver/types.gen.ts'
import { nodeSelectorMatches, podSelectsNode } from '../../../../engine/client/placement/node-affinity.ts'
import { podLimits, podRequests, podRequestsForScoring } from '../../../../engine/client/placement/requests.ts'
import { tolerates } from '../../../../engine/client/placement/tolerations.ts'

describe('a toleration tolerates a taint', () => {
  const taint: Taint = { key: 'key1', value: 'value1', effect: 'NoSchedule' }
  test.each<[boolean, Toleration, Taint?]>([
    [true, { key: 'key1', operator: 'Equal', value: 'value1', effect: 'NoSchedule' }],
    [true, { key: 'key1', value: 'value1', effect: 'NoSchedule' }],
    [true, { key: 'key1', operator: 'Exists', effect: 'NoSchedule' }],
    [true, { key: 'key1', operator: 'Exists' }],
    [true, { operator: 'Exists' }],
    [true, { key: 'key1', value: 'value1' }],
    [false, { key: 'key1', operator: 'Equal', value: 'other', effect: 'NoSchedule' }],
    [false, { key: 'key2', operator: 'Exists' }],
    [false, { key: 'key1', operator: 'Exists', effect: 'NoExecute' }],
    [false, { key: 'key1', effect: 'NoSchedule' }],
    [true, { key: 'key1', effect: 'NoSchedule' }, { key: 'key1', effect: 'NoSchedule' }],
    [true, { key: 'level', operator: 'Gt', value: '5' }, { key: 'level', value: '7', effect: 'NoSchedule' }],
    [false, { key: 'level', operator: 'Lt', value: '5' }, { key: 'level', value: '7', effect: 'NoSchedule' }],
    [false, { key: 'level', operator: 'Gt', value: '5' }, { key: 'level', value: 'high', effect: 'NoSchedule' }],
  ])('%s: %j', (expected, toleration, other = taint) => expect(tolerates(toleration, other)).toBe(expected))
})

describe('a node selector', () => {
  const node = { name: 'n1', labels: { zone: 'a', size: '10' } }
  test.each([
    [true, 'zone', 'In', ['a', 'b']], [false, 'zone', 'In', ['b']], [false, 'nope', 'In', ['a']],
    [false, 'zone', 'NotIn', ['a']], [true, 'nope', 'NotIn', ['a']],
    [true, 'zone', 'Exists', []], [false, 'nope', 'Exists', []], [true, 'nope', 'DoesNotExist', []],
    [true, 'size', 'Gt', ['9']], [false, 'size', 'Gt', ['10']], [true, 'size', 'Lt', ['11']], [false, 'zone', 'Gt', ['1']], [false, 'toString', 'Exists', []],
  ] as const)('%s: %s %s %j', (expected, key, operator, values) =>
    expect(nodeSelectorMatches({ nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }] }, node)).toBe(expected))

  test('any of its terms will do, but one that asks nothing matches nothing', () => {
    const names = (...values: readonly string[]) => ({ matchFields: [{ key: 'metadata.name', operator: 'In' as const, values }] })
    expect(nodeSelectorMatches({ nodeSelectorTerms: [names('n2'), names('n1')] }, node)).toBe(true)
    expect(nodeSelectorMatches({ nodeSelectorTerms: [{}] }, node)).toBe(false)
  })

  test('of a pod holds beside its affinity', () => {
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'size', operator: 'Exists' as const }] }] } } }
    expect(podSelectsNode({ containers: [], nodeSelector: { zone: 'a' }, affinity }, node)).toBe(true)
    expect(podSelectsNode({ containers: [], nodeSelector: { zone: 'b' }, affinity }, node)).toBe(false)
  })
})

describe('what a pod needs', () => {
  const container = (requests?: ResourceList, more: Partial<Container> = {}): Container => ({ name: 'c', resources: { ...requests && { requests } }, ...more })
  const sidecar = (requests: ResourceList): Container => container(requests, { restartPolicy: 'Always' })
  const needs = (spec: PodSpec) => Object.fromEntries(podRequests(spec))

  test.each<[string, PodSpec, Readonly<Record<string, number>>]>([
    ['its containers together', { containers: [container({ cpu: '400m', memory: '600Mi' }), container({ cpu: '0.1' })] }, { cpu: 500, memory: 629_145_600 }],
    ['or its hungriest init container', { initContainers: [container({ cpu: '1' }), container({ cpu: '300m' })], containers: [container({ cpu: '400m', memory: '1Gi' })] }, { cpu: 1000, memory: 1_073_741_824 }],
    ['sidecars count beside all that follow', { initContainers: [container({ cpu: '500m' }), sidecar({ cpu: '200m' }), container({ cpu: '400m' })], containers: [container({ cpu: '300m' })] }, { cpu: 600 }],
    ['and the overhead', { containers: [container({ cpu: '400m' })], overhead: { cpu: '50m' } }, { cpu: 450 }],
    ['what is said for the pod as a whole goes before', { containers: [container({ cpu: '400m', memory: '1Gi' })], resources: { requests: { cpu: '2' } } }, { cpu: 2000, memory: 1_073_741_824 }],
    ['devices too', { containers: [container({ 'nvidia.com/gpu': '2' })] }, { 'nvidia.com/gpu': 2 }],
  ])('%s', (_name, spec, expected) => expect(needs(spec)).toEqual(expected))

  test('for scoring, a container that asks for nothing counts for something', () =>
    expect(Object.fromEntries(podRequestsForScoring({ containers: [container(), container({ cpu: '250m' })] }))).toEqual({ cpu: 350, memory: 2 * 200 * 1024 * 1024 }))

  test('limits add up alike', () =>
    expect(Object.fromEntries(podLimits({ containers: [{ name: 'a', resources: { limits: { cpu: '1' } } }, { name: 'b', resources: { limits: { cpu: '2' } } }] }))).toEqual({ cpu: 3000 }))
})
