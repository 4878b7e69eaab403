// What becomes of a volume that is claimed no more.
import type { PersistentVolume } from '../../apiserver/types.gen.ts'
import { isStatus, type Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/recorder.ts'
import { provisionedBy } from '../../client/volumes.ts'
import { setVolumePhase } from './status.ts'

export function reclaim(client: Client, recorder: EventRecorder, volume: PersistentVolume): void {
  const { metadata, spec, status } = volume
  if (spec.persistentVolumeReclaimPolicy !== 'Delete' || metadata.deletionTimestamp !== undefined || status.phase === 'Failed') return
  if (spec.csi || metadata.annotations?.[provisionedBy] !== undefined) return // who made it deletes it
  const obstacle = whyNotDeleted(volume)
  if (obstacle !== undefined) {
    setVolumePhase(client, volume, 'Failed', obstacle)
    return recorder.event(volume, 'Warning', 'VolumeFailedDelete', obstacle)
  }
  try { client.delete('persistentvolumes', undefined, metadata.name) }
  catch (error) { if (!isStatus(error, 'NotFound')) throw error }
}

/** Of its own, the controller can only delete directories below /tmp. */
function whyNotDeleted({ metadata, spec: { hostPath } }: PersistentVolume): string | undefined {
  if (!hostPath) return `error getting deleter volume plugin for volume "${metadata.name}": no volume plugin matched`
  return /^\/tmp\/./.test(hostPath.path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`
}
