// What all objects have: names, labels, owners, finalizers.
import { labelKeyFaults } from '../selectors/names.ts'
import type { ObjectMeta } from '../object.ts'
import { fails, failsAt, notNegative } from './check.ts'
import type { Path } from './path.ts'
import { annotations, labels } from './labels.ts'
import { dnsLabel, type NameRule } from './names.ts'

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

export function metadata(root: Path, meta: ObjectMeta, namespaced: boolean, nameRule: NameRule): void {
  const { generateName, name, namespace, ownerReferences, finalizers } = meta
  if (generateName) failsAt(root, 'metadata.generateName', generateName, nameRule(generateName.replace(/-$/, 'a')))
  if (name) failsAt(root, 'metadata.name', name, nameRule(name))
  else root.to('metadata.name').required('name or generateName is required')
  if (namespaced) {
    if (namespace) failsAt(root, 'metadata.namespace', namespace, dnsLabel(namespace))
    else root.to('metadata.namespace').required()
  }
  if (meta.generation !== undefined) notNegative(root.to('metadata.generation'), meta.generation)
  if (meta.labels) labels(root.to('metadata.labels'), meta.labels)
  if (meta.annotations) annotations(root.to('metadata.annotations'), meta.annotations)
  if (ownerReferences) owners(root, ownerReferences)
  if (finalizers) finalizerNames(root, finalizers)
}

function owners(root: Path, references: NonNullable<ObjectMeta['ownerReferences']>): void {
  let first: string | undefined
  references.forEach(({ apiVersion, kind, name, uid, controller: controls }, i) => {
    const path = root.to(`metadata.ownerReferences[${i}]`)
    if (!apiVersion) path.to('apiVersion').invalid(apiVersion, 'version must not be empty')
    if (!kind) path.to('kind').invalid(kind, 'must not be empty')
    if (!name) path.to('name').invalid(name, 'must not be empty')
    if (!uid) path.to('uid').invalid(uid, 'must not be empty')
    if (!controls) return
    if (first === undefined) first = `${kind}/${name}`
    else root.to('metadata.ownerReferences').invalid(references, `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${kind}/${name}`)
  })
}

function finalizerNames(root: Path, finalizers: readonly string[]): void {
  for (const name of finalizers) fails(root.to('metadata.finalizers'), name, labelKeyFaults(name))
  finalizers.forEach((name, i) => {
    if (!name.includes('/') && !standardFinalizers.includes(name))
      root.to(`metadata.finalizers[${i}]`).invalid(name, 'name is neither a standard finalizer name nor is it fully qualified')
  })
}

export function metadataUpdate(root: Path, next: ObjectMeta, current: ObjectMeta): void {
  if (current.deletionTimestamp === undefined) return
  const added = (next.finalizers ?? []).filter(name => !current.finalizers?.includes(name))
  if (added.length > 0)
    root.to('metadata.finalizers').forbidden(`no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(name => JSON.stringify(name)).join(', ')}}`)
}
