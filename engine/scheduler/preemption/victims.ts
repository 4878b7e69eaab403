// Which pods of a node would have to go so that a more important one fits: as few as possible, and rather those
// that no disruption budget protects.
import { labelSelectorMatches } from '../../apiserver/selectors/index.ts'
import type { Pod, PodDisruptionBudget } from '../../apiserver/types.gen.ts'
import type { ClusterCache } from '../cache.ts'
import type { Verdict } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'

export interface Candidate {
  readonly node: NodeInfo
  /** The most important first. */
  readonly victims: readonly PodInfo[]
  /** How many of them a disruption budget would protect. */
  readonly violations: number
}

export interface Simulation {
  readonly cache: ClusterCache
  readonly budgets: readonly PodDisruptionBudget[]
  /** What keeps the pod from the node as things are in the cache now. */
  readonly obstacle: (pod: PodInfo, node: NodeInfo) => Verdict | undefined
}

/** Tries it out on the cache, and leaves that as it was. Answers what is in the way even when all less important pods go. */
export function victimsOn({ cache, budgets, obstacle }: Simulation, pod: PodInfo, node: NodeInfo): Candidate | Verdict | undefined {
  const lesser = [...node.pods.values()].filter(other => other.priority < pod.priority).sort(moreImportantFirst)
  if (lesser.length === 0) return undefined
  for (const other of lesser) cache.removePod(other.key)
  try {
    const inTheWay = obstacle(pod, node)
    if (inTheWay) return inTheWay
    const isProtected = protectedBy(budgets, lesser)
    const victims = [...lesser.filter(other => isProtected.has(other)), ...lesser.filter(other => !isProtected.has(other))].filter(other => {
      cache.addPod(other, node.name)
      if (!obstacle(pod, node)) return false // it may stay
      cache.removePod(other.key)
      return true
    })
    return { node, victims: victims.sort(moreImportantFirst), violations: victims.filter(other => isProtected.has(other)).length }
  }
  finally {
    for (const other of lesser) cache.addPod(other, node.name)
  }
}

export const startOf = ({ status }: Pod): string => status.startTime ?? '~' // one that has not started comes after all that have

function moreImportantFirst(a: PodInfo, b: PodInfo): number {
  if (a.priority !== b.priority) return b.priority - a.priority
  return startOf(a.pod) < startOf(b.pod) ? -1 : startOf(a.pod) > startOf(b.pod) ? 1 : 0
}

/** Those whose eviction would leave a budget with less than it wants, when all of them went. */
function protectedBy(budgets: readonly PodDisruptionBudget[], pods: readonly PodInfo[]): ReadonlySet<PodInfo> {
  const allowed = new Map(budgets.map(budget => [budget, budget.status.disruptionsAllowed ?? 0]))
  return new Set(pods.filter(({ pod: { metadata } }) => {
    const concerned = budgets.filter(budget => budget.metadata.namespace === metadata.namespace
      && labelSelectorMatches(budget.spec.selector, metadata.labels ?? {}) && !Object.hasOwn(budget.status.disruptedPods ?? {}, metadata.name))
    for (const budget of concerned) allowed.set(budget, (allowed.get(budget) ?? 0) - 1)
    return concerned.some(budget => (allowed.get(budget) ?? 0) < 0)
  }))
}
