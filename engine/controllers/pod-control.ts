// What controllers ask of pods: is it active, is it ready, since when; and which of many is to go first.
import { shared } from '../clock/flat.ts'
import { parseTimestamp } from '../clock/time.ts'
import type { KubeObject, OwnerReference } from '../apiserver/object.ts'
import type { Pod, PodTemplateSpec } from '../apiserver/types.gen.ts'
import type { Draft } from '../client/resources.ts'
import { controllerRef } from './owners.ts'

const hasEnded = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

export const isActive = (pod: Pod): boolean => pod.metadata.deletionTimestamp === undefined && !hasEnded(pod)

/** On its way out, but not yet gone. */
export const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined && !hasEnded(pod)

const readyCondition = (pod: Pod) => pod.status?.conditions?.find(condition => condition.type === 'Ready')

export const isReady = (pod: Pod): boolean => readyCondition(pod)?.status === 'True'

const readySinceMs = (pod: Pod): number | undefined => {
  const condition = readyCondition(pod)
  return condition?.status === 'True' && condition.lastTransitionTime ? parseTimestamp(condition.lastTransitionTime) : undefined
}

/** Ready for at least minReadySeconds. */
export function isAvailable(pod: Pod, minReadySeconds: number, unixMs: number): boolean {
  const since = readySinceMs(pod)
  return since !== undefined && (minReadySeconds === 0 || since + minReadySeconds * 1000 <= unixMs)
}

/** When a ready pod will count as available, in Unix milliseconds. */
export const availableAtMs = (pod: Pod, minReadySeconds: number): number | undefined => {
  const since = readySinceMs(pod)
  return since === undefined ? undefined : since + minReadySeconds * 1000
}

const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }
const restartsOf = (pod: Pod): number => Math.max(0, ...(pod.status?.containerStatuses ?? []).map(status => status.restartCount))
const deletionCostOf = (pod: Pod): number => Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0)
const createdMs = (pod: Pod): number => parseTimestamp(pod.metadata.creationTimestamp) ?? 0

/** Ages count in powers of two, so that pods born nearly together rank the same. */
const ageRank = (sinceMs: number, unixMs: number): number => Math.floor(Math.log2(Math.max(1, unixMs - sinceMs)))

/** How many pods of the same owner share a pod's node: the crowded node gives first. */
export type Crowd = (pod: Pod) => number

/** The pods with those first that should be deleted first, by the eight criteria of the real ReplicaSet. */
export function inDeletionOrder(pods: readonly Pod[], unixMs: number, crowd: Crowd): readonly Pod[] {
  const criteria: readonly ((pod: Pod) => number)[] = [
    pod => pod.spec.nodeName ? 1 : 0, // unassigned before assigned
    pod => phaseRank[pod.status.phase ?? 'Pending'] ?? 0, // pending before running
    pod => isReady(pod) ? 1 : 0, // unready before ready
    deletionCostOf, // cheap before dear
    pod => -crowd(pod), // where many sit before where few do
    pod => ageRank(readySinceMs(pod) ?? unixMs, unixMs), // ready for a short time before ready for long
    pod => -restartsOf(pod), // often restarted before seldom
    pod => ageRank(createdMs(pod), unixMs), // young before old
  ]
  return pods
    .map(pod => ({ pod, ranks: criteria.map(criterion => criterion(pod)) }))
    .sort((a, b) => {
      const decisive = a.ranks.findIndex((rank, i) => rank !== b.ranks[i])
      if (decisive >= 0) return (a.ranks[decisive] ?? 0) - (b.ranks[decisive] ?? 0)
      return a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1
    })
    .map(({ pod }) => pod)
}

/** The pod that a workload makes of its template. */
export function podFrom(owner: KubeObject, template: PodTemplateSpec): Draft<Pod> {
  const { name, namespace } = owner.metadata
  const { labels, annotations, finalizers } = template.metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: shared(`${name}-`),
      ...namespace !== undefined && { namespace },
      ...labels && { labels },
      ...annotations && { annotations },
      ...finalizers && { finalizers },
      ownerReferences: referencesTo(owner),
    },
    spec: template.spec,
    status: {},
  }
}

/** All pods that an owner makes refer to it in the same words. */
const referencesOf = new WeakMap<KubeObject, readonly OwnerReference[]>()

function referencesTo(owner: KubeObject): readonly OwnerReference[] {
  const known = referencesOf.get(owner) ?? [controllerRef(owner)]
  referencesOf.set(owner, known)
  return known
}

/** The index of pods by the node they are bound to. */
export const byNode = ({ spec }: Pod): string | undefined => spec.nodeName || undefined
