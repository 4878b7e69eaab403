// Who owns whom: the reference that a controller puts on what it makes, and how it finds its own again.
import type { KubeObject, OwnerReference } from '../apiserver/object.ts'
import { labelSelectorMatches } from '../apiserver/selectors/index.ts'
import type { LabelSelector } from '../apiserver/types.gen.ts'
import { isStatus, type Client } from '../client/client.ts'
import { byNamespace } from '../client/informer.ts'
import type { ResourceKey, ResourceTypes } from '../client/resources.ts'

export function controllerRef(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  }
}

export const controllerOf = ({ metadata }: KubeObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find(reference => reference.controller)

export const isControlledBy = (object: KubeObject, owner: KubeObject): boolean =>
  controllerOf(object)?.uid === owner.metadata.uid

/** The index by which controllers find what they own. */
export const byController = (object: KubeObject): string | undefined => controllerOf(object)?.uid

/** The index by which they find what nobody owns. */
export const orphansByNamespace = (object: KubeObject): string | undefined =>
  controllerOf(object) ? undefined : byNamespace(object)

/**
 * Its own objects that still match, and the orphans that it adopts; those that no longer match are released.
 * An owner on its way out neither adopts nor releases.
 */
export function claim<K extends ResourceKey>(client: Client, key: K, owner: KubeObject, selector: LabelSelector, owned: readonly ResourceTypes[K][], orphans: readonly ResourceTypes[K][]): readonly ResourceTypes[K][] {
  const matches = ({ metadata }: KubeObject): boolean => labelSelectorMatches(selector, metadata.labels ?? {})
  if (owner.metadata.deletionTimestamp !== undefined) return owned.filter(matches)
  for (const object of owned) if (!matches(object)) release(client, key, object, owner)
  const adopted = orphans.flatMap(object => matches(object) && object.metadata.deletionTimestamp === undefined ? adopt(client, key, object, owner) : [])
  return [...owned.filter(matches), ...adopted]
}

export function adopt<K extends ResourceKey>(client: Client, key: K, object: ResourceTypes[K], owner: KubeObject): readonly ResourceTypes[K][] {
  return changed(client, key, object, [...object.metadata.ownerReferences ?? [], controllerRef(owner)])
}

export function release<K extends ResourceKey>(client: Client, key: K, object: ResourceTypes[K], owner: KubeObject): void {
  changed(client, key, object, (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid))
}

/** What has gone in the meantime is neither adopted nor released. */
function changed<K extends ResourceKey>(client: Client, key: K, object: ResourceTypes[K], references: readonly OwnerReference[]): readonly ResourceTypes[K][] {
  const { ownerReferences: _before, ...metadata } = object.metadata
  try { return [client.update(key, { ...object, metadata: { ...metadata, ...references.length > 0 && { ownerReferences: references } } })] }
  catch (error) {
    if (isStatus(error, 'NotFound')) return []
    throw error
  }
}
