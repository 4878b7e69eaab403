// Job: pods that come to an end, as often as wanted.
import type { Part } from '../../clock/part.ts'
import { timestamp } from '../../clock/time.ts'
import { equal } from '../../apiserver/equal.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { Job, JobCondition, Pod } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { Expectations } from '../expectations.ts'
import { byController, claim, controllerOf, orphansByNamespace } from '../owners.ts'
import { isReady } from '../pod-control.ts'
import { clean, recordWith, waitMs, type Record } from './backoff.ts'
import { condition, deadlineMs, endOf, finalOf, isSuspended, reasonToEnd } from './conditions.ts'
import { indexCounts, mayGo, uncountedWith, withStatus } from './ledger.ts'
import { additions, tooMany, wantedActive, type NewPod } from './plan.ts'
import { isIndexed, isTracked, jobPod, replacesOnlyFailed, trackingFinalizer } from './pod.ts'
import { metSuccessRule } from './policies.ts'
import { tally, type Tally } from './tally.ts'

const name = 'job-controller'
const reactionMs = 4
/** News of pods is looked at together, once a second. */
const batchMs = 1000
/** At most this many pods are made or removed in one go. */
const burst = 500

/** How many pods run after a step, how many of them are ready, how many are on their way out, and what went wrong. */
interface Counts { readonly active: number, readonly ready: number, readonly terminating: number, readonly failure?: StatusError | undefined }

export function jobController(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, name)
  const expectations = new Expectations()
  const backoffs = new Map<string, Record>()
  /** Pods that were counted and let go, of which the informer does not know yet. */
  const released = new Set<string>()
  /** The version that each job got when it was last written: older news tells nothing. */
  const written = new Map<string, number>()
  const jobs = informers.of('jobs.batch')
  const pods = informers.of('pods')
  const podsOf = pods.indexBy(byController)
  const orphansIn = pods.indexBy(orphansByNamespace)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })
  const orphans = new WorkQueue({ clock: client.clock, name, reactionMs, sync: releaseOrphan })

  function sync(key: string): void {
    const job = jobs.get(key)
    if (!job) return forget(key)
    if (isOthers(job) || endOf(job) || Number(job.metadata.resourceVersion) < (written.get(key) ?? 0)) return
    const { uid, namespace = '' } = job.metadata
    const mine = claim(client, 'pods', job, job.spec.selector ?? {}, podsOf(uid), orphansIn(namespace))
    const counted = tally(job, mine, pod => released.has(pod.metadata.uid))
    const started: Job = job.status.startTime === undefined && !isSuspended(job) ? withStatus(job, { startTime: timestamp(client.unixMs) }) : job
    const backoff = recordWith(backoffs.get(uid) ?? clean, counted.newSucceeded, counted.newFailed)
    const isUpToDate = expectations.areMet(key)
    const reason = endReason(started, counted)
    const counts = reason ? deletePods(key, started, counted, counted.active) : isUpToDate && job.metadata.deletionTimestamp === undefined ? manage(key, started, counted, backoff) : countsOf(counted)
    const isComplete = !reason && counts.active === 0 && counted.succeeded >= (job.spec.completions ?? 1)
    const end = reason ?? (isComplete ? condition('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods', client.unixMs) : undefined)
    const noted = end || !isUpToDate || job.metadata.deletionTimestamp !== undefined ? started : noteSuspension(started)
    conclude(key, job, noted, counted, counts, isUpToDate && !counts.failure ? end : undefined)
    backoffs.set(uid, backoff)
    if (counts.failure) throw counts.failure
    const dueMs = deadlineMs(noted)
    if (!end && dueMs !== undefined) queue.addAfter(key, dueMs - client.unixMs)
  }

  function forget(key: string): void {
    expectations.forget(key)
    written.delete(key)
  }

  function endReason(job: Job, counted: Tally): JobCondition | undefined {
    const { spec: { completions = 0, maxFailedIndexes } } = job
    const known = reasonToEnd(job, counted.pods, counted.failed, client.unixMs)
    if (known || !isIndexed(job)) return known
    const { failedIndexes, succeededIndexes } = counted
    if (maxFailedIndexes !== undefined && failedIndexes.size > maxFailedIndexes)
      return condition('FailureTarget', 'MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes', client.unixMs)
    if (failedIndexes.size > 0 && failedIndexes.size + succeededIndexes.size >= completions)
      return condition('FailureTarget', 'FailedIndexes', 'Job has failed indexes', client.unixMs)
    const met = metSuccessRule(job, succeededIndexes)
    return met === undefined ? undefined : condition('SuccessCriteriaMet', 'SuccessPolicy', met, client.unixMs)
  }

  function manage(key: string, job: Job, counted: Tally, backoff: Record): Counts {
    const active = counted.active.length
    const wanted = wantedActive(job, active, counted.succeeded)
    const excess = tooMany(job, counted.active, Math.max(0, active - wanted), client.unixMs).slice(0, burst)
    if (excess.length > 0) return deletePods(key, job, counted, excess)
    const missing = wanted - active - (replacesOnlyFailed(job) ? counted.terminating : 0)
    if (missing <= 0) return countsOf(counted)
    const added = additions(job, counted, Math.min(missing, burst), waitMs(backoff, client.unixMs), client.unixMs)
    if (added.waitMs > 0) queue.addAfter(key, added.waitMs)
    return createPods(key, job, counted, added.now)
  }

  /** In batches of 1, 2, 4…: when one batch is refused, the rest is not even tried. */
  function createPods(key: string, job: Job, counted: Tally, wanted: readonly NewPod[]): Counts {
    let failure: StatusError | undefined
    let made = 0
    for (let tried = 0, batch = 1; tried < wanted.length && !failure; batch *= 2) {
      for (const { index, failures } of wanted.slice(tried, tried + batch)) {
        const refused = createPod(key, job, index, failures)
        if (refused) failure = refused
        else made++
      }
      tried += batch
    }
    return { ...countsOf(counted), active: counted.active.length + made, failure }
  }

  function createPod(key: string, job: Job, index: NewPod['index'], failures: NewPod['failures']): StatusError | undefined {
    try {
      const pod = client.create('pods', jobPod(job, index, failures))
      expectations.willSee(key, keyOf(pod))
      recorder.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      return undefined
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      recorder.event(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
      return error
    }
  }

  function deletePods(key: string, job: Job, counted: Tally, doomed: readonly Pod[]): Counts {
    let failure: StatusError | undefined
    const gone: Pod[] = []
    for (const pod of doomed) {
      try {
        client.delete('pods', pod.metadata.namespace, pod.metadata.name, { preconditions: { uid: pod.metadata.uid } })
        expectations.willSee(key, keyOf(pod))
        gone.push(pod)
        recorder.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
      }
      catch (error) {
        if (!(error instanceof StatusError)) throw error
        if (isStatus(error, 'NotFound')) continue // gone by itself
        recorder.event(job, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`)
        failure = error
      }
    }
    return {
      active: counted.active.length - gone.length,
      ready: counted.ready - gone.filter(isReady).length,
      terminating: counted.terminating + gone.length,
      failure,
    }
  }

  function noteSuspension(job: Job): Job {
    const known = job.status.conditions?.find(({ type }) => type === 'Suspended')
    const suspended = isSuspended(job)
    if (suspended ? known?.status === 'True' : known?.status !== 'True') return job
    const [reason, message] = suspended ? ['JobSuspended', 'Job suspended'] as const : ['JobResumed', 'Job resumed'] as const
    recorder.event(job, 'Normal', suspended ? 'Suspended' : 'Resumed', message)
    const next = condition('Suspended', reason, message, client.unixMs, suspended ? 'True' : 'False')
    const conditions = known ? (job.status.conditions ?? []).map(each => each === known ? next : each) : [...job.status.conditions ?? [], next]
    return withStatus(job, { conditions, ...!suspended && { startTime: timestamp(client.unixMs) } })
  }

  /** Writes down which pods ended, lets them go, and only then adds them to the counts: so none is counted twice or never. */
  function conclude(key: string, stored: Job, job: Job, counted: Tally, counts: Counts, end: JobCondition | undefined): void {
    const letGo = counted.tracked.filter(pod => mayGo(job, pod, counted, end))
    const uncounted = uncountedWith(job, letGo, end)
    const said = job.status.conditions ?? []
    const first = withStatus(job, {
      ...indexCounts(job, counted),
      active: counts.active,
      ready: counts.ready,
      terminating: counts.terminating,
      uncountedTerminatedPods: Object.fromEntries(Object.entries(uncounted).filter(([, uids]) => uids.length > 0)),
      ...end && !said.some(({ type }) => type === end.type) && { conditions: [...said, end] },
    })
    let latest = store(key, stored, first)
    for (const pod of letGo) letPodGo(pod)
    const isOver = end !== undefined && counts.active === 0 && counts.terminating === 0
    const final = isOver ? finalOf(end, client.unixMs) : undefined
    latest = store(key, latest, withStatus(latest, {
      ...!isIndexed(job) && { succeeded: (latest.status.succeeded ?? 0) + uncounted.succeeded.length },
      failed: (latest.status.failed ?? 0) + uncounted.failed.length,
      uncountedTerminatedPods: {},
      ...final && { conditions: [...latest.status.conditions ?? [], final] },
      ...final?.type === 'Complete' && final.lastTransitionTime !== null && { completionTime: final.lastTransitionTime },
    }))
    if (!final) return
    if (final.type === 'Complete') recorder.event(latest, 'Normal', 'Completed', 'Job completed')
    else recorder.event(latest, 'Warning', final.reason ?? '', final.message ?? '')
  }

  function store(key: string, before: Job, next: Job): Job {
    if (equal(before.status, next.status)) return before
    const stored = client.updateStatus('jobs.batch', next)
    written.set(key, Number(stored.metadata.resourceVersion))
    return stored
  }

  function letPodGo({ metadata: { namespace, name: podName, uid } }: Pod): void {
    const pod = client.find('pods', namespace, podName)
    if (pod?.metadata.uid !== uid || !isTracked(pod)) return
    const { finalizers = [], ...metadata } = pod.metadata
    const others = finalizers.filter(finalizer => finalizer !== trackingFinalizer)
    client.update('pods', { ...pod, metadata: { ...metadata, ...others.length > 0 && { finalizers: others } } })
    released.add(uid)
  }

  /** Pods whose job is gone have nobody left who counts them. */
  function releaseOrphan(podKey: string): void {
    const pod = pods.get(podKey)
    if (!pod || !isTracked(pod)) return
    const key = ownerKey(pod)
    const job = key === undefined ? undefined : jobs.get(key)
    if (job?.metadata.uid !== controllerOf(pod)?.uid || job === undefined) letPodGo(pod)
  }

  const ownerKey = (object: KubeObject): string | undefined => {
    const owner = controllerOf(object)
    return owner?.kind === 'Job' ? `${object.metadata.namespace}/${owner.name}` : undefined
  }

  function enqueueFor(pod: Pod): void {
    const key = ownerKey(pod)
    const job = key === undefined ? undefined : jobs.get(key)
    if (key !== undefined && job) queue.addAfter(key, batchMs)
    if (isTracked(pod) && !job && (key !== undefined || pod.metadata.deletionTimestamp !== undefined)) orphans.add(keyOf(pod))
  }

  return {
    name,
    start: () => {
      jobs.handle({
        added: job => queue.add(keyOf(job)),
        updated: (job, before) => {
          if (job.metadata.generation !== before.metadata.generation) queue.add(keyOf(job))
          else queue.addAfter(keyOf(job), batchMs)
        },
        deleted: job => {
          backoffs.delete(job.metadata.uid)
          queue.add(keyOf(job))
          podsOf(job.metadata.uid).filter(isTracked).forEach(pod => orphans.add(keyOf(pod)))
        },
      })
      pods.handle({
        added: pod => {
          expectations.seen(ownerKey(pod), keyOf(pod))
          enqueueFor(pod)
        },
        updated: pod => {
          if (pod.metadata.deletionTimestamp !== undefined) expectations.seen(ownerKey(pod), keyOf(pod))
          if (!isTracked(pod)) released.delete(pod.metadata.uid)
          enqueueFor(pod)
        },
        deleted: pod => {
          expectations.seen(ownerKey(pod), keyOf(pod))
          released.delete(pod.metadata.uid)
          enqueueFor(pod)
        },
      })
    },
    stop: () => {
      queue.stop()
      orphans.stop()
    },
  }
}

const countsOf = ({ active, ready, terminating }: Tally): Counts => ({ active: active.length, ready, terminating })

/** Some other controller was asked to run it. */
const isOthers = ({ spec: { managedBy } }: Job): boolean => managedBy !== undefined && managedBy !== 'kubernetes.io/job-controller'
