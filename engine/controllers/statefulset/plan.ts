// Which of its pods a StatefulSet may replace now, and which template a new pod gets.
import type { IntOrString, Pod, StatefulSet } from '../../apiserver/types.gen.ts'
import { isActive, isAvailable, isReady } from '../pod-control.ts'
import { firstOrdinal, revisionNameOf, wantedReplicas } from './identity.ts'

export const isTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined

export const isRunningAndReady = (pod: Pod): boolean => pod.status.phase === 'Running' && isReady(pod)

export const isServing = ({ spec }: StatefulSet, pod: Pod, unixMs: number): boolean =>
  isActive(pod) && isRunningAndReady(pod) && isAvailable(pod, spec.minReadySeconds ?? 0, unixMs)

export const isOrdered = ({ spec }: StatefulSet): boolean => spec.podManagementPolicy !== 'Parallel'

/** Ordinals below the partition stay at the revision that was; without one, as many as still are there. */
export function keepsCurrentRevision(set: StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec.updateStrategy
  const kept = rollingUpdate ? rollingUpdate.partition ?? 0 : type === 'OnDelete' ? 0 : set.status.currentReplicas ?? 0
  return ordinal < firstOrdinal(set) + kept
}

const percentage = /^(\d{1,9})%$/

/** At least one, or nothing would ever move. */
export function maxUnavailable(value: IntOrString = 1, replicas: number): number {
  return Math.max(1, typeof value === 'number' ? value : Math.ceil(Number(percentage.exec(value)?.[1] ?? 0) * replicas / 100))
}

/** The pods that a rolling update takes down now: from the highest ordinal, as many as may be missing. What is missing already costs nothing more. */
export function toReplace(set: StatefulSet, replicas: readonly (Pod | undefined)[], updateName: string, unixMs: number): readonly Pod[] {
  const { type, rollingUpdate } = set.spec.updateStrategy
  if (type === 'OnDelete') return []
  const serves = (pod: Pod | undefined): boolean => pod !== undefined && isServing(set, pod, unixMs)
  let left = maxUnavailable(rollingUpdate?.maxUnavailable, wantedReplicas(set)) - replicas.filter(pod => !serves(pod)).length
  const doomed: Pod[] = []
  for (const pod of replicas.slice(Math.max(0, (rollingUpdate?.partition ?? 0) - firstOrdinal(set))).reverse()) {
    if (!pod || isTerminating(pod) || revisionNameOf(pod) === updateName) continue
    if (!serves(pod) || left-- > 0) doomed.push(pod)
  }
  return doomed
}
