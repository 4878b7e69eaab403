// A component of the cluster as it can be acted on from outside: stopped, started, slowed, cut off. One mechanism for
// all: a part that runs or not, and a way to the others that is whole, slow or cut.
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Part } from '../../clock/part.ts'
import { isRefusal } from '../../client/client.ts'

/** How a component hears of the others, and they of it. */
export interface Way {
  /** Nobody is at this end any more; then somebody is again. */
  leave(): void
  comeBack(): void
  cut(): void
  mend(): void
  slow(lagMs: number): void
}

/** A part that cannot start for want of a server tries again. */
const retryMs = 1_000

export interface ComponentOptions {
  readonly name: string
  readonly clock: Clock
  /** Makes what runs: the same again, or one that knows nothing of what was before. */
  readonly make: () => Part
  readonly way: Way
  /** Whether others use its way too, until it starts anew. */
  readonly sharesWay?: () => boolean
  /** Whether it runs from the beginning without having been started here. */
  readonly running?: Part
}

export class Component {
  private readonly options: ComponentOptions
  private part: Part | undefined
  private isWanted: boolean
  private retry: Timer | undefined

  constructor(options: ComponentOptions) {
    this.options = options
    this.part = options.running
    this.isWanted = options.running !== undefined
  }

  get name(): string { return this.options.name }
  /** Whether it is meant to run; it may still be waiting for a server that answers. */
  get isRunning(): boolean { return this.isWanted }
  /** What runs now. */
  get current(): Part | undefined { return this.part }

  start(): void {
    if (this.isWanted) return
    this.isWanted = true
    this.options.way.comeBack()
    this.tryToStart()
  }

  stop(): void {
    if (!this.isWanted) return
    this.isWanted = false
    this.end()
    this.options.way.leave()
  }

  restart(): void {
    this.stop()
    this.start()
  }

  slow(lagMs: number): void {
    this.leaveOthers()
    this.options.way.slow(lagMs)
  }

  cut(): void {
    this.leaveOthers()
    this.options.way.cut()
  }

  /** As fast and as well connected as it ever was. */
  mend(): void {
    this.options.way.slow(0)
    this.options.way.mend()
  }

  private leaveOthers(): void {
    if (!this.options.sharesWay?.()) return
    this.end()
    this.tryToStart()
  }

  private tryToStart(): void {
    try {
      this.part = this.options.make()
      this.part.start()
    }
    catch (error) {
      if (!isRefusal(error)) throw error
      this.end()
      this.retry = this.options.clock.after(retryMs, `${this.name}: tries again to start`, () => this.tryToStart())
    }
  }

  private end(): void {
    this.retry?.cancel()
    this.part?.stop()
    this.part = undefined
  }
}
