// Limits on storage that nothing enforces as it is used: a pod that is found to be above one is evicted.
import { canonicalQuantity } from '../../apiserver/schema/quantity.ts'
import { podLimits } from '../../client/placement/requests.ts'
import type { PodWorker } from '../pod-worker.ts'
import { bytesOf, bytesText } from '../resources.ts'
import { containerDiskUse, diskUse } from './usage.ts'

const resource = 'ephemeral-storage'

/** Which limit it exceeds, if any. */
export function storageFault(worker: PodWorker): string | undefined {
  return emptyDirFault(worker) ?? podFault(worker) ?? containerFault(worker)
}

function emptyDirFault({ pod, volumes }: PodWorker): string | undefined {
  for (const { name, emptyDir } of pod.spec.volumes ?? []) {
    const limit = emptyDir?.sizeLimit
    if (limit === undefined || bytesOf(limit) <= 0 || volumes.bytesOf(name) <= bytesOf(limit)) continue
    return `Usage of EmptyDir volume "${name}" exceeds the limit "${canonicalQuantity(limit)}". `
  }
  return undefined
}

function podFault(worker: PodWorker): string | undefined {
  const { spec } = worker.pod
  if (spec.containers.every(({ resources }) => resources?.limits?.[resource] === undefined)) return undefined
  const limit = podLimits(spec).get(resource)
  if (limit === undefined || diskUse(worker) <= limit) return undefined
  return `Pod ephemeral local storage usage exceeds the total limit of containers ${bytesText(limit)}. `
}

function containerFault({ pod, records }: PodWorker): string | undefined {
  for (const { name, resources } of pod.spec.containers) {
    const limit = resources?.limits?.[resource]
    const record = records.latest(name)
    if (limit === undefined || !record || containerDiskUse(record) <= bytesOf(limit)) continue
    return `Container ${name} exceeded its local ephemeral storage limit "${canonicalQuantity(limit)}". `
  }
  return undefined
}
