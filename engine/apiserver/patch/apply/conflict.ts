// Fields that an apply would take from their owners.
import { failure, type StatusError } from '../../status.ts'
import { goQuote } from '../../tables/jsonpath/go-text.ts'
import { difference, intersection, isEmpty, pathsOf, type FieldSet } from './fieldSet.ts'
import type { Owner, Owners } from './owners.ts'

export interface Conflict { readonly owner: Owner, readonly fields: FieldSet }

/** What others own of the fields, in the order in which it is reported. */
export function conflictsOver(fields: FieldSet, others: Owners): readonly Conflict[] {
  return [...others].toSorted(([a], [b]) => a < b ? -1 : 1)
    .map(([, owner]) => ({ owner, fields: intersection(owner.fields, fields) }))
    .filter(conflict => !isEmpty(conflict.fields))
}

export function conflictsOutside(allowed: FieldSet, conflicts: readonly Conflict[]): readonly Conflict[] {
  return conflicts.map(({ owner, fields }) => ({ owner, fields: difference(fields, allowed) })).filter(({ fields }) => !isEmpty(fields))
}

export function applyConflict(conflicts: readonly Conflict[]): StatusError {
  const causes = conflicts.flatMap(({ owner, fields }) => pathsOf(fields).map(field => ({ reason: 'FieldManagerConflict', message: `conflict with ${nameOf(owner)}`, field })))
  const [only] = causes
  const list = only && causes.length === 1
    ? `1 conflict: ${only.message}: ${only.field}`
    : `${causes.length} conflicts: ${conflicts.flatMap(({ owner, fields }) => [`conflicts with ${nameOf(owner)}:`, ...pathsOf(fields).map(path => `- ${path}`)]).join('\n')}`
  return failure(409, 'Conflict', `Apply failed with ${list}`, { causes })
}

function nameOf({ manager, operation, apiVersion, subresource }: Owner): string {
  return goQuote(manager) + (subresource === '' ? '' : ` with subresource ${goQuote(subresource)}`) + (operation === 'Update' ? ` using ${apiVersion}` : '')
}
