// How many pods a rolling update may have too many, and how many too few.
import type { Deployment, IntOrString } from '../../apiserver/types.gen.ts'

const percentage = /^(\d{1,9})%$/
export const defaultReplicas = 1

export const wantedReplicas = ({ spec }: { readonly spec: { readonly replicas?: number } }): number => spec.replicas ?? defaultReplicas

const isRolling = ({ spec }: Deployment): boolean => spec.strategy.type !== 'Recreate'

function scaled(value: IntOrString = 0, of: number, round: (x: number) => number): number {
  if (typeof value === 'number') return value
  return round(Number(percentage.exec(value)?.[1] ?? 0) * of / 100)
}

/** Surge rounds up, unavailability down; where both come to nothing, one pod may be missing, or nothing would ever move. */
function fenceposts(deployment: Deployment): { surge: number, unavailable: number } {
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec.strategy.rollingUpdate ?? {}
  const surge = scaled(maxSurge, wantedReplicas(deployment), Math.ceil)
  const unavailable = scaled(maxUnavailable, wantedReplicas(deployment), Math.floor)
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

export const maxSurge = (deployment: Deployment): number => isRolling(deployment) ? fenceposts(deployment).surge : 0

export function maxUnavailable(deployment: Deployment): number {
  const replicas = wantedReplicas(deployment)
  return isRolling(deployment) && replicas > 0 ? Math.min(fenceposts(deployment).unavailable, replicas) : 0
}

export const minAvailable = (deployment: Deployment): number => wantedReplicas(deployment) - maxUnavailable(deployment)
