// The defaults of a schema: for fields that are missing, or null where null may not be.
import type { Json } from '../object.ts'
import type { JSONSchemaProps } from '../types.gen.ts'
import { elementsOf, isList, isObject, mapFields, mapItems, propertyOf, valuesOf } from './values.ts'

export function defaulted(value: Json, schema: JSONSchemaProps): Json {
  if (isList(value)) {
    const elements = elementsOf(schema)
    return elements ? mapItems(value, item => defaulted(orDefault(item, elements) ?? item, elements)) : value
  }
  if (!isObject(value)) return value
  const missing = Object.entries(schema.properties ?? {})
    .flatMap(([name, property]): [string, Json][] => Object.hasOwn(value, name) || property.default === undefined ? [] : [[name, property.default]])
  const whole = missing.length === 0 ? value : Object.fromEntries([...Object.entries(value), ...missing])
  return mapFields(whole, (field, name) => {
    const known = propertyOf(schema, name) ?? valuesOf(schema)
    return known ? defaulted(orDefault(field, known) ?? field, known) : field
  })
}

const orDefault = (value: Json, { nullable = false, default: otherwise }: JSONSchemaProps): Json | undefined =>
  value === null && !nullable ? otherwise : value
