// What must hold after every event of a rollout, whatever is asked of it and however the dice fall.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../engine/apiserver/types.gen.ts'
import { digest } from '../../../engine/lab/digest.ts'
import { amountOf, podRequests } from '../../../engine/client/placement/requests.ts'
import { isActive, isReady } from '../../../engine/controllers/pod-control.ts'
import { deploymentOf, SmallCluster } from '../../support/small-cluster.ts'

const runs = 25

const rollout = fc.record({
  seed: fc.nat(1_000_000),
  nodes: fc.integer({ min: 1, max: 3 }),
  replicas: fc.integer({ min: 1, max: 7 }),
  maxSurge: fc.integer({ min: 0, max: 3 }),
  maxUnavailable: fc.integer({ min: 0, max: 3 }),
  /** How long until the next template comes, in seconds; most come in the middle of a rollout. */
  pauses: fc.array(fc.integer({ min: 0, max: 20 }).map(tenths => tenths / 10), { minLength: 1, maxLength: 4 }),
}).filter(({ maxSurge, maxUnavailable }) => maxSurge + maxUnavailable > 0)

type Rollout = typeof rollout extends fc.Arbitrary<infer T> ? T : never

/** Runs event by event up to an instant, and looks after each. */
function watch(world: SmallCluster, seconds: number, look: () => void): void {
  const { clock } = world.cluster
  const untilMs = clock.nowMs + seconds * 1000
  for (let at = clock.nextAtMs; at !== undefined && at <= untilMs; at = clock.nextAtMs) {
    clock.step()
    look()
  }
  clock.advanceTo(untilMs)
}

function play({ seed, nodes, pauses, ...wish }: Rollout, look: (world: SmallCluster) => void = () => {}): SmallCluster {
  const world = new SmallCluster(nodes, seed)
  world.create('deployments.apps', deploymentOf({ ...wish, image: 'app:v0' }))
  world.pass(3)
  pauses.forEach((seconds, i) => {
    world.setImage(`app:v${i + 1}`)
    watch(world, seconds, () => look(world))
  })
  watch(world, 30, () => look(world))
  return world
}

const ownedBy = (pod: Pod): string | undefined => pod.metadata.ownerReferences?.find(({ controller }) => controller)?.uid

describe('a rolling update', () => {
  test('never has more pods than replicas + maxSurge, nor fewer that serve than replicas − maxUnavailable', () => {
    fc.assert(fc.property(rollout, wish => {
      play(wish, world => {
        const pods = world.pods().filter(isActive)
        expect(pods.length).toBeLessThanOrEqual(wish.replicas + wish.maxSurge)
        expect(pods.filter(isReady).length).toBeGreaterThanOrEqual(wish.replicas - Math.min(wish.maxUnavailable, wish.replicas))
      })
    }), { numRuns: runs })
  })

  test('ends with all pods of the last template, and nothing else', () => {
    fc.assert(fc.property(rollout, wish => {
      const world = play(wish)
      expect(world.pods().map(({ spec, status }) => [spec.containers[0]?.image, status.phase])).toEqual(Array.from({ length: wish.replicas }, () => [`app:v${wish.pauses.length}`, 'Running']))
      expect(world.deployment().status).toMatchObject({ replicas: wish.replicas, updatedReplicas: wish.replicas, availableReplicas: wish.replicas, terminatingReplicas: 0 })
    }), { numRuns: runs })
  })

  test('a ReplicaSet owns what it counts, and every owner exists', () => {
    fc.assert(fc.property(rollout, wish => {
      const world = play(wish)
      const counted = Object.fromEntries(world.replicaSets().map(({ metadata, status }) => [metadata.uid, status.replicas]))
      const owned = Object.fromEntries(world.replicaSets().map(({ metadata }) => [metadata.uid, world.pods().filter(pod => ownedBy(pod) === metadata.uid).length]))
      expect(owned).toEqual(counted)
      expect(world.pods().every(pod => (ownedBy(pod) ?? '') in counted)).toBe(true)
    }), { numRuns: runs })
  })
})

test('the same seed gives the same history, another seed another', () => {
  fc.assert(fc.property(rollout, wish => {
    const history = (seed: number): string => {
      const { cluster } = play({ ...wish, seed })
      return `${digest(cluster.store, cluster.clock.nowMs)} ${cluster.clock.events.length} ${cluster.clock.events.map(({ atMs, what }) => `${atMs} ${what}`).join()}`
    }
    expect(history(wish.seed)).toBe(history(wish.seed))
    expect(history(wish.seed)).not.toBe(history(wish.seed + 1))
  }), { numRuns: 5 })
})

test('time in small steps or in large ones makes no difference', () => {
  fc.assert(fc.property(fc.nat(1000), fc.constantFrom(1, 7, 100, 999), (seed, stepMs) => {
    const after = (step: number): string => {
      const world = new SmallCluster(2, seed)
      world.create('deployments.apps', deploymentOf({ replicas: 4 }))
      for (let left = 7000; left > 0; left -= step) world.pass(Math.min(step, left) / 1000)
      return digest(world.cluster.store, world.cluster.clock.nowMs)
    }
    expect(after(stepMs)).toBe(after(7000))
  }), { numRuns: 8 })
})

test('no node is given more than it has, and no pod waits that would fit', () => {
  const size = fc.record({ cpu: fc.integer({ min: 1, max: 30 }), memory: fc.integer({ min: 1, max: 30 }), replicas: fc.integer({ min: 1, max: 8 }) })
  fc.assert(fc.property(fc.nat(1000), fc.array(size, { minLength: 1, maxLength: 4 }), (seed, sizes) => {
    const world = new SmallCluster([{ name: 'a', capacity: { cpu: '2', memory: '4Gi', pods: '6' } }, { name: 'b', capacity: { cpu: '4', memory: '2Gi', pods: '6' } }], seed)
    sizes.forEach(({ cpu, memory, replicas }, i) => world.create('deployments.apps', deploymentOf({
      name: `d${i}`, replicas, podSpec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: `${cpu * 100}m`, memory: `${memory * 100}Mi` } } }] },
    })))
    watch(world, 3, () => {
      for (const node of world.client.list('nodes')) {
        const there = world.pods().filter(({ spec }) => spec.nodeName === node.metadata.name)
        const used = (resource: string): number => there.reduce((sum, { spec }) => sum + (podRequests(spec).get(resource) ?? 0), 0)
        expect(there.length).toBeLessThanOrEqual(6)
        expect(used('cpu')).toBeLessThanOrEqual(node.metadata.name === 'a' ? 2000 : 4000)
        expect(used('memory')).toBeLessThanOrEqual((node.metadata.name === 'a' ? 4 : 2) * 1024 ** 3)
      }
    })
    const free = world.client.list('nodes').map(({ metadata, status }) => {
      const there = world.pods().filter(({ spec }) => spec.nodeName === metadata.name)
      return { pods: 6 - there.length, left: (resource: string) => there.reduce((left, { spec }) => left - (podRequests(spec).get(resource) ?? 0), amountOf(resource, status.allocatable?.[resource] ?? '0')) }
    })
    const fits = ({ spec }: Pod): boolean => free.some(({ pods, left }) => pods > 0 && ['cpu', 'memory'].every(resource => (podRequests(spec).get(resource) ?? 0) <= left(resource)))
    expect(world.pods().filter(pod => !pod.spec.nodeName && fits(pod))).toEqual([])
  }), { numRuns: runs })
})
