// How server-side apply sees a value: as one piece, as fields, or as list elements told apart by keys or values.
import type { Json, JsonObject } from '../../object.ts'
import type { SchemaNode } from '../../schema/index.ts'
import { goQuote } from '../../tables/jsonpath/go-text.ts'
import { get, isList, isObject } from '../json.ts'
import { keyStep, valueStep } from './fieldSet.ts'

export type Shape = 'atom' | 'fields' | 'elements'

/** Values that no schema speaks of are merged as far as they are objects. */
export const untyped: SchemaNode = { kind: 'any', goType: 'interface {}', field: () => undefined, fields: () => [], properties: new Map(), required: [], patchStrategy: [] }

export function shapeOf(node: SchemaNode, value: Json | undefined): Shape {
  if (node.kind === 'any') return isObject(value) ? 'fields' : 'atom'
  if (node.mapType === 'atomic') return 'atom'
  if (node.kind === 'object' || node.kind === 'map') return 'fields'
  return node.kind === 'list' && (node.listType === 'map' || node.listType === 'set') ? 'elements' : 'atom'
}

export const fieldNode = (node: SchemaNode, name: string): SchemaNode => node.field(name) ?? untyped

/** A field of a struct, as opposed to a key of a map. */
export const isNamed = (node: SchemaNode, name: string): boolean => node.kind === 'object' && node.field(name) !== undefined

export const itemNode = (node: SchemaNode): SchemaNode => node.item ?? untyped

export const isEmptyValue = (value: Json | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)

/** The step that leads to an element; throws an Error with the complaint of the real server. */
export function elementStep(node: SchemaNode, item: Json): string {
  if (node.listType === 'map') return keyStep(keysOf(node.listMapKeys ?? [], item))
  if (isObject(item)) throw new Error('associative list without keys has an element that\'s a map type')
  if (isList(item)) throw new Error('not supported: associative list with lists as elements')
  if (item === null) throw new Error('associative list without keys has an element that\'s an explicit null')
  return valueStep(item)
}

function keysOf(names: readonly string[], item: Json): JsonObject {
  if (item === null) throw new Error('associative list with keys may not have a null element')
  if (!isObject(item)) throw new Error('associative list with keys may not have non-map elements')
  return Object.fromEntries(names.map(name => {
    const value = get(item, name) ?? keyDefaults.get(name)
    if (value === undefined) throw new Error(`associative list with keys has an element that omits key field ${goQuote(name)} (and doesn't have default value)`)
    return [name, value]
  }))
}

/** Keys that may be omitted: in all lists that have them they mean the same. */
const keyDefaults: ReadonlyMap<string, Json> = new Map([['protocol', 'TCP']])

/** The elements of a list by their steps, in order. A step may stand for several, as of ports that are listed twice. */
export function elementsOf(node: SchemaNode, list: readonly Json[]): ReadonlyMap<string, readonly Json[]> {
  const elements = new Map<string, readonly Json[]>()
  list.forEach((item, i) => {
    const step = stepTo(node, item, i)
    elements.set(step, [...elements.get(step) ?? [], item])
  })
  return elements
}

/** The step to an element that is stored, and so has its keys; should it not, nothing else is it. */
export function stepTo(node: SchemaNode, item: Json, index: number): string {
  try {
    return elementStep(node, item)
  }
  catch {
    return `i:${index}`
  }
}
