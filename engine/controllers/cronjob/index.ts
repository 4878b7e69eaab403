// CronJob: a Job at each time of a schedule.
import { parseTimestamp, timestamp } from '../../clock/time.ts'
import type { Part } from '../../clock/part.ts'
import { utc, zoneNamed, type Zone } from '../../clock/zones.ts'
import { equal } from '../../apiserver/equal.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { CronJob, CronJobStatus, Job, JobSpec } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import type { Draft } from '../../client/resources.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { conditionOf, endOf } from '../job/conditions.ts'
import { byController, controllerOf, controllerRef } from '../owners.ts'
import { dueBetween, parseSchedule, type Schedule } from './schedule.ts'
import { zonedTimestamp } from './time-zone.ts'

const name = 'cronjob-controller'
const reactionMs = 4
/** It looks a little after the time, never before. */
const afterDueMs = 100
const scheduledAnnotation = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

type Active = NonNullable<CronJobStatus['active']>

export function cronJobController(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, name)
  const cronJobs = informers.of('cronjobs.batch')
  const jobs = informers.of('jobs.batch')
  const jobsOf = jobs.indexBy(byController)
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })
  /** The version that each got when it was last written: older news tells nothing. */
  const written = new Map<string, number>()

  function sync(key: string): void {
    const stored = cronJobs.get(key)
    if (!stored) return void written.delete(key)
    if (Number(stored.metadata.resourceVersion) < (written.get(key) ?? 0)) return
    const mine = jobsOf(stored.metadata.uid)
    let cronJob = lookAfterJobs(stored, mine)
    try {
      if (cronJob.metadata.deletionTimestamp === undefined && !cronJob.spec.suspend) cronJob = startIfDue(key, cronJob)
    }
    finally { // what was done before a refusal is noted all the same
      const tidy = forgetOldJobs(cronJob, mine)
      if (!equal(tidy.status, stored.status)) written.set(key, Number(client.updateStatus('cronjobs.batch', tidy).metadata.resourceVersion))
    }
  }

  /** Takes note of jobs that have ended, that have gone, and that nobody here has made. */
  function lookAfterJobs(cronJob: CronJob, mine: readonly Job[]): CronJob {
    let { active = [], lastSuccessfulTime } = cronJob.status
    for (const job of mine) {
      const isKnown = active.some(({ uid }) => uid === job.metadata.uid)
      const end = endOf(job)
      if (!isKnown && !end) recorder.event(cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name}`)
      if (isKnown && end) {
        active = active.filter(({ uid }) => uid !== job.metadata.uid)
        recorder.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${end.type}`)
      }
      const { completionTime } = job.status
      if (completionTime !== undefined && conditionOf(job, 'Complete') && (lastSuccessfulTime === undefined || lastSuccessfulTime < completionTime)) lastSuccessfulTime = completionTime
    }
    for (const { uid, namespace, name: jobName = '' } of active) {
      if (mine.some(({ metadata }) => metadata.uid === uid) || client.find('jobs.batch', namespace, jobName)) continue
      recorder.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${jobName}`)
      active = active.filter(reference => reference.uid !== uid)
    }
    return withStatus(cronJob, active, lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime })
  }

  function startIfDue(key: string, cronJob: CronJob): CronJob {
    const { schedule: text, timeZone, startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec
    const schedule = parseSchedule(text, zoneOf(timeZone))
    waitForNext(key, schedule)
    const deadlineMs = (startingDeadlineSeconds ?? Infinity) * 1000
    const since = Math.max(earliestMs(cronJob), client.unixMs - deadlineMs)
    const { lastMs: dueMs, count } = dueBetween(schedule, since, client.unixMs)
    if (count > 100) recorder.event(cronJob, 'Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew')
    if (dueMs === undefined) return cronJob
    const { active = [] } = cronJob.status
    if (concurrencyPolicy === 'Forbid' && active.length > 0) {
      recorder.event(cronJob, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid')
      return cronJob
    }
    const ready = concurrencyPolicy === 'Replace' ? active.reduce((each, { name: jobName = '' }) => deleteJob(each, jobName), cronJob) : cronJob
    return start(ready, dueMs)
  }

  function waitForNext(key: string, schedule: Schedule): void {
    const nextMs = schedule.next(client.unixMs)
    if (nextMs !== undefined) queue.addAfter(key, nextMs - client.unixMs + afterDueMs)
  }

  function start(cronJob: CronJob, dueMs: number): CronJob {
    const { active = [] } = cronJob.status
    const draft = jobFor(cronJob, dueMs)
    const job = client.find('jobs.batch', draft.metadata.namespace, draft.metadata.name) ?? create(cronJob, draft)
    if (!job || controllerOf(job)?.uid !== cronJob.metadata.uid) return cronJob
    const { metadata: { namespace, name: jobName, uid, resourceVersion } } = job
    const reference = { kind: 'Job', ...namespace !== undefined && { namespace }, name: jobName, uid, apiVersion: 'batch/v1', resourceVersion }
    return withStatus(cronJob, endOf(job) || active.some(each => each.uid === uid) ? active : [...active, reference], { lastScheduleTime: timestamp(dueMs) })
  }

  function create(cronJob: CronJob, draft: Draft<Job> & { readonly spec: JobSpec }): Job | undefined {
    try {
      const job = client.create('jobs.batch', draft)
      recorder.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`)
      return job
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return undefined
      recorder.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`)
      throw error
    }
  }

  /** Of the jobs that ended well, and of those that did not, only the newest stay. */
  function forgetOldJobs(cronJob: CronJob, mine: readonly Job[]): CronJob {
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cronJob.spec
    const tooOld = (type: 'Complete' | 'Failed', limit: number): readonly Job[] => {
      const ended = mine.filter(job => endOf(job)?.type === type && job.metadata.deletionTimestamp === undefined).toSorted(oldestFirst)
      return ended.slice(0, Math.max(0, ended.length - limit))
    }
    return [...tooOld('Complete', successfulJobsHistoryLimit), ...tooOld('Failed', failedJobsHistoryLimit)]
      .reduce((each, { metadata }) => deleteJob(each, metadata.name), cronJob)
  }

  function deleteJob(cronJob: CronJob, jobName: string): CronJob {
    try {
      client.delete('jobs.batch', cronJob.metadata.namespace, jobName, { propagationPolicy: 'Background' })
      recorder.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${jobName}`)
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (!isStatus(error, 'NotFound')) {
        recorder.event(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`)
        return cronJob
      }
    }
    return withStatus(cronJob, (cronJob.status.active ?? []).filter(reference => reference.name !== jobName), {})
  }

  function enqueueFor(job: Job): void {
    const owner = controllerOf(job)
    if (owner?.kind === 'CronJob') queue.add(`${job.metadata.namespace}/${owner.name}`)
  }

  return {
    name,
    start: () => {
      cronJobs.handle({
        added: cronJob => queue.add(keyOf(cronJob)),
        updated: (cronJob, before) => {
          const { schedule, timeZone } = cronJob.spec
          if (schedule === before.spec.schedule && timeZone === before.spec.timeZone) queue.add(keyOf(cronJob))
          else waitForNext(keyOf(cronJob), parseSchedule(schedule, zoneOf(timeZone))) // a new schedule says nothing about what is past
        },
        deleted: cronJob => queue.add(keyOf(cronJob)),
      })
      jobs.handle({ added: enqueueFor, updated: enqueueFor, deleted: enqueueFor })
    },
    stop: () => queue.stop(),
  }
}

const zoneOf = (timeZone: string | undefined): Zone => (timeZone === undefined ? undefined : zoneNamed(timeZone)) ?? utc

const earliestMs = ({ metadata, status }: CronJob): number => parseTimestamp(status.lastScheduleTime ?? metadata.creationTimestamp) ?? 0

function withStatus(cronJob: CronJob, active: Active, change: Partial<CronJobStatus>): CronJob {
  const { active: _before, ...status } = cronJob.status
  return { ...cronJob, status: { ...active.length > 0 && { active }, ...status, ...change } }
}

/** A time gives a job its name, so that no time gets two. */
function jobFor({ metadata, spec, ...cronJob }: CronJob, dueMs: number): Draft<Job> & { readonly metadata: { readonly name: string, readonly namespace?: string }, readonly spec: JobSpec } {
  const { metadata: { labels, annotations } = {}, spec: jobSpec } = spec.jobTemplate
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${metadata.name}-${Math.floor(dueMs / 60_000)}`,
      ...metadata.namespace !== undefined && { namespace: metadata.namespace },
      ...labels && { labels },
      annotations: { ...annotations, [scheduledAnnotation]: zonedTimestamp(dueMs, zoneOf(spec.timeZone)) },
      ownerReferences: [controllerRef({ ...cronJob, metadata })],
    },
    spec: jobSpec,
  }
}

const oldestFirst = (a: Job, b: Job): number => {
  const [first, second] = [a.status.startTime ?? '', b.status.startTime ?? '']
  return first !== second ? (first < second ? -1 : 1) : a.metadata.name < b.metadata.name ? -1 : 1
}
