// What a Deployment says of itself: counts over its ReplicaSets, and conditions.
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../apiserver/types.gen.ts'
import { parseTimestamp, timestamp } from '../../clock/time.ts'
import { minAvailable, wantedReplicas } from './limits.ts'
import { actual, available, ready, sum, wanted } from './replica-sets.ts'

type ConditionType = 'Available' | 'Progressing' | 'ReplicaFailure'
type Conditions = readonly DeploymentCondition[]

const unlimited = 2_147_483_647

export const hasProgressDeadline = ({ spec }: Deployment): boolean =>
  spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== unlimited

export const hasHistoryLimit = ({ spec }: Deployment): boolean =>
  spec.revisionHistoryLimit !== undefined && spec.revisionHistoryLimit !== unlimited

export const conditionOf = ({ conditions = [] }: DeploymentStatus, type: ConditionType): DeploymentCondition | undefined =>
  conditions.find(condition => condition.type === type)

export function condition(type: ConditionType, status: 'True' | 'False' | 'Unknown', reason: string, message: string, unixMs: number): DeploymentCondition {
  const now = timestamp(unixMs)
  return { type, status, reason, message, lastUpdateTime: now, lastTransitionTime: now }
}

export const without = (conditions: Conditions, type: string): Conditions => conditions.filter(other => other.type !== type)

/** A condition whose status and reason stay is left alone; else it goes last, with the time its status last changed. */
export function withCondition(conditions: Conditions, next: DeploymentCondition): Conditions {
  const current = conditions.find(({ type }) => type === next.type)
  if (current?.status === next.status && current.reason === next.reason) return conditions
  return [...without(conditions, next.type), current?.status === next.status ? { ...next, lastTransitionTime: current.lastTransitionTime } : next]
}

export interface Counts extends DeploymentStatus { readonly conditions: Conditions }

/** Counts, and whether there are enough pods to serve. What counts nothing is left out, as the real API does. */
export function countStatus(deployment: Deployment, all: readonly ReplicaSet[], newRs: ReplicaSet | undefined, unixMs: number): Counts {
  const { conditions = [], collisionCount } = deployment.status
  const counted = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sum(all, actual),
    updatedReplicas: newRs ? actual(newRs) : 0,
    readyReplicas: sum(all, ready),
    availableReplicas: sum(all, available),
    unavailableReplicas: Math.max(0, sum(all, wanted) - sum(all, available)),
  }
  const terminating = all.map(({ status }) => status?.terminatingReplicas)
  const enough = counted.availableReplicas >= minAvailable(deployment)
  return {
    ...Object.fromEntries(Object.entries(counted).filter(([, count]) => count > 0)),
    ...terminating.every(count => count !== undefined) && { terminatingReplicas: terminating.reduce((total, count) => total + count, 0) },
    ...collisionCount !== undefined && { collisionCount },
    conditions: withCondition(conditions, enough
      ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', unixMs)
      : condition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', unixMs)),
  }
}

export function isComplete(deployment: Deployment, { updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0 }: DeploymentStatus): boolean {
  const desired = wantedReplicas(deployment)
  return updatedReplicas === desired && replicas === desired && availableReplicas === desired && observedGeneration >= (deployment.metadata.generation ?? 0)
}

/** New pods came, old ones went, or more of them became ready. */
function isProgressing({ status: before }: Deployment, now: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas
  return (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0)
    || old(now) < old(before)
    || (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0)
    || (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
}

/** When the rollout will have taken too long, in Unix milliseconds. */
export function deadlineMs({ spec }: Deployment, { lastUpdateTime }: DeploymentCondition): number {
  return (parseTimestamp(lastUpdateTime ?? '') ?? 0) + (spec.progressDeadlineSeconds ?? 0) * 1000
}

function isTimedOut(deployment: Deployment, now: DeploymentStatus, unixMs: number): boolean {
  const current = conditionOf(now, 'Progressing')
  if (!current || current.reason === 'NewReplicaSetAvailable') return false
  return current.reason === 'ProgressDeadlineExceeded' || deadlineMs(deployment, current) < unixMs
}

/** The status in the course of a rollout: the counts, how it gets on, and whether pods cannot be made. */
export function rolloutStatus(deployment: Deployment, all: readonly ReplicaSet[], newRs: ReplicaSet | undefined, unixMs: number): DeploymentStatus {
  const counts = countStatus(deployment, all, newRs, unixMs)
  const progressed = hasProgressDeadline(deployment) ? progressConditions(deployment, counts, newRs, unixMs) : without(counts.conditions, 'Progressing')
  const failure = replicaFailure(all, newRs)
  return { ...counts, conditions: failure ? withCondition(progressed, failure) : without(progressed, 'ReplicaFailure') }
}

function progressConditions(deployment: Deployment, now: Counts, newRs: ReplicaSet | undefined, unixMs: number): Conditions {
  const current = conditionOf(deployment.status, 'Progressing')
  const settled = (now.replicas ?? 0) === (now.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable'
  if (settled) return now.conditions
  const who = newRs ? `ReplicaSet "${newRs.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  if (isComplete(deployment, now))
    return withCondition(now.conditions, condition('Progressing', 'True', 'NewReplicaSetAvailable', `${who} has successfully progressed.`, unixMs))
  if (isProgressing(deployment, now)) {
    const next = condition('Progressing', 'True', 'ReplicaSetUpdated', `${who} is progressing.`, unixMs)
    // every sign of progress moves lastUpdateTime, from which the deadline counts
    return [...without(now.conditions, 'Progressing'), current?.status === 'True' ? { ...next, lastTransitionTime: current.lastTransitionTime } : next]
  }
  if (isTimedOut(deployment, now, unixMs))
    return withCondition(now.conditions, condition('Progressing', 'False', 'ProgressDeadlineExceeded', `${who} has timed out progressing.`, unixMs))
  return now.conditions
}

/** That pods cannot be made is told by a ReplicaSet, first of all by the new one. */
function replicaFailure(all: readonly ReplicaSet[], newRs: ReplicaSet | undefined): DeploymentCondition | undefined {
  const failures = [...newRs ? [newRs] : [], ...all].flatMap(({ status }) => status?.conditions ?? []).filter(({ type }) => type === 'ReplicaFailure')
  const [first] = failures
  return first && { ...first, lastUpdateTime: first.lastTransitionTime }
}
