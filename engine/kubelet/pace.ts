// How fast the runtime of a node is: each step takes so long, or something between two limits.
import type { Random } from '../clock/random.ts'

export type Span = readonly [leastMs: number, mostMs: number]

export interface Pace {
  readonly sandbox: Span
  readonly create: Span
  readonly start: Span
  /** Taking down a sandbox, once its containers have stopped. */
  readonly sandboxStop: Span
}

/** Together the 0.3 s that starting a container takes in the lecture. */
export const usualPace: Pace = { sandbox: [100, 100], create: [100, 100], start: [100, 100], sandboxStop: [500, 500] }

export const drawMs = ([leastMs, mostMs]: Span, random: Random): number => leastMs === mostMs ? leastMs : leastMs + random.below(mostMs - leastMs)
