// A node that is told to go down ends its pods first: those that matter little, then those that it lives by.
import type { Refusal } from './allocation.ts'
import type { Host } from './host.ts'
import { graceMsOf } from './plan.ts'
import type { PodWorker } from './pod-worker.ts'

/** The time that pods get when their node goes down; the last part of it is for critical pods alone. */
export interface ShutdownGrace { readonly totalSeconds: number, readonly criticalSeconds: number }

const criticalPriority = 2_000_000_000
const ended = { reason: 'Terminated', message: 'Pod was terminated in response to imminent node shutdown.', isDisruption: true }

export class Shutdown {
  private readonly host: Host
  private readonly grace: ShutdownGrace | undefined
  private isUnderWay = false

  constructor(host: Host, grace: ShutdownGrace | undefined) {
    this.host = host
    this.grace = grace
  }

  get notReady(): string | undefined { return this.isUnderWay ? 'node is shutting down' : undefined }

  refuse(): Refusal | undefined {
    return this.isUnderWay ? { reason: 'NodeShutdown', message: 'Pod was rejected as the node is shutting down.' } : undefined
  }

  /** Without a time of grace the kubelet does not mind, as it is by default: the pods just stop. */
  begin(pods: readonly PodWorker[], tellOfNode: () => void): void {
    const { host, grace } = this
    if (this.isUnderWay || !grace || grace.totalSeconds === 0) return
    this.isUnderWay = true
    host.recorder.event(host.itself, 'Normal', 'NodeShutdown', 'Shutdown manager detected shutdown event')
    tellOfNode()
    const critical = pods.filter(({ pod }) => (pod.spec.priority ?? 0) >= criticalPriority)
    const others = pods.filter(worker => !critical.includes(worker))
    const firstMs = (grace.totalSeconds - grace.criticalSeconds) * 1000
    this.end(others, firstMs)
    host.clock.after(this.timeNeeded(others, firstMs), `kubelet ${host.node}: ends the critical pods`, () => { if (this.isUnderWay) this.end(critical, grace.criticalSeconds * 1000) })
  }

  /** The machine has gone down. */
  forget(): void { this.isUnderWay = false }

  private end(workers: readonly PodWorker[], limitMs: number): void {
    for (const worker of workers) worker.evict(ended, Math.min(graceMsOf(worker.pod), limitMs))
  }

  private timeNeeded(workers: readonly PodWorker[], limitMs: number): number {
    return Math.min(limitMs, Math.max(0, ...workers.map(({ pod }) => graceMsOf(pod))))
  }
}
