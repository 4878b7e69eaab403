// What all objects have: names, labels, owners, finalizers.
import { labelKeyFaults } from '../selectors/names.ts'
import type { ObjectMeta } from '../object.ts'
import { forbidden, invalidValue, required } from '../resource.ts'
import { fails, notNegative, type Errors } from './check.ts'
import { annotations, labels } from './labels.ts'
import { dnsLabel, type NameRule } from './names.ts'

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

export function metadata(errors: Errors, meta: ObjectMeta, namespaced: boolean, nameRule: NameRule): void {
  const { generateName, name, namespace, ownerReferences, finalizers } = meta
  if (generateName) fails(errors, 'metadata.generateName', generateName, nameRule(generateName.replace(/-$/, 'a')))
  if (name) fails(errors, 'metadata.name', name, nameRule(name))
  else errors.push(required('metadata.name', 'name or generateName is required'))
  if (namespaced) {
    if (namespace) fails(errors, 'metadata.namespace', namespace, dnsLabel(namespace))
    else errors.push(required('metadata.namespace'))
  }
  notNegative(errors, 'metadata.generation', meta.generation)
  labels(errors, 'metadata.labels', meta.labels)
  annotations(errors, 'metadata.annotations', meta.annotations)
  if (ownerReferences) owners(errors, ownerReferences)
  if (finalizers) finalizerNames(errors, finalizers)
}

function owners(errors: Errors, references: NonNullable<ObjectMeta['ownerReferences']>): void {
  let first: string | undefined
  references.forEach(({ apiVersion, kind, name, uid, controller: controls }, i) => {
    const path = `metadata.ownerReferences[${i}]`
    if (!apiVersion) errors.push(invalidValue(`${path}.apiVersion`, apiVersion, 'version must not be empty'))
    if (!kind) errors.push(invalidValue(`${path}.kind`, kind, 'must not be empty'))
    if (!name) errors.push(invalidValue(`${path}.name`, name, 'must not be empty'))
    if (!uid) errors.push(invalidValue(`${path}.uid`, uid, 'must not be empty'))
    if (!controls) return
    if (first === undefined) first = `${kind}/${name}`
    else errors.push(invalidValue('metadata.ownerReferences', references, `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${kind}/${name}`))
  })
}

function finalizerNames(errors: Errors, finalizers: readonly string[]): void {
  for (const name of finalizers) fails(errors, 'metadata.finalizers', name, labelKeyFaults(name))
  finalizers.forEach((name, i) => {
    if (!name.includes('/') && !standardFinalizers.includes(name))
      errors.push(invalidValue(`metadata.finalizers[${i}]`, name, 'name is neither a standard finalizer name nor is it fully qualified'))
  })
}

export function metadataUpdate(errors: Errors, next: ObjectMeta, current: ObjectMeta): void {
  if (current.deletionTimestamp === undefined) return
  const added = (next.finalizers ?? []).filter(name => !current.finalizers?.includes(name))
  if (added.length > 0)
    errors.push(forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(name => JSON.stringify(name)).join(', ')}}`))
}
