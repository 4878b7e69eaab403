// Volumes that outlive pods, claims on them, and the classes they are made by.
import { fill, put, within } from '../defaults/fill.ts'
import { claimDefaults } from '../defaults/volume.ts'
import { equal } from '../equal.ts'
import { forbidden, invalidValue, notSupported, required } from '../resource.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import { compareQuantities, noQuantity, parseQuantity } from '../schema/quantity.ts'
import type { CSIDriver, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeSpec, StorageClass } from '../types.gen.ts'
import { fails, immutable, oneOf, oneOfIfSet } from '../validation/check.ts'
import { accessModes, claimSpec, className, volumeMode } from '../validation/claim.ts'
import { unifiedDiff } from '../validation/diff.ts'
import { indentedJson, internalStruct } from '../validation/internal.ts'
import { nodeSelector } from '../validation/placement.ts'
import { positiveQuantity } from '../validation/resources.ts'
import { persistentSource } from '../validation/volumes.ts'
import type { Kind } from './kind.ts'

const reclaimPolicies = ['Delete', 'Recycle', 'Retain']

export const persistentvolumes: Kind<PersistentVolume> = {
  defaults: volume => within(volume, 'spec', spec =>
    within(fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }), 'hostPath', hostPath => fill(hostPath, { type: '' }))),
  prepareForCreate: volume => ({ ...volume, status: { phase: 'Pending' } }),
  check(errors, { spec = {} }) {
    const { capacity = {}, accessModes: modes = [], persistentVolumeReclaimPolicy: policy, nodeAffinity } = spec
    if (modes.length === 0) errors.push(required('spec.accessModes'))
    accessModes(errors, 'spec.accessModes', modes)
    const names = Object.keys(capacity)
    if (names.length === 0) errors.push(required('spec.capacity'))
    if (names.join() !== 'storage') errors.push(notSupported('spec.capacity', spec.capacity ?? null, ['storage']))
    for (const name of names) positiveQuantity(errors, `spec.capacity[${name}]`, capacity[name] ?? '')
    oneOfIfSet(errors, 'spec.persistentVolumeReclaimPolicy', policy, reclaimPolicies)
    if (nodeAffinity?.required) nodeSelector(errors, 'spec.nodeAffinity.required', nodeAffinity.required)
    else if (nodeAffinity) errors.push(required('spec.nodeAffinity.required', 'must specify required node constraints'))
    persistentSource(errors, 'spec', spec)
    className(errors, 'spec.storageClassName', spec.storageClassName)
    volumeMode(errors, 'spec.volumeMode', spec.volumeMode)
  },
  checkUpdate(errors, { spec: next }, { spec: current }) {
    const source = ({ capacity: _c, accessModes: _a, claimRef: _r, mountOptions: _m, nodeAffinity: _n, persistentVolumeReclaimPolicy: _p, storageClassName: _s, volumeAttributesClassName: _v, volumeMode: _o, ...rest }: PersistentVolumeSpec): object => rest
    if (!equal(source(next), source(current)))
      errors.push(forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${unifiedDiff(JSON.stringify(source(current), null, 1), JSON.stringify(source(next), null, 1))}`))
    immutable(errors, 'volumeMode', next.volumeMode === current.volumeMode, next.volumeMode)
    if (current.nodeAffinity && !equal(next.nodeAffinity, current.nodeAffinity))
      errors.push(invalidValue('nodeAffinity', next.nodeAffinity ?? null, 'field is immutable, except for updating from beta label to GA'))
  },
}

export const persistentvolumeclaims: Kind<PersistentVolumeClaim> = {
  defaults: claim => within(claim, 'spec', claimDefaults),
  prepareForCreate: claim => ({ ...claim, status: { phase: 'Pending' } }),
  check: (errors, { spec }) => claimSpec(errors, 'spec', spec),
  checkUpdate(errors, next, current) {
    if (next.spec === current.spec) return
    const bound = next.status.phase === 'Bound'
    const kept = withoutAllowedChanges(next.spec, current.spec, bound)
    if (!equal(kept, current.spec)) {
      const diff = unifiedDiff(indentedJson(internalStruct('PersistentVolumeClaimSpec', current.spec)), indentedJson(internalStruct('PersistentVolumeClaimSpec', kept)))
      errors.push(forbidden('spec', `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${diff}`))
    }
    const size = (text: string | undefined): ReturnType<typeof parseQuantity> => text === undefined ? noQuantity : parseQuantity(text)
    const asked = size(next.spec.resources?.requests?.['storage'])
    if (compareQuantities(asked, size(current.spec.resources?.requests?.['storage'])) < 0 && compareQuantities(asked, size(current.status.capacity?.['storage'])) <= 0)
      errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'))
    immutable(errors, 'volumeMode', next.spec.volumeMode === current.spec.volumeMode, next.spec.volumeMode)
  },
}

/** `next` as it would be without what may change: the volume and the class once, the size and the attributes when bound. */
function withoutAllowedChanges(next: PersistentVolumeClaimSpec, current: PersistentVolumeClaimSpec, bound: boolean): PersistentVolumeClaimSpec {
  let kept = next
  if (!current.volumeName && kept.volumeName !== undefined) kept = without(kept, 'volumeName')
  if (current.storageClassName === undefined) kept = without(kept, 'storageClassName')
  if (!bound) return kept
  const storage = current.resources?.requests?.['storage']
  if (storage !== undefined && kept.resources?.requests) kept = put(kept, 'resources', { ...kept.resources, requests: { ...kept.resources.requests, storage } })
  if (kept.volumeAttributesClassName === undefined) return kept
  return current.volumeAttributesClassName === undefined ? without(kept, 'volumeAttributesClassName') : put(kept, 'volumeAttributesClassName', current.volumeAttributesClassName)
}

function without(spec: PersistentVolumeClaimSpec, field: 'volumeName' | 'storageClassName' | 'volumeAttributesClassName'): PersistentVolumeClaimSpec {
  const { [field]: _dropped, ...rest } = spec
  return rest
}

export const storageclasses: Kind<StorageClass> = {
  defaults: sc => fill(sc, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  check(errors, { provisioner, reclaimPolicy, volumeBindingMode }) {
    if (!provisioner) errors.push(required('provisioner'))
    else fails(errors, 'provisioner', provisioner.toLowerCase(), labelKeyFaults(provisioner.toLowerCase()))
    oneOf(errors, 'reclaimPolicy', reclaimPolicy, ['Delete', 'Retain'])
    oneOf(errors, 'volumeBindingMode', volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'])
  },
  checkUpdate(errors, next, current) {
    if (!equal(next.parameters ?? {}, current.parameters ?? {})) errors.push(forbidden('parameters', 'updates to parameters are forbidden.'))
    immutable(errors, 'provisioner', next.provisioner === current.provisioner, next.provisioner)
    if (next.reclaimPolicy !== current.reclaimPolicy) errors.push(forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'))
    immutable(errors, 'volumeBindingMode', next.volumeBindingMode === current.volumeBindingMode, next.volumeBindingMode)
  },
}

export const csidrivers: Kind<CSIDriver> = {
  defaults: driver => within(driver, 'spec', spec => fill(spec, {
    attachRequired: true, podInfoOnMount: false, volumeLifecycleModes: ['Persistent'], storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', requiresRepublish: false, seLinuxMount: false,
  })),
}
