import { describe, expect, test, vi } from 'vitest'
import type { Response } from '../../../engine/apiserver/request.ts'
import { ApiServer } from '../../../engine/apiserver/server.ts'
import { patienceOf } from '../../../engine/controllers/taint-eviction.ts'
import type { Toleration } from '../../../engine/apiserver/types.gen.ts'
import { deploymentOf, podOf, SmallCluster } from '../../support/small-cluster.ts'

const nodes = [{ name: 'n1', capacity: { cpu: '8', memory: '16Gi', pods: '110' } }, { name: 'n2' }]
const prefersFirst = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['n1'] }] } }] } } as const
const patient = (tolerationSeconds: number): readonly Toleration[] =>
  ['not-ready', 'unreachable'].map(key => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }))

const node = (world: SmallCluster, name: string) => world.client.get('nodes', undefined, name)
const taints = (world: SmallCluster, name = 'n1'): readonly string[] => (node(world, name).spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort()

describe('a node that dies (node-death)', () => {
  function dying(): SmallCluster {
    const world = new SmallCluster(nodes)
    world.create('deployments.apps', deploymentOf({ replicas: 2, podSpec: { affinity: prefersFirst, tolerations: patient(5) } }))
    world.create('pods', podOf('naked', { nodeName: 'n1', tolerations: patient(300) }))
    world.pass(3)
    expect(world.pods().map(({ spec }) => spec.nodeName)).toEqual(['n1', 'n1', 'n1'])
    world.agents.get('n1')?.die()
    return world
  }

  test('is noticed after its grace, tainted, and its pods are replaced in their time', () => {
    const world = dying()
    world.pass(45)
    expect(taints(world)).toEqual([])
    world.pass(25)
    expect(node(world, 'n1').status.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual(
      ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map(type => [type, 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.']))
    expect(taints(world)).toEqual(['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule'])
    expect(world.told('NodeNotReady')).toEqual(expect.arrayContaining(['Node n1 status is now: NodeNotReady', 'Node is not ready']))
    expect(world.pods().map(({ metadata, spec, status }) => [spec.nodeName, metadata.deletionTimestamp !== undefined, status.conditions?.find(({ type }) => type === 'Ready')?.status]).sort()).toEqual([
      ['n1', false, 'False'], ['n1', true, 'False'], ['n1', true, 'False'], ['n2', false, 'True'], ['n2', false, 'True'],
    ])
    expect(world.deployment().status).toMatchObject({ availableReplicas: 2, replicas: 2, terminatingReplicas: 2 })
  })

  test('comes back, is well again, and what was given up is gone', () => {
    const world = dying()
    world.pass(70)
    world.agents.get('n1')?.revive()
    world.pass(15)
    expect(taints(world)).toEqual([])
    expect(node(world, 'n1').status.conditions?.map(({ status }) => status)).toEqual(['False', 'False', 'False', 'True'])
    expect(world.pods().map(({ spec, status }) => [spec.nodeName, status.conditions?.find(({ type }) => type === 'Ready')?.status]).sort()).toEqual([['n1', 'True'], ['n2', 'True'], ['n2', 'True']])
  })

  test('when all are lost, nothing is evicted: it may be the control plane that is cut off', () => {
    const world = dying()
    world.agents.get('n2')?.die()
    world.pass(200)
    expect(taints(world).concat(taints(world, 'n2'))).toEqual(['node.kubernetes.io/unreachable:NoSchedule', 'node.kubernetes.io/unreachable:NoSchedule'])
    expect(world.pods().filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([])
  })

  test('removed for good: after a quarantine its pods go too', () => {
    const world = dying()
    world.delete('nodes', 'n1', {}, undefined)
    world.pass(40)
    expect(world.pods().filter(({ spec }) => spec.nodeName === 'n1')).toHaveLength(3)
    world.pass(45)
    expect(world.pods().map(({ spec }) => spec.nodeName)).toEqual(['n2', 'n2'])
  })
})

test('a cordoned node gets the taint for it, and loses it again', () => {
  const world = new SmallCluster(nodes)
  const cordon = (unschedulable: boolean): void => world.edit('nodes', 'n1', ({ spec: { unschedulable: _before, ...spec }, ...rest }) => ({ ...rest, spec: { ...spec, ...unschedulable && { unschedulable } } }), undefined)
  cordon(true)
  world.pass(1)
  expect(taints(world)).toEqual(['node.kubernetes.io/unschedulable:NoSchedule'])
  cordon(false)
  world.pass(1)
  expect(taints(world)).toEqual([])
})

test('nodes get their pod networks and their old labels', () => {
  const world = new SmallCluster(3)
  expect(world.client.list('nodes').map(({ spec, metadata }) => [spec.podCIDR, metadata.labels?.['beta.kubernetes.io/os'], metadata.labels?.['beta.kubernetes.io/arch']]))
    .toEqual([['10.244.0.0/24', 'linux', 'amd64'], ['10.244.1.0/24', 'linux', 'amd64'], ['10.244.2.0/24', 'linux', 'amd64']])
})

test('NoExecute drives away those that do not tolerate it, each in its time (sched-noexecute)', () => {
  const world = new SmallCluster(nodes)
  const onFirst = { nodeSelector: { 'kubernetes.io/hostname': 'n1' } }
  world.create('pods', podOf('plain', onFirst))
  world.create('pods', podOf('short', { ...onFirst, tolerations: [{ key: 'maint', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 15 }] }))
  world.create('pods', podOf('forever', { ...onFirst, tolerations: [{ key: 'maint', operator: 'Exists', effect: 'NoExecute' }] }))
  world.pass(3)
  world.edit('nodes', 'n1', each => ({ ...each, spec: { ...each.spec, taints: [{ key: 'maint', value: 'now', effect: 'NoExecute' }] } }), undefined)
  world.pass(2)
  expect(world.pods().map(({ metadata }) => metadata.name)).toEqual(['forever', 'short'])
  world.pass(18)
  expect(world.pods().map(({ metadata }) => metadata.name)).toEqual(['forever'])
  expect(world.told('TaintManagerEviction')).toEqual(['Marking for deletion Pod default/plain', 'Marking for deletion Pod default/short'])
})

test('a taint that goes away in time leaves the pod alone', () => {
  const world = new SmallCluster(nodes)
  world.create('pods', podOf('p', { nodeName: 'n1', tolerations: [{ key: 'maint', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 15 }] }))
  world.pass(1)
  const taint = (there: boolean): void => world.edit('nodes', 'n1', ({ spec: { taints: _before, ...spec }, ...rest }) => ({ ...rest, spec: { ...spec, ...there && { taints: [{ key: 'maint', effect: 'NoExecute' as const }] } } }), undefined)
  taint(true)
  world.pass(5)
  taint(false)
  world.pass(60)
  expect(world.pods()).toHaveLength(1)
  expect(world.told('TaintManagerEviction')).toEqual(['Cancelling deletion of Pod default/p'])
})

describe('patience', () => {
  const taint = { key: 'a', effect: 'NoExecute' } as const
  test.each<[string, readonly Toleration[], number]>([
    ['none', [], 0],
    ['for ever', [{ key: 'a', operator: 'Exists' }], Infinity],
    ['for a while', [{ key: 'a', operator: 'Exists', tolerationSeconds: 30 }], 30],
    ['less than no time', [{ key: 'a', operator: 'Exists', tolerationSeconds: -5 }], 0],
    ['only for others', [{ key: 'b', operator: 'Exists' }], 0],
  ])('%s', (_name, tolerations, seconds) => expect(patienceOf([taint], tolerations)).toBe(seconds))
  test('the least of several taints counts', () => expect(patienceOf([taint, { key: 'b', effect: 'NoExecute' }], [{ operator: 'Exists', key: 'a' }, { operator: 'Exists', key: 'b', tolerationSeconds: 3 }])).toBe(3))
})

test('the larger the cluster, the longer kubelets keep what they have read', () => {
  const ttl = (nodes: number): readonly string[] =>
    [...new Set(new SmallCluster(nodes).client.list('nodes').map(({ metadata }) => metadata.annotations?.['node.alpha.kubernetes.io/ttl'] ?? ''))]
  expect([ttl(3), ttl(100)]).toEqual([['0'], ['0']])
  expect(ttl(101)).toContain('15')
})

test('while a large cluster comes up, its controllers do not get in each other\'s way', () => {
  const handle = vi.spyOn(ApiServer.prototype, 'handle')
  const world = new SmallCluster(120)
  world.pass(10)
  const codes = handle.mock.results.map(({ value }) => (value as Response).code) // what `handle` answers
  handle.mockRestore()
  expect([codes.filter(code => code === 409).length, world.client.list('nodes').filter(({ metadata, spec }) => metadata.annotations?.['node.alpha.kubernetes.io/ttl'] === '15' && spec.podCIDR).length]).toEqual([0, 120])
})
