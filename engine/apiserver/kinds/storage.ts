// Volumes that outlive pods, claims on them, and the classes they are made by.
import { fill, put, within } from '../defaults/fill.ts'
import { claimDefaults } from '../defaults/volume.ts'
import { equal } from '../equal.ts'
import { labelKeyFaults } from '../selectors/names.ts'
import { compareQuantities, noQuantity, parseQuantity } from '../schema/quantity.ts'
import type { CSIDriver, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, StorageClass, TopologySelectorTerm, VolumeAttributesClass } from '../types.gen.ts'
import { fails, immutable, oneOf, oneOfIfSet, seenBefore } from '../validation/check.ts'
import { accessModes, claimSpec, className, volumeMode } from '../validation/claim.ts'
import { unifiedDiff } from '../validation/diff.ts'
import { indentedJson, internalStruct } from '../validation/internal.ts'
import { subdomain } from '../validation/names.ts'
import type { Path } from '../validation/path.ts'
import { nodeSelector } from '../validation/placement.ts'
import { positiveQuantity } from '../validation/resources.ts'
import { each } from '../validation/rules.ts'
import { persistentSource, sourceOf } from '../validation/volumes.ts'
import type { Kind } from './kind.ts'

const reclaimPolicies = ['Delete', 'Recycle', 'Retain']

export const persistentvolumes: Kind<PersistentVolume> = {
  defaults: volume => within(volume, 'spec', spec =>
    within(fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }), 'hostPath', hostPath => fill(hostPath, { type: '' }))),
  prepareForCreate: volume => ({ ...volume, status: { phase: 'Pending' } }),
  check(root, { spec = {} }) {
    const { capacity = {}, accessModes: modes = [], persistentVolumeReclaimPolicy: policy, nodeAffinity } = spec
    if (modes.length === 0) root.to('spec.accessModes').required()
    accessModes(root.to('spec.accessModes'), modes)
    const names = Object.keys(capacity)
    if (names.length === 0) root.to('spec.capacity').required()
    if (names.join() !== 'storage') root.to('spec.capacity').notSupported(spec.capacity ?? null, ['storage'])
    for (const name of names) positiveQuantity(root.to(`spec.capacity[${name}]`), capacity[name] ?? '')
    oneOfIfSet(root.to('spec.persistentVolumeReclaimPolicy'), policy, reclaimPolicies)
    if (nodeAffinity?.required) nodeSelector(root.to('spec.nodeAffinity.required'), nodeAffinity.required)
    else if (nodeAffinity) root.to('spec.nodeAffinity.required').required('must specify required node constraints')
    persistentSource(root.to('spec'), spec)
    className(root.to('spec.storageClassName'), spec.storageClassName)
    volumeMode(root.to('spec.volumeMode'), spec.volumeMode)
    const { volumeAttributesClassName: attributes } = spec
    if (attributes === undefined) return
    if (attributes === '') root.to('spec.volumeAttributesClassName').required('an empty string is disallowed')
    else fails(root.to('spec.volumeAttributesClassName'), attributes, subdomain(attributes))
    if (!spec.csi) root.to('spec.csi').required('has to be specified when using volumeAttributesClassName')
  },
  checkUpdate(root, { spec: next }, { spec: current }) {
    if (!equal(sourceOf(next), sourceOf(current)))
      root.to('spec.persistentvolumesource').forbidden(`spec.persistentvolumesource is immutable after creation\n${unifiedDiff(JSON.stringify(sourceOf(current), null, 1), JSON.stringify(sourceOf(next), null, 1))}`)
    immutable(root.to('volumeMode'), next.volumeMode === current.volumeMode, next.volumeMode)
    if (current.nodeAffinity && !equal(next.nodeAffinity, current.nodeAffinity))
      root.to('nodeAffinity').invalid(next.nodeAffinity ?? null, 'field is immutable, except for updating from beta label to GA')
  },
}

export const persistentvolumeclaims: Kind<PersistentVolumeClaim> = {
  defaults: claim => within(claim, 'spec', claimDefaults),
  prepareForCreate: claim => ({ ...claim, status: { phase: 'Pending' } }),
  check: (root, { spec }) => claimSpec(root.to('spec'), spec),
  checkUpdate(root, next, current) {
    if (next.spec === current.spec) return
    const bound = next.status.phase === 'Bound'
    const kept = withoutAllowedChanges(next.spec, current.spec, bound)
    if (!equal(kept, current.spec)) {
      const diff = unifiedDiff(indentedJson(internalStruct('PersistentVolumeClaimSpec', current.spec)), indentedJson(internalStruct('PersistentVolumeClaimSpec', kept)))
      root.to('spec').forbidden(`spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${diff}`)
    }
    const size = (text: string | undefined): ReturnType<typeof parseQuantity> => text === undefined ? noQuantity : parseQuantity(text)
    const asked = size(next.spec.resources?.requests?.['storage'])
    if (compareQuantities(asked, size(current.spec.resources?.requests?.['storage'])) < 0 && compareQuantities(asked, size(current.status.capacity?.['storage'])) <= 0)
      root.to('spec.resources.requests.storage').forbidden('field can not be less than status.capacity')
    immutable(root.to('volumeMode'), next.spec.volumeMode === current.spec.volumeMode, next.spec.volumeMode)
    const attributes = next.spec.volumeAttributesClassName
    if (current.spec.volumeAttributesClassName !== undefined && !attributes)
      root.to('spec.volumeAttributesClassName').forbidden(`update from non-nil value to ${attributes === undefined ? 'nil' : 'an empty string'} is forbidden`)
  },
  checkStatus(root, { status: { capacity = {} } }) {
    for (const [name, size] of Object.entries(capacity)) {
      const { nanos } = parseQuantity(size)
      if (nanos < 0n) root.to(`status.capacity[${name}]`).invalid(Number(nanos / 1_000_000_000n), 'must be a valid resource quantity')
    }
  },
}

/** `next` as it would be without what may change: the volume and the class once, its attributes, and the size when bound. */
function withoutAllowedChanges(next: PersistentVolumeClaimSpec, current: PersistentVolumeClaimSpec, bound: boolean): PersistentVolumeClaimSpec {
  let kept = next
  if (!current.volumeName && kept.volumeName !== undefined) kept = without(kept, 'volumeName')
  if (current.storageClassName === undefined) kept = without(kept, 'storageClassName')
  const storage = current.resources?.requests?.['storage']
  if (bound && storage !== undefined && kept.resources?.requests) kept = put(kept, 'resources', { ...kept.resources, requests: { ...kept.resources.requests, storage } })
  return current.volumeAttributesClassName === undefined ? without(kept, 'volumeAttributesClassName') : put(kept, 'volumeAttributesClassName', current.volumeAttributesClassName)
}

function without(spec: PersistentVolumeClaimSpec, field: 'volumeName' | 'storageClassName' | 'volumeAttributesClassName'): PersistentVolumeClaimSpec {
  const { [field]: _dropped, ...rest } = spec
  return rest
}

function topology(path: Path, { matchLabelExpressions = [] }: TopologySelectorTerm): void {
  const seenKey = seenBefore()
  matchLabelExpressions.forEach(({ key, values = [] }, i) => {
    const at = path.to('matchLabelExpressions').to(i)
    const seen = seenBefore()
    if (values.length === 0) at.to('values').required()
    values.forEach((value, j) => { if (seen(value)) at.to('values').to(j).duplicate(value) })
    fails(at.to('key'), key, labelKeyFaults(key))
    if (seenKey(key)) at.to('key').duplicate(key)
  })
}

function driver(path: Path, name: string): void {
  if (name) fails(path, name.toLowerCase(), labelKeyFaults(name.toLowerCase()))
  else path.required()
}

export const volumeattributesclasses: Kind<VolumeAttributesClass> = {
  check(root, { driverName, parameters = {} }) {
    driver(root.to('driverName'), driverName)
    if (Object.keys(parameters).length === 0) root.to('parameters').required('must contain at least one key/value pair')
    if (Object.hasOwn(parameters, '')) root.to('parameters').invalid('', 'field can not be empty.')
  },
  checkUpdate(root, next, current) {
    for (const field of ['driverName', 'parameters'] as const) if (!equal(next[field], current[field])) root.to(field).forbidden(`updates to ${field} are forbidden.`)
  },
}

export const storageclasses: Kind<StorageClass> = {
  defaults: sc => fill(sc, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  check(root, { provisioner, parameters = {}, reclaimPolicy, volumeBindingMode, allowedTopologies }) {
    driver(root.to('provisioner'), provisioner)
    if (Object.hasOwn(parameters, '')) root.to('parameters').invalid('', 'field can not be empty.')
    oneOf(root.to('reclaimPolicy'), reclaimPolicy, ['Delete', 'Retain'])
    oneOf(root.to('volumeBindingMode'), volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'])
    each<TopologySelectorTerm>(topology)(root.to('allowedTopologies'), allowedTopologies)
  },
  checkUpdate(root, next, current) {
    if (!equal(next.parameters ?? {}, current.parameters ?? {})) root.to('parameters').forbidden('updates to parameters are forbidden.')
    immutable(root.to('provisioner'), next.provisioner === current.provisioner, next.provisioner)
    if (next.reclaimPolicy !== current.reclaimPolicy) root.to('reclaimPolicy').forbidden('updates to reclaimPolicy are forbidden.')
    immutable(root.to('volumeBindingMode'), next.volumeBindingMode === current.volumeBindingMode, next.volumeBindingMode)
  },
}

export const csidrivers: Kind<CSIDriver> = {
  defaults: driver => within(driver, 'spec', spec => fill(spec, {
    attachRequired: true, podInfoOnMount: false, volumeLifecycleModes: ['Persistent'], storageCapacity: false, fsGroupPolicy: 'ReadWriteOnceWithFSType', requiresRepublish: false, seLinuxMount: false,
  })),
  check(root, { spec: { volumeLifecycleModes = [], fsGroupPolicy } = {} }) {
    for (const mode of volumeLifecycleModes) oneOf(root.to('spec.volumeLifecycleModes'), mode, ['Persistent', 'Ephemeral'])
    oneOfIfSet(root.to('spec.fsGroupPolicy'), fsGroupPolicy, ['File', 'None', 'ReadWriteOnceWithFSType'])
  },
  checkUpdate(root, { spec: next = {} }, { spec: current = {} }) {
    immutable(root.to('spec.attachRequired'), next.attachRequired === current.attachRequired, next.attachRequired)
    immutable(root.to('spec.volumeLifecycleModes'), equal(next.volumeLifecycleModes ?? [], current.volumeLifecycleModes ?? []), next.volumeLifecycleModes)
  },
}
