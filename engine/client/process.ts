// Runs a program on the engine: requests are answered at once, waiting is an event of the clock.
import type { Timer } from '../clock/clock.ts'
import type { Connect, Connection, Received } from '../apiserver/connect.ts'
import type { Watch, WatchEvent } from '../apiserver/request.ts'
import { StatusError, type Status } from '../apiserver/status.ts'
import type { Client } from './client.ts'
import type { Effect, Incoming, LineEffect, NextEffect, Program, Stream, Typed } from './program.ts'

/** The machine that a program runs on: what is typed there, and its ports. Each answers how to stop it, if it can be had. */
export interface Host {
  /** Runs a command line, and tells how it ended. */
  line(line: string, stdin: string | undefined, exited: (code: number) => void): void
  keys(raw: boolean, receive: (typed: Typed) => void): (() => void) | undefined
  listen(port: number, receive: (incoming: Incoming) => void): (() => void) | undefined
}

export interface ProcessOptions<T> {
  readonly client: Client
  readonly name: string
  readonly write: (to: 'stdout' | 'stderr', text: string) => void
  readonly exited: (result: T) => void
  readonly host?: Host
  /** How many effects it may yield without time passing, before it counts as a runaway loop. */
  readonly budget?: number
}

const usualBudget = 1_000_000

export class Process<T> {
  private readonly program: Program<T>
  private readonly options: ProcessOptions<T>
  private timer: Timer | undefined
  private readonly streams = new Set<EngineStream<unknown>>()
  private running = true
  private isHeld = false
  /** It would have gone on while it was held. */
  private isDue = false

  constructor(program: Program<T>, options: ProcessOptions<T>) {
    this.program = program
    this.options = options
    this.resume()
  }

  get isRunning(): boolean { return this.running }

  /** Ends it from outside, as Ctrl-C does; its `finally` blocks run, as far as they need no time. */
  interrupt(): void {
    if (!this.running) return
    for (let step = this.program.return(undefined as never); !step.done && this.answer(step.value);) step = this.program.next() // what it returns after an interrupt is not looked at
    this.end()
  }

  /** Keeps it where it stands, as Ctrl-Z does. */
  hold(): void { this.isHeld = true }

  letGo(): void {
    this.isHeld = false
    if (!this.isDue) return
    this.isDue = false
    this.resume()
  }

  private resume(): void {
    if (this.isHeld) {
      this.isDue = true
      return
    }
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
      case 'connect':
        effect.answer = this.connect(effect.request)
        return true
      case 'send':
        if (effect.channel instanceof EngineChannel) effect.channel.connection?.send(effect.sent)
        return true
      case 'line':
        return this.runLine(effect)
      case 'keys':
        effect.answer = this.opened<Typed>(receive => this.options.host?.keys(effect.raw, receive))
        return true
      case 'listen':
        effect.answer = this.opened<Incoming>(receive => this.options.host?.listen(effect.port, receive))
        return true
      case 'next':
        return this.takeNext(effect)
    }
  }

  /** The open watch, or why it was refused. */
  private watch(request: Watch): EngineStream<WatchEvent> | Status {
    const stream = new EngineStream<WatchEvent>()
    return orRefusal(() => {
      const handle = this.options.client.watchRaw(request, events => stream.receive(events), () => stream.break())
      stream.close = () => handle.stop()
      this.streams.add(stream)
      return stream
    })
  }

  private connect(request: Connect): EngineChannel | Status {
    const channel = new EngineChannel()
    return orRefusal(() => {
      const connection = this.options.client.connect(request, message => channel.receive([message]))
      channel.connection = connection
      channel.close = () => connection.close()
      this.streams.add(channel)
      return channel
    })
  }

  private runLine(effect: LineEffect): boolean {
    const { host } = this.options
    if (!host) throw new Error('there is no machine to run a command line on')
    let [isOver, isAwaited] = [false, false]
    host.line(effect.line, effect.stdin, code => {
      effect.answer = code
      isOver = true
      if (isAwaited) this.resume()
    })
    isAwaited = !isOver
    return isOver
  }

  private opened<T>(open: (receive: (item: T) => void) => (() => void) | undefined): EngineStream<T> | undefined {
    const stream = new EngineStream<T>()
    const close = open(item => stream.receive([item]))
    if (!close) return undefined
    stream.close = close
    this.streams.add(stream)
    return stream
  }

  private takeNext(effect: NextEffect): boolean {
    const streams = effect.streams.map(stream => {
      if (stream instanceof EngineStream) return stream as EngineStream<unknown> // of what, its reader knows
      throw new Error('this stream belongs to another cluster')
    })
    const take = (): boolean => {
      const stream = streams.find(each => each.hasNews)
      if (stream) effect.answer = { stream, items: stream.take() }
      return stream !== undefined
    }
    if (take()) return true
    const forget = (): void => { for (const stream of streams) stream.onNews = stream.onBreak = undefined }
    const wake = (): void => {
      forget()
      this.timer?.cancel()
      take()
      this.resume()
    }
    for (const stream of streams) stream.onNews = wake
    if (effect.timeoutMs === Infinity) for (const stream of streams) stream.onBreak = wake // who has a time limit waits it out
    if (Number.isFinite(effect.timeoutMs)) this.resumeAfter(effect.timeoutMs, forget)
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
    for (const stream of this.streams) {
      stream.onNews = stream.onBreak = undefined
      stream.stop()
    }
  }
}

function orRefusal<T>(ask: () => T): T | Status {
  try { return ask() }
  catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
}

class EngineStream<T> implements Stream<T> {
  onNews: (() => void) | undefined
  onBreak: (() => void) | undefined
  isBroken = false
  close: (() => void) | undefined
  private queue: T[] = []

  get hasNews(): boolean { return this.queue.length > 0 }

  receive(items: readonly T[]): void {
    this.queue.push(...items)
    this.onNews?.()
  }

  break(): void {
    this.isBroken = true
    this.onBreak?.()
  }

  take(): readonly T[] {
    const taken = this.queue
    this.queue = []
    return taken
  }

  stop(): void {
    this.close?.()
    this.close = undefined
  }
}

class EngineChannel extends EngineStream<Received> { connection: Connection | undefined }
