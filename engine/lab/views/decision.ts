// How the scheduler chose a node for a pod: who was turned down and why, and how the others were scored.
import { scoresOf } from '../../scheduler/decision.ts'
import type { Scheduler } from '../../scheduler/scheduler.ts'
import type { Cluster } from '../cluster.ts'
import { findObject } from './find.ts'

export interface NodeVerdict {
  readonly node: string
  readonly isChosen: boolean
  /** The filter that turned it down, and why. */
  readonly turnedDownBy: string
  readonly reason: string
  /** By the columns of the decision: weighted points. */
  readonly points: readonly number[]
  readonly total: number
}

export interface DecisionView {
  readonly pod: string
  readonly attempt: number
  readonly message: string
  readonly columns: readonly { readonly plugin: string, readonly weight: number }[]
  readonly nodes: readonly NodeVerdict[]
}

export function decisionOf(cluster: Cluster, reference: string, namespace: string): DecisionView | undefined {
  const found = findObject(cluster, reference, namespace)
  const scheduler = cluster.parts.get('kube-scheduler') as Scheduler | undefined // as the cluster made it
  const decision = found && scheduler?.decisions.of(found.object.metadata.uid)
  if (!decision) return undefined
  const columns = decision.scores.map(({ plugin, weight }) => ({ plugin, weight }))
  const nodes = cluster.admin.list('nodes').map(({ metadata: { name } }): NodeVerdict => {
    const verdict = decision.rejected.get(name)
    const scores = scoresOf(decision, name)
    const i = decision.feasible.indexOf(name)
    return {
      node: name,
      isChosen: decision.node === name,
      turnedDownBy: verdict?.plugin ?? '',
      reason: verdict?.status.reasons.join(', ') ?? '',
      points: columns.map(({ plugin }) => scores.get(plugin)?.weighted ?? 0),
      total: i < 0 ? 0 : decision.totals[i] ?? 0,
    }
  })
  return { pod: decision.pod, attempt: decision.attempt, message: decision.message ?? '', columns, nodes }
}
