// What pods take of their node.
import type { ContainerRecord } from '../records.ts'
import type { PodWorker } from '../pod-worker.ts'

export type UseOf = (worker: PodWorker) => number

export const containerDiskUse = ({ container }: ContainerRecord): number => container.files.ownBytes + container.logBytes

export function memoryUse({ records }: PodWorker): number {
  let bytes = 0
  for (const { container } of records.all()) if (container.isRunning) bytes += container.meter.use.memoryBytes
  return bytes
}

/** What lies in its own directories: memory that looks like a directory is another matter. */
export function emptyDirUse({ pod, volumes }: PodWorker): number {
  let bytes = 0
  for (const { name, emptyDir } of pod.spec.volumes ?? []) if (emptyDir && emptyDir.medium !== 'Memory') bytes += volumes.bytesOf(name)
  return bytes
}

export function diskUse(worker: PodWorker): number {
  let bytes = emptyDirUse(worker)
  for (const record of worker.records.all()) bytes += containerDiskUse(record)
  return bytes
}

export function totalUse(workers: readonly PodWorker[], useOf: UseOf): number {
  let bytes = 0
  for (const worker of workers) bytes += useOf(worker)
  return bytes
}
