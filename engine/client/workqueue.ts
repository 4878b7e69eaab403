// A work queue: what needs a look, each thing once, retried ever more slowly while it fails.
import type { Clock, Timer } from '../clock/clock.ts'
import { StatusError } from '../apiserver/status.ts'

const firstRetryMs = 5
const lastRetryMs = 1_000_000

export interface WorkQueueOptions {
  readonly clock: Clock
  readonly name: string
  /** How long a worker takes to get to a thing, and thus what a class can follow in slow motion. */
  readonly reactionMs: number
  readonly sync: (key: string) => void
}

export class WorkQueue {
  private readonly waiting = new Map<string, Timer>()
  private readonly later = new Map<string, { readonly timer: Timer, readonly atMs: number }>()
  private readonly failures = new Map<string, number>()
  private readonly options: WorkQueueOptions
  private readonly does: string
  private stopped = false

  constructor(options: WorkQueueOptions) {
    this.options = options
    this.does = `${options.name}: `
  }

  get length(): number { return this.waiting.size }

  add(key: string): void {
    if (this.stopped || this.waiting.has(key)) return
    const { clock, reactionMs } = this.options
    this.waiting.set(key, clock.after(reactionMs, this.does, () => {
      this.waiting.delete(key)
      this.work(key)
    }, key))
  }

  /** Adds it after a while; of several whiles the shortest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.stopped) return
    const { clock, name } = this.options
    const atMs = clock.nowMs + Math.max(0, Math.round(delayMs))
    const planned = this.later.get(key)
    if (planned && planned.atMs <= atMs) return
    planned?.timer.cancel()
    const timer = clock.after(delayMs, `${name}: ${key} is due`, () => {
      this.later.delete(key)
      this.add(key)
    })
    this.later.set(key, { timer, atMs })
  }

  addRateLimited(key: string): void {
    const failures = this.failures.get(key) ?? 0
    this.failures.set(key, failures + 1)
    this.addAfter(key, Math.min(lastRetryMs, firstRetryMs * 2 ** failures))
  }

  stop(): void {
    this.stopped = true
    for (const timer of this.waiting.values()) timer.cancel()
    for (const { timer } of this.later.values()) timer.cancel()
  }

  private work(key: string): void {
    try {
      this.options.sync(key)
      this.failures.delete(key)
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error // a bug of ours, not a refusal
      this.addRateLimited(key)
    }
  }
}
