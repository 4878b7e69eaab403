// The descriptions of volumes, claims and their classes.
import type { CSINode, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass, VolumeAttributesClass } from '../../apiserver/types.gen.ts'
import { age } from '../../apiserver/tables/duration.ts'
import { accessModesText, labelsText, quantity, trueFalse, unset } from '../../apiserver/tables/format.ts'
import { isDefaultStorageClass, storageClassOf } from '../../apiserver/tables/storage.ts'
import { dataSourceLines } from './claim.ts'
import { objectsOf, type Describer } from './describer.ts'
import { dateText, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, labelLines, titledLines } from './metadata.ts'
import { persistentSourceLines } from './volumes.ts'

function phaseLine(out: Description, { metadata, status }: PersistentVolume | PersistentVolumeClaim, nowMs: number): void {
  const { deletionTimestamp } = metadata
  out.line(0, `Status:\t${deletionTimestamp === undefined ? status.phase ?? '' : `Terminating (lasts ${age(deletionTimestamp, nowMs)})`}`)
}

const finalizersLine = (out: Description, { metadata }: PersistentVolume | PersistentVolumeClaim): void =>
  out.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`)

export const volume: Describer<PersistentVolume> = {
  describe(volume, out, { nowMs, events }) {
    const { metadata, spec, status } = volume
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    finalizersLine(out, volume)
    out.line(0, `StorageClass:\t${storageClassOf(volume)}`)
    phaseLine(out, volume, nowMs)
    out.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : ''}`)
    out.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`)
    out.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`)
    if (spec.volumeMode !== undefined) out.line(0, `VolumeMode:\t${spec.volumeMode}`)
    out.line(0, `Capacity:\t${quantity(spec.capacity?.['storage'])}`)
    affinityLines(out, spec.nodeAffinity)
    out.line(0, `Message:\t${status.message ?? ''}`)
    out.line(0, 'Source:')
    persistentSourceLines(out, spec)
    eventLines(out, events, nowMs)
  },
}

function affinityLines(out: Description, affinity: PersistentVolume['spec']['nodeAffinity']): void {
  const terms = affinity?.required?.nodeSelectorTerms
  out.line(0, `Node Affinity:\t${affinity?.required ? '' : '<none>'}`)
  if (!terms) return
  out.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`)
  terms.forEach(({ matchExpressions = [] }, i) => titledLines(out, `Term ${i}`, matchExpressions.map(({ key, operator, values }) =>
    `${key} ${operator.toLowerCase()}${values?.length ? ` [${values.join(', ')}]` : ''}`), '    '))
}

export const claim: Describer<PersistentVolumeClaim> = {
  needs: ({ metadata }) => [{ resource: 'pods', namespace: metadata.namespace }],
  describe(claim, out, { nowMs, answers, events }) {
    const { metadata, spec, status } = claim
    const bound = Boolean(spec.volumeName)
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    out.line(0, `StorageClass:\t${storageClassOf(claim)}`)
    phaseLine(out, claim, nowMs)
    out.line(0, `Volume:\t${spec.volumeName ?? ''}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    finalizersLine(out, claim)
    out.line(0, `Capacity:\t${bound ? quantity(status.capacity?.['storage']) : ''}`)
    out.line(0, `Access Modes:\t${bound ? accessModesText(status.accessModes) : ''}`)
    if (spec.volumeMode !== undefined) out.line(0, `VolumeMode:\t${spec.volumeMode}`)
    dataSourceLines(out, spec, 0)
    titledLines(out, 'Used By', usersOf(claim, objectsOf<Pod>(answers[0])))
    claimConditionLines(out, status)
    eventLines(out, events, nowMs)
  },
}

/** The pods that mount it, and the one it was made for. */
function usersOf({ metadata }: PersistentVolumeClaim, pods: readonly Pod[]): readonly string[] {
  const owners = new Set((metadata.ownerReferences ?? []).flatMap(({ kind, uid }) => kind === 'Pod' ? uid : []))
  return pods
    .filter(pod => owners.has(pod.metadata.uid) || pod.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name))
    .map(pod => pod.metadata.name).sort()
}

function claimConditionLines(out: Description, { conditions }: PersistentVolumeClaim['status']): void {
  if (!conditions?.length) return
  out.line(0, 'Conditions:')
  out.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage')
  out.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const { type, status, lastProbeTime, lastTransitionTime, reason = '', message = '' } of conditions)
    out.line(1, `${type} \t${status} \t${dateText(lastProbeTime)} \t${dateText(lastTransitionTime)} \t${reason} \t${message}`)
}

export const storageClass: Describer<StorageClass> = {
  describe(storageClass, out, { nowMs, events }) {
    const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions, reclaimPolicy, volumeBindingMode, allowedTopologies } = storageClass
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `IsDefaultClass:\t${isDefaultStorageClass(storageClass) ? 'Yes' : 'No'}`)
    out.line(0, `Annotations:\t${labelsText(metadata.annotations)}`)
    out.line(0, `Provisioner:\t${provisioner}`)
    out.line(0, `Parameters:\t${labelsText(parameters)}`)
    out.line(0, `AllowVolumeExpansion:\t${allowVolumeExpansion === undefined ? unset : trueFalse(allowVolumeExpansion)}`)
    out.line(0, `MountOptions:${mountOptions?.length ? '' : '\t<none>'}`)
    for (const option of mountOptions ?? []) out.line(1, option)
    if (reclaimPolicy !== undefined) out.line(0, `ReclaimPolicy:\t${reclaimPolicy}`)
    if (volumeBindingMode !== undefined) out.line(0, `VolumeBindingMode:\t${volumeBindingMode}`)
    if (allowedTopologies) out.line(0, `AllowedTopologies:\t${allowedTopologies.length === 0 ? '<none>' : ''}`)
    ;(allowedTopologies ?? []).forEach(({ matchLabelExpressions = [] }, i) =>
      titledLines(out, `Term ${i}`, matchLabelExpressions.map(({ key, values }) => `${key} in${values.length > 0 ? ` [${values.join(', ')}]` : ''}`), '  '))
    eventLines(out, events, nowMs)
  },
}

export const attributesClass: Describer<VolumeAttributesClass> = {
  describe({ metadata, driverName, parameters }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Annotations:\t${labelsText(metadata.annotations)}`)
    out.line(0, `DriverName:\t${driverName}`)
    out.line(0, `Parameters:\t${labelsText(parameters)}`)
    eventLines(out, events, nowMs)
  },
}

export const csiNode: Describer<CSINode> = {
  describe({ metadata, spec }, out, { nowMs, events }) {
    out.line(0, `Name:\t${metadata.name}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    out.line(0, `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`)
    out.line(0, 'Spec:')
    if (spec.drivers) out.line(1, 'Drivers:')
    for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers ?? []) {
      out.line(2, `${name}:`)
      out.line(3, `Node ID:\t${nodeID}`)
      if (allocatable?.count !== undefined) {
        out.line(3, 'Allocatables:')
        out.line(4, `Count:\t${allocatable.count}`)
      }
      if (topologyKeys) out.line(3, `Topology Keys:\t[${topologyKeys.join(' ')}]`)
    }
    eventLines(out, events, nowMs)
  },
}
