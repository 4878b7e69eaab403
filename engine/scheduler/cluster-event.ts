// What happens in the cluster that may give a waiting pod another chance.
import type { CSINode, CSIStorageCapacity, Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, VolumeAttachment } from '../apiserver/types.gen.ts'

export type ClusterEvent =
  | { readonly kind: 'pod assigned', readonly pod: Pod }
  | { readonly kind: 'assigned pod changed', readonly pod: Pod, readonly before: Pod }
  | { readonly kind: 'assigned pod gone', readonly pod: Pod }
  | { readonly kind: 'node added', readonly node: Node }
  | { readonly kind: 'node changed', readonly node: Node, readonly before: Node }
  | { readonly kind: 'node gone', readonly node: Node }
  | { readonly kind: 'storage changed', readonly object: PersistentVolumeClaim | PersistentVolume | StorageClass | CSINode | CSIStorageCapacity | VolumeAttachment }

/** The node that an event offers, if it is of that sort. */
export const offeredNode = (event: ClusterEvent): Node | undefined =>
  event.kind === 'node added' || event.kind === 'node changed' ? event.node : undefined

/** What of a node decides about placement; a heartbeat changes none of it. */
export function placementChanged(before: Node, node: Node): boolean {
  return before.metadata.labels !== node.metadata.labels
    || before.spec !== node.spec
    || before.status.allocatable !== node.status.allocatable
    || before.status.images !== node.status.images
}
