// The JSON inside custom resources.
import type { Json, JsonObject } from '../object.ts'
import type { JSONSchemaProps } from '../types.gen.ts'

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !isList(value)

/** As JSON Schema calls it. */
export function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  return typeof value === 'number' ? Number.isInteger(value) ? 'integer' : 'number' : typeof value
}

/** The schema of a field that the schema names. */
export const propertyOf = ({ properties }: JSONSchemaProps, name: string): JSONSchemaProps | undefined =>
  properties && Object.hasOwn(properties, name) ? properties[name] : undefined

/** The schema of every value of a map. */
export const valuesOf = ({ additionalProperties: values }: JSONSchemaProps): JSONSchemaProps | undefined => typeof values === 'object' ? values : undefined

/** The schema of the elements of a list. */
export const elementsOf = ({ items }: JSONSchemaProps): JSONSchemaProps | undefined => items && !Array.isArray(items) ? items as JSONSchemaProps : undefined // what is no array is one schema

/** The fields with what `change` makes of them (undefined: left out); the same object if that is what they were. */
export function mapFields(object: JsonObject, change: (value: Json, name: string) => Json | undefined): JsonObject {
  let isSame = true
  const fields = Object.entries(object).flatMap(([name, value = null]): [string, Json][] => {
    const now = change(value, name)
    if (now !== value) isSame = false
    return now === undefined ? [] : [[name, now]]
  })
  return isSame ? object : Object.fromEntries(fields)
}

export function mapItems(list: readonly Json[], change: (value: Json, index: number) => Json): readonly Json[] {
  const items = list.map(change)
  return items.every((item, i) => item === list[i]) ? list : items
}
