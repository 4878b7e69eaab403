// The ReplicaSets of a Deployment: which is the new one, and sums and orders over them.
import { equal } from '../../apiserver/equal.ts'
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../apiserver/types.gen.ts'
import { desiredWhenScaled, revisionOf } from './annotations.ts'
import { wantedReplicas } from './limits.ts'
import { hashLabel } from './template-hash.ts'

export type Order = (a: ReplicaSet, b: ReplicaSet) => number

/** Times are written so that their order is that of their text. */
export const oldestFirst: Order = ({ metadata: a }, { metadata: b }) =>
  a.creationTimestamp !== b.creationTimestamp ? (a.creationTimestamp < b.creationTimestamp ? -1 : 1) : a.name < b.name ? -1 : a.name > b.name ? 1 : 0

export const lowestRevisionFirst: Order = (a, b) => revisionOf(a) - revisionOf(b) || oldestFirst(a, b)
export const largestThenNewest: Order = (a, b) => wantedReplicas(b) - wantedReplicas(a) || -oldestFirst(a, b)
export const largestThenOldest: Order = (a, b) => wantedReplicas(b) - wantedReplicas(a) || oldestFirst(a, b)

export const isActive = (rs: ReplicaSet): boolean => wantedReplicas(rs) > 0

type Count = (rs: ReplicaSet) => number
export const sum = (list: readonly ReplicaSet[], count: Count): number => list.reduce((total, rs) => total + count(rs), 0)
export const wanted: Count = wantedReplicas
export const actual: Count = ({ status }) => status?.replicas ?? 0
export const ready: Count = ({ status }) => status?.readyReplicas ?? 0
export const available: Count = ({ status }) => status?.availableReplicas ?? 0

/** The two templates of a Deployment and its ReplicaSet differ in the hash that the latter carries. */
export const sameTemplate = (a: PodTemplateSpec, b: PodTemplateSpec): boolean => a === b || equal(withoutHash(a), withoutHash(b))

function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const labels = template.metadata?.labels
  if (labels?.[hashLabel] === undefined) return template
  return { ...template, metadata: { ...template.metadata, labels: Object.fromEntries(Object.entries(labels).filter(([key]) => key !== hashLabel)) } }
}

export function newReplicaSet(deployment: Deployment, list: readonly ReplicaSet[]): ReplicaSet | undefined {
  return list.toSorted(oldestFirst).find(rs => sameTemplate(rs.spec.template, deployment.spec.template))
}

/** The only one with pods or, when none has any, the newest; undefined when several have. */
export function activeOrLatest(newRs: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const active = [...old, ...newRs ? [newRs] : []].filter(isActive)
  if (active.length > 1) return undefined
  return active[0] ?? newRs ?? old.toSorted(oldestFirst).at(-1)
}

/** The new ReplicaSet has all the pods that it ever will. */
export function isSaturated(deployment: Deployment, rs: ReplicaSet | undefined): boolean {
  const replicas = wantedReplicas(deployment)
  return rs !== undefined && wantedReplicas(rs) === replicas && desiredWhenScaled(rs) === replicas && available(rs) === replicas
}
