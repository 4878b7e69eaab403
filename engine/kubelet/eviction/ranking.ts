// Who is evicted first: who uses more than was asked for, then who matters less, then who uses most beyond that.
import { podRequests } from '../../client/placement/requests.ts'
import type { PodWorker } from '../pod-worker.ts'
import type { ContainerRecord } from '../records.ts'
import { bytesOf } from '../resources.ts'
import { containerDiskUse, diskUse, memoryUse } from './usage.ts'

export type Starved = 'memory' | 'ephemeral-storage'

const useOf = (worker: PodWorker, starved: Starved): number => starved === 'memory' ? memoryUse(worker) : diskUse(worker)

export function inOrder(workers: readonly PodWorker[], starved: Starved): readonly PodWorker[] {
  const ranked = workers.map(worker => {
    const excess = useOf(worker, starved) - (podRequests(worker.pod.spec).get(starved) ?? 0)
    return { worker, excess, priority: worker.pod.spec.priority ?? 0 }
  })
  return ranked
    .toSorted((a, b) => Number(b.excess > 0) - Number(a.excess > 0) || a.priority - b.priority || b.excess - a.excess)
    .map(({ worker }) => worker)
}

export interface Offender { readonly name: string, readonly used: number, readonly requested: number }

/** Its containers that use more than they asked for. */
export function offenders({ records }: PodWorker, starved: Starved): readonly Offender[] {
  const used = (record: ContainerRecord): number => starved === 'memory' ? record.container.meter.use.memoryBytes : containerDiskUse(record)
  return [...records.all()].flatMap(record => {
    const requested = bytesOf(record.spec.resources?.requests?.[starved] ?? '0')
    return used(record) > requested ? [{ name: record.spec.name, used: used(record), requested }] : []
  })
}
