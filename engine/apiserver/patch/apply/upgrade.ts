// From client-side to server-side apply: what kubectl owned as an updater it owns as an applier.
import type { JsonObject } from '../../object.ts'
import { difference, isEmpty, union, type FieldSet } from './fieldSet.ts'
import { formatOwners, identityOf, parseOwners, type Owner } from './owners.ts'

/** The names of those that own all of these fields by one way of writing. */
export function ownersOf(fields: FieldSet, operation: Owner['operation'], entries: readonly JsonObject[]): readonly string[] {
  return [...parseOwners(entries).values()].filter(owner => owner.operation === operation && isEmpty(difference(fields, owner.fields))).map(({ manager }) => manager)
}

/** The entries with the client-side manager's writes turned into the applier's. */
export function upgradeOwner(entries: readonly JsonObject[], clientSide: string, applier: string): readonly JsonObject[] {
  const owners = [...parseOwners(entries).values()]
  const isClientSide = (owner: Owner): boolean => owner.manager === clientSide && owner.operation === 'Update' && owner.subresource === ''
  const target = owners.find(owner => owner.manager === applier && owner.operation === 'Apply' && owner.subresource === '') ?? owners.find(isClientSide)
  if (!target) return entries
  const same = owners.find(owner => isClientSide(owner) && owner.apiVersion === target.apiVersion)
  const upgraded: Owner = { ...target, manager: applier, operation: 'Apply', fields: same ? union(target.fields, same.fields) : target.fields }
  const rest = owners.filter(owner => owner !== target && !isClientSide(owner))
  return formatOwners(new Map([...rest, upgraded].map(owner => [identityOf(owner), owner])))
}
