// How the scheduler chose a node for a pod: who was turned down and why, and how the others were scored.
import { scoresOf } from '../../scheduler/decision.ts'
import type { Scheduler } from '../../scheduler/scheduler.ts'
import type { Cluster } from '../cluster.ts'
import type { Pod } from '../../apiserver/types.gen.ts'
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
  /** `busy=1:NoSchedule`, as kubectl writes them. */
  readonly taints: readonly string[]
  /** `disk=ssd`. */
  readonly labels: readonly string[]
}

export interface DecisionView {
  readonly pod: string
  /** The Deployment whose pod it is: what one changes to ask for another like it. */
  readonly deployment: string
  /** What its first container requests; empty for nothing. */
  readonly requests: { readonly cpu: string, readonly memory: string }
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
  const pod = cluster.admin.find('pods', namespace, found.object.metadata.name)
  const requests = pod?.spec?.containers[0]?.resources?.requests
  const nodes = cluster.admin.list('nodes').map(({ metadata: { name, labels = {} }, spec }): NodeVerdict => {
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
      taints: (spec?.taints ?? []).map(({ key, value = '', effect }) => `${key}${value === '' ? '' : `=${value}`}:${effect}`),
      labels: Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    }
  })
  return { pod: decision.pod, deployment: deploymentOf(cluster, namespace, pod), requests: { cpu: String(requests?.['cpu'] ?? ''), memory: String(requests?.['memory'] ?? '') }, attempt: decision.attempt, message: decision.message ?? '', columns, nodes }
}

function deploymentOf({ admin }: Cluster, namespace: string, pod: Pod | undefined): string {
  const ownerOf = (object: Pick<Pod, 'metadata'> | undefined): string => object?.metadata.ownerReferences?.find(({ controller }) => controller)?.name ?? ''
  const set = ownerOf(pod)
  return set === '' ? '' : ownerOf(admin.find('replicasets.apps', namespace, set))
}
