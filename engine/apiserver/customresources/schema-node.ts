// An OpenAPI v3 schema as the tree that patches and server-side apply walk.
import type { JSONSchemaProps } from '../types.gen.ts'
import { schemaOf, type Property, type SchemaKind, type SchemaNode } from '../schema/index.ts'
import { elementsOf, valuesOf } from './values.ts'

/** The whole of a custom resource: what all objects have, and what its schema says. */
export function resourceNode(schema: JSONSchemaProps): SchemaNode {
  const common = schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' })?.properties
  const shared = ['apiVersion', 'kind', 'metadata'].flatMap((name): [string, Property][] => {
    const property = common?.get(name)
    return property ? [[name, property]] : []
  })
  const own = nodeOf({ ...schema, type: 'object' })
  return objectNode(schema, new Map([...own.properties, ...shared]))
}

const kinds: ReadonlyMap<string, SchemaKind> = new Map(Object.entries({ array: 'list', boolean: 'boolean', integer: 'integer', number: 'number', object: 'object', string: 'string' }))
const listTypes = ['atomic', 'set', 'map'] as const

function nodeOf(schema: JSONSchemaProps): SchemaNode {
  if (schema['x-kubernetes-int-or-string']) return plain('intOrString', schema)
  const kind = kinds.get(schema.type ?? '') ?? 'any'
  if (kind === 'list') {
    const elements = elementsOf(schema)
    const listType = listTypes.find(type => type === schema['x-kubernetes-list-type'])
    const keys = schema['x-kubernetes-list-map-keys']
    return { ...plain(kind, schema), ...elements && { item: nodeOf(elements) }, ...listType && { listType }, ...keys && { listMapKeys: keys } }
  }
  if (kind !== 'object') return plain(kind, schema)
  const values = valuesOf(schema)
  if (values) {
    const item = nodeOf(values)
    return { ...plain('map', schema), field: () => item, item, mapType: mapTypeOf(schema) }
  }
  if (!schema.properties) return plain('any', schema)
  return objectNode(schema, new Map(Object.entries(schema.properties).map(([name, property]): [string, Property] => [name, {
    node: nodeOf(property), required: schema.required?.includes(name) ?? false, presence: 'whenGiven', embedded: '',
  }])))
}

const mapTypeOf = (schema: JSONSchemaProps): 'atomic' | 'granular' => schema['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : 'granular'
const anything: JSONSchemaProps = {}

function objectNode(schema: JSONSchemaProps, properties: ReadonlyMap<string, Property>): SchemaNode {
  const other = schema['x-kubernetes-preserve-unknown-fields'] ? nodeOf(anything) : undefined
  return {
    ...plain('object', schema),
    field: name => properties.get(name)?.node ?? other,
    fields: () => [...properties].map(([name, { node }]) => [name, node] as const),
    properties,
    required: [...properties].filter(([, { required }]) => required).map(([name]) => name).sort(),
    mapType: mapTypeOf(schema),
  }
}

const nothing: ReadonlyMap<string, Property> = new Map()

function plain(kind: SchemaKind, { type = 'interface {}', enum: values }: JSONSchemaProps): SchemaNode {
  const texts = values?.filter(value => typeof value === 'string')
  return { kind, goType: type, field: () => undefined, fields: () => [], properties: nothing, required: [], patchStrategy: [], ...kind === 'integer' && { bits: 64 }, ...texts?.length && { enum: texts.toSorted() } }
}
