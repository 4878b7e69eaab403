// A pod as its kubelet knows it: what was asked for, what runs of it, and what has been said about it.
import { reuse } from '../apiserver/equal.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Pod, PodCondition, PodStatus } from '../apiserver/types.gen.ts'
import { isStatus } from '../client/client.ts'
import { keyOf } from '../client/informer.ts'
import { parseTimestamp, timestamp } from '../clock/time.ts'
import { Ports } from '../runtime/network.ts'
import type { Host } from './host.ts'
import type { Failure } from './images.ts'
import { isStatic, reflect } from './mirror.ts'
import { Attempts, type Attempt } from './probes/attempts.ts'
import { Probes } from './probes/index.ts'
import type { Probed, ProbeType } from './probes/worker.ts'
import { fieldOf, isSidecar, Records } from './records.ts'
import { kubeletConditions } from './status/conditions.ts'
import { noResizing } from './resize.ts'
import type { Lost } from './status/containers.ts'
import { isOver, podStatusOf, withheld, type Ended } from './status/index.ts'

/** Most pods have none, and need no room for them. */
const noFailures: ReadonlyMap<string, Failure> = new Map()

export abstract class TrackedPod implements Probed {
  readonly host: Host
  readonly records = new Records()
  readonly ports: Ports
  pod: Pod
  podIP = ''
  /** Most pods are never probed, and need no room for it. */
  attempts: Attempts | undefined
  readonly probes = new Probes()
  /** Why a container could not be started the last time. */
  protected failures: ReadonlyMap<string, Failure> = noFailures
  protected readonly startTime: string
  protected stage: 'running' | 'ending' | 'over' = 'running'
  /** What the server did not take. */
  protected unwritten: PodStatus | undefined
  protected hasSandbox = false
  /** Nothing of it runs any more. */
  protected hasEnded = false
  protected ended: Ended | undefined
  protected lost: Lost | undefined
  protected resizing = noResizing

  constructor(host: Host, pod: Pod) {
    this.host = host
    this.pod = pod
    this.startTime = pod.status.startTime ?? timestamp(host.client.unixMs)
    this.ports = pod.spec.hostNetwork ? host.ports : new Ports()
    if (isOver(pod.status)) this.stage = 'over' // it was so before this kubelet came
  }

  protected setFailure(container: string, failure: Failure): void { this.failures = new Map([...this.failures, [container, failure]]) }

  protected clearFailure(container: string): void {
    if (this.failures.has(container)) this.failures = new Map([...this.failures].filter(([name]) => name !== container))
  }

  abstract judged(type: ProbeType): void

  /** `default/web-1` */
  get name(): string { return keyOf(this.pod) }

  /** What a write found to be newer than the watch had told. */
  protected abstract overtaken(before: Pod): void

  /** A write that was refused is due again. */
  protected abstract retell(): void

  // What probes ask.
  isStarted(container: string): boolean {
    const id = this.records.latest(container)?.container.id ?? ''
    return (this.probes.verdict(container, 'startup', id) ?? 'success') === 'success'
  }

  isReady(container: string): boolean {
    const id = this.records.latest(container)?.container.id ?? ''
    return (this.probes.verdict(container, 'readiness', id) ?? 'success') === 'success'
  }

  tried(attempt: Attempt): void { (this.attempts ??= new Attempts()).add(attempt) }

  tell(container: string, reason: string, message: string): void {
    const type = reason === 'Killing' ? 'Normal' : 'Warning'
    this.host.recorder.event(this.pod, type, reason, message, fieldOf(this.pod, container))
  }

  protected get deadlineMs(): number | undefined {
    const seconds = this.pod.spec.activeDeadlineSeconds
    return seconds === undefined ? undefined : (parseTimestamp(this.startTime) ?? 0) + seconds * 1000
  }

  /** Writes the status as it is now. */
  protected report(): void {
    if (this.stage === 'over') return
    const status = this.makeStatus()
    this.write(isOver(status) ? withheld(status, this.pod.status) : status)
  }

  protected makeStatus(): PodStatus {
    const { host, pod } = this
    const { deadlineMs } = this
    if (deadlineMs !== undefined && host.client.unixMs >= deadlineMs && (this.stage !== 'over')) {
      this.ended = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }
      host.recorder.event(pod, 'Normal', this.ended.reason, this.ended.message)
    }
    const status = podStatusOf({
      pod,
      records: this.records,
      failures: this.failures,
      readiness: this,
      allocated: host.allocations.of(pod),
      resizing: this.resizing,
      lost: this.lost,
      epochMs: host.client.epochMs,
      nowMs: host.clock.nowMs,
      hostIP: host.address,
      hostIPs: host.addressList,
      podIP: this.podIP === '' ? undefined : this.podIP,
      hasSandbox: this.hasSandbox,
      startTime: this.startTime,
      hasEnded: this.hasEnded,
      ended: this.ended,
    })
    if (this.stage === 'running') this.askTheUnready(status)
    return status
  }

  private askTheUnready(status: PodStatus): void {
    for (const { name, ready, started, state } of status.containerStatuses ?? []) if (state.running && started && !ready) this.probes.askAgain(name)
    status.initContainerStatuses?.forEach(({ name, ready, started, state }, i) => {
      const container = this.pod.spec.initContainers?.[i]
      if (container && isSidecar(container) && state.running && started && !ready) this.probes.askAgain(name)
    })
  }

  protected write(made: PodStatus): void {
    const status = reuse(this.pod.status, made)
    if (status === this.pod.status) return
    const { client } = this.host
    if (isStatic(this.pod)) {
      this.pod = { ...this.pod, status }
      return reflect(client, this.pod, status)
    }
    const { namespace, name, uid } = this.pod.metadata
    this.unwritten = undefined
    try { this.pod = client.updateStatus('pods', { ...this.pod, status }) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      const current = isStatus(error, 'Conflict') ? client.find('pods', namespace, name) : undefined
      if (current?.metadata.uid !== uid) {
        this.unwritten = status
        return this.retell() // if it was deleted meanwhile, the watch will tell
      }
      const own = ownConditions(status, this.pod.status)
      const others = (current.status.conditions ?? []).filter(({ type }) => own.every(condition => condition.type !== type))
      const before = this.pod
      this.pod = client.updateStatus('pods', { ...current, status: { ...status, conditions: [...others, ...own] } })
      if (hasNews(current, before)) this.overtaken(before)
    }
  }
}

/** The conditions that a status sets; those of others it repeats as they were. */
function ownConditions({ conditions = [] }: PodStatus, before: PodStatus): readonly PodCondition[] {
  const known = new Set(before.conditions)
  return conditions.filter(condition => kubeletConditions.has(condition.type) || !known.has(condition))
}

/** Whether something changed that a kubelet acts on: not what it wrote itself. */
export const hasNews = (pod: Pod, before: Pod): boolean =>
  pod.spec !== before.spec || pod.metadata.deletionTimestamp !== before.metadata.deletionTimestamp
  || pod.metadata.labels !== before.metadata.labels || pod.metadata.annotations !== before.metadata.annotations

/** Whether another told of the pod what only its kubelet knows: the node controller, of a node that fell silent. */
export const isContradicted = (pod: Pod, before: Pod): boolean => pod.status !== before.status
  && (pod.status.conditions ?? []).some(({ type, status }) => kubeletConditions.has(type) && before.status.conditions?.find(condition => condition.type === type)?.status !== status)
