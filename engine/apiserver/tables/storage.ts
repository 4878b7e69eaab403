// The rows of volumes and of where they come from.
import type { CSIDriver, CSINode, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeAttachment, VolumeAttributesClass } from '../types.gen.ts'
import { age } from './duration.ts'
import { accessModesText, orNone, quantity, unset, type Cells } from './format.ts'

const classAnnotation = 'volume.beta.kubernetes.io/storage-class'

/** The storage class of a volume or claim; an old annotation wins over the field. */
export function storageClassOf({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? ''
}

export function volumeRow(volume: PersistentVolume, nowMs: number): Cells {
  const { metadata, spec, status } = volume
  return [
    metadata.name, quantity(spec.capacity?.['storage']), accessModesText(spec.accessModes), spec.persistentVolumeReclaimPolicy ?? '', phaseOf(volume),
    spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '', storageClassOf(volume), spec.volumeAttributesClassName ?? unset,
    status.reason ?? '', age(metadata.creationTimestamp, nowMs), spec.volumeMode ?? unset,
  ]
}

export function claimRow(claim: PersistentVolumeClaim, nowMs: number): Cells {
  const { metadata, spec, status } = claim
  const bound = Boolean(spec.volumeName)
  return [
    metadata.name, phaseOf(claim), spec.volumeName ?? '', bound ? quantity(status.capacity?.['storage']) : '', bound ? accessModesText(status.accessModes) : '',
    storageClassOf(claim), spec.volumeAttributesClassName ?? unset, age(metadata.creationTimestamp, nowMs), spec.volumeMode ?? unset,
  ]
}

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

export function attachmentRow({ metadata, spec, status }: VolumeAttachment, nowMs: number): Cells {
  return [metadata.name, spec.attacher, spec.source.persistentVolumeName ?? '', spec.nodeName, status.attached ?? false, age(metadata.creationTimestamp, nowMs)]
}

export function csiDriverRow({ metadata, spec }: CSIDriver, nowMs: number): Cells {
  return [
    metadata.name, spec.attachRequired ?? true, spec.podInfoOnMount ?? false, spec.storageCapacity ?? false,
    spec.tokenRequests ? spec.tokenRequests.map(({ audience }) => audience).join() : unset, spec.requiresRepublish ?? false,
    orNone(spec.volumeLifecycleModes?.join()), age(metadata.creationTimestamp, nowMs),
  ]
}

export function csiNodeRow({ metadata, spec }: CSINode, nowMs: number): Cells {
  return [metadata.name, spec.drivers.length, age(metadata.creationTimestamp, nowMs)]
}
