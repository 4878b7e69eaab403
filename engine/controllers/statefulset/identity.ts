// What makes a pod of a StatefulSet this one and no other: its ordinal, and from it its name, labels and claims.
import type { Pod, StatefulSet } from '../../apiserver/types.gen.ts'

const podNameLabel = 'statefulset.kubernetes.io/pod-name'
const indexLabel = 'apps.kubernetes.io/pod-index'
export const revisionLabel = 'controller-revision-hash'

const ordinalName = /^(.*)-(0|[1-9]\d{0,9})$/

/** The ordinal in a name, if it is the name of a pod of this set. */
export function ordinalOf({ metadata }: StatefulSet, podName: string): number | undefined {
  const match = ordinalName.exec(podName)
  return match?.[1] === metadata.name ? Number(match[2]) : undefined
}

export const wantedReplicas = ({ spec }: StatefulSet): number => spec.replicas ?? 1
export const firstOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0
export const podName = ({ metadata }: StatefulSet, ordinal: number): string => `${metadata.name}-${ordinal}`
export const claimName = ({ metadata }: StatefulSet, template: string, ordinal: number): string => `${template}-${metadata.name}-${ordinal}`
export const revisionNameOf = ({ metadata }: Pod): string | undefined => metadata.labels?.[revisionLabel]

export const identityLabels = (set: StatefulSet, ordinal: number): Readonly<Record<string, string>> =>
  ({ [podNameLabel]: podName(set, ordinal), [indexLabel]: String(ordinal) })

export const hasIdentity = (set: StatefulSet, pod: Pod, ordinal: number): boolean =>
  Object.entries(identityLabels(set, ordinal)).every(([label, value]) => pod.metadata.labels?.[label] === value)

/** Ordinals that the set wants have a place in the first list; all other pods go, the highest ordinal first. */
export function byOrdinal(set: StatefulSet, pods: readonly Pod[]): { readonly replicas: readonly (Pod | undefined)[], readonly condemned: readonly Pod[] } {
  const first = firstOrdinal(set)
  const replicas: (Pod | undefined)[] = Array.from({ length: wantedReplicas(set) })
  const condemned: { readonly pod: Pod, readonly ordinal: number }[] = []
  for (const pod of pods) {
    const ordinal = ordinalOf(set, pod.metadata.name)
    if (ordinal === undefined) continue
    if (ordinal >= first && ordinal < first + replicas.length) replicas[ordinal - first] = pod
    else condemned.push({ pod, ordinal })
  }
  return { replicas, condemned: condemned.sort((a, b) => b.ordinal - a.ordinal).map(({ pod }) => pod) }
}
