// The worker of a pod: looks at it whenever there is reason to, one look at a time, and does what a look finds to do.
import { timestamp } from '../clock/time.ts'
import { StatusError } from '../apiserver/status.ts'
import { isStatus } from '../client/client.ts'
import type { Pod } from '../apiserver/types.gen.ts'
import { pause, type Task } from '../runtime/task.ts'
import { crashKey, crashLoopOf } from './crashes.ts'
import { warnOfSecrets } from './credentials.ts'
import type { Host } from './host.ts'
import type { Failure, Tell } from './images.ts'
import { killAll, killContainer } from './kill.ts'
import { isStatic, removeMirror } from './mirror.ts'
import { mountAll, mountAtOnce, mountImages, tellUnregistered } from './mount.ts'
import { drawMs } from './pace.ts'
import { graceMsOf, planOf, type Start } from './plan.ts'
import { hasReadinessProbe } from './probes/index.ts'
import type { ProbeType } from './probes/worker.ts'
import { fieldOf } from './records.ts'
import { SizedPod } from './sized-pod.ts'
import { startContainer } from './start.ts'
import { isOver, withheld, type Ended } from './status/index.ts'
import { hasNews, isContradicted } from './tracked-pod.ts'
import { needsRefresh, PodVolumes } from './volumes/index.ts'
import { Work } from './work.ts'

const failureRetryMs = 10_000
const retellMs = 10_000
const resyncMs = 60_000
const retryJitter = 0.5
const longestRetryMs = 60_000

/** Where a worker is known, until its pod is gone. */
export interface Home { left(worker: PodWorker): void }

export class PodWorker extends SizedPod {
  readonly volumes: PodVolumes
  private readonly home: Home
  private readonly work: Work
  private lookPlanned = false
  /** So long its containers get when it has to give way. */
  private graceMs: number | undefined

  constructor(host: Host, pod: Pod, home: Home) {
    super(host, pod)
    this.home = home
    this.volumes = new PodVolumes(host.client, host.storage)
    this.work = new Work(this)
  }

  /** It has been let onto the node: from now on it is looked after. */
  begin(): void { this.wake() }

  get isActive(): boolean { return this.stage === 'running' }
  get hasLeft(): boolean { return this.stage === 'over' }

  /** News from the API server. */
  update(pod: Pod): void {
    if (Number(pod.metadata.resourceVersion) <= Number(this.pod.metadata.resourceVersion)) return
    const before = this.pod
    this.pod = pod
    this.heedSize(before)
    if (hasLessTime(pod, before)) this.hurry()
    if (hasNews(pod, before)) this.wake()
    else if (isContradicted(pod, before)) this.retell()
  }

  /** It is gone from the API server, or from the folder of static pods: what still runs is ended without asking. */
  remove(pod: Pod): void {
    const before = this.pod
    if (pod.metadata.uid !== before.metadata.uid) return
    this.pod = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: pod.metadata.deletionTimestamp ?? timestamp(this.host.client.unixMs) } }
    if (this.stage === 'over') return this.depart()
    if (hasLessTime(pod, before)) this.hurry()
    this.wake()
  }

  /** It has to give way: its containers are ended, and it has failed. */
  evict(ended: Ended, graceMs: number, isForgotten = false): void {
    if (this.stage !== 'running') return
    this.ended = ended
    this.graceMs = graceMs
    if (isForgotten) this.lost = { isGivenUp: false, containers: new Set([...this.records.all()].filter(({ container }) => container.isRunning).map(({ spec }) => spec.name)) }
    this.stage = 'ending'
    this.work.stop()
    this.work.start(this.end(false))
  }

  /** The node does not take it: it has failed before anything of it ran. */
  reject(reason: string, message: string): void {
    this.host.recorder.event(this.pod, 'Warning', reason, message)
    this.stage = 'over'
    this.hasEnded = true
    this.write({ ...this.pod.status, phase: 'Failed', reason, message: `Pod was rejected: ${message}`, startTime: this.startTime, ...this.pod.metadata.generation !== undefined && { observedGeneration: this.pod.metadata.generation } })
    if (this.pod.metadata.deletionTimestamp !== undefined) this.wake()
  }

  /** The kubelet stops; containers go on without it. */
  suspend(): void {
    this.work.pause()
    this.probes.stop()
  }

  /** The machine goes down: all that runs is gone, and so is the sandbox. What lies on the disk stays. */
  crash(): void {
    for (const { container } of this.records.all()) container.halt()
    this.records.outdate()
    this.volumes.loseMemory(this.pod)
    if (this.podIP !== '' && !this.pod.spec.hostNetwork) this.host.addresses.release(this.podIP)
    this.hasSandbox = false
  }

  resume(): void {
    this.work.resume()
    this.records.look()
    this.wake()
    if (this.stage === 'ending' && this.pod.metadata.deletionTimestamp !== undefined) tellUnregistered(this)
  }

  judged(type: ProbeType): void {
    if (type !== 'liveness') this.report()
    if (type !== 'readiness') this.wake()
  }

  /** The watch will bring nothing newer: it is looked at at once. */
  protected overtaken(before: Pod): void {
    this.heedSize(before)
    this.work.at(this.host.clock.nowMs)
  }

  /** What the server did not take, or was told otherwise by another, is told again at the next round. */
  protected retell(): void { this.work.at((Math.floor(this.host.clock.nowMs / retellMs) + 1) * retellMs) }

  /** There is reason to look at it. */
  protected wake(): void {
    if (!this.work.isOn) return
    if (this.stage === 'running' && this.isToEnd) {
      this.stage = 'ending'
      this.work.stop()
    }
    this.work.want()
  }

  /** What there is to do now. It may have been told to end while it was busy with something else. */
  next(): Task | undefined {
    if (this.stage === 'running' && this.isToEnd) this.stage = 'ending'
    switch (this.stage) {
      case 'running': return this.look()
      case 'ending': return this.end(false)
      case 'over':
        if (this.isToEnd) return this.leave()
        if (this.unwritten) this.write(this.unwritten)
        return undefined
    }
  }

  private get isToEnd(): boolean { return this.pod.metadata.deletionTimestamp !== undefined }

  /** Less time is left than its end was begun with: it begins anew. */
  private hurry(): void { if (this.stage === 'ending') this.work.stop() }

  private* look(): Task {
    const status = this.makeStatus()
    if (isOver(status)) {
      this.write(withheld(status, this.pod.status))
      this.stage = 'ending'
      yield* this.end(true)
      return
    }
    this.write(status)
    if (!mountAtOnce(this, this.volumes)) yield* mountAll(this, this.volumes)
    this.probes.start(this)
    this.planDeadline()
    const isNewSandbox = !this.hasSandbox
    if (isNewSandbox && !this.records.isEmpty) this.host.recorder.event(this.pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    if (isNewSandbox) yield* this.makeSandbox()
    if (this.resizing.inProgress !== undefined) yield* this.resize()
    yield* this.carryOut()
    if (isNewSandbox && (this.failures.size > 0 || hasReadinessProbe(this.pod))) this.work.at(this.host.looks.after(this.host.clock.nowMs))
  }

  private* makeSandbox(): Task {
    const { clock, addresses, address, does, pace, random } = this.host
    yield pause(clock, drawMs(pace.sandbox, random), does.makesSandbox, this.name)
    this.podIP = this.pod.spec.hostNetwork ? address : addresses.take()
    this.hasSandbox = true
    this.report()
  }

  private* carryOut(): Task {
    warnOfSecrets(this.host, this.pod)
    const plan = planOf(this.pod, this.records, (container, type, id) => this.probes.verdict(container, type, id), this.host.allocations.of(this.pod))
    for (const { record, message, graceMs } of plan.stop) yield* killContainer(this, record, { message, graceMs })
    let hasStarted = false
    let retryMs = Infinity
    const retryAfter = (ms: number): void => { retryMs = Math.min(retryMs, ms * (1 + this.host.random.fraction() * retryJitter)) }
    for (const start of plan.start) {
      const { name } = start.container
      const leftMs = this.backOff(start)
      if (leftMs !== undefined) {
        retryAfter(Math.min(leftMs, longestRetryMs))
        continue
      }
      const failure = yield* this.startOne(start)
      if (failure) {
        this.setFailure(name, failure)
        retryAfter(failureRetryMs)
      }
      else {
        this.clearFailure(name)
        hasStarted = true
      }
    }
    if (hasStarted) this.work.wantAgain()
    this.planNext(retryMs)
  }

  private planNext(retryMs: number): void {
    const { clock, turns, random } = this.host
    if (Number.isFinite(retryMs)) this.work.at(turns.from(clock.nowMs + retryMs))
    else if (needsRefresh(this.pod)) this.work.at(turns.from(clock.nowMs + resyncMs * (1 + random.fraction() * retryJitter)))
  }

  private* startOne({ container }: Start): Task<Failure | undefined> {
    const path = fieldOf(this.pod, container.name)
    const tell: Tell = (type, reason, message) => this.host.recorder.event(this.pod, type, reason, message, path)
    const before = this.records.latest(container.name)
    const failure = yield* mountImages(this, new Set((container.volumeMounts ?? []).map(({ name }) => name)), this.volumes, tell)
    return failure ?? (yield* startContainer(container, {
      probed: this,
      volumes: this.volumes,
      tell,
      restartCount: before ? before.restartCount + 1 : 0,
      owner: this,
      graceMs: graceMsOf(this.pod),
    }))
  }

  /** How long a container that keeps ending has still to wait; undefined: it may start. */
  private backOff({ container: { name }, ended }: Start): number | undefined {
    const loop = crashLoopOf(this, name, ended)
    if (!loop) return undefined
    const { clock, looks } = this.host
    const isFirst = ended?.restartCount === 1 && this.failures.get(name)?.reason !== loop.failure.reason
    this.setFailure(name, loop.failure)
    if (isFirst) this.work.at(looks.after(clock.nowMs)) // the runtime still has news of the run before
    return loop.leftMs
  }

  /** A container has ended: the next comparison with the runtime will find it. */
  exited(): void {
    if (this.lookPlanned || this.stage !== 'running') return
    this.lookPlanned = true
    const { clock, looks, node } = this.host
    clock.after(looks.after(clock.nowMs) - clock.nowMs, `kubelet ${node}: finds that a container of ${this.name} has ended`, () => {
      this.lookPlanned = false
      if (this.work.isOn && this.stage === 'running' && this.records.look()) this.wake()
    })
  }

  private planDeadline(): void {
    const atMs = this.deadlineMs
    if (atMs !== undefined && atMs > this.host.client.unixMs) this.work.at(this.host.turns.from(atMs - this.host.client.epochMs))
  }

  /** Ends all that runs, says how it went, and leaves when the pod is to be deleted. */
  private* end(byItself: boolean): Task {
    const { clock, looks, node, allocations, addresses, crashes, waiting } = this.host
    if (byItself) yield pause(clock, looks.after(clock.nowMs) - clock.nowMs, `kubelet ${node}: ends ${this.name}`)
    this.makeStatus()
    this.probes.stop(['liveness', 'startup'])
    yield* killAll(this, this.graceMs ?? graceMsOf(this.pod))
    if (this.hasSandbox) yield pause(clock, drawMs(this.host.pace.sandboxStop, this.host.random), `kubelet ${node}: takes down the sandbox of ${this.name}`)
    this.probes.stop()
    this.records.look()
    this.hasEnded = true
    if (this.podIP !== '' && !this.pod.spec.hostNetwork) addresses.release(this.podIP)
    this.hasSandbox = false
    waiting.delete(this)
    allocations.release(this.pod)
    this.volumes.release(this.pod)
    this.sayHowItEnded()
    this.stage = 'over'
    for (const { name } of [...this.pod.spec.containers, ...this.pod.spec.initContainers ?? []]) crashes.forget(crashKey(this.pod.metadata.uid, name))
    this.letOthersGrow()
    if (this.pod.metadata.deletionTimestamp !== undefined) yield* this.leave()
  }

  private sayHowItEnded(): void {
    if (isStatic(this.pod) && this.pod.metadata.deletionTimestamp !== undefined) return // its mirror goes as it is
    this.write(this.makeStatus())
    if (!this.lost) return
    this.lost = { ...this.lost, isGivenUp: true }
    this.write(this.makeStatus())
  }

  private* leave(): Task {
    const { client, clock, looks, node } = this.host
    yield pause(clock, looks.after(clock.nowMs) - clock.nowMs, `kubelet ${node}: lets ${this.name} go`)
    if (isStatic(this.pod)) removeMirror(client, this.pod)
    if (isStatic(this.pod)) return this.depart()
    const { namespace, name, uid } = this.pod.metadata
    try { client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } }) }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (isStatus(error, 'NotFound') || isStatus(error, 'Conflict')) this.depart() // it is gone already
      else this.retell()
    }
  }

  private depart(): void {
    this.host.allocations.release(this.pod)
    this.home.left(this)
  }
}

const hasLessTime = (pod: Pod, before: Pod): boolean =>
  (pod.metadata.deletionGracePeriodSeconds ?? Infinity) < (before.metadata.deletionGracePeriodSeconds ?? -Infinity)
