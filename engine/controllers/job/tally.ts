// What the pods of a Job come to: what has ended since they were last counted, and where each index stands.
import type { Job, Pod } from '../../apiserver/types.gen.ts'
import { isActive, isReady, isTerminating } from '../pod-control.ts'
import { parseIndexes } from './indexes.ts'
import { endedAtMs, hasFailed, hasSucceeded, indexFailuresOf, indexOf, isIndexed, isTracked } from './pod.ts'
import { judge } from './policies.ts'

export interface Tally {
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  readonly terminating: number
  readonly ready: number
  /** Pods that are still to be counted, and those of them that ended. */
  readonly tracked: readonly Pod[]
  readonly newSucceeded: readonly Pod[]
  readonly newFailed: readonly Pod[]
  readonly succeeded: number
  readonly failed: number
  readonly succeededIndexes: ReadonlySet<number>
  readonly failedIndexes: ReadonlySet<number>
  /** The last failed pod of each index that is to be tried again: it stays until its successor is there. */
  readonly awaiting: ReadonlyMap<number, Pod>
}

export const hasLimitPerIndex = ({ spec }: Job): boolean => spec.backoffLimitPerIndex !== undefined

export function tally(job: Job, pods: readonly Pod[], isReleased: (pod: Pod) => boolean): Tally {
  const { status, spec } = job
  const completions = spec.completions ?? 0
  const waiting = new Set([...status.uncountedTerminatedPods?.succeeded ?? [], ...status.uncountedTerminatedPods?.failed ?? []])
  const tracked = pods.filter(pod => isTracked(pod) && !isReleased(pod))
  const inRange = (pod: Pod): boolean => !isIndexed(job) || (indexOf(pod) ?? Infinity) < completions
  const before = parseIndexes(status.completedIndexes, completions)
  const uncounted = tracked.filter(pod => !waiting.has(pod.metadata.uid) && inRange(pod))
  const newSucceeded = uncounted.filter(pod => hasSucceeded(pod) && !(isIndexed(job) && before.has(indexOf(pod) ?? -1)))
  const newFailed = uncounted.filter(pod => hasFailed(job, pod))
  const succeededIndexes = new Set([...before, ...newSucceeded.flatMap(pod => indexOf(pod) ?? [])])
  const failedIndexes = new Set([...parseIndexes(status.failedIndexes, completions), ...newFailed.filter(pod => hasFailedForGood(job, pod)).flatMap(pod => indexOf(pod) ?? [])])
  const active = pods.filter(isActive)
  return {
    pods,
    active,
    terminating: pods.filter(isTerminating).length,
    ready: active.filter(isReady).length,
    tracked,
    newSucceeded,
    newFailed,
    succeeded: isIndexed(job) ? succeededIndexes.size : (status.succeeded ?? 0) + newSucceeded.length + (status.uncountedTerminatedPods?.succeeded?.length ?? 0),
    failed: (status.failed ?? 0) + newFailed.filter(pod => judge(job, pod).counts).length + (status.uncountedTerminatedPods?.failed?.length ?? 0),
    succeededIndexes,
    failedIndexes,
    awaiting: hasLimitPerIndex(job) ? awaitingSuccessor(newFailed, active, index => succeededIndexes.has(index) || failedIndexes.has(index)) : new Map(),
  }
}

/** No further try of its index is allowed. */
function hasFailedForGood(job: Job, pod: Pod): boolean {
  const { backoffLimitPerIndex } = job.spec
  if (backoffLimitPerIndex === undefined) return false
  const { counts, failsIndex } = judge(job, pod)
  return failsIndex || counts && indexFailuresOf(pod).counted >= backoffLimitPerIndex
}

const tries = (pod: Pod): number => indexFailuresOf(pod).counted + indexFailuresOf(pod).ignored

function awaitingSuccessor(failed: readonly Pod[], active: readonly Pod[], isSettled: (index: number) => boolean): ReadonlyMap<number, Pod> {
  const last = new Map<number, Pod>()
  for (const pod of failed.toSorted((a, b) => tries(a) - tries(b) || endedAtMs(a) - endedAtMs(b))) {
    const index = indexOf(pod)
    if (index !== undefined && !isSettled(index)) last.set(index, pod)
  }
  for (const pod of active) {
    const index = indexOf(pod) ?? -1
    const failure = last.get(index)
    if (failure && tries(failure) < tries(pod)) last.delete(index)
  }
  return last
}
