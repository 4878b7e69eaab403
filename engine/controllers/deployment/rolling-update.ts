// RollingUpdate: new pods up, old pods down, never too many, never too few that serve. One step at a time.
import type { ReplicaSet } from '../../apiserver/types.gen.ts'
import { minAvailable, wantedReplicas } from './limits.ts'
import { available, isActive, oldestFirst, sum, wanted } from './replica-sets.ts'
import { sizeOfNew, type Rollout } from './revise.ts'

/** A ReplicaSet, and the size that it is to have. */
export interface Step { readonly rs: ReplicaSet, readonly replicas: number }

/** What to do now: up as far as the surge allows or, when that is done, down as far as availability allows. */
export function rollingSteps(rollout: Rollout): readonly Step[] {
  const up = scaleUp(rollout)
  return up.length > 0 ? up : scaleDown(rollout)
}

function scaleUp({ deployment, newRs, old }: Rollout): readonly Step[] {
  if (!newRs) return []
  const replicas = Math.min(wantedReplicas(deployment), sizeOfNew(deployment, old, wanted(newRs)))
  return replicas === wanted(newRs) ? [] : [{ rs: newRs, replicas }]
}

/** First those that don't serve anyway, lest they block the rollout; then as many as those that serve allow. */
function scaleDown({ deployment, newRs, old }: Rollout): readonly Step[] {
  const active = old.filter(isActive).toSorted(oldestFirst)
  const newSize = newRs ? wanted(newRs) : 0
  const newUnavailable = newRs ? newSize - available(newRs) : 0
  const spare = sum(active, wanted) + newSize - minAvailable(deployment) - newUnavailable
  if (active.length === 0 || spare <= 0) return []
  if (active.some(rs => available(rs) > wanted(rs))) return [] // its status is behind: nobody knows yet what serves
  const cleanup = takeAway(active.map(rs => ({ rs, replicas: wanted(rs) })), spare, ({ rs, replicas }) => replicas - available(rs))
  const left = active.map(rs => cleanup.find(step => step.rs === rs) ?? { rs, replicas: wanted(rs) })
  const serving = sum(active, available) + (newRs ? available(newRs) : 0)
  return [...cleanup, ...takeAway(left, serving - minAvailable(deployment), ({ replicas }) => replicas)]
}

/** Takes so many away in all, from each in turn at most so many; answers those that shrink. */
function takeAway(sizes: readonly Step[], inAll: number, fromEach: (size: Step) => number): readonly Step[] {
  let left = inAll
  return sizes.flatMap(size => {
    const taken = Math.max(0, Math.min(left, size.replicas, fromEach(size)))
    left -= taken
    return taken === 0 ? [] : [{ rs: size.rs, replicas: size.replicas - taken }]
  })
}
