// What a node of a DaemonSet lacks, and what it has too much of.
import { parseTimestamp } from '../../clock/time.ts'
import type { DaemonSet, Pod } from '../../apiserver/types.gen.ts'
import { isAvailable, isReady } from '../pod-control.ts'
import type { Eligibility } from './pod.ts'
import { isCurrent } from './update.ts'

export interface NodePlan {
  readonly create: boolean
  readonly remove: readonly Pod[]
  /** Pods that ended and are to be removed too, though those that failed not too often. */
  readonly ended: readonly Pod[]
}

const nothing: NodePlan = { create: false, remove: [], ended: [] }

const isLeaving = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined
const hasEnded = ({ status }: Pod): boolean => status.phase === 'Failed' || status.phase === 'Succeeded'
const createdMs = ({ metadata }: Pod): number => parseTimestamp(metadata.creationTimestamp) ?? 0

/** Those on a node first, then the older. */
export const oldestFirst = (a: Pod, b: Pod): number =>
  Number(!a.spec.nodeName) - Number(!b.spec.nodeName) || createdMs(a) - createdMs(b) || (a.metadata.uid < b.metadata.uid ? -1 : 1)

export function planFor(set: DaemonSet, { shouldRun, mayStay }: Eligibility, pods: readonly Pod[], hash: string, allowsSurge: boolean, unixMs: number): NodePlan {
  if (shouldRun && pods.length === 0) return { ...nothing, create: true }
  const there = pods.filter(pod => !isLeaving(pod))
  if (!mayStay) return { ...nothing, remove: there }
  const running = there.filter(pod => !hasEnded(pod)).toSorted(oldestFirst)
  const ended = there.filter(hasEnded)
  if (!allowsSurge) return { create: false, remove: running.slice(1), ended }
  return { create: running.length === 0 && shouldRun && ended.length === 0, remove: tooManyInSurge(set, running, hash, unixMs), ended }
}

/** Two may be there: an old one that serves, and a new one that does not yet. */
function tooManyInSurge({ spec: { minReadySeconds = 0 } }: DaemonSet, running: readonly Pod[], hash: string, unixMs: number): readonly Pod[] {
  if (running.length <= 1) return []
  const fresh = running.find(pod => isCurrent(pod, hash))
  const old = running.find(pod => !isCurrent(pod, hash))
  const oldGoes = fresh !== undefined && old !== undefined && (!isReady(old) || isAvailable(fresh, minReadySeconds, unixMs))
  return running.filter(pod => pod !== fresh && (pod !== old || oldGoes))
}
