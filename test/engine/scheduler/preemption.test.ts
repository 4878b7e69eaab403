// A more important pod drives away less important ones: as few, as unimportant and as unprotected as will do.
import { describe, expect, test } from 'vitest'
import type { NodeSpec } from '../../../engine/lab/profiles.ts'
import { digest } from '../../../engine/lab/digest.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const nodes = (count: number): readonly NodeSpec[] => Array.from({ length: count }, (_, i) => ({ name: `n${i + 1}`, capacity: { cpu: '2', memory: '4Gi', pods: '110' } }))

interface Wish { readonly cpu: string, readonly priority?: number, readonly on?: string, readonly app?: string, readonly never?: boolean }

function add(world: SmallCluster, name: string, { cpu, priority = 0, on, app, never }: Wish): void {
  const className = `p${priority}${never ? '-never' : ''}`
  if (priority !== 0 && !world.client.find('priorityclasses.scheduling.k8s.io', undefined, className))
    world.create('priorityclasses.scheduling.k8s.io', { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: className }, value: priority, ...never && { preemptionPolicy: 'Never' } })
  world.create('pods', podOf(name, {
    containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }],
    ...on !== undefined && { nodeSelector: { 'kubernetes.io/hostname': on } },
    ...priority !== 0 && { priorityClassName: className },
  }, app === undefined ? {} : { labels: { app } }))
  world.pass(1)
}

const where = (world: SmallCluster): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(world.pods().map(({ metadata, spec }) => [metadata.name, spec.nodeName]))

test('what does not fit beside them drives both away (sched-preemption)', () => {
  const world = new SmallCluster(nodes(1))
  add(world, 'low-1', { cpu: '1', priority: 10 })
  add(world, 'low-2', { cpu: '900m', priority: 10 })
  add(world, 'high-1', { cpu: '1500m', priority: 1000 })
  expect(where(world)).toEqual({ 'high-1': 'n1' })
  expect(world.told('FailedScheduling')[0]).toBe('0/1 nodes are available: 1 Insufficient cpu.')
  expect(world.told('Preempted')).toEqual(['Preempted by pod ' + world.pod('high-1').metadata.uid + ' on node n1', 'Preempted by pod ' + world.pod('high-1').metadata.uid + ' on node n1'])
  expect(world.pod('high-1').status.nominatedNodeName).toBeUndefined()
  add(world, 'mid-0', { cpu: '1' })
  expect(world.told('FailedScheduling').at(-1)).toBe('0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.')
})

test('no more than needed have to go', () => {
  const world = new SmallCluster(nodes(1))
  add(world, 'a', { cpu: '500m' })
  add(world, 'b', { cpu: '500m', priority: 5 })
  add(world, 'c', { cpu: '900m', priority: 7 })
  add(world, 'boss', { cpu: '1', priority: 100 })
  expect(where(world)).toEqual({ boss: 'n1', c: 'n1' }) // a and b together are enough, and less important
})

describe('of several nodes', () => {
  test('one whose pods no budget protects (sched-preemption-pdb)', () => {
    const world = new SmallCluster(nodes(2))
    add(world, 'protected', { cpu: '1500m', on: 'n1', app: 'guard' })
    add(world, 'plain', { cpu: '1500m', on: 'n2', app: 'free' })
    world.create('poddisruptionbudgets.policy', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'guard', namespace }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'guard' } } } })
    world.pass(1)
    add(world, 'boss', { cpu: '1', priority: 10_000 })
    expect(where(world)).toEqual({ boss: 'n2', protected: 'n1' })
  })

  test('one whose most important pod is the least important', () => {
    const world = new SmallCluster(nodes(2))
    add(world, 'eight', { cpu: '1500m', priority: 8, on: 'n1' })
    add(world, 'five', { cpu: '750m', priority: 5, on: 'n2' })
    add(world, 'five-too', { cpu: '750m', priority: 5, on: 'n2' })
    add(world, 'boss', { cpu: '2', priority: 100 })
    expect(where(world)).toEqual({ boss: 'n2', eight: 'n1' })
  })

  test('one with fewer victims', () => {
    const world = new SmallCluster(nodes(2))
    add(world, 'a', { cpu: '1', on: 'n1' })
    add(world, 'b', { cpu: '1', on: 'n1' })
    add(world, 'c', { cpu: '1500m', on: 'n2' })
    add(world, 'boss', { cpu: '2', priority: 100 })
    expect(where(world)).toEqual({ boss: 'n2', a: 'n1', b: 'n1' })
  })
})

test('one that never preempts waits', () => {
  const world = new SmallCluster(nodes(1))
  add(world, 'a', { cpu: '2' })
  add(world, 'polite', { cpu: '1', priority: 100, never: true })
  expect(where(world)).toEqual({ a: 'n1', polite: undefined })
  expect(world.told('FailedScheduling')).toEqual(['0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.'])
})

test('the room that was made is kept for whom it was made, while the victims take their leave', () => {
  const world = new SmallCluster(nodes(1))
  add(world, 'slow', { cpu: '2' })
  world.edit('pods', 'slow', pod => ({ ...pod, metadata: { ...pod.metadata, finalizers: ['example.com/hold'] } }))
  add(world, 'boss', { cpu: '1500m', priority: 100 })
  expect([where(world)['boss'], world.pod('boss').status.nominatedNodeName]).toEqual([undefined, 'n1'])
  add(world, 'cheeky', { cpu: '1' })
  world.edit('pods', 'slow', ({ metadata: { finalizers: _finalizers, ...metadata }, ...pod }) => ({ ...pod, metadata }))
  world.pass(2)
  expect(where(world)).toEqual({ boss: 'n1', cheeky: undefined })
})

test('trying out leaves no trace', () => {
  const run = (): string => {
    const world = new SmallCluster(nodes(2), 5)
    for (const [i, priority] of [3, 1, 4, 1, 5].entries()) add(world, `p${i}`, { cpu: '600m', priority })
    add(world, 'boss', { cpu: '1800m', priority: 50 })
    const used = world.client.list('nodes').map(({ metadata }) => world.pods().filter(({ spec }) => spec.nodeName === metadata.name).length)
    expect(used.reduce((a, b) => a + b)).toBe(world.pods().filter(({ spec }) => spec.nodeName).length)
    return digest(world.cluster.store, world.cluster.clock.nowMs)
  }
  expect(run()).toBe(run())
})
