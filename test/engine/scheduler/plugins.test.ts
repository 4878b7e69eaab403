// What the recordings don't show of the plugins.
import { describe, expect, test } from 'vitest'
import type { PodSpec } from '../../../engine/apiserver/types.gen.ts'
import { scoresOf } from '../../../engine/scheduler/index.ts'
import { podOf, SmallCluster } from '../../support/small-cluster.ts'

const nodeOf = (world: SmallCluster, pod: string): string | undefined => world.pod(pod).spec.nodeName
const port = (hostPort: number, hostIP?: string, protocol: 'TCP' | 'UDP' = 'TCP'): Partial<PodSpec> =>
  ({ containers: [{ name: 'c', image: 'i', resources: {}, ports: [{ containerPort: hostPort, hostPort, protocol, ...hostIP !== undefined && { hostIP } }] }] })

describe('NodePorts', () => {
  test.each<[string, Partial<PodSpec>, boolean]>([
    ['the same port', port(80), false],
    ['another', port(81), true],
    ['another protocol', port(80, undefined, 'UDP'), true],
    ['one address, where all are taken', port(80, '10.0.0.1'), false],
  ])('beside port 80: %s', (_name, spec, fits) => {
    const world = new SmallCluster(1)
    world.create('pods', podOf('first', port(80)))
    world.pass(0.5)
    world.create('pods', podOf('second', spec))
    world.pass(0.5)
    expect(nodeOf(world, 'second') !== undefined).toBe(fits)
  })

  test('two addresses don\'t get in each other\'s way, but all of them do', () => {
    const world = new SmallCluster(1)
    for (const [name, spec] of Object.entries({ a: port(80, '10.0.0.1'), b: port(80, '10.0.0.2'), c: port(80) })) {
      world.create('pods', podOf(name, spec))
      world.pass(0.5)
    }
    expect(['a', 'b', 'c'].map(name => nodeOf(world, name))).toEqual(['node-1', 'node-1', undefined])
  })
})

describe('NodeAffinity', () => {
  const named = (...names: readonly string[]): Partial<PodSpec> => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: names.map(name =>
    ({ matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: [name] }] })) } } } })

  test('a pod that names its node is not tried on others', () => {
    const world = new SmallCluster(3)
    world.create('pods', podOf('p', named('node-2')))
    world.pass(0.5)
    expect(nodeOf(world, 'p')).toBe('node-2')
    expect(world.scheduler.decisions.of(world.pod('p').metadata.uid)).toMatchObject({ nodes: 3, feasible: ['node-2'] })
  })

  test('and if it is full, the others are told of as a whole', () => {
    const world = new SmallCluster(3)
    world.create('pods', podOf('p', { ...named('node-2'), containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '50' } } }] }))
    world.pass(0.5)
    expect(world.told('FailedScheduling')).toEqual([
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    ])
  })
})

test('ImageLocality prefers a node that has the image, and counts less for one that few have', () => {
  const world = new SmallCluster(2)
  const sizeBytes = 800 * 1024 * 1024
  world.act('an image comes', client => {
    const node = client.get('nodes', undefined, 'node-1')
    client.updateStatus('nodes', { ...node, status: { ...node.status, images: [{ names: ['big:latest'], sizeBytes }] } })
  })
  world.pass(0.5)
  world.create('pods', podOf('p', { containers: [{ name: 'c', image: 'big', resources: {} }] }))
  world.pass(0.5)
  const decision = world.scheduler.decisions.of(world.pod('p').metadata.uid)
  expect(decision && ['node-1', 'node-2'].map(node => scoresOf(decision, node).get('ImageLocality')?.raw)).toEqual([Math.floor(100 * (400 - 23) / (1000 - 23)), 0])
  expect(nodeOf(world, 'p')).toBe('node-1')
})

test('a pod of another scheduler is left alone', () => {
  const world = new SmallCluster(1)
  world.create('pods', podOf('p', { schedulerName: 'mine' }))
  world.pass(1)
  expect([nodeOf(world, 'p'), world.told('FailedScheduling')]).toEqual([undefined, []])
})

test('more pods than a node has room for', () => {
  const world = new SmallCluster([{ name: 'small', capacity: { cpu: '4', memory: '8Gi', pods: '2' } }])
  for (const name of ['a', 'b', 'c']) world.create('pods', podOf(name))
  world.pass(1)
  expect(world.told('FailedScheduling')).toEqual(['0/1 nodes are available: 1 Too many pods. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'])
})
