// The watch cache: turns writes into the events that each watcher asked for, and delivers them a little later,
// as a network would. Watchers that select one node's pods are found by that node, not by asking them all.
import type { Clock, Timer } from '../clock/clock.ts'
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

class Watcher {
  private queue: { readonly dueMs: number, readonly event: WatchEvent }[] = []
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
    this.queue.push({ dueMs: this.clock.nowMs + this.delivery.latencyMs, event })
    this.timer ??= this.clock.after(this.delivery.latencyMs, this.delivery.what, () => this.flush())
  }

  stop(): void {
    this.timer?.cancel()
    this.queue = []
  }

  private flush(): void {
    const due = this.queue.filter(item => item.dueMs <= this.clock.nowMs)
    this.queue = this.queue.slice(due.length)
    const [next] = this.queue
    this.timer = next && this.clock.after(next.dueMs - this.clock.nowMs, this.delivery.what, () => this.flush())
    this.delivery.deliver(due.map(item => item.event))
  }
}

/** What a write means to a watcher: an object that comes to match is ADDED, one that no longer does is DELETED. */
function eventOf(version: Version<KubeObject>, filter: WatchFilter): WatchEvent | undefined {
  const before = version.previous?.value
  const after = version.value
  const seen = (object: KubeObject | undefined): object is KubeObject => object !== undefined
    && (filter.namespace === undefined || object.metadata.namespace === filter.namespace) && filter.matches(object)
  if (seen(after)) return { type: seen(before) ? 'MODIFIED' : 'ADDED', object: after }
  if (!seen(before)) return undefined
  return { type: 'DELETED', object: { ...before, metadata: { ...before.metadata, resourceVersion: String(version.revision) } } }
}
