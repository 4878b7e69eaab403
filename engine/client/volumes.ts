// Which volume suits a claim, which claims a pod uses, and what a volume is called on a node: what the binder, the
// scheduler, the attach-detach controller and kubelets have to agree on.
import { compareQuantities, noQuantity, parseQuantity, type Quantity } from '../apiserver/schema/quantity.ts'
import { labelSelectorMatches } from '../apiserver/selectors/index.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../apiserver/types.gen.ts'
import { Random } from '../clock/random.ts'
import type { Client } from './client.ts'
import { nodeSelectorMatches, type NodeTraits } from './placement/node-affinity.ts'

export const boundByController = 'pv.kubernetes.io/bound-by-controller'
export const bindCompleted = 'pv.kubernetes.io/bind-completed'
export const provisionedBy = 'pv.kubernetes.io/provisioned-by'
export const selectedNode = 'volume.kubernetes.io/selected-node'

const oldClassAnnotation = 'volume.beta.kubernetes.io/storage-class'

export const classOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string =>
  metadata.annotations?.[oldClassAnnotation] ?? spec.storageClassName ?? ''

const size = (text: string | undefined): Quantity => text === undefined ? noQuantity : parseQuantity(text)
const sizeOf = ({ spec }: PersistentVolume): Quantity => size(spec.capacity?.['storage'])

/** Whether a volume is meant for a claim: for this very one, or for any of its name. */
export const isFor = ({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean =>
  claimRef !== undefined && claimRef.name === metadata.name && claimRef.namespace === metadata.namespace
  && (!claimRef.uid || claimRef.uid === metadata.uid)

/** Whether the claim can be bound to the volume at all. */
export const isBigEnough = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  compareQuantities(sizeOf(volume), size(claim.spec.resources.requests?.['storage'])) >= 0

export const hasSameMode = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (volume.spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem')

export const isReachable = ({ spec }: PersistentVolume, node: NodeTraits): boolean =>
  !spec.nodeAffinity?.required || nodeSelectorMatches(spec.nodeAffinity.required, node)

/** On which nodes: any, none yet (somebody else will choose one), or this one. */
export type Where = 'anywhere' | 'not yet' | NodeTraits

/** A volume that is meant for the claim or, of those that are free and suit it, the smallest. */
export function bestMatch(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], where: Where, taken: ReadonlySet<string> = new Set()): PersistentVolume | undefined {
  const fits = (volume: PersistentVolume): boolean => isBigEnough(volume, claim) && hasSameMode(volume, claim) && volume.metadata.deletionTimestamp === undefined && allowsModes(volume, claim)
  const reachable = (volume: PersistentVolume): boolean => typeof where === 'string' || isReachable(volume, where)
  const meant = volumes.find(volume => isFor(volume, claim) && fits(volume))
  if (meant) return reachable(meant) ? meant : undefined
  if (where === 'not yet') return undefined
  let best: PersistentVolume | undefined
  for (const volume of volumes) {
    if (volume.spec.claimRef || volume.status.phase !== 'Available' || taken.has(volume.metadata.name)) continue
    if (classOf(volume) !== classOf(claim) || !fits(volume) || !isSelected(volume, claim) || !reachable(volume)) continue
    if (!best || compareQuantities(sizeOf(best), sizeOf(volume)) > 0) best = volume
  }
  return best
}

const allowsModes = ({ spec: { accessModes: allowed = [] } }: PersistentVolume, { spec: { accessModes = [] } }: PersistentVolumeClaim): boolean =>
  accessModes.every(mode => allowed.includes(mode))

const isSelected = ({ metadata }: PersistentVolume, { spec: { selector } }: PersistentVolumeClaim): boolean =>
  !selector || labelSelectorMatches(selector, metadata.labels ?? {})

/** A volume with the claim written on it, as by the binder. */
export function claimedBy(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { claimRef } = volume.spec
  const { name, namespace, uid, resourceVersion } = claim.metadata
  if (claimRef && isFor(volume, claim) && claimRef.uid) return volume
  const annotations = claimRef ? volume.metadata.annotations : { ...volume.metadata.annotations, [boundByController]: 'yes' }
  return {
    ...volume,
    metadata: { ...volume.metadata, ...annotations && { annotations } },
    spec: { ...volume.spec, claimRef: { kind: 'PersistentVolumeClaim', ...namespace !== undefined && { namespace }, name, uid, apiVersion: 'v1', resourceVersion } },
  }
}

/** The claims that a pod on a node mounts, those it made for itself included. */
export function claimsUsedBy(pod: Pod): readonly string[] { return pod.spec.nodeName ? claimsNamedBy(pod) : noClaims }

const noClaims: readonly string[] = []

/** Most pods name none, and are asked often. */
export const namesClaims = ({ spec: { volumes } }: Pod): boolean => volumes?.some(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral) ?? false

export function claimsNamedBy(pod: Pod): readonly string[] {
  if (!namesClaims(pod)) return noClaims
  const { metadata, spec: { volumes = [] } } = pod
  return volumes.flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    const claimName = persistentVolumeClaim?.claimName ?? (ephemeral && `${metadata.name}-${name}`)
    return claimName === undefined ? [] : [`${metadata.namespace}/${claimName}`]
  })
}

/** What a volume is called in the status of a node. */
export const uniqueName = ({ spec: { csi } }: PersistentVolume): string => `kubernetes.io/csi/${csi?.driver ?? ''}^${csi?.volumeHandle ?? ''}`

/** Whether a volume has to be attached to a node before it can be mounted there: a driver has to be asked not to. */
export const attachesOf = (client: Client, { spec: { csi } }: PersistentVolume): boolean =>
  csi !== undefined && client.find('csidrivers.storage.k8s.io', undefined, csi.driver)?.spec.attachRequired !== false

/** The same volume on the same node is always attached under the same name. */
export function attachmentName(volume: PersistentVolume, node: string): string {
  const random = new Random(0).fork(`${uniqueName(volume)} ${node}`)
  return `csi-${Array.from({ length: 8 }, () => random.uint32().toString(16).padStart(8, '0')).join('')}`
}
