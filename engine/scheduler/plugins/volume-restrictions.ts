// VolumeRestrictions: a claim that is for one pod alone is not given to a second one; old kinds of disks are not
// shared by pods that write.
import type { Pod, Volume } from '../../apiserver/types.gen.ts'
import { claimsNamedBy } from '../../client/volumes.ts'
import type { ClusterCache } from '../cache.ts'
import { skip, Slot, unschedulable, type Plugin } from '../framework.ts'
import type { Storage } from './volume-binding.ts'

const inUse = unschedulable('node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode')
const noDisk = unschedulable('node(s) had no available disk')

const conflicting = new Slot<boolean>()

export function volumeRestrictions(cache: ClusterCache, { claims }: Storage): Plugin {
  const exclusive = (pod: Pod): readonly string[] => claimsNamedBy(pod).filter(key => claims.get(key)?.spec.accessModes?.includes('ReadWriteOncePod'))

  function isUsed(keys: readonly string[], but: string): boolean {
    for (const { pods } of cache.nodes.values())
      for (const { pod, key } of pods.values()) if (key !== but && claimsNamedBy(pod).some(claim => keys.includes(claim))) return true
    return false
  }

  return {
    name: 'VolumeRestrictions',
    preFilter: (cycle, { pod, key }) => {
      if (!pod.spec.volumes) return skip
      const keys = exclusive(pod)
      if (keys.length === 0 && !pod.spec.volumes.some(isDisk)) return skip
      conflicting.write(cycle, keys.length > 0 && isUsed(keys, key))
      return undefined
    },
    filter: (cycle, { pod }, node) => {
      const disks = (pod.spec.volumes ?? []).filter(isDisk)
      if (disks.length > 0 && [...node.pods.values()].some(other => other.pod.spec.volumes?.some(volume => disks.some(disk => conflict(disk, volume))))) return noDisk
      return conflicting.read(cycle) ? inUse : undefined
    },
    mayHelp: (event, { pod }) => {
      if (event.kind === 'assigned pod gone') return event.pod.metadata.namespace === pod.metadata.namespace || (pod.spec.volumes ?? []).some(isDisk)
      return event.kind === 'storage changed' && event.object.kind === 'PersistentVolumeClaim'
    },
  }
}

const isDisk = ({ gcePersistentDisk, awsElasticBlockStore, iscsi, rbd }: Volume): boolean => Boolean(gcePersistentDisk ?? awsElasticBlockStore ?? iscsi ?? rbd)

/** Whether two pods on one node may not both have them; all but the disks of AWS may be read by many. */
function conflict(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk)
    return a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !(a.gcePersistentDisk.readOnly && b.gcePersistentDisk.readOnly)
  if (a.awsElasticBlockStore && b.awsElasticBlockStore) return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID
  if (a.iscsi && b.iscsi) return a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly)
  if (!a.rbd || !b.rbd) return false
  const { monitors, pool, image, readOnly } = b.rbd
  return a.rbd.image === image && a.rbd.pool === pool && a.rbd.monitors.some(monitor => monitors.includes(monitor)) && !(a.rbd.readOnly && readOnly)
}
