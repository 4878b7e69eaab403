// What the processes of a container take of their machine: CPU now and in sum, and memory.
import type { Clock } from '../clock/clock.ts'

/** The kernel of every machine, as `uname -r` and the nodes tell. */
export const kernelRelease = '6.12.0'

export interface Use {
  readonly cpuMillicores: number
  readonly memoryBytes: number
}

export const idle: Use = { cpuMillicores: 0, memoryBytes: 0 }

export interface Limits {
  /** More than this is not given: whoever asks for more is slowed down. */
  readonly cpuMillicores: number
  /** Beyond this the kernel kills. */
  readonly memoryBytes: number
}

export const unlimited: Limits = { cpuMillicores: Infinity, memoryBytes: Infinity }

export class Meter {
  private readonly clock: Clock
  private readonly overLimit: () => void
  private limits: Limits
  private wantedMillicores = 0
  private memoryBytes = 0
  private spentCoreMs = 0
  private sinceMs = 0
  private busyMs = 0
  private heldBackMs = 0

  constructor(clock: Clock, limits: Limits, overLimit: () => void) {
    this.clock = clock
    this.limits = limits
    this.overLimit = overLimit
  }

  /** A process goes over from one use to another. */
  change(from: Use, to: Use): void {
    this.settle()
    this.wantedMillicores += to.cpuMillicores - from.cpuMillicores
    this.memoryBytes += to.memoryBytes - from.memoryBytes
    this.judge()
  }

  /** A piece of work, done at once: a request that was answered. */
  spend(coreMs: number): void { this.spentCoreMs += coreMs }

  limit(limits: Limits): void {
    this.settle()
    this.limits = limits
    this.judge()
  }

  get use(): Use { return { cpuMillicores: this.givenMillicores, memoryBytes: this.memoryBytes } }

  /** All the CPU time so far: a millisecond of one core is 1. */
  get coreMs(): number { return this.spentCoreMs + this.givenMillicores * (this.clock.nowMs - this.sinceMs) / 1000 }

  /** How many cores it may use at most. */
  get mostCores(): number { return this.limits.cpuMillicores / 1000 }

  /** The part of what its processes ask for that they get: less than 1 is what throttling means. */
  get share(): number { return this.wantedMillicores <= this.limits.cpuMillicores ? 1 : this.limits.cpuMillicores / this.wantedMillicores }

  /** So long it asked for CPU at all, and for so long of that its limit had it wait. */
  get throttling(): { readonly busyMs: number, readonly heldBackMs: number } {
    const ms = this.wantedMillicores > 0 ? this.clock.nowMs - this.sinceMs : 0
    return { busyMs: this.busyMs + ms, heldBackMs: this.heldBackMs + ms * (1 - this.share) }
  }

  get limited(): Limits { return this.limits }

  private get givenMillicores(): number { return Math.min(this.wantedMillicores, this.limits.cpuMillicores) }

  private settle(): void {
    const { busyMs, heldBackMs } = this.throttling
    this.busyMs = busyMs
    this.heldBackMs = heldBackMs
    this.spentCoreMs = this.coreMs
    this.sinceMs = this.clock.nowMs
  }

  private judge(): void { if (this.memoryBytes > this.limits.memoryBytes) this.overLimit() }
}
