// Who owns whom: the reference that a controller puts on what it makes, and how it finds its own again.
import type { KubeObject, OwnerReference } from '../apiserver/object.ts'

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
export const byController = (object: KubeObject): readonly string[] => {
  const uid = controllerOf(object)?.uid
  return uid === undefined ? [] : [uid]
}
