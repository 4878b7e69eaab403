// Whether an applied configuration fits its schema: server-side apply refuses before it merges.
import type { Json, JsonObject } from '../../object.ts'
import type { SchemaNode } from '../../schema/index.ts'
import { goQuote, goText, goTypeOf } from '../../tables/jsonpath/go-text.ts'
import { draftOf, isList, isObject } from '../json.ts'
import { pathsOf } from './fieldSet.ts'
import { elementStep, itemNode } from './shape.ts'

/** What does not fit, as the real server words it; undefined if all does. */
export function misfits(config: JsonObject, schema: SchemaNode): string | undefined {
  const [first, ...others] = [...misfitsOf(config, schema, '')]
  return others.length === 0 ? first : ['errors:', ...[first, ...others].map(text => `  ${text}`)].join('\n')
}

function* misfitsOf(value: Json, node: SchemaNode, path: string): Generator<string> {
  if (value === null) return
  switch (node.kind) {
    case 'object':
    case 'map':
      if (!isObject(value)) yield at(path, `expected map, got &{${goText(value)}}`)
      else yield* misfitFields(value, node, path)
      return
    case 'list':
      if (!isList(value)) yield at(path, `expected list, got &{${goText(value)}}`)
      else yield* misfitElements(value, node, path)
      return
    case 'integer':
    case 'number':
      if (typeof value !== 'number') yield at(path, `expected numeric (int or float), got ${goTypeOf(value)}`)
      return
    case 'string':
    case 'bytes':
      if (typeof value !== 'string') yield at(path, `expected string, got ${unstructured(value)}`)
      return
    case 'boolean':
      if (typeof value !== 'boolean') yield at(path, `expected boolean, got ${unstructured(value)}`)
  }
}

function* misfitFields(value: JsonObject, node: SchemaNode, path: string): Generator<string> {
  for (const [name, field] of draftOf(value)) {
    const child = node.field(name)
    if (child) yield* misfitsOf(field, child, `${path}.${name}`)
    else yield at(`${path}.${name}`, 'field not declared in schema')
  }
}

function* misfitElements(list: readonly Json[], node: SchemaNode, path: string): Generator<string> {
  const seen = new Set<string>()
  for (const [i, item] of list.entries()) {
    let place = `[${i}]`
    if (node.listType === 'map' || node.listType === 'set') {
      try {
        place = pathsOf({ [elementStep(node, item)]: {} }).join()
      }
      catch (error) {
        yield at(path, `element ${i}: ${error instanceof Error ? error.message : ''}`)
        continue
      }
      if (seen.has(place)) yield at(path, `duplicate entries for key ${place}`)
      seen.add(place)
    }
    yield* misfitsOf(item, itemNode(node), path + place)
  }
}

const at = (path: string, text: string): string => path === '' ? text : `${path}: ${text}`

const unstructured = (value: Json): string => `&value.valueUnstructured{Value:${typeof value === 'string' ? goQuote(value) : goText(value)}}`
