// A line to the API server, which can be cut and slowed. Lines can be put one behind another: each part of the
// cluster has its own, and behind them all lies the server's. What is told while a line is dead waits at its other
// end, as for a watch that is opened again where it broke off.
import type { Clock, Timer } from '../clock/clock.ts'
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
    const { status } = this.refusal ?? {}
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
    for (const feed of this.feeds) feed.pause()
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

/** One watch: usually it passes on at once what it gets. */
class Feed {
  close: () => void = () => {}
  private waiting: { readonly dueMs: number, readonly events: readonly WatchEvent[] }[] = []
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
    this.waiting.push({ dueMs: this.clock.nowMs + lagMs, events })
    if (!isDead) this.plan()
  }

  pause(): void {
    this.timer?.cancel()
    this.timer = undefined
  }

  resume(afterMs: number): void {
    const backMs = this.clock.nowMs + Math.round(afterMs)
    this.waiting = this.waiting.map(({ dueMs, events }) => ({ dueMs: Math.max(dueMs, backMs), events }))
    this.plan()
  }

  stop(): void {
    this.pause()
    this.waiting = []
    this.close()
  }

  private plan(): void {
    const [first] = this.waiting
    if (first) this.timer ??= this.clock.after(first.dueMs - this.clock.nowMs, this.delivery.what, () => this.flush())
  }

  private flush(): void {
    this.timer = undefined
    const later = this.waiting.findIndex(({ dueMs }) => dueMs > this.clock.nowMs) // what comes after it waits too
    const due = later < 0 ? this.waiting : this.waiting.slice(0, later)
    this.waiting = later < 0 ? [] : this.waiting.slice(later)
    this.plan()
    this.delivery.deliver(due.flatMap(({ events }) => events))
  }
}
