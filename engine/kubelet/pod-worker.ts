// The worker of a pod: looks at it whenever there is reason to, one look at a time, and does what a look finds to do.
import type { Timer } from '../clock/clock.ts'
import { flat } from '../clock/flat.ts'
import { timestamp } from '../clock/time.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Pod } from '../apiserver/types.gen.ts'
import { keyOf } from '../client/informer.ts'
import { pause, Running, type Task } from '../runtime/task.ts'
import { durationText, podText } from './format.ts'
import type { Host } from './host.ts'
import type { Failure, Tell } from './images.ts'
import { killAll, killContainer } from './kill.ts'
import { graceMsOf, planOf, type Start } from './plan.ts'
import { hasReadinessProbe } from './probes/index.ts'
import type { ProbeType } from './probes/worker.ts'
import { sandboxMs, startContainer } from './start.ts'
import { isOver, withheld } from './status/index.ts'
import { hasNews, TrackedPod } from './tracked-pod.ts'
import { needsRefresh, PodVolumes } from './volumes.ts'

const failureRetryMs = 10_000
const resyncMs = 60_000
const retryJitter = 0.5
const longestRetryMs = 60_000
const firstMountRetryMs = 500
const longestMountRetryMs = 122_000

export class PodWorker extends TrackedPod {
  private readonly volumes: PodVolumes
  private readonly gone: () => void
  private work: Running<void> | undefined
  private isBusy = false
  private isWanted = false
  private isPaused = false
  private timer: { readonly atMs: number, readonly timer: Timer } | undefined
  private lookPlanned = false

  constructor(host: Host, pod: Pod, gone: () => void) {
    super(host, pod)
    this.gone = gone
    this.volumes = new PodVolumes(host.client, host.storage)
    this.wake()
  }

  /** News from the API server. */
  update(pod: Pod): void {
    if (Number(pod.metadata.resourceVersion) <= Number(this.pod.metadata.resourceVersion)) return
    const before = this.pod
    this.pod = pod
    if (hasLessTime(pod, before)) this.hurry()
    if (hasNews(pod, before)) this.wake()
  }

  /** It is gone from the API server: what still runs is ended without asking. */
  remove(pod: Pod): void {
    const before = this.pod
    if (pod.metadata.uid !== before.metadata.uid) return
    this.pod = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: pod.metadata.deletionTimestamp ?? timestamp(this.host.client.unixMs) } }
    if (this.stage === 'over') return this.gone()
    if (hasLessTime(pod, before)) this.hurry()
    this.wake()
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

  judged(type: ProbeType): void {
    if (type !== 'liveness') this.report()
    if (type !== 'readiness') this.wake()
  }

  /** The watch will bring nothing newer: it is looked at at once. */
  protected overtaken(): void { this.lookAt(this.host.clock.nowMs) }

  /** There is reason to look: now, or as soon as the look under way is done. */
  private wake(): void {
    if (this.isPaused) return
    const isToEnd = this.pod.metadata.deletionTimestamp !== undefined
    if (this.stage === 'running' && isToEnd) {
      this.stage = 'ending'
      this.giveUp()
    }
    if (this.isBusy) this.isWanted = true
    else if (this.stage === 'running') this.begin(this.look())
    else if (this.stage === 'ending') this.begin(this.end(false))
    else if (isToEnd) this.begin(this.leave())
  }

  /** Less time is left than its end was begun with: it begins anew. */
  private hurry(): void { if (this.stage === 'ending') this.giveUp() }

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

  private get name(): string { return keyOf(this.pod) }

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
        this.setFailure(start.container.name, failure)
        retryMs = Math.min(retryMs, failureRetryMs * (1 + this.host.random.fraction() * retryJitter))
      }
      else {
        this.clearFailure(start.container.name)
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
    const path = flat`spec.${isInit ? 'initContainers' : 'containers'}{${container.name}}`
    const tell: Tell = (type, reason, message) => this.host.recorder.event(this.pod, type, reason, message, path)
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
    this.setFailure(container.name, {
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
}

const hasLessTime = (pod: Pod, before: Pod): boolean =>
  (pod.metadata.deletionGracePeriodSeconds ?? Infinity) < (before.metadata.deletionGracePeriodSeconds ?? -Infinity)
