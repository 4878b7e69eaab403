// Virtual time keeps pace with the clock on the wall while someone may be looking.
import type { Clock } from '../engine/clock/clock.ts'

const tickMs = 20

/** Longer gaps are pauses: the machine slept, and the cluster slept with it. */
const longestGapMs = 2000

export class Pace {
  private readonly clock: Clock
  private readonly speed: number
  private lastMs = performance.now()
  private owedMs = 0
  private readonly timer = setInterval(() => this.catchUp(), tickMs)

  constructor(clock: Clock, speed: number) {
    this.clock = clock
    this.speed = speed
  }

  /** Brings the cluster to now. */
  catchUp(): void {
    const nowMs = performance.now()
    const passedMs = Math.min(nowMs - this.lastMs, longestGapMs) * this.speed
    this.lastMs = nowMs
    this.owedMs += passedMs
    const wholeMs = Math.floor(this.owedMs) // virtual time is counted in whole milliseconds
    this.owedMs -= wholeMs
    this.clock.advanceTo(this.clock.nowMs + wholeMs)
  }

  stop(): void { clearInterval(this.timer) }
}
