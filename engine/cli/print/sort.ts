// `--sort-by`: by the value at a path, missing ones first, numbers inside strings by their size.
import { compareQuantities, parseQuantity, type Quantity } from '../../apiserver/schema/quantity.ts'
import type { Table, TableRow } from '../../apiserver/tables/index.ts'
import { find, JsonPathError, parse, type Template } from '../../apiserver/tables/jsonpath/index.ts'
import { relaxedPath } from './custom-columns.ts'
import { PrintError } from './error.ts'
import type { TableGroup } from './table.ts'

/** Rows must have come with their objects. One row alone is never asked for the field. */
export function sortTable(table: Table, field: string): Table {
  if (table.rows.length < 2) return table
  return { ...table, rows: sortBy<TableRow>(table.rows, field, ({ object }) => object) }
}

/**
 * As `kubectl get --sort-by` does: a single table is sorted by its rows, and shows nothing when no row has the
 * field; several tables are looked at as if they were the objects, so none has it.
 */
export function sortGroups(groups: readonly TableGroup[], field: string): readonly TableGroup[] {
  const [only, ...others] = groups.flatMap(({ tables }) => tables)
  if (!only) return groups
  if (others.length > 0) throw notFound(relaxedPath(field))
  return groups.map(group => ({ ...group, tables: group.tables.map(table => sortedOrEmpty(table, field)) }))
}

function sortedOrEmpty(table: Table, field: string): Table {
  try { return sortTable(table, field) }
  catch (error) {
    if (error instanceof PrintError) return { ...table, rows: [] }
    throw error
  }
}

const notFound = (path: string): PrintError =>
  new PrintError(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`)

/** Sorts objects; throws when none has the field. */
export const sortObjects = <T>(objects: readonly T[], field: string): readonly T[] =>
  objects.length === 0 ? objects : sortBy(objects, field, object => object)

function sortBy<T>(list: readonly T[], field: string, objectOf: (element: T) => unknown): readonly T[] {
  const path = relaxedPath(field)
  const template = parsed(path)
  const keyed = list.map(element => ({ element, value: find(template, objectOf(element), { allowMissingKeys: true })[0]?.[0] }))
  const present = keyed.filter(({ value }) => value !== undefined)
  if (present.length === 0) throw notFound(path)
  // The real sort takes a missing value to be less than any other, even one that is missing too.
  const missing = keyed.filter(({ value }) => value === undefined).reverse()
  return [...missing, ...present.sort((a, b) => compareValues(a.value, b.value))].map(({ element }) => element)
}

function parsed(path: string): Template {
  try { return parse(path) }
  catch (error) { throw error instanceof JsonPathError ? new PrintError(`sorting error: ${error.message}`) : error }
}

/** What is null comes first. */
function compareValues(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a !== 'string' || typeof b !== 'string') return 0
  const [sizeA, sizeB] = [quantityOf(a), quantityOf(b)]
  if (sizeA && sizeB) return compareQuantities(sizeA, sizeB)
  return compareNaturally(a, b)
}

function quantityOf(text: string): Quantity | undefined {
  try { return parseQuantity(text) }
  catch { return undefined }
}

/** Digits before other characters, runs of digits by their number, fewer leading zeros first. */
export function compareNaturally(a: string, b: string): number {
  const parts = (text: string): readonly string[] => text.match(/\d+|\D/gu) ?? []
  const [left, right] = [parts(a), parts(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = comparePart(left[i] ?? '', right[i] ?? '')
    if (order !== 0) return order
  }
  return left.length - right.length
}

function comparePart(a: string, b: string): number {
  const [digitA, digitB] = [/^\d/.test(a), /^\d/.test(b)]
  if (digitA !== digitB) return digitA ? -1 : 1
  if (!digitA) return a < b ? -1 : a > b ? 1 : 0
  const [plainA, plainB] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  if (plainA.length !== plainB.length) return plainA.length - plainB.length
  return plainA < plainB ? -1 : plainA > plainB ? 1 : a.length - b.length
}
