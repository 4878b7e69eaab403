// A Deployment while it changes: its ReplicaSets side by side, and the bounds that it keeps to.
import type { Deployment, Pod, ReplicaSet } from '../../apiserver/types.gen.ts'
import type { Cluster } from '../cluster.ts'
import { podViewOf, type PodView } from '../scene.ts'

export interface RevisionView {
  readonly name: string
  readonly revision: number
  readonly isNewest: boolean
  readonly images: readonly string[]
  readonly desired: number
  readonly available: number
  readonly pods: readonly PodView[]
}

export interface RolloutView {
  readonly name: string
  readonly desired: number
  readonly available: number
  readonly present: number
  /** Never more pods than this, never fewer available ones. */
  readonly atMost: number
  readonly atLeast: number
  readonly isPaused: boolean
  /** Why it goes on or not, as its condition Progressing says. */
  readonly progress: string
  /** The newest last; old ones without pods are left out, but for the last before the newest. */
  readonly revisions: readonly RevisionView[]
}

const revisionOf = ({ metadata }: ReplicaSet): number => Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)

export function rolloutOf({ admin }: Cluster, name: string, namespace: string): RolloutView | undefined {
  const deployment = admin.find('deployments.apps', namespace, name)
  if (!deployment) return undefined
  const owned = admin.list('replicasets.apps', namespace).filter(set => isOwnedBy(set, deployment)).sort((a, b) => revisionOf(a) - revisionOf(b))
  const pods = admin.list('pods', namespace)
  const revisions = owned.map((set, i) => viewOf(set, pods, i === owned.length - 1))
  const { spec, status } = deployment
  const desired = spec.replicas ?? 1
  const { maxSurge, maxUnavailable } = spec.strategy?.rollingUpdate ?? {}
  const rolls = spec.strategy?.type !== 'Recreate'
  const surge = rolls ? portion(maxSurge, desired, Math.ceil) : 0
  const unavailable = rolls ? portion(maxUnavailable, desired, Math.floor) : desired
  return {
    name, desired,
    available: status?.availableReplicas ?? 0,
    present: revisions.reduce((sum, { pods }) => sum + pods.filter(({ state }) => state !== 'terminating').length, 0),
    atMost: desired + surge,
    atLeast: desired - (surge === 0 && unavailable === 0 ? 1 : unavailable), // both cannot be none
    isPaused: spec.paused ?? false,
    progress: status?.conditions?.find(({ type }) => type === 'Progressing')?.reason ?? '',
    revisions: revisions.filter((one, i) => one.isNewest || one.pods.length > 0 || i === revisions.length - 2),
  }
}

const isOwnedBy = ({ metadata }: ReplicaSet | Pod, { metadata: { uid } }: Deployment | ReplicaSet): boolean =>
  metadata.ownerReferences?.some(owner => owner.controller && owner.uid === uid) ?? false

function viewOf(set: ReplicaSet, pods: readonly Pod[], isNewest: boolean): RevisionView {
  return {
    name: set.metadata.name,
    revision: revisionOf(set),
    isNewest,
    images: set.spec?.template?.spec?.containers.map(({ image = '' }) => image) ?? [],
    desired: set.spec?.replicas ?? 0,
    available: set.status?.availableReplicas ?? 0,
    pods: pods.filter(pod => isOwnedBy(pod, set)).map(podViewOf),
  }
}

/** `25%` of the replicas, or a number. */
const portion = (value: string | number | undefined, of: number, round: (part: number) => number): number =>
  typeof value === 'number' ? value : round(Number.parseInt(value ?? '25%', 10) / 100 * of)
