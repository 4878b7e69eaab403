// The worker of a pod: looks at it whenever there is reason to, one look at a time, and does what a look finds to do.
import type { Timer } from '../clock/clock.ts'
import { parseTimestamp, timestamp } from '../clock/time.ts'
import { equal } from '../apiserver/equal.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Pod, PodStatus } from '../apiserver/types.gen.ts'
import { isStatus } from '../client/client.ts'
import { Ports } from '../runtime/network.ts'
import { pause, Running, type Task } from '../runtime/task.ts'
import { durationText, podText } from './format.ts'
import type { Host } from './host.ts'
import type { Failure, Tell } from './images.ts'
import { killAll, killContainer } from './kill.ts'
import { graceMsOf, planOf, type Start } from './plan.ts'
import { hasReadinessProbe, Probes } from './probes/index.ts'
import type { Probed, ProbeType } from './probes/worker.ts'
import { isSidecar, Records } from './records.ts'
import { sandboxMs, startContainer } from './start.ts'
import { kubeletConditions } from './status/conditions.ts'
import { isOver, podStatusOf, withheld } from './status/index.ts'
import { needsRefresh, PodVolumes } from './volumes.ts'

const failureRetryMs = 10_000
const resyncMs = 60_000
const retryJitter = 0.5
const longestRetryMs = 60_000
const firstMountRetryMs = 500
const longestMountRetryMs = 122_000

type Ended = { readonly reason: string, readonly message: string }

export class PodWorker implements Probed {
  readonly host: Host
  readonly records = new Records()
  readonly ports: Ports
  pod: Pod
  podIP = ''
  private readonly volumes: PodVolumes
  private readonly probes = new Probes()
  private readonly failures = new Map<string, Failure>()
  private readonly startTime: string
  private stage: 'running' | 'ending' | 'over' = 'running'
  private ended: Ended | undefined
  private hasEnded = false
  private hasSandbox = false
  private work: Running<void> | undefined
  private isBusy = false
  private isWanted = false
  private isPaused = false
  private timer: { readonly atMs: number, readonly timer: Timer } | undefined
  private lookPlanned = false
  private readonly gone: () => void

  constructor(host: Host, pod: Pod, gone: () => void) {
    this.host = host
    this.pod = pod
    this.gone = gone
    this.startTime = pod.status.startTime ?? timestamp(host.client.unixMs)
    this.ports = pod.spec.hostNetwork ? host.ports : new Ports()
    this.volumes = new PodVolumes(host.client, host.storage)
    if (isOver(pod.status)) this.stage = 'over' // it was so before this kubelet came
    this.wake()
  }

  /** News from the API server. */
  update(pod: Pod): void {
    if (Number(pod.metadata.resourceVersion) <= Number(this.pod.metadata.resourceVersion)) return
    const before = this.pod
    this.pod = pod
    if (hasNews(pod, before)) this.wake()
  }

  /** It is gone from the API server: what still runs is ended without asking. */
  remove(pod: Pod): void {
    if (pod.metadata.uid !== this.pod.metadata.uid) return
    this.pod = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: pod.metadata.deletionTimestamp ?? timestamp(this.host.client.unixMs) } }
    if (this.stage === 'over') this.gone()
    else this.wake()
  }

  /** The kubelet stops; containers go on without it. */
  suspend(): void {
    this.isPaused = true
    this.giveUp()
    this.timer?.timer.cancel()
    this.timer = undefined
    this.probes.stop()
  }

  resume(): void {
    this.isPaused = false
    this.records.look()
    this.wake()
  }

  // What probes ask.
  isStarted(container: string): boolean {
    const id = this.records.latest(container)?.container.id ?? ''
    return (this.probes.verdict(container, 'startup', id) ?? 'success') === 'success'
  }

  isReady(container: string): boolean {
    const id = this.records.latest(container)?.container.id ?? ''
    return (this.probes.verdict(container, 'readiness', id) ?? 'success') === 'success'
  }

  judged(type: ProbeType): void {
    if (type !== 'liveness') this.report()
    if (type !== 'readiness') this.wake()
  }

  tell(container: string, reason: string, message: string): void {
    const isInit = this.pod.spec.initContainers?.some(({ name }) => name === container) ?? false
    const type = reason === 'Killing' ? 'Normal' : 'Warning'
    this.host.recorder.event(this.pod, type, reason, message, `spec.${isInit ? 'initContainers' : 'containers'}{${container}}`)
  }

  /** There is reason to look: now, or as soon as the look under way is done. */
  private wake(): void {
    if (this.isPaused) return
    const isToEnd = this.pod.metadata.deletionTimestamp !== undefined
    if (this.stage === 'running' && isToEnd) {
      this.stage = 'ending'
      this.giveUp()
      return this.begin(this.end(false))
    }
    if (this.isBusy) this.isWanted = true
    else if (this.stage === 'running') this.begin(this.look())
    else if (this.stage === 'over' && isToEnd) this.begin(this.leave())
  }

  private begin(task: Task): void {
    this.timer?.timer.cancel()
    this.timer = undefined
    this.isBusy = true
    const work = new Running(task, () => {
      this.isBusy = false
      this.work = undefined
      if (!this.isWanted) return
      this.isWanted = false
      this.wake()
    })
    if (!work.isOver) this.work = work
  }

  private giveUp(): void {
    this.work?.abandon()
    this.work = undefined
    this.isBusy = false
    this.isWanted = false
  }

  /** Looks again at an instant, unless something earlier is planned. */
  private lookAt(atMs: number): void {
    if (this.timer && this.timer.atMs <= atMs) return
    this.timer?.timer.cancel()
    const { clock } = this.host
    const timer = clock.after(atMs - clock.nowMs, `kubelet ${this.host.node}: looks at ${this.name}`, () => {
      this.timer = undefined
      this.wake()
    })
    this.timer = { atMs, timer }
  }

  private get name(): string { return `${this.pod.metadata.namespace}/${this.pod.metadata.name}` }

  private* look(): Task {
    const status = this.makeStatus()
    if (isOver(status)) {
      this.write(withheld(status, this.pod.status))
      this.stage = 'ending'
      yield* this.end(true)
      return
    }
    this.write(status)
    yield* this.mount()
    this.probes.start(this)
    this.planDeadline()
    const isNewSandbox = !this.hasSandbox
    if (isNewSandbox) yield* this.makeSandbox()
    yield* this.carryOut()
    if (isNewSandbox && (this.failures.size > 0 || hasReadinessProbe(this.pod))) this.lookAt(this.host.looks.after(this.host.clock.nowMs))
  }

  private* makeSandbox(): Task {
    const { clock, addresses, address, node } = this.host
    yield pause(clock, sandboxMs, `kubelet ${node}: makes the sandbox of ${this.name}`)
    this.podIP = this.pod.spec.hostNetwork ? address : addresses.take()
    this.hasSandbox = true
    this.report()
  }

  /** Retries by itself, ever more slowly, until all volumes are there. */
  private* mount(): Task {
    const { clock, recorder, node } = this.host
    for (let retryMs = 0; ; retryMs = Math.min(Math.max(firstMountRetryMs, retryMs * 2), longestMountRetryMs)) {
      if (retryMs > 0) yield pause(clock, retryMs, `kubelet ${node}: mounts the volumes of ${this.name}`)
      const failed = this.volumes.prepare({ pod: this.pod, podIP: this.podIP, hostIP: this.host.address })
      if (failed.length === 0) return
      for (const { message } of failed) recorder.event(this.pod, 'Warning', 'FailedMount', message)
    }
  }

  private* carryOut(): Task {
    this.warnOfSecrets()
    const plan = planOf(this.pod, this.records, (container, type, id) => this.probes.verdict(container, type, id))
    for (const { record, message, graceMs } of plan.stop) yield* killContainer(this, record, { message, graceMs })
    let hasStarted = false
    let retryMs = Infinity
    for (const start of plan.start) {
      const waitMs = this.backOff(start)
      if (waitMs !== undefined) {
        retryMs = Math.min(retryMs, Math.min(waitMs, longestRetryMs) * (1 + this.host.random.fraction() * retryJitter))
        continue
      }
      const failure = yield* this.startOne(start)
      if (failure) {
        this.failures.set(start.container.name, failure)
        retryMs = Math.min(retryMs, failureRetryMs * (1 + this.host.random.fraction() * retryJitter))
      }
      else {
        this.failures.delete(start.container.name)
        hasStarted = true
      }
    }
    if (hasStarted) this.isWanted = true
    this.planNext(retryMs)
  }

  private planNext(retryMs: number): void {
    const { clock, turns, random } = this.host
    if (Number.isFinite(retryMs)) this.lookAt(turns.from(clock.nowMs + retryMs))
    else if (needsRefresh(this.pod)) this.lookAt(turns.from(clock.nowMs + resyncMs * (1 + random.fraction() * retryJitter)))
  }

  private* startOne({ container, isInit }: Start): Task<Failure | undefined> {
    const tell: Tell = (type, reason, message) => this.host.recorder.event(this.pod, type, reason, message, `spec.${isInit ? 'initContainers' : 'containers'}{${container.name}}`)
    const before = this.records.latest(container.name)
    return yield* startContainer(container, {
      probed: this,
      volumes: this.volumes,
      tell,
      restartCount: before ? before.restartCount + 1 : 0,
      ended: () => this.noticeEnd(),
      graceMs: graceMsOf(this.pod),
    })
  }

  /** How long a container that keeps ending has still to wait; undefined: it may start. */
  private backOff({ container, ended }: Start): number | undefined {
    if (!ended) return undefined
    const { crashes, clock, looks } = this.host
    const key = `${this.pod.metadata.uid} ${container.name}`
    const endedMs = ended.container.finishedAtMs ?? 0
    const leftMs = crashes.leftMs(key, endedMs)
    if (leftMs <= 0) {
      crashes.raise(key, endedMs)
      return undefined
    }
    this.tell(container.name, 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podText(this.pod)}`)
    const isFirst = ended.restartCount === 1 && this.failures.get(container.name)?.reason !== 'CrashLoopBackOff'
    this.failures.set(container.name, {
      reason: 'CrashLoopBackOff',
      message: `back-off ${durationText(crashes.backoffMs(key))} restarting failed container=${container.name} pod=${podText(this.pod)}`,
    })
    if (isFirst) this.lookAt(looks.after(clock.nowMs)) // the runtime still has news of the run before
    return leftMs
  }

  /** A container has ended: the next comparison with the runtime will find it. */
  private noticeEnd(): void {
    if (this.lookPlanned || this.stage !== 'running') return
    this.lookPlanned = true
    const { clock, looks, node } = this.host
    clock.after(looks.after(clock.nowMs) - clock.nowMs, `kubelet ${node}: finds that a container of ${this.name} has ended`, () => {
      this.lookPlanned = false
      if (!this.isPaused && this.stage === 'running' && this.records.look()) this.wake()
    })
  }

  private planDeadline(): void {
    const atMs = this.deadlineMs
    if (atMs !== undefined && atMs > this.host.client.unixMs) this.lookAt(this.host.turns.from(atMs - this.host.client.epochMs))
  }

  private get deadlineMs(): number | undefined {
    const seconds = this.pod.spec.activeDeadlineSeconds
    return seconds === undefined ? undefined : (parseTimestamp(this.startTime) ?? 0) + seconds * 1000
  }

  private warnOfSecrets(): void {
    const { client, recorder } = this.host
    const missing = (this.pod.spec.imagePullSecrets ?? []).map(({ name = '' }) => name).filter(name => !client.find('secrets', this.pod.metadata.namespace, name))
    if (missing.length > 0) recorder.event(this.pod, 'Warning', 'FailedToRetrieveImagePullSecret', `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`)
  }

  /** Ends all that runs, says how it went, and leaves when the pod is to be deleted. */
  private* end(byItself: boolean): Task {
    const { clock, looks, node } = this.host
    if (byItself) yield pause(clock, looks.after(clock.nowMs) - clock.nowMs, `kubelet ${node}: ends ${this.name}`)
    this.makeStatus()
    this.probes.stop(['liveness', 'startup'])
    yield* killAll(this, graceMsOf(this.pod))
    this.probes.stop()
    this.records.look()
    this.hasEnded = true
    if (this.podIP !== '' && !this.pod.spec.hostNetwork) this.host.addresses.release(this.podIP)
    this.hasSandbox = false
    this.write(this.makeStatus())
    this.stage = 'over'
    for (const { name } of [...this.pod.spec.containers, ...this.pod.spec.initContainers ?? []]) this.host.crashes.forget(`${this.pod.metadata.uid} ${name}`)
    if (this.pod.metadata.deletionTimestamp !== undefined) yield* this.leave()
  }

  private* leave(): Task {
    const { client, clock, looks, node } = this.host
    yield pause(clock, looks.after(clock.nowMs) - clock.nowMs, `kubelet ${node}: lets ${this.name} go`)
    const { namespace, name, uid } = this.pod.metadata
    try { client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } }) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error // it is gone already
      this.gone()
    }
  }

  /** Writes the status as it is now. */
  private report(): void {
    if (this.stage === 'over') return
    const status = this.makeStatus()
    this.write(isOver(status) ? withheld(status, this.pod.status) : status)
  }

  private makeStatus(): PodStatus {
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
      epochMs: host.client.epochMs,
      nowMs: host.clock.nowMs,
      hostIP: host.address,
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
    for (const [i, { name, ready, started, state }] of (status.initContainerStatuses ?? []).entries()) {
      const container = this.pod.spec.initContainers?.[i]
      if (container && isSidecar(container) && state.running && started && !ready) this.probes.askAgain(name)
    }
  }

  private write(status: PodStatus): void {
    if (equal(status, this.pod.status)) return
    const { client } = this.host
    const { namespace, name, uid } = this.pod.metadata
    try { this.pod = client.updateStatus('pods', { ...this.pod, status }) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      const current = isStatus(error, 'Conflict') ? client.find('pods', namespace, name) : undefined
      if (current?.metadata.uid !== uid) return // deleted meanwhile: the watch will tell
      const others = (current.status.conditions ?? []).filter(({ type }) => !kubeletConditions.has(type))
      const own = (status.conditions ?? []).filter(({ type }) => kubeletConditions.has(type))
      const before = this.pod
      this.pod = client.updateStatus('pods', { ...current, status: { ...status, conditions: [...others, ...own] } })
      if (hasNews(current, before)) this.lookAt(this.host.clock.nowMs) // the watch will bring nothing newer
    }
  }
}

/** Whether something changed that a kubelet acts on: not what it wrote itself. */
const hasNews = (pod: Pod, before: Pod): boolean =>
  pod.spec !== before.spec || pod.metadata.deletionTimestamp !== before.metadata.deletionTimestamp
  || pod.metadata.labels !== before.metadata.labels || pod.metadata.annotations !== before.metadata.annotations
