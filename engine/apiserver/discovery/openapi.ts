// OpenAPI v3 of one group and version: enough for clients to know kinds, fields and how they are merged. There are
// no descriptions, and components are named after Go types, without their packages.
import type { Json, JsonObject } from '../object.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'
import { schemaOf, type SchemaNode } from '../schema/index.ts'
import type { JSONSchemaProps } from '../types.gen.ts'
import { serverVersion } from './version.ts'
import type { ServedGroup, ServedVersion } from './resources.ts'

/** `api/v1`, `apis/apps/v1`. */
export const openApiPath = (group: string, version: string): string => `${group === '' ? 'api' : 'apis'}/${apiVersionOf(group, version)}`

export const openApiIndex = (groups: readonly ServedGroup[]): JsonObject => ({
  paths: Object.fromEntries(groups.flatMap(({ group, versions }) => versions.map(({ version }) => {
    const path = openApiPath(group, version)
    return [path, { serverRelativeURL: `/openapi/v3/${path}` }]
  }))),
})

export function openApiOf(group: string, { version, definitions }: ServedVersion): JsonObject {
  const components = new Components()
  const kinds = definitions.map(definition => [definition, components.ofKind(definition)] as const)
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: serverVersion.gitVersion },
    paths: Object.fromEntries(kinds.flatMap(([definition, reference]) => pathsOf(definition, `/${openApiPath(group, version)}`, reference))),
    components: { schemas: components.all() },
  }
}

const referTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })

class Components {
  private readonly names = new Map<SchemaNode, string>()
  private readonly schemas = new Map<string, JsonObject>()

  all(): JsonObject { return Object.fromEntries([...this.schemas].sort(([a], [b]) => a < b ? -1 : 1)) }

  ofKind({ group, version, kind, custom }: ResourceDefinition): JsonObject | undefined {
    const gvk = { 'x-kubernetes-group-version-kind': [{ group, kind, version }] }
    const name = [...custom ? group.split('.').reverse() : ['io.k8s.api', group.split('.')[0] || 'core'], version, kind].join('.')
    if (custom) {
      const metadata = schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' })?.field('metadata')
      const common = { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...metadata && { metadata: this.of(metadata) } }
      this.schemas.set(name, { ...jsonOf(custom.schema), type: 'object', properties: { ...jsonOf(custom.schema.properties ?? {}), ...common }, ...gvk })
      return referTo(name)
    }
    const node = schemaOf({ group, version, kind })
    if (!node) return undefined
    this.names.set(node, name)
    this.schemas.set(name, { ...this.object(node), ...gvk })
    return referTo(name)
  }

  private of(node: SchemaNode): JsonObject {
    const merging = {
      ...node.listType && { 'x-kubernetes-list-type': node.listType },
      ...node.listMapKeys && { 'x-kubernetes-list-map-keys': node.listMapKeys },
      ...node.patchMergeKey && { 'x-kubernetes-patch-merge-key': node.patchMergeKey },
      ...node.patchStrategy.length > 0 && { 'x-kubernetes-patch-strategy': node.patchStrategy.join(',') },
      ...node.mapType === 'atomic' && { 'x-kubernetes-map-type': 'atomic' },
    }
    switch (node.kind) {
      case 'object': return { ...referTo(this.nameOf(node)), ...merging }
      case 'map': return { type: 'object', additionalProperties: node.item ? this.of(node.item) : {}, ...merging }
      case 'list': return { type: 'array', items: node.item ? this.of(node.item) : {}, ...merging }
      case 'string': return { type: 'string', ...node.enum && { enum: node.enum } }
      case 'integer': return { type: 'integer', format: `int${node.bits ?? 64}` }
      case 'number': return { type: 'number', format: 'double' }
      case 'boolean': return { type: 'boolean' }
      case 'bytes': return { type: 'string', format: 'byte' }
      case 'quantity': return { type: 'string' }
      case 'intOrString': return { type: 'string', format: 'int-or-string' }
      case 'time': case 'microTime': return { type: 'string', format: 'date-time' }
      case 'any': return { type: 'object' }
    }
  }

  private object(node: SchemaNode): JsonObject {
    const properties = Object.fromEntries([...node.fields()].map(([name, field]) => [name, this.of(field)]))
    return { type: 'object', ...node.required.length > 0 && { required: node.required }, properties }
  }

  /** Two types of one name are told apart by a number before it. */
  private nameOf(node: SchemaNode): string {
    const known = this.names.get(node)
    if (known !== undefined) return known
    let name = `io.k8s.api.${node.goType}`
    for (let i = 2; this.schemas.has(name); i++) name = `io.k8s.api.${i}.${node.goType}`
    this.names.set(node, name)
    this.schemas.set(name, {}) // its place, should it hold itself
    this.schemas.set(name, this.object(node))
    return name
  }
}

const jsonOf = (schema: JSONSchemaProps | Readonly<Record<string, JSONSchemaProps>>): JsonObject => schema as unknown as JsonObject // a schema is JSON

const query = (name: string): JsonObject => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })
const writing = ['dryRun', 'fieldManager', 'fieldValidation'].map(query)
const many = new Map([['list', 'get'], ['create', 'post'], ['deletecollection', 'delete']])
const one = new Map([['get', 'get'], ['update', 'put'], ['patch', 'patch'], ['delete', 'delete']])

function pathsOf({ group, version, kind, plural, namespaced, verbs }: ResourceDefinition, prefix: string, schema: JsonObject | undefined): readonly [string, JsonObject][] {
  const gvk = { group, kind, version }
  const answer = { 200: { description: 'OK', content: { 'application/json': { schema: schema ?? {} } } } }
  const operations = (methods: ReadonlyMap<string, string>): JsonObject => Object.fromEntries(verbs.flatMap((verb): [string, Json][] => {
    const method = methods.get(verb)
    if (method === undefined) return []
    const isWrite = verb === 'create' || verb === 'update' || verb === 'patch'
    return [[method, { 'x-kubernetes-action': verb === 'create' ? 'post' : verb === 'update' ? 'put' : verb, 'x-kubernetes-group-version-kind': gvk, ...isWrite && { parameters: writing }, responses: answer }]]
  }))
  const collection = `${prefix}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}`
  return [[collection, operations(many)], [`${collection}/{name}`, operations(one)]]
}
