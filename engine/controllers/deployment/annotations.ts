// What a Deployment notes on its ReplicaSets: which revision each is, and how large the whole was when it was scaled.
import type { Deployment, ReplicaSet } from '../../apiserver/types.gen.ts'
import { maxSurge, wantedReplicas } from './limits.ts'

type Annotations = Readonly<Record<string, string>>

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

/** The Deployment's own affairs, which its ReplicaSets don't inherit. */
const notInherited = new Set([
  'kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, historyAnnotation, desiredAnnotation, maxAnnotation,
  'deprecated.deployment.rollback.to',
])

const longestHistory = 2000

const annotationsOf = ({ metadata }: ReplicaSet): Annotations => metadata.annotations ?? {}

const numberIn = (rs: ReplicaSet, annotation: string): number | undefined => {
  const value = annotationsOf(rs)[annotation]
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined
}

export const revisionOf = (rs: ReplicaSet): number => numberIn(rs, revisionAnnotation) ?? 0
export const desiredWhenScaled = (rs: ReplicaSet): number | undefined => numberIn(rs, desiredAnnotation)
export const maxWhenScaled = (rs: ReplicaSet): number | undefined => numberIn(rs, maxAnnotation)

/** The size of the whole, as noted when a ReplicaSet is scaled: by it the next scaling knows each one's share. */
export function sizeAnnotations(deployment: Deployment): Annotations {
  const desired = wantedReplicas(deployment)
  return { [desiredAnnotation]: String(desired), [maxAnnotation]: String(desired + maxSurge(deployment)) }
}

const inherited = ({ metadata }: Deployment): readonly (readonly [string, string])[] =>
  Object.entries(metadata.annotations ?? {}).filter(([key]) => !notInherited.has(key))

export const annotationsForNew = (deployment: Deployment, revision: number): Annotations =>
  Object.fromEntries([...inherited(deployment), [revisionAnnotation, String(revision)], ...Object.entries(sizeAnnotations(deployment))])

/** A ReplicaSet that becomes the newest again gets the next revision, and remembers those it had. */
export function annotationsForCurrent(deployment: Deployment, rs: ReplicaSet, revision: number): Annotations {
  const known = annotationsOf(rs)
  const before = revisionOf(rs)
  const raised = before < revision
  return Object.fromEntries([
    ...Object.entries(known),
    ...inherited(deployment),
    ...raised ? [[revisionAnnotation, String(revision)]] : [],
    ...raised && known[revisionAnnotation] !== undefined ? [[historyAnnotation, historyWith(known[historyAnnotation], before)]] : [],
  ])
}

function historyWith(history: string | undefined, revision: number): string {
  const revisions = [...history ? history.split(',') : [], String(revision)]
  while (revisions.length > 1 && revisions.join(',').length > longestHistory) revisions.shift()
  return revisions.join(',')
}
