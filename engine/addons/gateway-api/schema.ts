// Words for writing down schemas of custom resources.
import type { Json } from '../../apiserver/object.ts'
import type { JSONSchemaProps } from '../../apiserver/types.gen.ts'

type Schema = JSONSchemaProps

export const text = (more: Schema = {}): Schema => ({ type: 'string', ...more })
export const oneOf = (...values: readonly string[]): Schema => text({ enum: values })
export const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', format: 'int32', minimum, maximum })
export const list = (items: Schema, maxItems: number, more: Schema = {}): Schema => ({ type: 'array', items, maxItems, ...more })
/** A list whose items are known by some of their fields. */
export const keyed = (keys: readonly string[], items: Schema, maxItems: number, more: Schema = {}): Schema =>
  list(items, maxItems, { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys, ...more })
export const textMap = (maxProperties: number): Schema => ({ type: 'object', additionalProperties: text(), maxProperties })

/** An object; fields whose names end in `!` are required. */
export function object(fields: Readonly<Record<string, Schema>>, more: Schema = {}): Schema {
  const entries = Object.entries(fields).map(([name, schema]) => ({ name: name.replace('!', ''), schema, isRequired: name.endsWith('!') }))
  const required = entries.filter(({ isRequired }) => isRequired).map(({ name }) => name)
  return { type: 'object', properties: Object.fromEntries(entries.map(({ name, schema }) => [name, schema])), ...required.length > 0 && { required }, ...more }
}

/** With a value for who gives none. (Defaults are JSON that the generated types know as an object.) */
export const or = (value: Json, schema: Schema): Schema => ({ ...schema, default: value } as Schema)
