// A write as field ownership sees it, and what both kinds of write have in common.
import { equal } from '../../equal.ts'
import type { JsonObject } from '../../object.ts'
import type { SchemaNode } from '../../schema/index.ts'
import { get, isList, isObject, sameItems } from '../json.ts'
import { difference, noFields, withoutBelow, type FieldSet } from './fieldSet.ts'
import type { Changes } from './compare.ts'
import { formatOwners, type Owners } from './owners.ts'

export interface Write {
  readonly schema: SchemaNode
  /** The version in which the object is written. */
  readonly apiVersion: string
  readonly manager: string
  readonly subresource?: string | undefined
  /** RFC 3339, whole seconds. */
  readonly time: string
  /** Fields that this door resets, so nobody comes to own them here: `{ 'f:status': {} }` for most kinds. */
  readonly reset?: FieldSet | undefined
}

/** Fields that nobody owns. */
const neverOwned: FieldSet = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {}, 'f:name': {}, 'f:namespace': {}, 'f:creationTimestamp': {}, 'f:selfLink': {}, 'f:uid': {}, 'f:clusterName': {},
    'f:generation': {}, 'f:managedFields': {}, 'f:resourceVersion': {},
  },
}

export const ownable = (fields: FieldSet, { reset = noFields }: Write): FieldSet => difference(withoutBelow(fields, reset), neverOwned)

export function beyondReset({ added, modified, removed }: Changes, { reset = noFields }: Write): Changes {
  return { added: withoutBelow(added, reset), modified: withoutBelow(modified, reset), removed: withoutBelow(removed, reset) }
}

export function metadataOf(object: JsonObject | undefined): JsonObject {
  const metadata = object && get(object, 'metadata')
  return isObject(metadata) ? metadata : {}
}

/** The entries as they are stored; whether they make sense is seen when they are parsed. */
export function entriesOf(object: JsonObject | undefined): readonly JsonObject[] | undefined {
  const entries = get(metadataOf(object), 'managedFields')
  return isList(entries) ? entries.filter(isObject) : undefined
}

/** The object with these owners; the same object where they are as they were. */
export function withOwners(object: JsonObject, owners: Owners): JsonObject {
  const { managedFields: before, ...metadata } = metadataOf(object)
  const entries = formatOwners(owners)
  if (entries.length === 0) return before === undefined ? object : { ...object, metadata }
  return isList(before) && sameItems(before, entries) === before ? object : { ...object, metadata: { ...metadata, managedFields: entries } }
}

/** `before`, if nothing but times in its managedFields tells the two apart: such a write is none. */
export function unlessOnlyTimes(before: JsonObject, after: JsonObject): JsonObject {
  const [old, next] = [entriesOf(before) ?? [], entriesOf(after) ?? []]
  const isSame = old.length === next.length && old.every((entry, i) => equal({ ...entry, time: '' }, { ...next[i], time: '' }))
  return isSame && equal({ ...before, metadata: { ...metadataOf(before), managedFields: [] } }, { ...after, metadata: { ...metadataOf(after), managedFields: [] } }) ? before : after
}
