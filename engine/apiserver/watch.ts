// The watch cache: turns writes into the events that each watcher asked for, and delivers them a little later,
// as a network would. Watchers that select one node's pods are found by that node, not by asking them all.
import type { Clock, EventId, Timer } from '../clock/clock.ts'
import type { Store, Version } from '../etcd/store.ts'
import type { KubeObject } from './object.ts'
import type { WatchEvent } from './request.ts'

export interface WatchFilter {
  readonly namespace: string | undefined
  readonly matches: (object: KubeObject) => boolean
  /** The value of the indexed field when the filter pins it; others need not be asked. */
  readonly pinned?: string
}

export interface Delivery {
  readonly latencyMs: number
  readonly what: string
  readonly deliver: (events: readonly WatchEvent[]) => void
  /** The line it comes over is dead. Who stays hears of what he missed when it lives again. */
  readonly broken?: () => void
}

export interface WatchHandle { stop(): void }

export class WatchCache {
  private readonly everything = new Set<Watcher>()
  private readonly pinned = new Map<string, Set<Watcher>>()
  private readonly indexOf: (object: KubeObject) => string | undefined

  constructor(store: Store<KubeObject>, bucket: string, indexOf: (object: KubeObject) => string | undefined) {
    this.indexOf = indexOf
    store.observe(bucket, version => this.dispatch(version))
  }

  add(clock: Clock, filter: WatchFilter, delivery: Delivery, missed: readonly Version<KubeObject>[]): WatchHandle {
    const watcher = new Watcher(clock, filter, delivery)
    const home = filter.pinned === undefined ? this.everything : this.homeOf(filter.pinned)
    home.add(watcher)
    for (const version of missed) watcher.offer(version)
    return {
      stop: () => {
        home.delete(watcher)
        watcher.stop()
      },
    }
  }

  private dispatch(version: Version<KubeObject>): void {
    for (const watcher of this.everything) watcher.offer(version)
    if (this.pinned.size === 0) return
    const before = version.previous?.value && this.indexOf(version.previous.value)
    const after = version.value && this.indexOf(version.value)
    if (after) for (const watcher of this.pinned.get(after) ?? []) watcher.offer(version)
    if (before && before !== after) for (const watcher of this.pinned.get(before) ?? []) watcher.offer(version)
  }

  private homeOf(value: string): Set<Watcher> {
    let home = this.pinned.get(value)
    if (!home) this.pinned.set(value, home = new Set())
    return home
  }
}

/** What comes at the same instant, from the same cause. */
interface Batch { readonly dueMs: number, readonly cause: EventId, readonly events: WatchEvent[] }

class Watcher {
  private readonly batches: Batch[] = []
  private timer: Timer | undefined
  private readonly clock: Clock
  private readonly filter: WatchFilter
  private readonly delivery: Delivery

  constructor(clock: Clock, filter: WatchFilter, delivery: Delivery) {
    this.clock = clock
    this.filter = filter
    this.delivery = delivery
  }

  offer(version: Version<KubeObject>): void {
    const event = eventOf(version, this.filter)
    if (!event) return
    const dueMs = this.clock.nowMs + this.delivery.latencyMs
    const { cause } = this.clock
    const last = this.batches.at(-1)
    if (last?.dueMs === dueMs && last.cause === cause) last.events.push(event)
    else this.batches.push({ dueMs, cause, events: [event] })
    this.timer ??= this.plan(this.delivery.latencyMs)
  }

  stop(): void {
    this.timer?.cancel()
    this.batches.length = 0
  }

  private plan(delayMs: number): Timer { return this.clock.after(delayMs, this.delivery.what, this.flush) }

  private readonly flush = (): void => {
    const due = this.batches.shift()
    const [next] = this.batches
    this.timer = next && this.clock.because(next.cause, () => this.plan(next.dueMs - this.clock.nowMs))
    if (due) this.delivery.deliver(due.events)
  }
}

/** What a write means to a watcher: an object that comes to match is ADDED, one that no longer does is DELETED. */
function eventOf(version: Version<KubeObject>, filter: WatchFilter): WatchEvent | undefined {
  const before = version.previous?.value
  const after = version.value
  if (after && isSeen(after, filter)) return { type: before && isSeen(before, filter) ? 'MODIFIED' : 'ADDED', object: after }
  if (!before || !isSeen(before, filter)) return undefined
  return { type: 'DELETED', object: { ...before, metadata: { ...before.metadata, resourceVersion: String(version.revision) } } }
}

const isSeen = (object: KubeObject, { namespace, matches }: WatchFilter): boolean =>
  (namespace === undefined || object.metadata.namespace === namespace) && matches(object)
