// What the schema of a custom resource may be: structural, which is that every value has a type of its own, and
// free of what the server would not hold anybody to.
import { messageOf } from '../schema/index.ts'
import type { JSONSchemaProps } from '../types.gen.ts'
import { seenBefore } from '../validation/check.ts'
import type { Path } from '../validation/path.ts'
import { compilePattern } from './pattern.ts'
import { validateInPlace } from './validate.ts'
import { elementsOf, valuesOf } from './values.ts'

type Level = 'root' | 'item' | 'field'
const untyped: Readonly<Record<Level, string>> = { root: 'at the root', item: 'for specified array items', field: 'for specified object fields' }
const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']
const junctors = ['anyOf', 'allOf', 'oneOf'] as const

// What comes in may lack even what must be there: nothing is a schema that says nothing.
const itself = (schema: JSONSchemaProps | null | undefined): JSONSchemaProps => schema ?? {}

/** The parts of a schema, and where they are: fields by name, since maps have no order of their own. */
function* partsOf(path: Path, schema: JSONSchemaProps): Generator<readonly [Path, JSONSchemaProps, Level]> {
  const { properties = {} } = schema
  for (const [name, property] of Object.entries(properties).sort(([a], [b]) => a < b ? -1 : 1)) yield [path.to(`properties[${name}]`), itself(property), 'field']
  const [values, elements] = [valuesOf(schema), elementsOf(schema)]
  if (values) yield [path.to('additionalProperties'), values, 'field']
  if (elements) yield [path.to('items'), elements, 'item']
}

/** Conditions, which must not describe anything that the schema itself does not. */
function* conditionsOf(path: Path, schema: JSONSchemaProps): Generator<readonly [Path, JSONSchemaProps, string]> {
  for (const junctor of junctors) for (const [i, condition] of (schema[junctor] ?? []).entries()) yield [path.to(junctor).to(i), itself(condition), `${junctor}${i}`]
  if (schema.not) yield [path.to('not'), schema.not, 'not']
}

export function checkSchema(path: Path, schema: JSONSchemaProps): void {
  if (schema.nullable) path.to('nullable').forbidden('nullable cannot be true at the root')
  if (isReadable(path, schema)) {
    const before = path.faults
    path.sorted(() => {
      structural(path, schema, 'root')
      complete(path, schema)
    })
    if (path.faults === before) defaults(path, schema)
  }
  supported(path, schema)
}

/** Whether the schema can be looked at for its structure at all. */
function isReadable(path: Path, schema: JSONSchemaProps): boolean {
  const { type, items, properties, additionalProperties } = schema
  const isOdd = unsupported.some(field => schema[field] !== undefined) || type === 'null' || Array.isArray(items) || properties !== undefined && typeof additionalProperties === 'object'
  const all = (parts: Iterable<readonly [Path, JSONSchemaProps, string]>): boolean => [...parts].every(([at, part]) => isReadable(at, part))
  return !isOdd && all(partsOf(path, schema)) && all(conditionsOf(path, schema))
}

function structural(path: Path, schema: JSONSchemaProps, level: Level): void {
  const { type, properties, items, additionalProperties, 'x-kubernetes-int-or-string': isEither = false, 'x-kubernetes-preserve-unknown-fields': isOpen = false, 'x-kubernetes-embedded-resource': isEmbedded = false } = schema
  if (type === 'array' && !items) path.to('items').required('must be specified')
  if (level === 'root' && additionalProperties !== undefined) path.to('additionalProperties').forbidden('must not be used at the root')
  for (const [at, part, its] of partsOf(path, schema)) structural(at, part, its)
  if (isEither) {
    if (isOpen) path.to('x-kubernetes-preserve-unknown-fields').invalid(true, 'must be false if x-kubernetes-int-or-string is true')
    if (isEmbedded) path.to('x-kubernetes-embedded-resource').invalid(true, 'must be false if x-kubernetes-int-or-string is true')
  }
  expression(path, schema)
  for (const [at, condition, which] of conditionsOf(path, schema)) if (!(which.startsWith('anyOf') && isIntOrString(schema))) nested(at, condition, which === 'allOf0')
  if (isEmbedded && type !== 'object') typed(path, type, 'must be object if x-kubernetes-embedded-resource is true')
  else if (!type && !isEither && !isOpen) path.to('type').required(`must not be empty ${untyped[level]}`)
  if (level === 'root' && type && type !== 'object') path.to('type').invalid(type, 'must be object at the root')
  if (level === 'root' || isEmbedded) {
    for (const [field, must] of [['kind', 'string'], ['apiVersion', 'string'], ['metadata', 'object']] as const) {
      const { type: its = '' } = properties?.[field] ?? { type: must }
      if (its !== must) path.to(`properties[${field}].type`).invalid(its, `must be ${must}`)
    }
  }
  if (level === 'root' && Object.keys(properties?.['metadata']?.properties ?? {}).some(name => name !== 'name' && name !== 'generateName'))
    path.to('properties[metadata]').forbidden('must not specify anything other than name and generateName, but metadata is implicitly specified')
  if (isEmbedded && !isOpen && !properties) path.to('properties').required('must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields')
}

function typed(path: Path, type: string | undefined, why: string): void {
  if (type) path.to('type').invalid(type, why)
  else path.to('type').required(why)
}

const isIntOrString = ({ anyOf }: JSONSchemaProps): boolean => JSON.stringify(anyOf) === '[{"type":"integer"},{"type":"string"}]'

function expression(path: Path, { pattern }: JSONSchemaProps): void {
  if (pattern === undefined) return
  try { compilePattern(pattern) }
  catch (error) { path.to('pattern').invalid(pattern, `must be a valid regular expression, but isn't: ${messageOf(error)}`) }
}

const beyondConditions = {
  'must be empty to be structural': ['type', 'title', 'description', 'x-kubernetes-list-map-keys'],
  'must be undefined to be structural': ['additionalProperties', 'default', 'x-kubernetes-list-type'],
  'must be false to be structural': ['nullable', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource', 'x-kubernetes-int-or-string'],
} as const

/** A condition says nothing but what a value must fulfil. */
function nested(path: Path, schema: JSONSchemaProps, mayBeEither = false): void {
  for (const [why, fields] of Object.entries(beyondConditions)) for (const field of fields) if (schema[field]) path.to(field).forbidden(why)
  if (schema.properties?.['metadata']) path.to('properties[metadata]').forbidden('must not be specified in a nested context')
  expression(path, schema)
  for (const [at, part] of partsOf(path, schema)) nested(at, part)
  for (const [at, condition, which] of conditionsOf(path, schema)) if (!(which.startsWith('anyOf') && mayBeEither && isIntOrString(schema))) nested(at, condition)
}

/** Whatever a condition is about is in the schema as well. */
function complete(path: Path, schema: JSONSchemaProps): void {
  const follow = (condition: JSONSchemaProps, from: Path, to: JSONSchemaProps | undefined, at: Path): void => {
    if (!to) return at.required(`because it is defined in ${from.text}`)
    for (const [inner, part] of conditionsOf(from, condition)) follow(part, inner, to, at)
    const [elements, its] = [elementsOf(condition), elementsOf(to)]
    if (elements) follow(elements, from.to('items'), its, at.to('items'))
    for (const [name, property] of Object.entries(condition.properties ?? {})) follow(property, from.to(`properties[${name}]`), to.properties?.[name], at.to(`properties[${name}]`))
  }
  for (const [from, condition] of conditionsOf(path, schema)) follow(condition, from, schema, path)
  for (const [at, part] of partsOf(path, schema)) complete(at, part)
}

/** What stands in for what is left out must itself be as the schema wants it. */
function defaults(path: Path, schema: JSONSchemaProps): void {
  if (schema.default !== undefined) validateInPlace(path.to('default'), schema.default, schema)
  for (const [at, part] of partsOf(path, schema)) defaults(at, part)
}

const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'] as const

/** What the server does not support, here and below. */
function supported(path: Path, schema: JSONSchemaProps): void {
  const { type = '', items, uniqueItems, properties, additionalProperties } = schema
  if (type !== '' && !types.includes(type)) path.to('type').notSupported(type, types)
  for (const field of unsupported) if (schema[field] !== undefined) path.to(field).forbidden(`${field} is not supported`)
  if (type === 'null') path.to('type').forbidden('type cannot be set to null, use nullable as an alternative')
  if (Array.isArray(items)) path.to('items').forbidden('items must be a schema object and not an array')
  if (uniqueItems) path.to('uniqueItems').forbidden('uniqueItems cannot be set to true since the runtime complexity becomes quadratic')
  if (properties && additionalProperties !== undefined && additionalProperties !== true) path.to('additionalProperties').forbidden('additionalProperties and properties are mutual exclusive')
  for (const [at, part] of partsOf(path, schema)) supported(at, part)
  for (const [at, part] of conditionsOf(path, schema)) supported(at, part)
  extensions(path, schema)
}

function extensions(path: Path, schema: JSONSchemaProps): void {
  const { type, 'x-kubernetes-preserve-unknown-fields': isOpen, 'x-kubernetes-map-type': mapType, 'x-kubernetes-list-type': listType, 'x-kubernetes-list-map-keys': keys = [] } = schema
  const [listAt, keysAt] = [path.to('x-kubernetes-list-type'), path.to('x-kubernetes-list-map-keys')]
  const elements = elementsOf(schema)
  if (isOpen === false) path.to('x-kubernetes-preserve-unknown-fields').invalid(false, 'must be true or undefined')
  if (mapType !== undefined) {
    if (type !== 'object') typed(path, type, 'must be object if x-kubernetes-map-type is specified')
    if (!['atomic', 'granular'].includes(mapType)) path.to('x-kubernetes-map-type').notSupported(mapType, ['atomic', 'granular'])
  }
  if (listType !== undefined) {
    if (type !== 'array') typed(path, type, 'must be array if x-kubernetes-list-type is specified')
    else if (listType === 'set' && elements) atomic(path.to('items'), elements)
    if (!listTypes.includes(listType)) listAt.notSupported(listType, listTypes)
  }
  if (keys.length > 0 && listType !== 'map') {
    if (listType === undefined) listAt.required('must be map if x-kubernetes-list-map-keys is non-empty')
    else listAt.invalid(listType, 'must be map if x-kubernetes-list-map-keys is non-empty')
  }
  if (listType === 'map') {
    if (keys.length === 0) keysAt.required('must not be empty if x-kubernetes-list-type is map')
    if (!elements) path.to('items').required('must have a schema if x-kubernetes-list-type is map')
    else if (elements.type !== 'object') path.to('items.type').invalid(elements.type ?? '', 'must be object if parent array\'s x-kubernetes-list-type is map')
    else keyed(path, keysAt, keys, elements)
  }
  if (!elements || listType !== 'map' && listType !== 'set') return
  if (elements.nullable) path.to('items.nullable').forbidden(`cannot be nullable when x-kubernetes-list-type is ${listType}`)
  if (listType === 'set') return
  for (const key of keys) {
    const [property, at] = [elements.properties?.[key], path.to(`items.properties[${key}]`)]
    if (property && property.default === undefined && !elements.required?.includes(key))
      at.to('default').required('this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property')
    if (property?.nullable) at.to('nullable').forbidden('this property is in x-kubernetes-list-map-keys, so it cannot be nullable')
  }
}

const listTypes = ['atomic', 'set', 'map']

function atomic(path: Path, { type, 'x-kubernetes-list-type': listType, 'x-kubernetes-map-type': mapType }: JSONSchemaProps): void {
  const why = 'must be atomic as item of a list with x-kubernetes-list-type=set'
  if (type === 'array' && listType !== undefined && listType !== 'atomic') path.to('x-kubernetes-list-type').invalid(listType, why)
  if (type === 'object' && mapType !== 'atomic') path.to('x-kubernetes-map-type').invalid(null, why)
}

function keyed(path: Path, keysAt: Path, keys: readonly string[], { type, properties = {} }: JSONSchemaProps): void {
  const seen = seenBefore()
  for (const key of keys) {
    const property = properties[key]
    if (!property) keysAt.invalid(keys, 'entries must all be names of item properties')
    else if (property.type === 'array' || property.type === 'object') path.to(`items.properties[${key}].type`).invalid(type, 'must be a scalar type if parent array\'s x-kubernetes-list-type is map')
    if (seen(key)) keysAt.invalid(keys, 'must not contain duplicate entries')
  }
}
