// What a StatefulSet tells of its pods.
import type { Pod, StatefulSet, StatefulSetStatus } from '../../apiserver/types.gen.ts'
import { isAvailable } from '../pod-control.ts'
import { revisionNameOf } from './identity.ts'
import { isRunningAndReady, isTerminating } from './plan.ts'

export interface Revisions { readonly current: string, readonly update: string, readonly collisionCount: number }

export function statusOf(set: StatefulSet, pods: readonly Pod[], { current, update, collisionCount }: Revisions, unixMs: number): StatefulSetStatus {
  const ready = pods.filter(isRunningAndReady)
  const staying = pods.filter(pod => !isTerminating(pod))
  const count = (revision: string): number => staying.filter(pod => revisionNameOf(pod) === revision).length
  const counted = { readyReplicas: ready.length, currentReplicas: count(current), updatedReplicas: count(update) }
  const isDone = set.spec.updateStrategy.type !== 'OnDelete' && counted.updatedReplicas === pods.length && counted.readyReplicas === pods.length
  const settled = isDone ? { ...counted, currentReplicas: counted.updatedReplicas } : counted
  return {
    ...set.metadata.generation !== undefined && { observedGeneration: set.metadata.generation },
    replicas: pods.length,
    availableReplicas: ready.filter(pod => isAvailable(pod, set.spec.minReadySeconds ?? 0, unixMs)).length,
    ...Object.fromEntries(Object.entries(settled).filter(([, replicas]) => replicas > 0)),
    currentRevision: isDone ? update : current,
    updateRevision: update,
    collisionCount,
    ...set.status.conditions && { conditions: set.status.conditions },
  }
}
