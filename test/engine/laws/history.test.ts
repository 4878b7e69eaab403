// Nothing is changed in place: the past stays readable, is shared with the present, and every revision has a cause.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noCause } from '../../../engine/clock/clock.ts'
import { equal } from '../../../engine/apiserver/equal.ts'
import { createCluster } from '../../../engine/index.ts'
import { digest } from '../../../engine/lab/digest.ts'
import type { World } from '../../../engine/lab/world.ts'
import { fresh, live, pass, scenario, take } from './scenario.ts'

const runs = 40

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  Object.values(value).forEach(freeze)
}

/** Freezes all that is stored, and all that will be. */
function freezeStored({ cluster: { store } }: World): void {
  for (const bucket of store.bucketNames()) {
    store.range(bucket).forEach(freeze)
    store.observe(bucket, ({ value }) => freeze(value))
  }
}

describe('what is stored', () => {
  test('is never changed: with everything frozen, the run is the same', () => {
    fc.assert(fc.property(scenario, given => {
      const frozen = fresh(given)
      freezeStored(frozen)
      for (const step of given.steps) {
        take(frozen, step)
        freezeStored(frozen) // kinds of which there was none before
      }
      const free = live(given)
      expect(digest(frozen.cluster.store, frozen.nowMs)).toBe(digest(free.cluster.store, free.nowMs))
    }), { numRuns: runs })
  })

  test('shares with its past what did not change', () => {
    let shared = 0
    fc.assert(fc.property(scenario, given => {
      const { cluster: { store } } = live(given)
      for (const bucket of store.bucketNames()) for (const { key, value, previous } of store.since(bucket, 0)) {
        const copies = copiesIn(previous?.value, value, `${bucket} ${key}`)
        expect(copies).toEqual([])
        if (value && previous?.value?.spec !== undefined && previous.value.spec === value.spec) shared++
      }
    }), { numRuns: runs })
    expect(shared, 'specs that outlived a change of status').toBeGreaterThan(0)
  })
})

/** Where a part equals its counterpart of the revision before, and yet is another. */
function copiesIn(before: unknown, after: unknown, path: string): readonly string[] {
  if (before === after || typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return []
  if (equal(before, after)) return [path]
  return Object.entries(after).flatMap(([field, value]) => Object.hasOwn(before, field) ? copiesIn(Object.entries(before).find(([name]) => name === field)?.[1], value, `${path}.${field}`) : [])
}

const kinds = ['pods', 'deployments.apps', 'replicasets.apps', 'configmaps', 'nodes', 'events'] as const

describe('the past', () => {
  test('at an instant is what a list said then', () => {
    fc.assert(fc.property(scenario, ({ seed, nodes, steps }) => {
      const cluster = createCluster({ seed, nodes })
      const lists = new Map<number, string>()
      const everything = (client: typeof cluster.client): string => JSON.stringify(kinds.map(kind => client.list(kind)))
      for (const step of steps) {
        if (step.do === 'run') cluster.run(step.command.line, step.command)
        else cluster.advance(step.ms / 1000)
        cluster.advance(0) // the rest of this instant
        lists.set(cluster.now, everything(cluster.client))
      }
      cluster.advance(30)
      for (const [seconds, list] of lists) expect(everything(cluster.at(seconds))).toBe(list)
    }), { numRuns: runs })
  })

  test('takes no writes', () => {
    const cluster = createCluster({ nodes: 1 })
    cluster.run('kubectl create configmap a')
    const before = cluster.hash()
    expect(() => cluster.at(cluster.now).delete('configmaps', 'default', 'a')).toThrow('the past cannot be changed')
    expect(cluster.hash()).toBe(before)
  })
})

describe('causes', () => {
  test('of everything lead back to an input or the start', () => {
    fc.assert(fc.property(scenario, given => {
      const world = live(given)
      pass(world, 5_000)
      const { store, clock } = world.cluster
      const roots = new Set(['the cluster starts', ...given.steps.flatMap(step => step.do === 'run' ? step.command.line : [])])
      for (const bucket of store.bucketNames()) for (const { key, atMs, cause } of store.since(bucket, 0)) {
        const chain = clock.chain(cause)
        const [last, root] = [chain[0], chain.at(-1)]
        expect({ key, writtenAt: last?.atMs, rootCause: root?.cause, isKnown: roots.has(root?.what ?? '') }).toEqual({ key, writtenAt: atMs, rootCause: noCause, isKnown: true })
      }
    }), { numRuns: runs })
  })

  test('of an object can be asked for by its name', () => {
    const cluster = createCluster({ nodes: 1 })
    cluster.run('kubectl create deployment web --image=nginx')
    cluster.advance(20)
    const [pod] = cluster.client.list('pods', 'default')
    const chain = cluster.why(`pod/${pod?.metadata.name}`)
    expect(chain.at(-1)?.what).toBe('kubectl create deployment web --image=nginx')
    expect(cluster.why('pod/no-such')).toEqual([])
    expect(() => cluster.why('gizmo/a')).toThrow('the server doesn\'t have a resource type "gizmo"')
  })
})
