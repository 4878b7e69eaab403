// A line to the API server, which can be cut and slowed. Lines can be put one behind another: each part of the
// cluster has its own, and behind them all lies the server's. What is told while a line is dead waits at its other
// end, as for a watch that is opened again where it broke off.
import type { Clock, EventId, Timer } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Registry } from '../apiserver/registry.ts'
import type { Connect, Connection, Receive } from '../apiserver/connect.ts'
import type { Caller, DocumentRequest, Request, Response, Watch, WatchEvent } from '../apiserver/request.ts'
import type { Door } from '../apiserver/server.ts'
import type { StatusError } from '../apiserver/status.ts'
import type { Delivery, WatchHandle } from '../apiserver/watch.ts'
import { refusalOf, type Break } from './connection.ts'

/** So long after a line lives again its watches are open again. */
const reconnectMs = { low: 800, high: 1600 }

export interface LineOptions {
  readonly server: Door
  readonly clock: Clock
  readonly random: Random
  /** Why what lies behind the server lets it answer nothing, if so. */
  readonly refusal?: () => StatusError | undefined
}

export class Line implements Door {
  readonly registry: Registry
  private readonly options: LineOptions
  private readonly breaks = new Set<Break>()
  private readonly lags = new Map<string, number>()
  private readonly feeds = new Set<Feed>()
  private sumOfLagsMs = 0

  constructor(options: LineOptions) {
    this.options = options
    this.registry = options.server.registry
  }

  get isDead(): boolean { return this.breaks.size > 0 }

  /** How much later than usual news comes. */
  get lagMs(): number { return this.sumOfLagsMs }

  handle(caller: Caller, request: Request): Response {
    if (this.breaks.size === 0 && !this.options.refusal) return this.options.server.handle(caller, request) // as nearly always
    const status = this.refusal?.status
    return status ? { code: status.code, body: status, warnings: [] } : this.options.server.handle(caller, request)
  }

  watch(caller: Caller, request: Watch, delivery: Delivery): WatchHandle {
    if (this.refusal) throw this.refusal
    const feed = new Feed(this, this.options.clock, delivery)
    const { stop } = this.options.server.watch(caller, request, { ...delivery, deliver: events => feed.receive(events) })
    feed.close = () => {
      stop()
      this.feeds.delete(feed)
    }
    this.feeds.add(feed)
    return { stop: () => feed.stop() }
  }

  document(caller: Caller, asked: DocumentRequest): string {
    if (this.refusal) throw this.refusal
    return this.options.server.document(caller, asked)
  }

  connect(caller: Caller, request: Connect, receive: Receive): Connection {
    if (this.refusal) throw this.refusal
    return this.options.server.connect(caller, request, receive)
  }

  break(why: Break): void {
    this.breaks.add(why)
    for (const feed of [...this.feeds]) feed.break()
  }

  mend(why: Break): void {
    if (!this.breaks.delete(why) || this.isDead) return
    for (const feed of this.feeds) feed.resume(this.options.random.between(reconnectMs.low, reconnectMs.high))
  }

  /** Whoever was at this end is gone, and with him his watches. */
  hangUp(): void { for (const feed of this.feeds) feed.stop() }

  /** Several things may slow it: their times add up. */
  slow(cause: string, lagMs: number): void {
    this.lags.set(cause, lagMs)
    this.sumOfLagsMs = [...this.lags.values()].reduce((sum, lag) => sum + lag, 0)
  }

  private get refusal(): StatusError | undefined {
    if (this.breaks.size === 0) return this.options.refusal?.()
    return refusalOf(this.breaks.has('stopped') ? 'stopped' : 'cut')
  }
}

/** What is on its way, and what made it so. */
interface Held { readonly dueMs: number, readonly cause: EventId, readonly events: readonly WatchEvent[] }

/** One watch: usually it passes on at once what it gets. */
class Feed {
  close: () => void = () => {}
  private waiting: Held[] = []
  private timer: Timer | undefined
  private readonly line: Line
  private readonly clock: Clock
  private readonly delivery: Delivery

  constructor(line: Line, clock: Clock, delivery: Delivery) {
    this.line = line
    this.clock = clock
    this.delivery = delivery
  }

  receive(events: readonly WatchEvent[]): void {
    const { isDead, lagMs } = this.line
    if (!isDead && lagMs === 0 && this.waiting.length === 0) return this.delivery.deliver(events)
    this.waiting.push({ dueMs: this.clock.nowMs + lagMs, cause: this.clock.cause, events })
    if (!isDead) this.plan()
  }

  break(): void {
    this.pause()
    this.delivery.broken?.()
  }

  resume(afterMs: number): void {
    const backMs = this.clock.nowMs + Math.round(afterMs)
    this.waiting = this.waiting.map(held => ({ ...held, dueMs: Math.max(held.dueMs, backMs) }))
    this.plan()
  }

  stop(): void {
    this.pause()
    this.waiting = []
    this.close()
  }

  private pause(): void {
    this.timer?.cancel()
    this.timer = undefined
  }

  private plan(): void {
    const [first] = this.waiting
    if (!first || this.timer) return
    this.timer = this.clock.because(first.cause, () => this.clock.after(first.dueMs - this.clock.nowMs, this.delivery.what, () => this.pass()))
  }

  /** Passes on what came first; what came after it waits for it. */
  private pass(): void {
    const first = this.waiting.shift()
    this.timer = undefined
    this.plan()
    if (first) this.delivery.deliver(first.events)
  }
}
