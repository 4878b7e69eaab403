// Whether a custom resource is as its schema wants it, in the words of the real server.
import { equal } from '../equal.ts'
import type { Json, JsonObject } from '../object.ts'
import type { FieldError } from '../resource.ts'
import type { JSONSchemaProps } from '../types.gen.ts'
import { faultsOf, type Path } from '../validation/path.ts'
import { isOfFormat } from './formats.ts'
import { compilePattern } from './pattern.ts'
import { elementsOf, isList, isObject, propertyOf, typeOf, valuesOf } from './values.ts'

export function validateCustom(object: JsonObject, schema: JSONSchemaProps): readonly FieldError[] {
  return faultsOf(root => check(root, object, schema))
}

/** Whether a value is as its schema wants it, wherever it is: the faults tell where in the value they are. */
export function validateInPlace(path: Path, value: Json, schema: JSONSchemaProps): void {
  for (const { reason, field, message } of faultsOf(root => check(root, value, schema)))
    (field === '' || field === '<nil>' ? path : path.to(field)).error(reason.slice('FieldValue'.length), message)
}

type Wrong = (why: string) => void

function check(path: Path, value: Json, schema: JSONSchemaProps): void {
  if (value === null && schema.nullable === true) return
  const wrong: Wrong = why => path.invalid(value, `${path.text} in body ${why}`)
  if (!hasType(value, schema)) {
    const type = typeOf(value)
    return path.error('TypeInvalid', `Invalid value: "${type}": ${path.text} in body must be of type ${schema.type}: "${type}"`)
  }
  combined(path, value, schema)
  if (typeof value === 'string') text(path, value, schema, wrong)
  if (typeof value === 'number') number(value, schema, wrong)
  if (isList(value)) list(path, value, schema, wrong)
  if (schema.enum && !schema.enum.some(allowed => equal(allowed, value)))
    path.notSupported(value, schema.enum.map(allowed => typeof allowed === 'string' ? allowed : JSON.stringify(allowed)))
  if (isObject(value)) fields(path, value, schema, wrong)
}

function hasType(value: Json, { type = '', 'x-kubernetes-int-or-string': isEither = false }: JSONSchemaProps): boolean {
  const actual = typeOf(value)
  if (isEither) return actual === 'integer' || actual === 'string'
  return type === '' || actual === type || (type === 'number' && actual === 'integer')
}

/** Schemas of which some, one or none must hold. Such an error names no field. */
function combined(path: Path, value: Json, { allOf, anyOf, oneOf, not }: JSONSchemaProps): void {
  const fits = (schema: JSONSchemaProps): boolean => {
    const apart = path.apart()
    check(apart, value, schema)
    return apart.faults === 0
  }
  const wrong: Wrong = why => path.nowhere.invalid('', `"${path.text}" must ${why}`)
  for (const schema of allOf ?? []) check(path, value, schema)
  if (anyOf && !anyOf.some(fits)) wrong('validate at least one schema (anyOf)')
  if (oneOf) {
    const count = oneOf.filter(fits).length
    if (count !== 1) wrong(`validate one and only one schema (oneOf). ${count === 0 ? 'Found none valid' : `Found ${count} valid alternatives`}`)
  }
  if (not && fits(not)) wrong('not validate the schema (not)')
}

function text(path: Path, value: string, { minLength, maxLength, pattern, format }: JSONSchemaProps, wrong: Wrong): void {
  const length = [...value].length
  if (maxLength !== undefined && length > maxLength) path.tooLong(maxLength)
  if (minLength !== undefined && length < minLength) wrong(`should be at least ${minLength} chars long`)
  if (pattern !== undefined && !compilePattern(pattern).matches(value)) wrong(`should match '${pattern}'`)
  if (format !== undefined && !isOfFormat(format, value))
    path.error('TypeInvalid', `Invalid value: ${JSON.stringify(value)}: ${path.text} in body must be of type ${format}: ${JSON.stringify(value)}`)
}

function number(value: number, { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JSONSchemaProps, wrong: Wrong): void {
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) wrong(`should be a multiple of ${multipleOf}`)
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) wrong(`should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`)
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) wrong(`should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`)
}

function list(path: Path, value: readonly Json[], schema: JSONSchemaProps, wrong: Wrong): void {
  const { minItems, maxItems, uniqueItems } = schema
  const elements = elementsOf(schema)
  if (elements) value.forEach((item, i) => check(path.to(i), item, elements))
  if (minItems !== undefined && value.length < minItems) wrong(`should have at least ${minItems} items`)
  if (maxItems !== undefined && value.length > maxItems) path.tooMany(value.length, maxItems)
  if (uniqueItems && new Set(value.map(item => JSON.stringify(item))).size < value.length) wrong('shouldn\'t contain duplicates')
  const keyOf = identity(schema)
  if (!keyOf) return
  const seen = new Set<string>()
  value.forEach((item, i) => {
    const key = keyOf(item)
    const text = JSON.stringify(key)
    if (seen.has(text)) path.to(i).duplicate(key)
    seen.add(text)
  })
}

/** By what the elements of a set or of a map in the shape of a list are told apart. */
function identity({ 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys = [] }: JSONSchemaProps): ((item: Json) => Json) | undefined {
  if (type === 'set') return item => item
  return type === 'map' ? item => isObject(item) ? Object.fromEntries(keys.map(key => [key, Object.hasOwn(item, key) ? item[key] ?? null : null])) : item : undefined
}

function fields(path: Path, value: JsonObject, schema: JSONSchemaProps, wrong: Wrong): void {
  const { minProperties, maxProperties } = schema
  const names = Object.keys(value)
  if (minProperties !== undefined && names.length < minProperties) wrong(`should have at least ${minProperties} properties`)
  if (maxProperties !== undefined && names.length > maxProperties) path.tooMany(names.length, maxProperties)
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) path.to(name).required()
  for (const name of names.toSorted()) {
    const known = propertyOf(schema, name) ?? valuesOf(schema)
    if (known) check(path.to(name), value[name] ?? null, known)
  }
}
