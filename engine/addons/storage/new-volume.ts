// A volume as a driver makes it for a claim: where, how large, and under which name.
import type { Random } from '../../clock/random.ts'
import { addQuantities, compareQuantities, noQuantity, parseQuantity, type Quantity } from '../../apiserver/schema/quantity.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../apiserver/types.gen.ts'
import type { Draft } from '../../client/resources.ts'
import { provisionedBy, selectedNode } from '../../client/volumes.ts'
import type { StorageDriver } from './driver.ts'

export const provisionerFinalizer = 'external-provisioner.volume.kubernetes.io/finalizer'

/** Why a volume cannot be made. */
export class Refusal extends Error {
  /** It might be made somewhere else. */
  readonly isOfPlace: boolean
  constructor(message: string, isOfPlace = false) {
    super(message)
    this.isOfPlace = isOfPlace
  }
}

/** The value of the driver's label where the volume is to be: that of the chosen node or, for who chose none, any in turn. */
export function placeFor({ name, placedBy, writers, refusal, csi }: StorageDriver, claim: PersistentVolumeClaim, { allowedTopologies = [] }: StorageClass, nodes: readonly Node[]): string | undefined {
  if (refusal !== undefined) throw new Refusal(refusal)
  if (writers === 'one node' && claim.spec.accessModes?.some(mode => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')) {
    throw new Refusal(csi
      ? 'rpc error: code = InvalidArgument desc = Volume capabilities MULTI_NODE_MULTI_WRITER not supported. Only AccessModes[ReadWriteOnce] supported.'
      : 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes')
  }
  if (placedBy === undefined) return undefined
  const chosen = claim.metadata.annotations?.[selectedNode]
  if (chosen !== undefined) {
    const place = nodes.find(node => node.metadata.name === chosen)?.metadata.labels?.[placedBy]
    if (place === undefined) throw new Refusal(`error generating accessibility requirements: no topology key found on CSINode ${chosen}`, true)
    return place
  }
  const allowed = allowedTopologies.flatMap(({ matchLabelExpressions = [] }) => matchLabelExpressions.filter(({ key }) => key === placedBy).flatMap(({ values }) => values))
  const places = [...new Set(nodes.flatMap(({ metadata }) => metadata.labels?.[placedBy] ?? []))].filter(place => allowed.length === 0 || allowed.includes(place)).sort()
  const place = places[turnOf(claim.metadata.name) % places.length]
  if (place === undefined) throw new Refusal(csi ? `error generating accessibility requirements: no available topology found for ${name}` : 'configuration error, no node was specified')
  return place
}

/** Claims of one StatefulSet, which end in an ordinal, come to one place after another. */
function turnOf(claim: string): number {
  const [, stem = claim, ordinal = '0'] = /^(.*)-(\d+)$/.exec(claim) ?? []
  return [...stem].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) + Number(ordinal)
}

const storageOf = (claim: PersistentVolumeClaim): Quantity => parseQuantity(claim.spec.resources?.requests?.['storage'] ?? '0')

/** How much of a driver its volumes have taken. */
export const usedOf = ({ name }: StorageDriver, volumes: readonly PersistentVolume[]): Quantity =>
  volumes.filter(({ metadata }) => metadata.annotations?.[provisionedBy] === name).reduce((sum, { spec }) => addQuantities(sum, parseQuantity(spec.capacity?.['storage'] ?? '0')), noQuantity)

export function roomFor(driver: StorageDriver, claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[]): void {
  if (driver.capacity !== undefined && compareQuantities(addQuantities(usedOf(driver, volumes), storageOf(claim)), parseQuantity(driver.capacity)) > 0)
    throw new Refusal('rpc error: code = ResourceExhausted desc = insufficient free space', true)
}

export function volumeOf(driver: StorageDriver, claim: PersistentVolumeClaim, storageClass: StorageClass, place: string | undefined, random: Random): Draft<PersistentVolume> {
  const { name, placedBy, csi, directory } = driver
  const { metadata, spec } = claim
  const { namespace = 'default' } = metadata
  const { reclaimPolicy = 'Delete', mountOptions } = storageClass
  const volume = { name: `pvc-${metadata.uid}`, namespace, claim: metadata.name }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volume.name,
      annotations: {
        ...csi ? { 'volume.kubernetes.io/provisioner-deletion-secret-name': '', 'volume.kubernetes.io/provisioner-deletion-secret-namespace': '' } : {},
        ...!csi && placedBy !== undefined && { 'local.path.provisioner/selected-node': metadata.annotations?.[selectedNode] ?? '' },
        [provisionedBy]: name,
      },
      ...csi && reclaimPolicy === 'Delete' && { finalizers: [provisionerFinalizer] },
    },
    spec: {
      accessModes: spec.accessModes ?? [],
      capacity: { storage: spec.resources?.requests?.['storage'] ?? '0' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: metadata.name, uid: metadata.uid, resourceVersion: metadata.resourceVersion },
      ...directory
        ? { hostPath: directory(volume) }
        : {
            csi: {
              driver: name,
              ...csi?.attaches && spec.volumeMode !== 'Block' && { fsType: 'ext4' },
              volumeAttributes: { 'storage.kubernetes.io/csiProvisionerIdentity': `1-${random.below(10_000)}-${name}` },
              volumeHandle: `${csi?.attaches ? 'vol' : 'fs'}-0${hex(random, 16)}`,
            },
          },
      ...placedBy !== undefined && place !== undefined && { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: placedBy, operator: 'In' as const, values: [place] }] }] } } },
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      ...mountOptions && { mountOptions },
      volumeMode: spec.volumeMode ?? 'Filesystem',
    },
  }
}

const hex = (random: Random, digits: number): string => Array.from({ length: digits }, () => random.below(16).toString(16)).join('')
