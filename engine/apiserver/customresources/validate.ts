// Whether a custom resource is as its schema wants it, in the words of the real server.
import { equal } from '../equal.ts'
import type { Json, JsonObject } from '../object.ts'
import { duplicate, fieldError, invalidValue, notSupported, required, tooLong, tooMany, type FieldError } from '../resource.ts'
import type { JSONSchemaProps } from '../types.gen.ts'
import { isOfFormat } from './formats.ts'
import { compilePattern } from './pattern.ts'
import { elementsOf, isList, isObject, propertyOf, typeOf, valuesOf } from './values.ts'

type Errors = FieldError[]

export function validateCustom(object: JsonObject, schema: JSONSchemaProps): readonly FieldError[] {
  const errors: Errors = []
  check(errors, object, schema, '')
  return errors
}

function check(errors: Errors, value: Json, schema: JSONSchemaProps, path: string): void {
  if (value === null && schema.nullable === true) return
  const wrong = (why: string): unknown => errors.push(invalidValue(path, value, `${path} in body ${why}`))
  if (!hasType(value, schema)) {
    const type = typeOf(value)
    errors.push(fieldError('FieldValueTypeInvalid', path, `Invalid value: "${type}": ${path} in body must be of type ${schema.type}: "${type}"`))
    return
  }
  combined(errors, value, schema, path)
  if (typeof value === 'string') text(errors, value, schema, path, wrong)
  if (typeof value === 'number') number(value, schema, wrong)
  if (isList(value)) list(errors, value, schema, path, wrong)
  if (schema.enum && !schema.enum.some(allowed => equal(allowed, value)))
    errors.push(notSupported(path, value, schema.enum.map(allowed => typeof allowed === 'string' ? allowed : JSON.stringify(allowed))))
  if (isObject(value)) fields(errors, value, schema, path, wrong)
}

function hasType(value: Json, { type = '', 'x-kubernetes-int-or-string': isEither = false }: JSONSchemaProps): boolean {
  const actual = typeOf(value)
  if (isEither) return actual === 'integer' || actual === 'string'
  return type === '' || actual === type || (type === 'number' && actual === 'integer')
}

/** Schemas of which some, one or none must hold. Such an error names no field. */
function combined(errors: Errors, value: Json, { allOf, anyOf, oneOf, not }: JSONSchemaProps, path: string): void {
  const fits = (schema: JSONSchemaProps): boolean => {
    const found: Errors = []
    check(found, value, schema, path)
    return found.length === 0
  }
  const wrong = (why: string): unknown => errors.push(invalidValue('<nil>', '', `"${path}" must ${why}`))
  for (const schema of allOf ?? []) check(errors, value, schema, path)
  if (anyOf && !anyOf.some(fits)) wrong('validate at least one schema (anyOf)')
  if (oneOf) {
    const count = oneOf.filter(fits).length
    if (count !== 1) wrong(`validate one and only one schema (oneOf). ${count === 0 ? 'Found none valid' : `Found ${count} valid alternatives`}`)
  }
  if (not && fits(not)) wrong('not validate the schema (not)')
}

function text(errors: Errors, value: string, { minLength, maxLength, pattern, format }: JSONSchemaProps, path: string, wrong: (why: string) => unknown): void {
  const length = [...value].length
  if (maxLength !== undefined && length > maxLength) errors.push(tooLong(path, maxLength))
  if (minLength !== undefined && length < minLength) wrong(`should be at least ${minLength} chars long`)
  if (pattern !== undefined && !compilePattern(pattern).matches(value)) wrong(`should match '${pattern}'`)
  if (format !== undefined && !isOfFormat(format, value))
    errors.push(fieldError('FieldValueTypeInvalid', path, `Invalid value: ${JSON.stringify(value)}: ${path} in body must be of type ${format}: ${JSON.stringify(value)}`))
}

function number(value: number, { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JSONSchemaProps, wrong: (why: string) => unknown): void {
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf)) wrong(`should be a multiple of ${multipleOf}`)
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) wrong(`should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`)
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) wrong(`should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`)
}

function list(errors: Errors, value: readonly Json[], schema: JSONSchemaProps, path: string, wrong: (why: string) => unknown): void {
  const { minItems, maxItems, uniqueItems } = schema
  const elements = elementsOf(schema)
  if (elements) value.forEach((item, i) => check(errors, item, elements, `${path}[${i}]`))
  if (minItems !== undefined && value.length < minItems) wrong(`should have at least ${minItems} items`)
  if (maxItems !== undefined && value.length > maxItems) errors.push(tooMany(path, value.length, maxItems))
  if (uniqueItems && new Set(value.map(item => JSON.stringify(item))).size < value.length) wrong('shouldn\'t contain duplicates')
  const keyOf = identity(schema)
  if (!keyOf) return
  const seen = new Set<string>()
  value.forEach((item, i) => {
    const key = keyOf(item)
    const text = JSON.stringify(key)
    if (seen.has(text)) errors.push(duplicate(`${path}[${i}]`, key))
    seen.add(text)
  })
}

/** By what the elements of a set or of a map in the shape of a list are told apart. */
function identity({ 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys = [] }: JSONSchemaProps): ((item: Json) => Json) | undefined {
  if (type === 'set') return item => item
  return type === 'map' ? item => isObject(item) ? Object.fromEntries(keys.map(key => [key, Object.hasOwn(item, key) ? item[key] ?? null : null])) : item : undefined
}

function fields(errors: Errors, value: JsonObject, schema: JSONSchemaProps, path: string, wrong: (why: string) => unknown): void {
  const below = (name: string): string => path === '' ? name : `${path}.${name}`
  const { minProperties, maxProperties } = schema
  const names = Object.keys(value)
  if (minProperties !== undefined && names.length < minProperties) wrong(`should have at least ${minProperties} properties`)
  if (maxProperties !== undefined && names.length > maxProperties) errors.push(tooMany(path, names.length, maxProperties))
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) errors.push(required(below(name)))
  for (const name of names.toSorted()) {
    const known = propertyOf(schema, name) ?? valuesOf(schema)
    if (known) check(errors, value[name] ?? null, known, below(name))
  }
}
