// Conditions of pods: each type is there once, and keeps its time as long as its status stays.
import { timestamp } from '../clock/time.ts'
import { StatusError } from '../apiserver/status.ts'
import type { Pod, PodCondition, PodStatus } from '../apiserver/types.gen.ts'
import type { Client } from './client.ts'

export interface ConditionChange {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
}

export const conditionOf = (pod: Pod, type: string): PodCondition | undefined =>
  pod.status.conditions?.find(condition => condition.type === type)

export function withCondition(conditions: readonly PodCondition[] = [], change: ConditionChange, unixMs: number): readonly PodCondition[] {
  const known = conditions.find(({ type }) => type === change.type)
  const since = known?.status === change.status ? known.lastTransitionTime : timestamp(unixMs)
  const condition: PodCondition = { lastProbeTime: null, lastTransitionTime: since, ...change }
  return known ? conditions.map(other => other === known ? condition : other) : conditions.concat([condition])
}

/** Sets a condition, and what else goes with it, on a pod as it is now. A pod that is gone is let go, and so is what the server does not take: its callers look again. */
export function setPodCondition(client: Client, { metadata: { namespace, name, uid } }: Pod, change: ConditionChange, status: Partial<PodStatus> = {}): void {
  try {
    const pod = client.find('pods', namespace, name)
    if (pod?.metadata.uid !== uid) return
    const conditions = withCondition(pod.status.conditions, change, client.unixMs)
    client.updateStatus('pods', { ...pod, status: { ...pod.status, ...status, conditions } })
  }
  catch (error) { if (!(error instanceof StatusError)) throw error }
}
