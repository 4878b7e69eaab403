// Volumes that outlive pods: what a claim is bound to, and where that lies.
import type { PersistentVolume, PersistentVolumeClaimVolumeSource, Pod } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { Tree } from '../../runtime/files.ts'
import { ConfigError } from '../environment.ts'
import type { HostDisk } from './host.ts'

/** Disks that are reached over the network: the same from every node. */
export type SharedDisks = Map<string, Tree>

export interface Place { readonly tree: Tree, readonly root: string, readonly readOnly: boolean }

/** A claim that cannot be used yet: the kubelet does not even try to mount it. */
export class UnboundClaim extends ConfigError {}

export function placeOfClaim(client: Client, pod: Pod, { claimName, readOnly = false }: PersistentVolumeClaimVolumeSource, disk: HostDisk, shared: SharedDisks): Place {
  const { namespace = '' } = pod.metadata
  const problem = (what: string): UnboundClaim => new UnboundClaim(`error processing PVC ${namespace}/${claimName}: ${what}`)
  const claim = client.find('persistentvolumeclaims', namespace, claimName)
  if (!claim) throw problem(`failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`)
  const volume = claim.status.phase === 'Bound' ? client.find('persistentvolumes', undefined, claim.spec.volumeName ?? '') : undefined
  if (!volume) throw problem('PVC is not bound')
  const { hostPath, local } = volume.spec
  if (local && !disk.files.exists(local.path)) throw new ConfigError(`path "${local.path}" does not exist`)
  if (hostPath ?? local) return { tree: disk.tree, root: rootOf(hostPath ? disk.prepare(hostPath) : local?.path ?? '/'), readOnly }
  return { tree: sharedDisk(shared, volume), root: '', readOnly }
}

const rootOf = (path: string): string => path === '/' ? '' : path.replace(/\/+$/, '')

function sharedDisk(shared: SharedDisks, { metadata, spec }: PersistentVolume): Tree {
  const identity = spec.csi?.volumeHandle ?? metadata.name
  const known = shared.get(identity)
  if (known) return known
  const tree = new Tree()
  shared.set(identity, tree)
  return tree
}
