// Phases of volumes and claims. Who already is in a phase is left alone.
import { equal } from '../../apiserver/equal.ts'
import { timestamp } from '../../clock/time.ts'
import type { PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimPhase, PersistentVolumePhase } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'

export function setVolumePhase(client: Client, volume: PersistentVolume, phase: PersistentVolumePhase, message?: string): PersistentVolume {
  if (volume.status.phase === phase && volume.status.message === message) return volume
  const lastPhaseTransitionTime = volume.status.phase === phase ? volume.status.lastPhaseTransitionTime : timestamp(client.unixMs)
  return client.updateStatus('persistentvolumes', {
    ...volume, status: { phase, ...message !== undefined && { message }, ...lastPhaseTransitionTime !== undefined && { lastPhaseTransitionTime } },
  })
}

/** Only a claim that is bound tells how it can be used and how much there is. */
export function setClaimPhase(client: Client, claim: PersistentVolumeClaim, phase: PersistentVolumeClaimPhase, volume?: PersistentVolume): void {
  const { accessModes: _modes, capacity: _capacity, ...others } = claim.status
  const { accessModes, capacity } = volume?.spec ?? {}
  const known = claim.status.phase === phase && claim.status.capacity ? claim.status.capacity : capacity // of a volume that grew, the file system must follow first
  const status = { ...others, phase, ...accessModes && { accessModes }, ...volume && known && { capacity: known } }
  if (!equal(status, claim.status)) client.updateStatus('persistentvolumeclaims', { ...claim, status })
}
