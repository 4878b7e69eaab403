// The body of a request → a custom resource: metadata as everywhere, the rest as its schema knows it. What the
// schema does not know is left out.
import type { GroupVersionKind, Json, JsonObject } from '../object.ts'
import { apiVersionOf, pathText } from '../resource.ts'
import { decodeFields, maxDepth, messageOf, schemaOf, type DecodedBody, type FieldValidation } from '../schema/index.ts'
import { badRequest } from '../status.ts'
import type { JSONSchemaProps } from '../types.gen.ts'
import { elementsOf, isList, isObject, mapFields, mapItems, propertyOf, valuesOf } from './values.ts'

const typeFields = new Set(['apiVersion', 'kind', 'metadata'])

export function decodeCustom(body: Json, { group, version, kind }: GroupVersionKind, schema: JSONSchemaProps, validation: FieldValidation): DecodedBody {
  const expected = apiVersionOf(group, version)
  if (!isObject(body)) throw badRequest(`the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error`)
  const { apiVersion = expected, kind: given = kind } = body
  const refuse = (why: string) => badRequest(`${String(given)} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`)
  if (apiVersion !== expected) throw badRequest(`the API version in the data (${String(apiVersion)}) does not match the expected API version (${expected})`)
  if (given !== kind) throw badRequest(`the kind in the data (${String(given)}) does not match the expected kind (${kind})`)
  const unknown: string[] = []
  const metadata = metadataOf(body['metadata'] ?? {}, unknown, refuse)
  const pruned = prune({ ...body, apiVersion, kind, metadata }, schema, [], unknown)
  const strict = unknown.map(path => `unknown field ${JSON.stringify(path)}`)
  if (validation === 'Strict' && strict.length > 0) throw refuse(`strict decoding error: ${strict.join(', ')}`)
  return { object: isObject(pruned) ? pruned : {}, warnings: validation === 'Warn' ? strict : [] }
}

/** Metadata is the same for all kinds. */
function metadataOf(given: Json, unknown: string[], refuse: (why: string) => Error): JsonObject {
  const node = schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' })
  if (!node) throw new Error('ConfigMaps have no schema')
  try {
    const { object, unknown: more } = decodeFields(node, { metadata: given })
    unknown.push(...more.map(text => JSON.parse(text.replace('unknown field ', '')) as string)) // the path is quoted
    const metadata = object['metadata']
    return isObject(metadata) ? metadata : {}
  }
  catch (error) { throw refuse(messageOf(error)) }
}

type Path = readonly (string | number)[]

function prune(value: Json, schema: JSONSchemaProps, path: Path, unknown: string[]): Json {
  if (path.length > maxDepth) throw badRequest('exceeded max depth')
  const isResource = path.length === 0 || schema['x-kubernetes-embedded-resource'] === true
  if (isObject(value)) {
    return mapFields(value, (field, name) => {
      if (isResource && typeFields.has(name)) return field
      const known = propertyOf(schema, name) ?? valuesOf(schema)
      if (known) return prune(field, known, [...path, name], unknown)
      if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true) return field
      unknown.push(pathText([...path, name]))
      return undefined
    })
  }
  const elements = isList(value) ? elementsOf(schema) : undefined
  return isList(value) && elements ? mapItems(value, (item, i) => prune(item, elements, [...path, i], unknown)) : value
}
