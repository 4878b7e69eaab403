// How much a command line does without waiting for anything: so that a loop without end ends, and lets time pass
// until then. Everything that it starts shares it.
import type { Clock } from '../clock/clock.ts'

/** So much may be done at a stretch. */
const most = 100_000
/** What a while of waiting gives back. */
const regainedPerMs = 0.2
/** Time passes this often, and for so long; for what has no end and nobody to stop it, longer. */
const breathEvery = 200
const breathMs = 10
const longBreathMs = 1000

/** So much more is it to run a program. */
export const programEffort = 10

/** More processes than this, one inside the other or in all, are nobody's wish. */
export const mostNested = 60
export const mostProcesses = 500

export class Effort {
  private readonly clock: Clock
  private left = most
  private sinceBreath = 0
  private lastMs: number
  /** It was started by hand: what has no end is ended. */
  readonly isGuarded: boolean
  /** Said once, by whoever notices first. */
  isTold = false

  constructor(clock: Clock, isGuarded: boolean) {
    this.clock = clock
    this.isGuarded = isGuarded
    this.lastMs = clock.nowMs
  }

  get isSpent(): boolean { return this.left <= 0 }

  /** Something is done; a program is more than a command of the shell's own. */
  spend(amount = 1): void {
    const { nowMs } = this.clock
    this.left = Math.min(most, this.left + (nowMs - this.lastMs) * regainedPerMs) - amount
    this.lastMs = nowMs
    this.sinceBreath += amount
  }

  /** How long to pause now: mostly not at all. */
  breath(): number {
    if (this.sinceBreath < breathEvery) return 0
    this.sinceBreath = 0
    return this.isSpent ? longBreathMs : breathMs
  }
}
