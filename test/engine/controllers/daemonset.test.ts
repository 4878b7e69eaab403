import { describe, expect, test } from 'vitest'
import type { DaemonSet, DaemonSetSpec, Pod, PodSpec, Taint } from '../../../engine/apiserver/types.gen.ts'
import type { Draft } from '../../../engine/client/resources.ts'
import { FailureBackoff } from '../../../engine/controllers/daemonset/failure-backoff.ts'
import { withTolerations } from '../../../engine/controllers/daemonset/pod.ts'
import { updateSteps } from '../../../engine/controllers/daemonset/update.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const setOf = (spec: Partial<DaemonSetSpec> = {}, podSpec: Partial<PodSpec> = {}): Draft<DaemonSet> & { readonly spec: DaemonSetSpec } => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image: 'agent:1', resources: {} }], ...podSpec } },
    ...spec,
  },
})

const where = (world: SmallCluster): readonly string[] => world.pods().map(({ spec }) => `${spec.nodeName} ${spec.containers[0]?.image}`).sort()
const setImage = (world: SmallCluster, image: string): void =>
  world.edit('daemonsets.apps', 'agent', set => ({ ...set, spec: { ...set.spec, template: { ...set.spec.template, spec: { ...set.spec.template.spec, containers: [{ name: 'agent', image, resources: {} }] } } } }))
const taint = (world: SmallCluster, node: string, taints: readonly Taint[]): void =>
  world.edit('nodes', node, each => ({ ...each, spec: { ...each.spec, taints } }), undefined)
const label = (world: SmallCluster, node: string, labels: Readonly<Record<string, string>>): void =>
  world.edit('nodes', node, each => ({ ...each, metadata: { ...each.metadata, labels: { ...each.metadata.labels, ...labels } } }), undefined)
const status = (world: SmallCluster): DaemonSet['status'] => world.client.get('daemonsets.apps', namespace, 'agent').status

const three = [{ name: 'n1' }, { name: 'n2' }, { name: 'n3' }]

test('a pod on every node, each told by name', () => {
  const world = new SmallCluster(three)
  world.create('daemonsets.apps', setOf())
  world.pass(3)
  expect(where(world)).toEqual(['n1 agent:1', 'n2 agent:1', 'n3 agent:1'])
  const [pod] = world.pods()
  expect(pod?.spec.affinity).toEqual({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod?.spec.nodeName] }] }] } },
  })
  const [revision] = world.client.list('controllerrevisions.apps', namespace)
  const hash = revision?.metadata.labels?.['controller-revision-hash']
  expect([pod?.metadata.labels, revision?.metadata.name]).toEqual([{ 'app': 'agent', 'controller-revision-hash': hash, 'pod-template-generation': '1' }, `agent-${hash}`])
  expect(status(world)).toEqual({
    currentNumberScheduled: 3, desiredNumberScheduled: 3, numberAvailable: 3, numberMisscheduled: 0, numberReady: 3, observedGeneration: 1, updatedNumberScheduled: 3,
  })
})

describe('which nodes', () => {
  test('a selector follows the labels of the nodes', () => {
    const world = new SmallCluster(three)
    world.create('daemonsets.apps', setOf({}, { nodeSelector: { disk: 'ssd' } }))
    world.pass(2)
    expect(where(world)).toEqual([])
    label(world, 'n2', { disk: 'ssd' })
    world.pass(2)
    expect(where(world)).toEqual(['n2 agent:1'])
    label(world, 'n2', { disk: 'hdd' })
    world.pass(2)
    expect(where(world)).toEqual([])
  })

  test('NoSchedule keeps new pods away and lets old ones stay; NoExecute removes them', () => {
    const world = new SmallCluster(three)
    taint(world, 'n3', [{ key: 'x', effect: 'NoSchedule' }])
    world.create('daemonsets.apps', setOf())
    world.pass(2)
    taint(world, 'n2', [{ key: 'x', effect: 'NoSchedule' }])
    world.pass(2)
    expect(where(world)).toEqual(['n1 agent:1', 'n2 agent:1'])
    expect([status(world).desiredNumberScheduled, status(world).numberMisscheduled]).toEqual([1, 1])
    taint(world, 'n2', [{ key: 'x', effect: 'NoExecute' }])
    world.pass(2)
    expect(where(world)).toEqual(['n1 agent:1'])
  })

  test('cordoned nodes keep and get their pods', () => {
    const world = new SmallCluster(three)
    world.edit('nodes', 'n1', each => ({ ...each, spec: { ...each.spec, unschedulable: true } }), undefined)
    world.pass(1)
    world.create('daemonsets.apps', setOf())
    world.pass(2)
    expect(where(world)).toEqual(['n1 agent:1', 'n2 agent:1', 'n3 agent:1'])
  })
})

test('tolerations of the template stay, but for those that it adds itself', () => {
  const tolerations = [{ key: 'own', operator: 'Exists' }, { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }] as const
  expect(withTolerations({ containers: [], tolerations, hostNetwork: true }).map(({ key, effect, tolerationSeconds }) => [key, effect, tolerationSeconds])).toEqual([
    ['own', undefined, undefined],
    ['node.kubernetes.io/not-ready', 'NoExecute', undefined], ['node.kubernetes.io/unreachable', 'NoExecute', undefined],
    ['node.kubernetes.io/disk-pressure', 'NoSchedule', undefined], ['node.kubernetes.io/memory-pressure', 'NoSchedule', undefined],
    ['node.kubernetes.io/pid-pressure', 'NoSchedule', undefined], ['node.kubernetes.io/unschedulable', 'NoSchedule', undefined],
    ['node.kubernetes.io/network-unavailable', 'NoSchedule', undefined],
  ])
})

describe('steps of an update', () => {
  const now = Date.parse('2026-11-21T09:00:00Z')
  const pod = (name: string, hash: string, ready = true): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, uid: name, resourceVersion: '1', creationTimestamp: '2026-11-21T08:00:00Z', labels: { 'controller-revision-hash': hash } },
    spec: podOf(name).spec,
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: '2026-11-21T08:00:00Z' }] },
  })
  const set: DaemonSet = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent', uid: 'u', resourceVersion: '1', creationTimestamp: '' }, spec: setOf().spec, status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 } }
  const steps = (limits: { maxSurge: number, maxUnavailable: number }, nodes: Readonly<Record<string, readonly Pod[]>>) => {
    const { create, remove } = updateSteps(set, new Map(Object.entries(nodes)), 'new', limits, now)
    return { create, remove: remove.map(({ metadata }) => metadata.name) }
  }

  test.each([
    ['as many as may be missing', 2, { a: [pod('a', 'old')], b: [pod('b', 'old')], c: [pod('c', 'old')] }, ['a', 'b']],
    ['none while one is missing', 1, { a: [pod('a', 'new', false)], b: [pod('b', 'old')] }, []],
    ['those that do not serve at once', 1, { a: [pod('a', 'old', false)], b: [pod('b', 'old', false)], c: [pod('c', 'old')] }, ['a', 'b']],
    ['nothing that is new', 1, { a: [pod('a', 'new')] }, []],
  ])('in place: %s', (_what, maxUnavailable, nodes, remove) => expect(steps({ maxSurge: 0, maxUnavailable }, nodes)).toEqual({ create: [], remove }))

  test.each([
    ['new ones come first', { a: [pod('a', 'old')], b: [pod('b', 'old')] }, ['a'], []],
    ['while one comes, no other does', { a: [pod('a', 'old'), pod('a2', 'new', false)], b: [pod('b', 'old')] }, [], []],
    ['once it serves, the old one goes and the next comes', { a: [pod('a', 'old'), pod('a2', 'new')], b: [pod('b', 'old')] }, ['b'], ['a']],
    ['an old one that does not serve costs nothing', { a: [pod('a', 'old', false)], b: [pod('b', 'old')] }, ['a', 'b'], []],
  ])('surge: %s', (_what, nodes, create, remove) => expect(steps({ maxSurge: 1, maxUnavailable: 0 }, nodes)).toEqual({ create, remove }))
})

test.each([
  ['in place', { maxUnavailable: 1, maxSurge: 0 }, [2, 3]],
  ['by surge', { maxUnavailable: 0, maxSurge: 1 }, [3, 4]],
])('an update %s reaches every node, never with too few or too many', (_how, rollingUpdate, [fewest, most]) => {
  const world = new SmallCluster(three)
  world.create('daemonsets.apps', setOf({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } }))
  world.pass(3)
  setImage(world, 'agent:2')
  const [ready, there]: [number[], number[]] = [[], []]
  for (let i = 0; i < 400; i++) {
    world.pass(0.01)
    ready.push(world.pods().filter(({ status: now }) => now.conditions?.some(({ type, status: each }) => type === 'Ready' && each === 'True')).length)
    there.push(world.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined).length)
  }
  expect([Math.min(...ready), Math.max(...there)]).toEqual([fewest, most])
  expect(where(world)).toEqual(['n1 agent:2', 'n2 agent:2', 'n3 agent:2'])
  expect(world.client.list('controllerrevisions.apps', namespace).map(({ revision }) => revision)).toEqual(expect.arrayContaining([1, 2]))
})

test('OnDelete updates only what is deleted', () => {
  const world = new SmallCluster(three)
  world.create('daemonsets.apps', setOf({ updateStrategy: { type: 'OnDelete' } }))
  world.pass(3)
  setImage(world, 'agent:2')
  world.pass(3)
  world.delete('pods', world.pods().find(({ spec }) => spec.nodeName === 'n2')?.metadata.name ?? '')
  world.pass(3)
  expect(where(world)).toEqual(['n1 agent:1', 'n2 agent:2', 'n3 agent:1'])
})

test('a failed pod is replaced, ever more slowly', () => {
  const backoff = new FailureBackoff()
  expect([0, 500, 1000, 2500, 3000].map(nowMs => backoff.waitMs('x', nowMs))).toEqual([0, 500, 0, 500, 0])
  const world = new SmallCluster()
  world.create('daemonsets.apps', setOf())
  world.pass(2)
  const [pod] = world.pods()
  world.setFate('failed')
  world.pass(3)
  expect(world.told('FailedDaemonPod')).toEqual([`Found failed daemon pod default/${pod?.metadata.name} on node ${pod?.spec.nodeName}, will try to kill it`])
  expect(world.pods().map(({ status: { phase } }) => phase)).toEqual(['Running'])
})
