// The fuzzer itself: what is wrong is found and made small; what is right is let alone.
import { describe, expect, test } from 'vitest'
import { draw } from '../../tools/fuzz/draw.ts'
import { play, type Sabotage } from '../../tools/fuzz/play.ts'
import { examineAll } from '../../tools/fuzz/pool.ts'
import type { Plan } from '../../tools/fuzz/plan.ts'
import { examine, textOf } from '../../tools/fuzz/report.ts'
import { shrink } from '../../tools/fuzz/shrink.ts'
import { heedlessRollout } from './sabotage.ts'

const seeds = Array.from({ length: 40 }, (_, i) => i + 1)

/** The first seed under which a planted bug shows, and the smallest plan that still shows it. */
function hunt(sabotage: Sabotage): { readonly invariant: string, readonly message: string, readonly plan: Plan } {
  for (const seed of seeds) {
    const failure = play(draw(seed), sabotage)
    if (!failure) continue
    const plan = shrink(draw(seed), smaller => play(smaller, sabotage)?.invariant === failure.invariant, 150)
    return { invariant: failure.invariant, message: play(plan, sabotage)?.message ?? '', plan }
  }
  throw new Error('the planted bug was not found')
}

describe('a planted bug', () => {
  test('that ignores maxUnavailable is found, and made as small as it can be', { timeout: 60_000 }, () => {
    const { invariant, message, plan } = hunt(heedlessRollout)
    expect(invariant).toBe('never fewer than replicas − maxUnavailable available')
    expect(message).toMatch(/^\S+ has \d+ available pods and must keep \d+$/)
    expect(plan.steps.map(({ deed }) => deed.do).includes('deployment')).toBe(true)
    expect({ nodes: plan.nodes, steps: plan.steps.length }).toEqual({ nodes: 1, steps: expect.toSatisfy((steps: number) => steps <= 3) })
  })
})

describe('a seed', () => {
  test('under which all is well tells nothing', { timeout: 60_000 }, () => {
    expect(seeds.slice(0, 8).map(examine)).toEqual(Array.from({ length: 8 }, () => undefined))
  })

  test('has the same end whoever examines it', { timeout: 60_000 }, async () => {
    const ask = async (workers: number) => {
      const answers = new Map<number, unknown>()
      await examineAll([1, 2, 3], workers, ({ seed, finding }) => answers.set(seed, finding))
      return seeds.slice(0, 3).map(seed => [answers.has(seed), answers.get(seed)])
    }
    const all = Array.from({ length: 3 }, () => [true, undefined])
    expect([await ask(1), await ask(2)]).toEqual([all, all])
  })

  test('always draws the same plan, and another one another', () => {
    expect(draw(7)).toEqual(draw(7))
    expect(new Set(seeds.map(seed => JSON.stringify(draw(seed)))).size).toBe(seeds.length)
  })
})

const plan: Plan = {
  seed: 1, nodes: 3, etcdMembers: 3,
  steps: [
    { afterMs: 900, deed: { do: 'cordon', node: 2 } },
    { afterMs: 70, deed: { do: 'scale', kind: 'deployment', app: 'web', replicas: 9 } },
    { afterMs: 5, deed: { do: 'drain', node: 3 } },
  ],
}

describe('shrinking', () => {
  test('keeps what is needed and nothing else', () => {
    const needsScaling = ({ steps }: Plan): boolean => steps.some(({ deed }) => deed.do === 'scale' && deed.replicas >= 4)
    expect(shrink(plan, needsScaling)).toEqual({ seed: 1, nodes: 1, etcdMembers: 1, steps: [{ afterMs: 0, deed: { do: 'scale', kind: 'deployment', app: 'web', replicas: 4 } }] })
  })

  test('leaves as it is what fails only as it is', () => {
    expect(shrink(plan, other => JSON.stringify(other) === JSON.stringify(plan))).toEqual(plan)
  })

  test('tries no more than it may', () => {
    let tries = 0
    shrink(plan, () => ++tries < 0, 10)
    expect(tries).toBe(10)
  })
})

test('a finding is told with what to type', () => {
  expect(textOf({ seed: 5, plan, failure: { invariant: 'all is well', message: 'it is not\nat all', atMs: 1_500, isBreak: false } })).toBe(`FAIL  seed 5: all is well
      after 1.5 s: it is not
      at all
      3 nodes, etcd on 3 machines; then
      +0.9s  kubectl cordon node-2
      +0.07s  kubectl scale deployment web --replicas=9
      +0.005s  kubectl drain node-3 --ignore-daemonsets --delete-emptydir-data --force --timeout=30s
      once more: npm run fuzz -- --seed 5`)
})
