// Server-side apply: a manager says what it wants, and comes to own just that.
import { equal } from '../../equal.ts'
import type { JsonObject } from '../../object.ts'
import { badRequest, StatusError } from '../../status.ts'
import { get, refuseDeep } from '../json.ts'
import { misfits } from './check.ts'
import { compare } from './compare.ts'
import { applyConflict, conflictsOutside, conflictsOver } from './conflict.ts'
import { difference, intersection, isEmpty, noFields, union, withoutBelow, type FieldSet } from './fieldSet.ts'
import { ownedByLastApplied, withLastApplied } from './lastApplied.ts'
import { fieldsOf, mergeApplied, removeFields, withStructs } from './merge.ts'
import { dispossessed, identityOf, parseOwners, type Owner, type Owners } from './owners.ts'
import { updated } from './update.ts'
import { beyondReset, entriesOf, metadataOf, ownable, withOwners, type Write } from './write.ts'

export interface Apply extends Write {
  readonly kind: string
  /** Takes fields from their owners. */
  readonly force: boolean
}

/** The object that the configuration makes of `live` (undefined: there is none yet). Throws a StatusError. */
export function serverSideApply(live: JsonObject | undefined, config: JsonObject, apply: Apply): JsonObject {
  refuseUnfit(config, apply)
  const current = live ?? {}
  const owners = ownersOf(live, apply)
  const wanted = withoutBelow(fieldsOf(config, apply.schema), apply.reset ?? noFields)
  const self: Omit<Owner, 'time' | 'fields'> = { manager: apply.manager, operation: 'Apply', apiVersion: apply.apiVersion, subresource: apply.subresource ?? '' }
  const id = identityOf(self)
  const last = owners.get(id)
  const others = new Map([...owners].filter(([other]) => other !== id))

  const merged = mergeApplied(current, config, apply.schema)
  const next = last ? withoutGivenUp(merged, last.fields, union(wanted, ownedBy(others)), apply) : merged
  const { added, modified, removed } = beyondReset(compare(current, next, apply.schema), apply)
  const taken = union(added, modified)
  if (!apply.force) refuseConflicts(current, taken, others, apply)

  const isSame = equal(current, next)
  const remaining = new Map(dispossessed(others, union(taken, removed)))
  const fields = ownable(wanted, apply)
  const isUnchanged = isSame && last && equal(last.fields, fields) && last.apiVersion === apply.apiVersion
  if (!isEmpty(fields)) remaining.set(id, isUnchanged ? last : { ...self, fields, time: isSame ? last?.time : apply.time })
  const result = isSame ? current : next
  return withOwners(apply.manager === 'kubectl' ? withLastApplied(result, config) : result, remaining)
}

function refuseUnfit(config: JsonObject, { apiVersion, kind, schema }: Apply): void {
  refuseDeep(config)
  const kindText = (version: unknown, of: unknown): string => `${String(version).includes('/') ? '' : '/'}${String(version)}, Kind=${String(of)}`
  const [givenVersion, givenKind] = [get(config, 'apiVersion') ?? '', get(config, 'kind') ?? '']
  if (givenVersion !== apiVersion || givenKind !== kind) throw badRequest(`invalid object type: ${kindText(givenVersion, givenKind)}`)
  const metadata = metadataOf(config)
  if ((get(metadata, 'managedFields') ?? null) !== null) throw badRequest('metadata.managedFields must be nil')
  const misfit = misfits(config, schema)
  if (misfit !== undefined) throw serverError(`failed to create typed patch object (${String(get(metadata, 'namespace') ?? '')}/${String(get(metadata, 'name') ?? '')}; ${kindText(apiVersion, kind)}): ${misfit}`)
}

/** An object from before anyone was recorded is owned as a whole by "before-first-apply". */
function ownersOf(live: JsonObject | undefined, apply: Apply): Owners {
  if (!live) return new Map()
  const entries = entriesOf(live) ?? []
  try {
    const owners = parseOwners(entries)
    return owners.size > 0 ? owners : updated(owners, {}, live, { ...apply, manager: 'before-first-apply' })
  }
  catch (error) {
    throw serverError(`failed to decode managed fields: ${error instanceof Error ? error.message : ''}`)
  }
}

const ownedBy = (owners: Owners): FieldSet => [...owners.values()].reduce((all, { fields }) => union(all, fields), noFields)

/** Takes away what the manager applied last time and now no longer does, unless someone owns it. */
function withoutGivenUp(merged: JsonObject, last: FieldSet, owned: FieldSet, { schema }: Apply): JsonObject {
  const structsOf = (fields: FieldSet): FieldSet => withStructs(fields, schema)
  const [all, applied] = [structsOf(fieldsOf(merged, schema)), structsOf(last)]
  const rest = structsOf(fieldsOf(removeFields(merged, applied, schema, null), schema))
  const kept = removeFields(merged, difference(all, union(rest, structsOf(owned))), schema, null)
  return removeFields(merged, intersection(difference(all, structsOf(fieldsOf(kept, schema))), applied), schema)
}

/** What kubectl apply owns by its annotation, kubectl may take over server-side. */
function refuseConflicts(live: JsonObject, taken: FieldSet, others: Owners, apply: Apply): void {
  const conflicts = conflictsOver(taken, others)
  if (conflicts.length === 0) return
  const allowed = apply.manager === 'kubectl' ? ownedByLastApplied(live, apply) : noFields
  const remaining = conflictsOutside(allowed, conflicts)
  if (remaining.length > 0) throw applyConflict(remaining)
}

const serverError = (message: string): StatusError =>
  new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 })
