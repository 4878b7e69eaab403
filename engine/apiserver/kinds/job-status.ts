// How far a job says it has come: it has ended only once, nothing of it runs after that, and what was counted stays counted.
import type { Job, JobStatus } from '../types.gen.ts'
import { noneNegative, seenBefore } from '../validation/check.ts'
import { overlap, readIndexes } from '../validation/indexes.ts'
import type { Path } from '../validation/path.ts'

export function jobStatus(root: Path, next: Job, current: Job): void {
  const path = root.to('status')
  noneNegative(path, next.status, ['active', 'succeeded', 'failed', 'ready', 'terminating'])
  const { status } = next
  const seen = seenBefore()
  for (const field of ['succeeded', 'failed'] as const) status.uncountedTerminatedPods?.[field]?.forEach((uid, i) => {
    const at = path.to('uncountedTerminatedPods').to(field).to(i)
    if (uid === '') at.invalid(uid, 'must not be empty')
    else if (seen(uid)) at.duplicate(uid)
  })
  ends(path, status)
  indexes(path, next)
  if ((status.terminating ?? 0) > 0 && isOver(status)) path.to('terminating').invalid(status.terminating, 'terminating>0 is invalid for finished job')
  if ((status.ready ?? 0) > (status.active ?? 0)) path.to('ready').invalid(status.ready, 'cannot set more ready pods than active')
  succeeds(path, next)
  goesOn(path, next, current.status)
}

const holds = ({ conditions = [] }: JobStatus, type: string): boolean => conditions.some(condition => condition.type === type && condition.status === 'True')
const isOver = (status: JobStatus): boolean => holds(status, 'Complete') || holds(status, 'Failed')

/** Where a whole list is wrong, and is not shown. */
const against = (path: Path, isWrong: boolean, why: string): void => { if (isWrong) path.to('conditions').error('Invalid', `Invalid value: ${why}`) }

function ends(path: Path, status: JobStatus): void {
  const { startTime, completionTime, active = 0, uncountedTerminatedPods } = status
  const [complete, failed] = [holds(status, 'Complete'), holds(status, 'Failed')]
  against(path, complete && failed, 'cannot set Complete=True and Failed=true conditions')
  against(path, complete && holds(status, 'FailureTarget'), 'cannot set Complete=True and FailureTarget=true conditions')
  if (completionTime && !complete) path.to('completionTime').invalid(completionTime, 'cannot set completionTime when there is no Complete=True condition')
  if (!completionTime && complete) path.to('completionTime').required('completionTime is required for Complete jobs')
  if (startTime && completionTime && completionTime < startTime) path.to('completionTime').invalid(completionTime, 'completionTime cannot be set before startTime')
  against(path, failed && !holds(status, 'FailureTarget'), 'cannot set Failed=True condition without the FailureTarget=true condition')
  against(path, complete && !holds(status, 'SuccessCriteriaMet'), 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition')
  if (!isOver(status)) return
  if (active > 0) path.to('active').invalid(active, 'active>0 is invalid for finished job')
  if (!startTime) path.to('startTime').required('startTime is required for finished job')
  if (Object.values(uncountedTerminatedPods ?? {}).some(uids => uids.length > 0)) path.to('uncountedTerminatedPods').invalid(uncountedTerminatedPods, 'uncountedTerminatedPods needs to be empty for finished job')
}

function indexes(path: Path, { spec, status: { completedIndexes = '', failedIndexes } }: Job): void {
  const { completions, backoffLimitPerIndex, completionMode } = spec
  const completed = readIndexes(completedIndexes, completions ?? Infinity)
  const failed = readIndexes(failedIndexes ?? '', completions ?? Infinity)
  const [atCompleted, atFailed] = [path.to('completedIndexes'), path.to('failedIndexes')]
  if (typeof completed === 'string') atCompleted.invalid(completedIndexes, `error parsing completedIndexes: ${completed}`)
  if (typeof failed === 'string' && backoffLimitPerIndex !== undefined) atFailed.invalid(failedIndexes, `error parsing failedIndexes: ${failed}`)
  if (completedIndexes !== '' && completionMode !== 'Indexed') atCompleted.invalid(completedIndexes, 'cannot set non-empty completedIndexes when non-indexed completion mode')
  if (failedIndexes !== undefined && backoffLimitPerIndex === undefined) atFailed.invalid(failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null')
  const both = typeof completed === 'string' || typeof failed === 'string' ? undefined : overlap(completed, failed)
  if (both !== undefined) atFailed.invalid(failedIndexes, `failedIndexes and completedIndexes overlap at index: ${both}`)
}

function succeeds(path: Path, { spec, status }: Job): void {
  const met = holds(status, 'SuccessCriteriaMet')
  against(path, met && holds(status, 'Failed'), 'cannot set SuccessCriteriaMet=True and Failed=true conditions')
  against(path, met && holds(status, 'FailureTarget'), 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions')
  against(path, spec.successPolicy !== undefined && !met && holds(status, 'Complete'), 'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')
}

function goesOn(path: Path, { spec, status: next }: Job, current: JobStatus): void {
  const mayShrink = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism
  for (const type of ['Failed', 'Complete', 'FailureTarget']) against(path, holds(current, type) && !holds(next, type), `cannot disable the terminal ${type}=True condition`)
  for (const counter of mayShrink ? ['failed'] as const : ['failed', 'succeeded'] as const)
    if ((next[counter] ?? 0) < (current[counter] ?? 0)) path.to(counter).invalid(next[counter] ?? 0, `cannot decrease the ${counter} counter`)
  if (next.completionTime && current.completionTime && next.completionTime !== current.completionTime) path.to('completionTime').invalid(next.completionTime, 'completionTime cannot be mutated')
  const resumes = holds(current, 'Suspended') && !holds(next, 'Suspended') // its time begins anew
  if (current.startTime && next.startTime !== current.startTime && !spec.suspend && !resumes) path.to('startTime').invalid(next.startTime ?? null, 'field is immutable for unsuspended job once set')
  against(path, holds(current, 'SuccessCriteriaMet') && !holds(next, 'SuccessCriteriaMet'), 'cannot disable the SuccessCriteriaMet=True condition')
  against(path, holds(current, 'Complete') && !holds(current, 'SuccessCriteriaMet') && holds(next, 'SuccessCriteriaMet'), 'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions')
}
