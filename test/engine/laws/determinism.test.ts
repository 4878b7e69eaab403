// Same seed and inputs: same run, to the letter, however one goes through it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCluster, replay, type PodiumCluster } from '../../../engine/index.ts'
import { digest } from '../../../engine/lab/digest.ts'
import type { World } from '../../../engine/lab/world.ts'
import { live, pass, scenario, type Scenario, type Step } from './scenario.ts'

const runs = 40

/** Everything that was ever written, in order: what, when and why. */
function revisionsOf({ cluster: { store } }: World): readonly string[] {
  return store.bucketNames()
    .flatMap(bucket => store.since(bucket, 0).map(version => ({ bucket, ...version })))
    .sort((a, b) => a.revision - b.revision)
    .map(({ bucket, key, value, revision, atMs, cause }) => `${revision} ${atMs} ${cause} ${bucket} ${key} ${JSON.stringify(value)}`)
}

const hashOf = ({ cluster: { store, clock } }: World): string => digest(store, clock.nowMs)

/** The same life through the public face. */
function liveOutside({ seed, nodes, steps }: Scenario): PodiumCluster {
  const cluster = createCluster({ seed, nodes })
  for (const step of steps) {
    if (step.do === 'run') cluster.run(step.command.line, step.command)
    else cluster.advance(step.ms / 1000)
  }
  return cluster
}

describe('a run', () => {
  test('is the same again, revision by revision and event by event', () => {
    fc.assert(fc.property(scenario, given => {
      const [once, again] = [live(given), live(given)]
      expect(revisionsOf(again)).toEqual(revisionsOf(once))
      expect(again.cluster.clock.events).toEqual(once.cluster.clock.events)
      expect(hashOf(again)).toBe(hashOf(once))
    }), { numRuns: runs })
  })

  test('comes out of its log', () => {
    fc.assert(fc.property(scenario, given => {
      const cluster = liveOutside(given)
      const log: typeof cluster.log = JSON.parse(JSON.stringify(cluster.log)) // as a link or a file would carry it
      expect(replay(log).hash()).toBe(cluster.hash())
      expect(hashOf(live(given))).toBe(cluster.hash())
    }), { numRuns: runs })
  })

  test('does not depend on the steps in which time passes', () => {
    fc.assert(fc.property(scenario, fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 8 }), (given, sizes) => {
      const inParts = { ...given, steps: given.steps.flatMap((step): readonly Step[] => step.do === 'run' ? [step] : parts(step.ms, sizes).map(ms => ({ do: 'advance', ms }))) }
      expect(revisionsOf(live(inParts))).toEqual(revisionsOf(live(given)))
    }), { numRuns: runs })
  })

  test('a minute is sixty seconds', () => {
    fc.assert(fc.property(scenario, given => {
      const [whole, seconds] = [live(given), live(given)]
      pass(whole, 60_000)
      for (let i = 0; i < 60; i++) pass(seconds, 1_000)
      expect(hashOf(seconds)).toBe(hashOf(whole))
    }), { numRuns: runs / 2 })
  })

  test('differs under another seed', () => {
    const given: Scenario = { seed: 1, nodes: 3, steps: [{ do: 'run', command: { line: 'kubectl create deployment web --image=nginx --replicas=3' } }, { do: 'advance', ms: 10_000 }] }
    expect(hashOf(live({ ...given, seed: 2 }))).not.toBe(hashOf(live(given)))
  })
})

/** A span cut into parts of given sizes, over and over. */
function parts(ms: number, sizes: readonly number[]): readonly number[] {
  const cut: number[] = []
  for (let left = ms; left > 0; left -= cut.at(-1) ?? left) cut.push(Math.min(left, sizes[cut.length % sizes.length] ?? left))
  return cut
}
