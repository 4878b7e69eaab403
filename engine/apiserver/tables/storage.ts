// The rows of volumes and of where they come from.
import type { CSIDriver, CSINode, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeAttachment, VolumeAttributesClass } from '../types.gen.ts'
import { age } from './duration.ts'
import { accessModesText, itsAge, orNone, quantity, row, unset, type Cells } from './format.ts'

const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

/** The storage class of a volume or claim; an old annotation wins over the field. */
export function storageClassOf({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? ''
}

export const volumeRow = row((volume: PersistentVolume) => {
  const { spec, status } = volume
  return [
    quantity(spec.capacity?.['storage']), accessModesText(spec.accessModes), spec.persistentVolumeReclaimPolicy ?? '', phaseOf(volume),
    spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '', storageClassOf(volume), spec.volumeAttributesClassName ?? unset,
    status.reason ?? '', itsAge, spec.volumeMode ?? unset,
  ]
})

export const claimRow = row((claim: PersistentVolumeClaim) => {
  const { spec, status } = claim
  const bound = Boolean(spec.volumeName)
  return [
    phaseOf(claim), spec.volumeName ?? '', bound ? quantity(status.capacity?.['storage']) : '', bound ? accessModesText(status.accessModes) : '',
    storageClassOf(claim), spec.volumeAttributesClassName ?? unset, itsAge, spec.volumeMode ?? unset,
  ]
})

const phaseOf = ({ metadata, status }: PersistentVolume | PersistentVolumeClaim): string =>
  metadata.deletionTimestamp === undefined ? status.phase ?? '' : 'Terminating'

const isDefault = (annotations: Readonly<Record<string, string>> | undefined, ...keys: readonly string[]): boolean =>
  keys.some(key => annotations?.[key] === 'true')

export const isDefaultStorageClass = ({ metadata }: StorageClass): boolean =>
  isDefault(metadata.annotations, 'storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class')

export function storageClassRow(storageClass: StorageClass, nowMs: number): Cells {
  const { metadata, provisioner, reclaimPolicy = 'Delete', volumeBindingMode = 'Immediate', allowVolumeExpansion = false } = storageClass
  return [
    metadata.name + (isDefaultStorageClass(storageClass) ? ' (default)' : ''), provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion,
    age(metadata.creationTimestamp, nowMs),
  ]
}

export function attributesClassRow({ metadata, driverName }: VolumeAttributesClass, nowMs: number): Cells {
  const mark = isDefault(metadata.annotations, 'volumeattributesclass.alpha.kubernetes.io/is-default-class') ? ' (default)' : ''
  return [metadata.name + mark, driverName, age(metadata.creationTimestamp, nowMs)]
}

export const attachmentRow = row(({ spec, status }: VolumeAttachment) => [spec.attacher, spec.source.persistentVolumeName ?? '', spec.nodeName, status.attached ?? false, itsAge])

export const csiDriverRow = row(({ spec }: CSIDriver) => [
  spec.attachRequired ?? true, spec.podInfoOnMount ?? false, spec.storageCapacity ?? false,
  spec.tokenRequests ? spec.tokenRequests.map(({ audience }) => audience).join() : unset, spec.requiresRepublish ?? false,
  orNone(spec.volumeLifecycleModes?.join()), itsAge,
])

export const csiNodeRow = row(({ spec }: CSINode) => [spec.drivers.length, itsAge])
