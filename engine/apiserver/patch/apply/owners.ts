// metadata.managedFields: who owns which fields.
import type { JsonObject } from '../../object.ts'
import { goQuote } from '../../tables/jsonpath/go-text.ts'
import { get, isObject } from '../json.ts'
import { difference, formatFieldSet, isEmpty, noFields, parseFieldSet, union, type FieldSet } from './fieldSet.ts'

export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  /** RFC 3339; undefined where the real server records none. */
  readonly time: string | undefined
  readonly fields: FieldSet
}

/** Owners by their identity. */
export type Owners = ReadonlyMap<string, Owner>

/** Writes of one manager are one entry, but for each version that it updates in. Owners in errors are ordered by this. */
export function identityOf({ manager, operation, apiVersion, subresource }: Omit<Owner, 'time' | 'fields'>): string {
  return JSON.stringify({
    ...manager !== '' && { manager },
    operation,
    ...operation === 'Update' && { apiVersion },
    ...subresource !== '' && { subresource },
  })
}

const entryOf = new WeakMap<Owner, JsonObject>() // an owner that has not changed is stored as it was

/** Throws an Error with the complaint of the real server. */
export function parseOwners(entries: readonly JsonObject[]): Owners {
  return new Map(entries.map((entry, i) => {
    const known = ownerOf.get(entry)
    if (known) return known
    const owner = parseOwner(entry, i)
    const parsed = [identityOf(owner), owner] as const
    entryOf.set(owner, entry)
    ownerOf.set(entry, parsed)
    return parsed
  }))
}

const ownerOf = new WeakMap<JsonObject, readonly [id: string, owner: Owner]>() // most entries are there at the next write again

function parseOwner(entry: JsonObject, index: number): Owner {
  const text = (field: string): string => {
    const value = get(entry, field) ?? ''
    return typeof value === 'string' ? value : ''
  }
  const [operation, apiVersion, fieldsType, fields] = [text('operation'), text('apiVersion'), text('fieldsType'), get(entry, 'fieldsV1')]
  if (operation !== 'Apply' && operation !== 'Update') throw new Error('operation must be `Apply` or `Update`')
  if (apiVersion === '') throw new Error('apiVersion must not be empty')
  if (fieldsType === '') throw new Error(`missing fieldsType in managed fields entry ${index}`)
  if (fieldsType !== 'FieldsV1') throw new Error(`invalid fieldsType ${goQuote(fieldsType)} in managed fields entry ${index}`)
  return { manager: text('manager'), operation, apiVersion, subresource: text('subresource'), time: text('time') || undefined, fields: parseFieldSet(isObject(fields) ? fields : {}) }
}

/** The entries as stored: Apply before Update, then by time and name. */
export function formatOwners(owners: Owners): readonly JsonObject[] {
  return [...owners.values()].toSorted(order).map(owner => entryOf.get(owner) ?? formatOwner(owner))
}

function formatOwner({ manager, operation, apiVersion, subresource, time, fields }: Owner): JsonObject {
  return {
    ...manager !== '' && { manager },
    operation,
    apiVersion,
    ...time !== undefined && { time },
    fieldsType: 'FieldsV1',
    fieldsV1: formatFieldSet(fields),
    ...subresource !== '' && { subresource },
  }
}

const order = (a: Owner, b: Owner): number =>
  compareText(a.operation, b.operation) || compareText(a.time ?? '', b.time ?? '') || compareText(a.manager, b.manager)
  || compareText(a.apiVersion, b.apiVersion) || compareText(a.subresource, b.subresource)

const compareText = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

/** Owners after they have lost fields, without those that own nothing any more. */
export function dispossessed(owners: Owners, lost: FieldSet): Owners {
  const next = new Map<string, Owner>()
  for (const [id, owner] of owners) {
    const fields = difference(owner.fields, lost)
    if (!isEmpty(fields)) next.set(id, fields === owner.fields ? owner : { ...owner, fields })
  }
  return next
}

const maxUpdaters = 10

/** Of too many updaters the oldest are kept as one, "ancient-changes". */
export function capped(owners: Owners): Owners {
  if (owners.size <= maxUpdaters) return owners
  const updaters = [...owners].filter(([, { operation }]) => operation === 'Update')
    .toSorted(([id, a], [otherId, b]) => compareText(a.time ?? '', b.time ?? '') || compareText(id, otherId))
  const next = new Map(owners)
  const firsts = new Map<string, string>()
  let excess = updaters.length - maxUpdaters
  for (const [id, owner] of updaters) {
    if (excess <= 0) break
    const first = firsts.get(owner.apiVersion)
    firsts.set(owner.apiVersion, first ?? id)
    if (first === undefined) continue
    const bucket: Owner = { ...owner, manager: 'ancient-changes', subresource: '' }
    const merged = next.get(identityOf(bucket)) ?? next.get(first)
    if (!next.has(identityOf(bucket))) next.delete(first)
    next.delete(id)
    next.set(identityOf(bucket), { ...bucket, fields: union(owner.fields, merged?.fields ?? noFields) })
    excess--
  }
  return next
}
