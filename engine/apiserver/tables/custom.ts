// The table of custom resources: the columns that their definition asks for.
import type { CustomResourceColumnDefinition } from '../types.gen.ts'
import type { KubeObject } from '../object.ts'
import { age } from './duration.ts'
import type { Cell, Cells } from './format.ts'
import { find, JsonPathError, parse, textOf, type Template } from './jsonpath/index.ts'
import type { Column } from './table.ts'

const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 }
const ageColumn: CustomResourceColumnDefinition = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }

/** The columns of a version, and how a row is made. Without columns of its own a version shows the age. */
export function customTable(definitions: readonly CustomResourceColumnDefinition[] | undefined): { columns: readonly Column[], row: (object: KubeObject, nowMs: number) => Cells } {
  const added = definitions?.length ? definitions : [ageColumn]
  const paths = added.map(({ jsonPath }) => pathOf(jsonPath))
  return {
    columns: [nameColumn, ...added.map(({ name, type, format = '', description, jsonPath, priority = 0 }) => ({
      name, type, format, description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`, priority,
    }))],
    row: (object, nowMs) => [object.metadata.name, ...added.map(({ type }, i) => cellOf(type, firstAt(paths[i] ?? [], object), nowMs))],
  }
}

/** No path at all for what is none. */
function pathOf(jsonPath: string): Template {
  try { return parse(`{${jsonPath}}`) }
  catch (error) {
    if (error instanceof JsonPathError) return []
    throw error
  }
}

function firstAt(path: Template, object: KubeObject): unknown {
  try { return find(path, object, { allowMissingKeys: true })[0]?.[0] }
  catch (error) {
    if (error instanceof JsonPathError) return undefined
    throw error
  }
}

/** What is not of the type that the column promises is left out. */
function cellOf(type: string, value: unknown, nowMs: number): Cell {
  if (value === undefined) return null
  if (type === 'string') return textOf([value])
  if (type === 'date') return typeof value === 'string' ? age(value, nowMs).replace('<unknown>', '<invalid>') : null
  if (type === 'boolean') return typeof value === 'boolean' ? value : null
  if (typeof value !== 'number') return null
  return type === 'integer' ? Math.trunc(value) : type === 'number' ? value : null
}
