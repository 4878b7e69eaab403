// Scaling in the middle of a rollout: every ReplicaSet gets its share, so that the risk stays spread as it was.
import type { Deployment, ReplicaSet } from '../../apiserver/types.gen.ts'
import { maxWhenScaled } from './annotations.ts'
import { maxSurge, wantedReplicas } from './limits.ts'
import { isActive, largestThenNewest, largestThenOldest, sum, wanted } from './replica-sets.ts'

export interface Share { readonly rs: ReplicaSet, readonly replicas: number }

/** The new size of each active ReplicaSet; what rounding leaves over goes to the largest. */
export function proportionalShares(deployment: Deployment, replicaSets: readonly ReplicaSet[]): readonly Share[] {
  const active = replicaSets.filter(isActive)
  const replicas = wantedReplicas(deployment)
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0
  const toAdd = allowed - sum(active, wanted)
  if (toAdd === 0) return active.map(rs => ({ rs, replicas: wanted(rs) }))
  let added = 0
  const shares = active.toSorted(toAdd > 0 ? largestThenNewest : largestThenOldest).map(rs => {
    const share = shareOf(rs, deployment, toAdd, added)
    added += share
    return { rs, replicas: wanted(rs) + share }
  })
  return shares.map((share, i) => i === 0 ? { ...share, replicas: Math.max(0, share.replicas + toAdd - added) } : share)
}

function shareOf(rs: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  const fraction = fractionOf(rs, deployment)
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added)
}

function fractionOf(rs: ReplicaSet, deployment: Deployment): number {
  const replicas = wantedReplicas(deployment)
  if (replicas === 0) return -wanted(rs)
  const before = maxWhenScaled(rs) || (deployment.status.replicas ?? 0)
  if (before === 0) return 0
  return Math.round(wanted(rs) * (replicas + maxSurge(deployment)) / before) - wanted(rs)
}
