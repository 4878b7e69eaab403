// Field ownership after every write that is not an apply: who changes a field comes to own it.
import type { JsonObject } from '../../object.ts'
import { get } from '../json.ts'
import { compare } from './compare.ts'
import { isEmpty, noFields, union } from './fieldSet.ts'
import { capped, dispossessed, identityOf, parseOwners, type Owner, type Owners } from './owners.ts'
import { beyondReset, entriesOf, metadataOf, ownable, withOwners, type Write } from './write.ts'

/** `after` with its managedFields brought up to date. `before` is undefined for a create. */
export function trackUpdate(before: JsonObject | undefined, after: JsonObject, write: Write): JsonObject {
  const owners = ownersBefore(before, after, write.subresource)
  const isTracked = owners.size > 0 || !before || (get(metadataOf(before), 'uid') ?? '') === ''
  return withOwners(after, isTracked ? capped(updated(owners, before ?? {}, after, write)) : owners)
}

/** The owners, once a manager has made `after` of `before`. */
export function updated(owners: Owners, before: JsonObject, after: JsonObject, write: Write): Owners {
  const changes = compare(before, after, write.schema)
  const { added, modified, removed } = beyondReset(changes, write)
  const next = new Map(dispossessed(owners, union(union(added, modified), removed)))
  const taken = ownable(union(changes.added, changes.modified), write)
  if (isEmpty(taken)) return next
  const { manager, apiVersion, subresource = '' } = write
  // The real server loses the time of writes to the scale on their way to the object that is scaled.
  const time = subresource === 'scale' ? undefined : write.time
  const self: Owner = { manager: manager === '' ? 'unknown' : manager, operation: 'Update', apiVersion, subresource, time, fields: taken }
  const id = identityOf(self)
  next.set(id, { ...self, fields: union(taken, next.get(id)?.fields ?? noFields) })
  return next
}

/** A writer may set the entries, or clear them with an empty one; else those of the stored object hold. */
function ownersBefore(before: JsonObject | undefined, after: JsonObject, subresource = ''): Owners {
  const stored = entriesOf(before) ?? []
  const sent = subresource === '' ? entriesOf(after) : undefined
  if (!sent) return parsedOrNone(stored)
  if (sent.every(isEmptyEntry) && sent.length <= 1) return new Map()
  const owners = parsedOrNone(sent)
  return owners.size > 0 ? owners : parsedOrNone(stored)
}

const isEmptyEntry = (entry: JsonObject): boolean => Object.keys(entry).length === 0

function parsedOrNone(entries: readonly JsonObject[]): Owners {
  try {
    return parseOwners(entries)
  }
  catch {
    return new Map()
  }
}
