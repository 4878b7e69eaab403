// A probe of a container, again and again: at once, then once a period; what counts is a run of equal results.
import type { Timer } from '../../clock/clock.ts'
import type { Container as ContainerSpec, Pod, Probe } from '../../apiserver/types.gen.ts'
import type { Ports } from '../../runtime/network.ts'
import { Running } from '../../runtime/task.ts'
import type { Host } from '../host.ts'
import { seen, type Records } from '../records.ts'
import type { Attempt, ProbeStand } from './attempts.ts'
import { carryOut, type Result } from './prober.ts'

export type ProbeType = 'liveness' | 'readiness' | 'startup'
export type Verdict = 'success' | 'failure' | 'unknown'

/** What a probe needs to know of its pod. */
export interface Probed {
  readonly host: Host
  readonly pod: Pod
  readonly podIP: string
  readonly ports: Ports
  readonly records: Records
  /** The container has passed its startup probe, or has none. */
  isStarted(container: string): boolean
  /** The verdict on a container has changed. */
  judged(type: ProbeType): void
  tell(container: string, reason: string, message: string): void
  /** An attempt has come to its end. */
  tried(attempt: Attempt): void
}

const initial: Readonly<Record<ProbeType, Verdict>> = { liveness: 'success', readiness: 'failure', startup: 'unknown' }
const titles: Readonly<Record<ProbeType, string>> = { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' }

export class ProbeWorker {
  readonly type: ProbeType
  private readonly probed: Probed
  private readonly container: ContainerSpec
  private readonly probe: Probe
  private verdict: Verdict
  /** The container that the verdict is about. */
  private containerId = ''
  private lastResult: Result['kind'] | undefined
  private run = 0
  /** It has condemned its container, and waits for the next. */
  private onHold = false
  private timer: Timer | undefined
  private nextAtMs = 0
  private running: Running<Result> | undefined

  constructor(probed: Probed, container: ContainerSpec, type: ProbeType, probe: Probe) {
    this.probed = probed
    this.container = container
    this.type = type
    this.probe = probe
    this.verdict = initial[type]
    this.tick(this.periodMs)
  }

  /** The verdict, if it is about this container. */
  verdictOn(containerId: string): Verdict { return containerId === this.containerId ? this.verdict : initial[this.type] }

  get stand(): ProbeStand {
    const { container, type, containerId, verdict, nextAtMs, onHold } = this
    return { container: container.name, type, containerId, verdict, nextAtMs, onHold }
  }

  /** Probes now, and counts the period from now on. */
  trigger(): void { if (!this.running) this.tick(0) }

  stop(): void {
    this.timer?.cancel()
    this.running?.abandon()
    this.running = undefined
  }

  private get periodMs(): number { return (this.probe.periodSeconds ?? 10) * 1000 }

  private tick(delayMs: number): void {
    const { host, pod } = this.probed
    this.timer?.cancel()
    this.nextAtMs = host.clock.nowMs + delayMs
    this.timer = host.clock.after(delayMs, `kubelet ${host.node}: ${this.type} probe of ${pod.metadata.namespace}/${pod.metadata.name} ${this.container.name}`, () => {
      this.tick(this.periodMs)
      this.look()
    })
  }

  private look(): void {
    const { host, pod, records } = this.probed
    const record = records.latest(this.container.name)
    if (this.running || !record || seen(record) !== 'running') return
    if (record.container.id !== this.containerId) this.turnTo(record.container.id)
    if (this.onHold) return
    if (pod.metadata.deletionTimestamp !== undefined && this.type !== 'readiness') return
    const startedSeconds = Math.floor((host.client.epochMs + (record.container.startedAtMs ?? 0)) / 1000) // as its status says
    if (Math.floor(host.client.unixMs / 1000 - startedSeconds) < (this.probe.initialDelaySeconds ?? 0)) return
    if (this.probed.isStarted(this.container.name) === (this.type === 'startup')) return
    const beganMs = host.clock.nowMs
    const running = new Running(carryOut(this.probe, this.probed, record.container), result => {
      this.running = undefined
      this.weigh(result, beganMs)
    })
    if (!running.isOver) this.running = running
  }

  private turnTo(containerId: string): void {
    this.containerId = containerId
    this.verdict = initial[this.type]
    this.onHold = false
  }

  private weigh(result: Result, beganMs: number): void {
    const { container, probe, probed, type } = this
    if (result.kind !== 'error') {
      this.run = result.kind === this.lastResult ? this.run + 1 : 1
      this.lastResult = result.kind
    }
    probed.tried({
      container: container.name, type, containerId: this.containerId, atMs: beganMs, endedMs: probed.host.clock.nowMs,
      result: result.kind, message: result.kind === 'success' ? '' : result.message, run: result.kind === 'error' ? 0 : this.run,
    })
    if (result.kind === 'error') return probed.tell(container.name, 'Unhealthy', `${titles[type]} probe errored and resulted in unknown state: ${result.message}`)
    if (result.kind === 'failure') probed.tell(container.name, 'Unhealthy', `${titles[type]} probe failed: ${result.message}`)
    const threshold = result.kind === 'failure' ? probe.failureThreshold ?? 3 : probe.successThreshold ?? 1
    if (this.run < threshold) return
    const isNew = this.verdict !== result.kind
    this.verdict = result.kind
    if (result.kind === 'failure' && type !== 'readiness') {
      this.onHold = true
      this.run = 0
    }
    if (isNew) probed.judged(type)
  }
}
