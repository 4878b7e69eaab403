// Finds the ReplicaSet of the present template, or makes it, and numbers the revisions.
import type { Deployment, ReplicaSet } from '../../apiserver/types.gen.ts'
import { equal } from '../../apiserver/equal.ts'
import { StatusError } from '../../apiserver/status.ts'
import { isStatus } from '../../client/client.ts'
import { controllerRef, isControlledBy } from '../owners.ts'
import { annotationsForCurrent, annotationsForNew, revisionAnnotation, revisionOf } from './annotations.ts'
import { maxSurge, wantedReplicas } from './limits.ts'
import { newReplicaSet, sameTemplate, sum, wanted } from './replica-sets.ts'
import { condition, conditionOf, hasProgressDeadline, withCondition } from './status.ts'
import { hashLabel, templateHash } from './template-hash.ts'
import { storeStatus, type Tools } from './tools.ts'

export interface Rollout {
  readonly deployment: Deployment
  readonly newRs: ReplicaSet | undefined
  readonly old: readonly ReplicaSet[]
}

export const allOf = ({ newRs, old }: Rollout): readonly ReplicaSet[] => newRs ? [...old, newRs] : old

/** Sorts the ReplicaSets into the new one and the old ones; makes the new one only when told to. */
export function revise(tools: Tools, deployment: Deployment, replicaSets: readonly ReplicaSet[], create: boolean): Rollout {
  const newRs = newReplicaSet(deployment, replicaSets)
  const old = replicaSets.filter(rs => rs !== newRs)
  const revision = Math.max(0, ...old.map(revisionOf)) + 1
  if (newRs) return renumber(tools, deployment, newRs, old, revision)
  return create ? createNew(tools, deployment, old, revision) : { deployment, newRs: undefined, old }
}

function renumber(tools: Tools, deployment: Deployment, newRs: ReplicaSet, old: readonly ReplicaSet[], revision: number): Rollout {
  const annotations = annotationsForCurrent(deployment, newRs, revision)
  const { minReadySeconds } = deployment.spec
  if (!equal(annotations, newRs.metadata.annotations ?? {}) || (newRs.spec.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)) {
    const { minReadySeconds: _before, ...spec } = newRs.spec
    const updated = tools.client.update('replicasets.apps', { ...newRs, metadata: { ...newRs.metadata, annotations }, spec: { ...spec, ...minReadySeconds !== undefined && { minReadySeconds } } })
    return { deployment, newRs: updated, old }
  }
  const found = hasProgressDeadline(deployment) && !conditionOf(deployment.status, 'Progressing')
    ? condition('Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${newRs.metadata.name}"`, tools.client.unixMs)
    : undefined
  return { deployment: noteRevision(tools, deployment, annotations[revisionAnnotation] ?? '', found), newRs, old }
}

/** The Deployment carries the revision of its newest ReplicaSet. */
function noteRevision(tools: Tools, deployment: Deployment, revision: string, progressing: ReturnType<typeof condition> | undefined): Deployment {
  const { metadata, status } = deployment
  if (metadata.annotations?.[revisionAnnotation] === revision && !progressing) return deployment
  return storeStatus(tools, {
    ...deployment,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [revisionAnnotation]: revision } },
    status: progressing ? { ...status, conditions: withCondition(status.conditions ?? [], progressing) } : status,
  })
}

function createNew(tools: Tools, deployment: Deployment, old: readonly ReplicaSet[], revision: number): Rollout {
  const { client, recorder } = tools
  const draft = draftOf(deployment, old, revision)
  const { name } = draft.metadata
  try {
    const newRs = client.create('replicasets.apps', draft)
    if (wanted(newRs) > 0) recorder.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${wanted(newRs)}`)
    const created = hasProgressDeadline(deployment)
      ? condition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`, client.unixMs)
      : undefined
    return { deployment: noteRevision(tools, deployment, String(revision), created), newRs, old }
  }
  catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (!isStatus(error, 'AlreadyExists')) throw refused(tools, deployment, name, error)
    const there = client.get('replicasets.apps', deployment.metadata.namespace, name)
    if (isControlledBy(there, deployment) && sameTemplate(there.spec.template, deployment.spec.template)) // ours, only the news of it is late
      return { deployment: noteRevision(tools, deployment, String(revision), undefined), newRs: there, old: old.filter(rs => rs.metadata.uid !== there.metadata.uid) }
    storeStatus(tools, { ...deployment, status: { ...deployment.status, collisionCount: (deployment.status.collisionCount ?? 0) + 1 } })
    throw error // and tried again, under another name
  }
}

/** Tells that the ReplicaSet could not be made, unless that is because the namespace is going. */
function refused(tools: Tools, deployment: Deployment, name: string, error: StatusError): StatusError {
  if (error.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return error
  const { client, recorder } = tools
  const message = `Failed to create new replica set "${name}": ${error.message}`
  if (hasProgressDeadline(deployment)) {
    const failed = condition('Progressing', 'False', 'ReplicaSetCreateError', message, client.unixMs)
    storeStatus(tools, { ...deployment, status: { ...deployment.status, conditions: withCondition(deployment.status.conditions ?? [], failed) } })
  }
  recorder.event(deployment, 'Warning', 'ReplicaSetCreateError', message)
  return error
}

function draftOf(deployment: Deployment, old: readonly ReplicaSet[], revision: number) {
  const { metadata: { name, namespace }, spec: { template, selector, minReadySeconds }, status } = deployment
  const hash = { [hashLabel]: templateHash(template, status.collisionCount) }
  const labels = { ...template.metadata?.labels, ...hash }
  return {
    apiVersion: 'apps/v1' as const,
    kind: 'ReplicaSet' as const,
    metadata: {
      name: `${name}-${hash[hashLabel]}`,
      ...namespace !== undefined && { namespace },
      labels,
      annotations: annotationsForNew(deployment, revision),
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas: sizeOfNew(deployment, old, 0),
      ...minReadySeconds !== undefined && { minReadySeconds },
      selector: { ...selector, matchLabels: { ...selector.matchLabels, ...hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  }
}

/** How far the new ReplicaSet may go now: up to the surge over all, in a rolling update; else all the way. */
export function sizeOfNew(deployment: Deployment, others: readonly ReplicaSet[], size: number): number {
  const replicas = wantedReplicas(deployment)
  if (deployment.spec.strategy.type === 'Recreate') return replicas
  const room = replicas + maxSurge(deployment) - sum(others, wanted) - size
  return room <= 0 ? size : size + Math.min(room, replicas - size)
}
