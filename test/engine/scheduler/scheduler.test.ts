import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PodAffinityTerm, PodSpec } from '../../../engine/apiserver/types.gen.ts'
import { nodesToFind } from '../../../engine/scheduler/algorithm.ts'
import { DecisionLog, KeptDecision } from '../../../engine/scheduler/decision.ts'
import { kubeScheduler } from '../../../engine/scheduler/index.ts'
import { nodeAgent } from '../../support/node-agent.ts'
import { deploymentOf, podOf, SmallCluster } from '../../support/small-cluster.ts'

const needs = (cpu: string): Partial<PodSpec> => ({ containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }] })
const nodeOf = (world: SmallCluster, pod: string): string | undefined => world.pod(pod).spec.nodeName
const perNode = (world: SmallCluster): readonly number[] =>
  world.client.list('nodes').map(({ metadata }) => world.pods().filter(({ spec }) => spec.nodeName === metadata.name).length)

describe('a pod that waits is tried again when', () => {
  const full = { name: 'n1', capacity: { cpu: '2', memory: '8Gi', pods: '110' } }

  function waiting(): SmallCluster {
    const world = new SmallCluster([full])
    world.create('pods', podOf('first', needs('1500m')))
    world.pass(1)
    world.create('pods', podOf('second', needs('1')))
    world.pass(1)
    expect(nodeOf(world, 'second')).toBeUndefined()
    expect(world.pod('second').status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }])
    return world
  }

  test('room becomes free', () => {
    const world = waiting()
    world.delete('pods', 'first')
    world.pass(0.1)
    expect(nodeOf(world, 'second')).toBe('n1')
    expect(world.pod('second').status.conditions?.map(({ type, status }) => [type, status])).toEqual([['PodScheduled', 'True']])
    expect(world.told('Scheduled')).toEqual(['Successfully assigned default/first to n1', 'Successfully assigned default/second to n1'])
  })

  test('a node comes', () => {
    const world = waiting()
    world.act('a node', () => nodeAgent(world.cluster.clientOf('kubelet n2'), { name: 'n2' }).start())
    world.pass(0.1)
    expect(nodeOf(world, 'second')).toBe('n2')
  })

  test('a node grows', () => {
    const world = waiting()
    world.act('grow', client => client.updateStatus('nodes', { ...client.get('nodes', undefined, 'n1'), status: { ...client.get('nodes', undefined, 'n1').status, allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } }))
    world.pass(0.1)
    expect(nodeOf(world, 'second')).toBe('n1')
  })

  test('a taint goes', () => {
    const world = new SmallCluster([{ ...full, taints: [{ key: 'a', effect: 'NoSchedule' }] }])
    world.create('pods', podOf('p'))
    world.pass(1)
    expect(nodeOf(world, 'p')).toBeUndefined()
    world.edit('nodes', 'n1', ({ spec: { taints: _taints, ...spec }, ...rest }) => ({ ...rest, spec }), undefined)
    world.pass(0.1)
    expect(nodeOf(world, 'p')).toBe('n1')
  })

  test('its last gate is lifted', () => {
    const world = new SmallCluster([full])
    world.create('pods', podOf('p', { schedulingGates: [{ name: 'a/b' }] }))
    world.pass(1)
    expect([nodeOf(world, 'p'), world.told('FailedScheduling')]).toEqual([undefined, []])
    world.edit('pods', 'p', ({ spec: { schedulingGates: _gates, ...spec }, ...rest }) => ({ ...rest, spec }))
    world.pass(0.1)
    expect(nodeOf(world, 'p')).toBe('n1')
  })

  test('nothing happens for five minutes, and it is told as a series', () => {
    const world = waiting()
    world.pass(310)
    const [event] = world.client.list('events').filter(({ reason, involvedObject }) => reason === 'FailedScheduling' && involvedObject.resourceVersion === world.pod('second').metadata.resourceVersion)
    expect(world.scheduler.decisions.of(world.pod('second').metadata.uid)?.attempt).toBe(2)
    expect(event?.series ?? event?.eventTime).toBeDefined()
  })
})

describe('spreading', () => {
  test('the pods of a workload go to all nodes evenly, without being asked to', () => {
    const world = new SmallCluster(3)
    world.create('deployments.apps', deploymentOf({ replicas: 9 }))
    world.pass(2)
    expect(perNode(world)).toEqual([3, 3, 3])
  })

  test('a must over zones is never more uneven than allowed', () => {
    fc.assert(fc.property(fc.nat(1000), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }), (seed, replicas, maxSkew) => {
      const zones = ['x', 'x', 'x', 'y', 'z', 'z']
      const world = new SmallCluster(zones.map((zone, i) => ({ name: `n${i}`, labels: { zone } })), seed)
      world.create('deployments.apps', deploymentOf({ replicas, podSpec: { topologySpreadConstraints: [{ maxSkew, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'app' } } }] } }))
      world.pass(2)
      const counts = perNode(world)
      const perZone = ['x', 'y', 'z'].map(zone => counts.reduce((sum, count, i) => zones[i] === zone ? sum + count : sum, 0))
      expect(perZone.reduce((a, b) => a + b)).toBe(replicas)
      expect(Math.max(...perZone) - Math.min(...perZone)).toBeLessThanOrEqual(maxSkew)
    }), { numRuns: 20 })
  })
})

describe('pod affinity', () => {
  const near: PodAffinityTerm = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'app' } } }

  test('pods that shun each other: one a node, and the rest waits', () => {
    const world = new SmallCluster(3)
    world.create('deployments.apps', deploymentOf({ replicas: 5, podSpec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [near] } } } }))
    world.pass(2)
    expect(perNode(world)).toEqual([1, 1, 1])
    expect(new Set(world.told('FailedScheduling'))).toEqual(new Set(["0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."]))
  })

  test('pods that seek each other: the first goes anywhere, the rest follow', () => {
    const world = new SmallCluster(3)
    world.create('deployments.apps', deploymentOf({ replicas: 5, podSpec: { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [near] } } } }))
    world.pass(2)
    expect([...perNode(world)].sort()).toEqual([0, 0, 5])
  })
})

describe('the decision', () => {
  test('tells for every node which filter turned it down', () => {
    const world = new SmallCluster([{ name: 'a' }, { name: 'b', unschedulable: true }, { name: 'c', taints: [{ key: 'k', effect: 'NoSchedule' }] }])
    world.create('pods', podOf('p', needs('100')))
    world.pass(1)
    const decision = world.scheduler.decisions.of(world.pod('p').metadata.uid)
    expect(decision?.node).toBeUndefined()
    expect([...decision?.rejected ?? []].map(([node, { plugin, status }]) => [node, plugin, status.reasons])).toEqual([
      ['a', 'NodeResourcesFit', ['Insufficient cpu']],
      ['b', 'NodeUnschedulable', ['node(s) were unschedulable']],
      ['c', 'TaintToleration', ['node(s) had untolerated taint(s)']],
    ])
  })

  test('is left to chance among equals, by the seed', () => {
    const choice = (seed: number): string | undefined => {
      const world = new SmallCluster(4, seed)
      world.create('pods', podOf('p'))
      world.pass(1)
      return nodeOf(world, 'p')
    }
    expect(choice(1)).toBe(choice(1))
    expect(new Set(Array.from({ length: 30 }, (_, seed) => choice(seed))).size).toBe(4)
  })

  test('of many pods only the latest are kept', () => {
    const log = new DecisionLog()
    const big = (uid: string): KeptDecision => new KeptDecision({
      pod: uid, uid, atMs: 0, attempt: 1, nodes: 1000, node: 'n', message: undefined, rejected: new Map(),
      nodesThatWouldDo: Array.from({ length: 100_000 }, (_, i) => ({ name: `n${i}` })), scores: [],
    })
    for (let i = 0; i < 15; i++) log.keep(big(String(i)))
    expect([...log.all].map(({ uid }) => uid)).toEqual(['6', '7', '8', '9', '10', '11', '12', '13', '14'])
  })
})

test('large clusters are not searched to the end', () =>
  expect([0, 50, 99, 100, 200, 1000, 5000, 6000, 15_000].map(nodesToFind)).toEqual([0, 50, 99, 100, 100, 420, 500, 300, 750]))

test('a scheduler that is stopped places nothing; the next one takes up where it left', () => {
  const world = new SmallCluster(2)
  world.scheduler.stop()
  world.create('deployments.apps', deploymentOf({ replicas: 4 }))
  world.pass(5)
  expect(perNode(world)).toEqual([0, 0])
  world.act('restart', () => kubeScheduler(world.cluster.clientOf('kube-scheduler'), world.cluster.random.fork('again')).start())
  world.pass(1)
  expect(perNode(world)).toEqual([2, 2])
})
