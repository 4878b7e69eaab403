// The books of a Job: which pods are let go, and what they add to its status.
import type { Job, JobCondition, JobStatus, Pod } from '../../apiserver/types.gen.ts'
import { isSuccess } from './conditions.ts'
import { formatIndexes } from './indexes.ts'
import { hasFailed, hasSucceeded, indexOf, isIndexed } from './pod.ts'
import { judge } from './policies.ts'
import { hasLimitPerIndex, type Tally } from './tally.ts'

/** The job with another status; counts that are nothing are left out, as the real API does. */
export function withStatus(job: Job, change: Partial<JobStatus>): Job {
  const { active, succeeded, failed, completedIndexes, ...status } = { ...job.status, ...change }
  const counts = { ...active && { active }, ...succeeded && { succeeded }, ...failed && { failed }, ...completedIndexes && { completedIndexes } }
  return { ...job, status: { ...status, ...counts } }
}

/** A pod is let go when it has ended and nothing about it is still needed; all are when the job fails or goes. */
export function mayGo(job: Job, pod: Pod, counted: Tally, end: JobCondition | undefined): boolean {
  if (job.metadata.deletionTimestamp !== undefined || end !== undefined || hasSucceeded(pod)) return true
  return hasFailed(job, pod) && counted.awaiting.get(indexOf(pod) ?? -1) !== pod
}

export interface Uncounted { readonly succeeded: readonly string[], readonly failed: readonly string[] }

/** When a job fails, whatever had not ended has failed. */
export function uncountedWith(job: Job, letGo: readonly Pod[], end: JobCondition | undefined): Uncounted {
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {}
  const isKnown = ({ metadata }: Pod): boolean => succeeded.includes(metadata.uid) || failed.includes(metadata.uid)
  const fresh = letGo.filter(pod => !isKnown(pod) && (!isIndexed(job) || (indexOf(pod) ?? Infinity) < (job.spec.completions ?? 0)))
  const isFailure = (pod: Pod): boolean => !hasSucceeded(pod) && (hasFailed(job, pod) || end !== undefined && !isSuccess(end)) && judge(job, pod).counts
  return {
    succeeded: isIndexed(job) ? [] : [...succeeded, ...fresh.filter(hasSucceeded).map(({ metadata }) => metadata.uid)],
    failed: [...failed, ...fresh.filter(isFailure).map(({ metadata }) => metadata.uid)],
  }
}

export const indexCounts = (job: Job, { succeededIndexes, failedIndexes }: Tally): Partial<JobStatus> => isIndexed(job)
  ? {
      succeeded: succeededIndexes.size,
      completedIndexes: formatIndexes(succeededIndexes),
      ...hasLimitPerIndex(job) && { failedIndexes: formatIndexes(failedIndexes) },
    }
  : {}
