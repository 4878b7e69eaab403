// `kubectl explain`: the fields of a kind. The descriptions of the built-in kinds are not recorded, so they are left out.
import type { JsonObject } from '../../apiserver/object.ts'
import type { ResourceDefinition } from '../../apiserver/resource.ts'
import { schemaOf, type SchemaNode } from '../../apiserver/schema/index.ts'
import { resourceNamed } from '../../client/discovery.ts'
import { ask, discover, write, type Program } from '../../client/program.ts'
import { isObject, listAt, objectAt, textAt } from './fields.ts'
import { PlainFailure } from './failure.ts'
import { jsonOf } from './targets.ts'
import { UsageError, type Verb } from './verb.ts'

export const explain: Verb = {
  flags: {
    'api-version': { kind: 'text' },
    'output': { kind: 'text', short: 'o', usual: 'plaintext' },
    'recursive': { kind: 'switch' },
  },
  run: function* ({ flags }) {
    const [path, ...more] = flags.args
    if (path === undefined) throw new UsageError('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.')
    if (more.length > 0) throw new UsageError('We accept only this format: explain RESOURCE')
    const all = yield* discover()
    const [name = '', ...fields] = path.split('.')
    const [wantedGroup = '', wantedVersion = ''] = (flags.text('api-version') ?? '').includes('/') ? (flags.text('api-version') ?? '').split('/') : ['', flags.text('api-version') ?? '']
    const candidates = flags.has('api-version') ? all.filter(({ group, version }) => group === wantedGroup && version === wantedVersion) : all
    const definition = resourceNamed(candidates, name)
    if (!definition) throw new PlainFailure(`the server doesn't have a resource type ${JSON.stringify(name)}`)
    const { group, version, kind } = definition
    yield* write(`${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`)
    let node = yield* rootOf(definition)
    for (const field of fields) {
      const next: Field | undefined = node.fields().find(known => known.name === field)
      if (!next) throw new UsageError(`field ${JSON.stringify(field)} does not exist`)
      node = next
    }
    yield* write(textOf(node, fields, flags.isOn('recursive')))
    return 0
  },
}

/** A field, from wherever its schema comes. */
interface Field {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description: string
  readonly choices: readonly string[]
  readonly fields: () => readonly Field[]
}

function* rootOf(definition: ResourceDefinition): Program<Field> {
  const schema = schemaOf(definition)
  if (schema) return ofSchema('', schema, false)
  const { code, body } = yield* ask({ verb: 'get', group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions', name: `${definition.plural}.${definition.group}` })
  const version = code < 400 ? listAt(jsonOf(body), 'spec', 'versions').filter(isObject).find(({ name }) => name === definition.version) : undefined
  const root = ofOpenApi('', objectAt(version, 'schema', 'openAPIV3Schema'), false)
  const fixed = ['apiVersion', 'kind', 'metadata'].map((name): Field => ({ name, type: name === 'metadata' ? 'ObjectMeta' : 'string', required: false, description: '', choices: [], fields: () => [] }))
  return { ...root, fields: () => [...root.fields().filter(({ name }) => !fixed.some(known => known.name === name)), ...fixed].toSorted(byName) }
}

const byName = (a: Field, b: Field): number => a.name < b.name ? -1 : 1

function ofSchema(name: string, node: SchemaNode, required: boolean): Field {
  const inner = innermost(node)
  return {
    name,
    type: typeText(node),
    required,
    description: '',
    choices: inner.enum ?? [],
    fields: () => [...inner.properties].map(([field, property]) => ofSchema(field, property.node, property.required)),
  }
}

const innermost = (node: SchemaNode): SchemaNode => node.kind !== 'object' && node.item ? innermost(node.item) : node

function typeText(node: SchemaNode): string {
  switch (node.kind) {
    case 'list': return `[]${node.item ? typeText(node.item) : ''}`
    case 'map': return `map[string]${node.item ? typeText(node.item) : ''}`
    case 'object': return node.goType.slice(node.goType.indexOf('.') + 1)
    case 'quantity': return 'Quantity'
    case 'intOrString': return 'IntOrString'
    case 'any': return 'Object'
    case 'integer': case 'number': case 'boolean': return node.kind
    default: return 'string'
  }
}

function ofOpenApi(name: string, schema: JsonObject, required: boolean): Field {
  const element = textAt(schema, 'type') === 'array' ? objectAt(schema, 'items') : schema
  const needed = new Set(listAt(element, 'required'))
  return {
    name,
    type: textAt(schema, 'type') === 'array' ? `[]${openApiType(element)}` : openApiType(schema),
    required,
    description: textAt(schema, 'description'),
    choices: listAt(schema, 'enum').map(String),
    fields: () => Object.entries(objectAt(element, 'properties')).map(([field, inner]) => ofOpenApi(field, isObject(inner) ? inner : {}, needed.has(field))).toSorted(byName),
  }
}

const openApiType = (schema: JsonObject): string => {
  const type = textAt(schema, 'type')
  return type === 'object' || type === '' ? 'Object' : type
}

function textOf(node: Field, path: readonly string[], recursive: boolean): string {
  const title = path.length > 0 ? `FIELD: ${node.name} <${node.type}>\n\n\n` : ''
  const description = `DESCRIPTION:\n    ${node.description === '' ? '<empty>' : node.description}\n`
  const fields = node.fields()
  if (fields.length === 0) return `${title}${description}\n`
  return `${title}${description}FIELDS:\n${fields.map(field => recursive ? treeText(field, 1) : fieldText(field)).join('')}\n`
}

const headText = ({ name, type, required, choices }: Field, indent: string): string =>
  `${indent}${name}\t<${type}>${required ? ' -required-' : ''}\n${choices.length > 0 ? `${indent}enum: ${choices.join(', ')}\n` : ''}`

const fieldText = (field: Field): string => `${headText(field, '  ')}    ${field.description === '' ? '<no description>' : field.description}\n\n`

/** No kind is nested deeper, but schemas that contain themselves are. */
const deepest = 12

function treeText(field: Field, level: number): string {
  const inner = level < deepest ? field.fields() : []
  return headText(field, '  '.repeat(level)) + inner.map(one => treeText(one, level + 1)).join('')
}
