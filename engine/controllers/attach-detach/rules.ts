// Who may have a volume at the same time, and what is said to who may not.
import type { ContainerStatus, PersistentVolume, Pod } from '../../apiserver/types.gen.ts'

/** Of one that says nothing about it, its driver will say. */
export const isForOneNode = ({ spec: { accessModes = [] } }: PersistentVolume): boolean =>
  accessModes.length > 0 && !accessModes.some(mode => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')

/** Whether a pod still has its volumes: not once it has ended, or is to go and nothing of it runs. */
export function isStillThere({ metadata, status }: Pod): boolean {
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return false
  const statuses: readonly ContainerStatus[] = status.containerStatuses ?? []
  const isIdle = statuses.every(({ state }) => state?.terminated !== undefined || state?.waiting !== undefined)
  return metadata.deletionTimestamp === undefined || !isIdle
}

export function multiAttachError({ metadata }: PersistentVolume, pod: Pod, holders: readonly Pod[]): string {
  const beside = holders.filter(holder => holder.metadata.namespace === pod.metadata.namespace).map(holder => holder.metadata.name)
  const far = holders.length - beside.length
  const why = holders.length === 0
    ? "Volume is already exclusively attached to one node and can't be attached to another"
    : beside.length === 0
      ? `Volume is already used by ${far} pod(s) in different namespaces`
      : `Volume is already used by pod(s) ${beside.join(', ')}${far > 0 ? ` and ${far} pod(s) in different namespaces` : ''}`
  return `Multi-Attach error for volume "${metadata.name}" ${why}`
}
