// The scheduling queue. Pods wait in one of four places: active (next in turn), backing off (tried lately),
// unschedulable (until something happens that may help) or gated. By default, as in 1.36, a pod that backs off is
// taken early when nothing else is waiting, unless it was an error that sent it there.
import type { PodInfo } from './pod-info.ts'
import { Heap } from '../clock/heap.ts'

export interface QueuedPod {
  info: PodInfo
  attempts: number
  /** When it last came in or failed; the order among pods of equal priority. */
  sinceMs: number
  sequence: number
  place: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'taken'
  backoffUntilMs: number
  /** The plugins that turned it down; only their events can help. */
  rejectedBy: ReadonlySet<string>
}

const firstBackoffMs = 1000
const lastBackoffMs = 10_000
/** A pod that nothing helps is tried again after this long anyway. */
export const unschedulableAtMostMs = 300_000

const backoffOf = (attempts: number): number => Math.min(lastBackoffMs, firstBackoffMs * 2 ** Math.max(0, attempts - 1))

export class SchedulingQueue {
  private readonly pods = new Map<string, QueuedPod>()
  private readonly active = new Heap<QueuedPod>((a, b) => a.info.priority !== b.info.priority ? a.info.priority > b.info.priority : inTurn(a, b))
  private readonly backoff = new Heap<QueuedPod>((a, b) => a.backoffUntilMs !== b.backoffUntilMs ? a.backoffUntilMs < b.backoffUntilMs : inTurn(a, b))
  private readonly unschedulable = new Map<string, Set<QueuedPod>>()
  private sequence = 0

  get(key: string): QueuedPod | undefined { return this.pods.get(key) }

  /** How many pods wait in each place. */
  get counts(): Readonly<Record<QueuedPod['place'], number>> {
    const counts = { active: 0, backoff: 0, unschedulable: 0, gated: 0, taken: 0 }
    for (const { place } of this.pods.values()) counts[place]++
    return counts
  }

  add(info: PodInfo, nowMs: number, gated: boolean): QueuedPod {
    const pod: QueuedPod = { info, attempts: 0, sinceMs: nowMs, sequence: this.sequence++, place: 'taken', backoffUntilMs: 0, rejectedBy: new Set() }
    this.pods.set(info.key, pod)
    if (gated) pod.place = 'gated'
    else this.activate(pod)
    return pod
  }

  remove(key: string): void {
    const pod = this.pods.get(key)
    if (!pod) return
    this.leaveUnschedulable(pod)
    pod.place = 'taken' // heaps pass over it
    this.pods.delete(key)
  }

  /** The next pod to try. */
  pop(nowMs: number): QueuedPod | undefined {
    for (let next = this.backoff.peek(); next && (next.place !== 'backoff' || next.backoffUntilMs <= nowMs); next = this.backoff.peek()) {
      this.backoff.pop()
      if (next.place === 'backoff') this.activate(next)
    }
    const pod = popLive(this.active, 'active') ?? popLive(this.backoff, 'backoff')
    if (!pod) return undefined
    pod.place = 'taken'
    pod.attempts++
    return pod
  }

  /** It was tried and fits nowhere: it waits until an event may help it. */
  putUnschedulable(pod: QueuedPod, rejectedBy: ReadonlySet<string>, nowMs: number): void {
    pod.sinceMs = nowMs
    pod.backoffUntilMs = nowMs + backoffOf(pod.attempts)
    pod.rejectedBy = rejectedBy
    pod.place = 'unschedulable'
    for (const plugin of rejectedBy) {
      const set = this.unschedulable.get(plugin)
      if (set) set.add(pod)
      else this.unschedulable.set(plugin, new Set([pod]))
    }
  }

  /** Something went wrong that has nothing to do with room: it waits out its back-off in full. Answers until when. */
  putBack(pod: QueuedPod, nowMs: number): number {
    pod.sinceMs = nowMs
    pod.backoffUntilMs = nowMs + backoffOf(pod.attempts)
    pod.rejectedBy = new Set()
    pod.place = 'unschedulable'
    return pod.backoffUntilMs
  }

  /** An event may help it: back into the queue. */
  requeue(pod: QueuedPod, nowMs: number): void {
    this.leaveUnschedulable(pod)
    if (pod.backoffUntilMs <= nowMs) this.activate(pod)
    else {
      pod.place = 'backoff'
      this.backoff.push(pod)
    }
  }

  /** Whether any pod waits because of a plugin. */
  get hasRejected(): boolean { return this.unschedulable.size > 0 }

  /** Those that wait because of a plugin, in the order in which they came. */
  rejectedBy(plugin: string): readonly QueuedPod[] { return [...this.unschedulable.get(plugin) ?? []] }

  /** Those that have waited too long for any event. */
  overdue(nowMs: number): readonly QueuedPod[] {
    return [...this.pods.values()].filter(pod => pod.place === 'unschedulable' && pod.sinceMs + unschedulableAtMostMs <= nowMs)
  }

  private activate(pod: QueuedPod): void {
    pod.place = 'active'
    this.active.push(pod)
  }

  private leaveUnschedulable(pod: QueuedPod): void {
    for (const plugin of pod.rejectedBy) {
      const set = this.unschedulable.get(plugin)
      if (set?.delete(pod) && set.size === 0) this.unschedulable.delete(plugin)
    }
  }
}

const inTurn = (a: QueuedPod, b: QueuedPod): boolean => a.sinceMs !== b.sinceMs ? a.sinceMs < b.sinceMs : a.sequence < b.sequence

function popLive(heap: Heap<QueuedPod>, place: QueuedPod['place']): QueuedPod | undefined {
  for (let pod = heap.pop(); pod; pod = heap.pop()) if (pod.place === place) return pod
  return undefined
}
