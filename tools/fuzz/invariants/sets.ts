// What holds of StatefulSets, DaemonSets and Jobs.
import type { Pod } from '../../../engine/apiserver/types.gen.ts'
import { isActive, isReady } from '../../../engine/controllers/pod-control.ts'
import { controllerUid, isTo } from '../view.ts'
import { plainly, type Invariant } from './invariant.ts'
import { nameOf } from './objects.ts'

const ordinalOf = ({ metadata: { name } }: Pod): number => Number(name.slice(name.lastIndexOf('-') + 1))
const ownerKind = ({ metadata }: Pod): string | undefined => metadata.ownerReferences?.find(({ controller }) => controller)?.kind

const ordinals = plainly('a StatefulSet has each ordinal once, and none beyond', (write, view) => {
  if (!isTo(write, 'pods') || write.before || !write.after) return undefined
  const set = view.statefulSets.get(controllerUid(write.after) ?? '')
  if (!set) return undefined
  const ordinal = ordinalOf(write.after)
  const twin = view.pods.by('owner', set.metadata.uid).find(pod => pod !== write.after && ordinalOf(pod) === ordinal)
  if (twin) return `${nameOf(write.after)} came while ${nameOf(twin)} was there`
  const most = Math.max(...view.statefulSets.since(set, view.outside.knownSinceMs).map(({ spec }) => (spec.ordinals?.start ?? 0) + (spec.replicas ?? 1)))
  return ordinal >= most ? `${nameOf(write.after)} came, though ${most} was the most` : undefined
})

const staleMs = 2_000

/** One after the other: each waits until all before it are ready. */
const order: Invariant = {
  name: 'an ordered StatefulSet makes its pods in order',
  watch: () => {
    const changedMs = new Map<string, number>()
    return (write, view) => {
      if (!isTo(write, 'pods')) return undefined
      const pod = write.after ?? write.before
      const set = pod && view.statefulSets.get(controllerUid(pod) ?? '')
      if (!set || set.spec.podManagementPolicy === 'Parallel') return undefined
      const { uid } = set.metadata
      const before = changedMs.get(uid) ?? -Infinity
      if (write.before) changedMs.set(uid, view.outside.nowMs)
      if (write.before || !write.after || !view.outside.isCalm || view.outside.nowMs - before < staleMs) return undefined // the set may not know yet
      const earlier = view.pods.by('owner', uid).filter(isReady).filter(other => ordinalOf(other) < ordinalOf(pod)).length
      const expected = ordinalOf(pod) - (set.spec.ordinals?.start ?? 0)
      return earlier < expected ? `${nameOf(pod)} came when only ${earlier} of those before it were ready` : undefined
    }
  },
}

const nodeOf = (pod: Pod): string | undefined =>
  pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0]

const onePerNode = plainly('a DaemonSet has one pod on a node, two while it surges', (write, view) => {
  if (!isTo(write, 'pods') || write.before || !write.after || ownerKind(write.after) !== 'DaemonSet') return undefined
  const node = nodeOf(write.after)
  const there = view.pods.by('owner', controllerUid(write.after) ?? '').filter(pod => isActive(pod) && nodeOf(pod) === node).length
  return there > 2 ? `${nameOf(write.after)} is number ${there} on ${node}` : undefined
})

const completions = plainly('a Job counts no more than it is to, and has no index twice', (write, view) => {
  if (isTo(write, 'jobs.batch') && write.after && write.before?.spec === write.after.spec) {
    const { spec, status, metadata } = write.after
    const most = spec?.completions
    return most !== undefined && (status?.succeeded ?? 0) > most ? `${metadata.name} counts ${status?.succeeded} of ${most} completions` : undefined
  }
  if (!isTo(write, 'pods') || write.before || !write.after || ownerKind(write.after) !== 'Job') return undefined
  const index = indexOf(write.after)
  const siblings = view.pods.by('owner', controllerUid(write.after) ?? '').filter(isActive)
  const twin = index === undefined ? undefined : siblings.find(pod => pod !== write.after && indexOf(pod) === index)
  return twin && `${nameOf(write.after)} and ${nameOf(twin)} both have index ${index}`
})

const indexOf = ({ metadata }: Pod): string | undefined => metadata.annotations?.['batch.kubernetes.io/job-completion-index']

export const ofSets: readonly Invariant[] = [ordinals, order, onePerNode, completions]
