import { describe, expect, test } from 'vitest'
import type { Pod, ReplicaSet, ReplicaSetSpec } from '../../../engine/apiserver/types.gen.ts'
import type { Draft } from '../../../engine/client/resources.ts'
import { inDeletionOrder } from '../../../engine/controllers/pod-control.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const replicaSetOf = (replicas: number): Draft<ReplicaSet> & { readonly spec: ReplicaSetSpec } => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web', namespace },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx', resources: {} }] } } },
})

const relabel = (world: SmallCluster, name: string, labels: Readonly<Record<string, string>>): void =>
  world.edit('pods', name, pod => ({ ...pod, metadata: { ...pod.metadata, labels } }))

const owners = (world: SmallCluster): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(world.pods().map(({ metadata }) => [metadata.name.replace(/-.*/, ''), metadata.ownerReferences?.[0]?.name]))

test('adopts a stray pod, releases it when it no longer matches, and takes it back (rs-adoption)', () => {
  const world = new SmallCluster()
  world.create('pods', podOf('stray', {}, { labels: { app: 'web' } }))
  world.pass(2)
  world.create('replicasets.apps', replicaSetOf(3))
  world.pass(3)
  expect(world.pods()).toHaveLength(3)
  expect(owners(world)).toEqual({ stray: 'web', web: 'web' })

  relabel(world, 'stray', {})
  world.pass(3)
  expect(world.pods()).toHaveLength(4)
  expect(owners(world)).toEqual({ stray: undefined, web: 'web' })

  relabel(world, 'stray', { app: 'web' })
  world.pass(3)
  expect(world.pods()).toHaveLength(3)
  expect(owners(world)).toEqual({ stray: 'web', web: 'web' })
  expect(world.told('SuccessfulCreate')).toHaveLength(3)
  const [deleted] = world.told('SuccessfulDelete')
  expect(deleted).toBe(world.told('SuccessfulCreate')[2]?.replace('Created', 'Deleted')) // the youngest goes
})

test('a deleted pod is replaced', () => {
  const world = new SmallCluster()
  world.create('replicasets.apps', replicaSetOf(2))
  world.pass(2)
  const [victim] = world.pods()
  world.delete('pods', victim?.metadata.name ?? '')
  world.pass(2)
  expect(world.pods().map(({ metadata, status }) => [metadata.uid === victim?.metadata.uid, status.phase])).toEqual([[false, 'Running'], [false, 'Running']])
})

test('a pod that ends is replaced, and stays for looking at', () => {
  const world = new SmallCluster()
  world.create('replicasets.apps', replicaSetOf(1))
  world.pass(2)
  world.setFate('failed')
  world.pass(2)
  expect(world.pods().map(({ status }) => status.phase).sort()).toEqual(['Failed', 'Running'])
  expect(world.client.get('replicasets.apps', namespace, 'web').status).toEqual({
    availableReplicas: 1, fullyLabeledReplicas: 1, observedGeneration: 1, readyReplicas: 1, replicas: 1, terminatingReplicas: 0,
  })
})

describe('which pods go first', () => {
  const base = podOf('a')
  const pod = (uid: string, { node = 'n1', phase = 'Running' as const, ready = true, since = '2026-11-21T08:00:00Z', cost, restarts = 0 }: {
    node?: string, phase?: 'Running' | 'Pending', ready?: boolean, since?: string, cost?: number, restarts?: number,
  } = {}): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: uid, namespace, uid, resourceVersion: '1', creationTimestamp: since,
      ...cost !== undefined && { annotations: { 'controller.kubernetes.io/pod-deletion-cost': String(cost) } },
    },
    spec: { ...base.spec, ...node !== '' && { nodeName: node } },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: since }],
      containerStatuses: [{ name: 'c', image: '', imageID: '', lastState: {}, state: {}, ready, restartCount: restarts }],
    },
  })
  const order = (...pods: readonly Pod[]) => inDeletionOrder(pods, Date.parse('2026-11-21T09:00:00Z'), ({ spec }) => spec.nodeName === 'crowded' ? 2 : 1).map(({ metadata }) => metadata.uid)

  test.each([
    ['without a node', pod('b', { node: '' })],
    ['pending', pod('b', { phase: 'Pending' })],
    ['not ready', pod('b', { ready: false })],
    ['cheap', pod('b', { cost: -1 })],
    ['on a crowded node', pod('b', { node: 'crowded' })],
    ['restarted more often', pod('b', { restarts: 3 })],
    ['younger', pod('b', { since: '2026-11-21T08:59:00Z' })],
  ])('%s before the rest', (_name, first) => expect(order(pod('a'), first, pod('c'))).toEqual(['b', 'a', 'c']))

  test('ages count in powers of two', () =>
    expect(order(pod('a', { since: '2026-11-21T08:00:10Z' }), pod('b', { since: '2026-11-21T08:00:20Z' }))).toEqual(['a', 'b']))
})
