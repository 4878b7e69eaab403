// Whether there is room for a new volume where a node could use it, as far as its driver tells.
import { labelSelectorMatches } from '../../apiserver/selectors/index.ts'
import { compareQuantities, noQuantity, parseQuantity, type Quantity } from '../../apiserver/schema/quantity.ts'
import type { CSIDriver, CSIStorageCapacity, PersistentVolumeClaim, StorageClass } from '../../apiserver/types.gen.ts'
import type { Informer } from '../../client/informer.ts'
import type { NodeInfo } from '../node-info.ts'

export interface Capacities {
  readonly drivers: Informer<CSIDriver>
  readonly capacities: Informer<CSIStorageCapacity>
}

const quantity = (text: string | undefined): Quantity => text === undefined ? noQuantity : parseQuantity(text)

/** Drivers that do not keep count are taken to have enough. */
export function hasRoomFor({ spec }: PersistentVolumeClaim, { metadata, provisioner }: StorageClass, node: NodeInfo, { drivers, capacities }: Capacities): boolean {
  if (!drivers.get(provisioner)?.spec.storageCapacity) return true
  const wanted = quantity(spec.resources?.requests?.['storage'])
  return capacities.list().some(({ storageClassName, capacity, maximumVolumeSize, nodeTopology }) => storageClassName === metadata.name
    && compareQuantities(quantity(maximumVolumeSize ?? capacity), wanted) >= 0
    && nodeTopology !== undefined && labelSelectorMatches(nodeTopology, node.labels))
}
