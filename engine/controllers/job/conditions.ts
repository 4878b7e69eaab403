// What a Job says of its end: first why it will end, then, when all its pods are gone or counted, that it has.
import { parseTimestamp, timestamp } from '../../clock/time.ts'
import type { Job, JobCondition, Pod } from '../../apiserver/types.gen.ts'
import { judge } from './policies.ts'
import { hasFailed } from './pod.ts'

export const conditionOf = ({ status }: Job, type: string): JobCondition | undefined =>
  status.conditions?.find(condition => condition.type === type && condition.status === 'True')

export const endOf = (job: Job): JobCondition | undefined => conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed')

export function condition(type: string, reason: string, message: string, unixMs: number, status = 'True'): JobCondition {
  const now = timestamp(unixMs)
  return { type, status, reason, message, lastProbeTime: now, lastTransitionTime: now }
}

export const isSuccess = ({ type }: JobCondition): boolean => type === 'SuccessCriteriaMet'

/** The condition that ends the job, made of the one that said why. */
export const finalOf = ({ reason = '', message = '', ...met }: JobCondition, unixMs: number): JobCondition =>
  condition(met.type === 'SuccessCriteriaMet' ? 'Complete' : 'Failed', reason, message, unixMs)

export const isSuspended = ({ spec }: Job): boolean => spec.suspend ?? false

/** When the job will have been active for too long, in Unix milliseconds. */
export function deadlineMs({ spec, status }: Job): number | undefined {
  const startMs = parseTimestamp(status.startTime ?? '')
  return spec.activeDeadlineSeconds === undefined || startMs === undefined || spec.suspend ? undefined : startMs + spec.activeDeadlineSeconds * 1000
}

/** Pods that restart in place count their restarts. */
function hasRestartedTooOften({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false
  const live = pods.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending')
  const restarts = live.flatMap(({ status }) => [...status.initContainerStatuses ?? [], ...status.containerStatuses ?? []]).reduce((sum, { restartCount }) => sum + restartCount, 0)
  return restarts > 0 && restarts >= (spec.backoffLimit ?? 6)
}

/** Why the job has to end now, leaving aside what indexes say. */
export function reasonToEnd(job: Job, pods: readonly Pod[], failures: number, unixMs: number): JobCondition | undefined {
  const known = conditionOf(job, 'SuccessCriteriaMet') ?? conditionOf(job, 'FailureTarget')
  if (known) return known
  for (const pod of pods) {
    const { failsJob } = hasFailed(job, pod) ? judge(job, pod) : {}
    if (failsJob !== undefined) return condition('FailureTarget', 'PodFailurePolicy', failsJob, unixMs)
  }
  if (failures > (job.spec.backoffLimit ?? 6) || hasRestartedTooOften(job, pods))
    return condition('FailureTarget', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit', unixMs)
  const dueMs = deadlineMs(job)
  return dueMs !== undefined && dueMs <= unixMs ? condition('FailureTarget', 'DeadlineExceeded', 'Job was active longer than specified deadline', unixMs) : undefined
}
