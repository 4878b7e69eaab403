// Runs a program on the engine: requests are answered at once, waiting is an event of the clock.
import type { Timer } from '../clock/clock.ts'
import type { Watch, WatchEvent } from '../apiserver/request.ts'
import { StatusError, type Status } from '../apiserver/status.ts'
import type { Client } from './client.ts'
import type { Effect, NextEffect, Program, Stream } from './program.ts'

export interface ProcessOptions<T> {
  readonly client: Client
  readonly name: string
  readonly write: (to: 'stdout' | 'stderr', text: string) => void
  readonly exited: (result: T) => void
  /** How many effects it may yield without time passing, before it counts as a runaway loop. */
  readonly budget?: number
}

const usualBudget = 1_000_000

export class Process<T> {
  private readonly program: Program<T>
  private readonly options: ProcessOptions<T>
  private timer: Timer | undefined
  private readonly streams = new Set<EngineStream>()
  private running = true

  constructor(program: Program<T>, options: ProcessOptions<T>) {
    this.program = program
    this.options = options
    this.resume()
  }

  get isRunning(): boolean { return this.running }

  /** Ends it from outside, as Ctrl-C does; its `finally` blocks run. */
  interrupt(): void {
    if (!this.running) return
    this.end()
    this.program.return(undefined as never) // what the generator returns after an interrupt is not looked at
  }

  private resume(): void {
    for (let left = this.options.budget ?? usualBudget; this.running; left--) {
      if (left === 0) throw new Error(`${this.options.name} goes round in circles without time passing`)
      const { done, value } = this.program.next()
      if (done) {
        this.end()
        this.options.exited(value)
        return
      }
      if (!this.answer(value)) return
    }
  }

  /** Answers an effect; false when the answer takes time and will resume by itself. */
  private answer(effect: Effect): boolean {
    const { client, write } = this.options
    switch (effect.do) {
      case 'request':
        effect.answer = client.request(effect.request)
        return true
      case 'write':
        write(effect.to, effect.text)
        return true
      case 'now':
        effect.answer = client.unixMs
        return true
      case 'discover':
        effect.answer = client.definitions()
        return true
      case 'sleep':
        this.resumeAfter(effect.ms)
        return false
      case 'document':
        effect.answer = orRefusal(() => client.document(effect.asked))
        return true
      case 'watch': {
        effect.answer = this.watch(effect.request)
        return true
      }
      case 'next':
        return this.takeNext(effect)
    }
  }

  /** The open watch, or why it was refused. */
  private watch(request: Watch): EngineStream | Status {
    const stream = new EngineStream()
    return orRefusal(() => {
      stream.handle = this.options.client.watchRaw(request, events => stream.receive(events))
      this.streams.add(stream)
      return stream
    })
  }

  private takeNext(effect: NextEffect): boolean {
    if (!(effect.stream instanceof EngineStream)) throw new Error('this stream belongs to another cluster')
    const { stream } = effect
    effect.answer = stream.take()
    if (effect.answer.length > 0) return true
    stream.onNews = () => {
      stream.onNews = undefined
      this.timer?.cancel()
      effect.answer = stream.take()
      this.resume()
    }
    if (Number.isFinite(effect.timeoutMs)) {
      this.resumeAfter(effect.timeoutMs, () => { stream.onNews = undefined })
    }
    return false
  }

  private resumeAfter(ms: number, first?: () => void): void {
    this.timer = this.options.client.clock.after(ms, this.options.name, () => {
      first?.()
      this.resume()
    })
  }

  private end(): void {
    this.running = false
    this.timer?.cancel()
    for (const stream of this.streams) stream.stop()
  }
}

function orRefusal<T>(ask: () => T): T | Status {
  try { return ask() }
  catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
}

class EngineStream implements Stream {
  handle: { stop(): void } | undefined
  onNews: (() => void) | undefined
  private queue: WatchEvent[] = []

  receive(events: readonly WatchEvent[]): void {
    this.queue.push(...events)
    this.onNews?.()
  }

  take(): readonly WatchEvent[] {
    const taken = this.queue
    this.queue = []
    return taken
  }

  stop(): void { this.handle?.stop() }
}

