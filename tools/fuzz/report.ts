// What became of a seed.
import { draw } from './draw.ts'
import { play, type Failure } from './play.ts'
import type { Plan } from './plan.ts'
import { told } from './render.ts'
import { shrink } from './shrink.ts'

/** What is wrong, with the smallest plan that shows it; nothing for a seed under which all is well. */
export interface Finding {
  readonly seed: number
  readonly failure: Failure
  readonly plan: Plan
}

export function examine(seed: number): Finding | undefined {
  const plan = draw(seed)
  const failure = play(plan)
  if (!failure) return undefined
  const smallest = shrink(plan, smaller => isLike(failure, play(smaller)))
  return { seed, failure: play(smallest) ?? failure, plan: smallest }
}

/** Whether it is the same that is wrong. When the engine breaks, that is where it breaks. */
const isLike = (failure: Failure, other: Failure | undefined): boolean =>
  failure.invariant === other?.invariant && (!failure.isBreak || failure.message.split('\n', 2).join() === other.message.split('\n', 2).join())

export function textOf({ seed, failure: { invariant, message, atMs }, plan: { nodes, etcdMembers, steps } }: Finding): string {
  const cluster = `${nodes} ${nodes === 1 ? 'node' : 'nodes'}${etcdMembers > 1 ? `, etcd on ${etcdMembers} machines` : ''}`
  return [
    `FAIL  seed ${seed}: ${invariant}`,
    `      after ${atMs / 1000} s: ${message.trim().replaceAll('\n', '\n      ')}`,
    `      ${cluster}; then`,
    ...steps.map(step => `      ${told(step)}`),
    `      once more: npm run fuzz -- --seed ${seed}`,
  ].join('\n')
}
