// What the parts of the Deployment controller work with, and what all of them do: write a status, scale a ReplicaSet.
import type { Deployment, ReplicaSet } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/recorder.ts'
import type { OwnWrites } from '../own-writes.ts'
import { sizeAnnotations } from './annotations.ts'
import { wanted } from './replica-sets.ts'

export interface Tools {
  readonly client: Client
  readonly recorder: EventRecorder
  readonly written: OwnWrites
}

/** Stores the status of a Deployment, and with it its annotations; answers it as it is then. */
export const storeStatus = ({ client, written }: Tools, deployment: Deployment): Deployment =>
  written.note(client.updateStatus('deployments.apps', deployment))

/** Sets the size of a ReplicaSet and notes the size of the whole on it; answers it as it is then. */
export function scaleReplicaSet({ client, recorder }: Tools, deployment: Deployment, rs: ReplicaSet, replicas: number): ReplicaSet {
  const before = wanted(rs)
  const annotations = { ...rs.metadata.annotations, ...sizeAnnotations(deployment) }
  const noted = Object.entries(annotations).every(([key, value]) => rs.metadata.annotations?.[key] === value)
  if (before === replicas && noted) return rs
  const scaled = client.update('replicasets.apps', { ...rs, metadata: { ...rs.metadata, annotations }, spec: { ...rs.spec, replicas } })
  if (before !== replicas)
    recorder.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${before < replicas ? 'up' : 'down'} replica set ${rs.metadata.name} from ${before} to ${replicas}`)
  return scaled
}
