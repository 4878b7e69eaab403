// A load: requests at a steady rate, each over a connection of its own, and what became of them.
import type { Clock, Timer } from '../clock/clock.ts'
import { either, pause, Running, type Task } from '../runtime/task.ts'
import { follow, type Journey } from './journey.ts'
import type { StationOutlet } from './outlet.ts'

export interface LoadOptions {
  readonly clock: Clock
  readonly outlet: StationOutlet
  readonly host: string
  readonly port: number
  readonly perSecond: number
}

export interface Tried {
  readonly atMs: number
  readonly outcome: Journey['outcome'] | 'timeout' | 'silent' | 'error'
  /** Who answered. */
  readonly by?: string
  readonly tookMs: number
}

const patienceMs = 2000
const firstErrorStatus = 500

export class Load {
  readonly tried: Tried[] = []
  private readonly options: LoadOptions
  private timer: Timer | undefined
  private beganMs = 0
  private sent = 0

  constructor(options: LoadOptions) { this.options = options }

  start(): void {
    this.beganMs = this.options.clock.nowMs
    this.sent = 0
    this.next()
  }

  stop(): void { this.timer?.cancel() }

  /** Those that were not answered as they should have been. */
  get failed(): readonly Tried[] { return this.tried.filter(({ outcome }) => outcome !== 'open') }

  /** How many each answered. */
  get answered(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { by } of this.tried) if (by !== undefined) counts.set(by, (counts.get(by) ?? 0) + 1)
    return counts
  }

  private next(): void {
    const { clock, perSecond, host } = this.options
    const dueMs = this.beganMs + Math.round(++this.sent * 1000 / perSecond)
    this.timer = clock.after(dueMs - clock.nowMs, `load on ${host}`, () => {
      new Running(this.try())
      this.next()
    })
  }

  private* try(): Task {
    const { clock, outlet, host, port } = this.options
    const atMs = clock.nowMs
    let done: (() => void) | undefined
    const running = new Running(follow(outlet, host, port), () => done?.())
    if (!running.result) yield either(resume => { done = resume; return () => { done = undefined } }, pause(clock, patienceMs, `load on ${host} gives up`))
    const journey = running.result?.value
    if (!journey) running.abandon()
    const tookMs = clock.nowMs - atMs
    const outcome = !journey ? 'timeout' : journey.outcome !== 'open' ? journey.outcome : !journey.response ? 'silent' : journey.response.status >= firstErrorStatus ? 'error' : 'open'
    this.tried.push({ atMs, outcome, tookMs, ...outcome === 'open' && journey?.by !== undefined && { by: journey.by } })
  }
}
