// Objects as the real server holds them inside, which is how its errors show them: fields in the order and under
// the names of its Go structs, and nothing left out.
import type { Json, JsonObject } from '../object.ts'
import { definitionNamed, type Property, type SchemaNode } from '../schema/index.ts'
import type { PodSpec, PodTemplateSpec } from '../types.gen.ts'

/** `httpGet` in Go: `HTTPGet`. */
const goName = (name: string): string => odd.get(name) ?? name.replace(initials, letters => letters.toUpperCase())
const initials = /^(?:api|aws|csi|dns|fc|fs|gce|grpc|http|ip|iscsi|nfs|os|rbd|se|tcp|tty|[a-z])(?![a-z])|^[a-z]/
const odd = new Map([['cephfs', 'CephFS'], ['storageos', 'StorageOS']])

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !isList(value)

function internal(node: SchemaNode | undefined, value: Json, besides: readonly string[] = []): Json {
  if (isList(value)) return value.map(item => internal(node?.item, item))
  if (!isObject(value) || node?.goType === 'v1.LabelSelector') return value
  if (node?.kind !== 'object') return inOrder(value)
  const given = new Map(Object.entries(value))
  return Object.fromEntries([...node.properties].filter(([name]) => !besides.includes(name)).map(([name, property]) =>
    [goName(name), internal(property.node, given.get(name) ?? zero(property))]))
}

/** What a field is that nothing is said of: a pointer is nil. */
function zero({ node, presence, required }: Property): Json {
  if (node.kind === 'object') return presence === 'always' || required ? {} : null
  if (presence === 'whenGiven' && !required) return null
  switch (node.kind) {
    case 'string': return ''
    case 'quantity': return '0'
    case 'integer': case 'intOrString': return 0
    case 'boolean': return false
    default: return null
  }
}

/** A map, as Go prints it: by its keys. */
const inOrder = (map: JsonObject): JsonObject => Object.fromEntries(Object.entries(map).sort(([a], [b]) => a < b ? -1 : 1))

// Typed objects are plain JSON at run time; only their types do not say so.
const jsonOf = (value: object): JsonObject => value as unknown as JsonObject

export const internalStruct = (struct: string, value: object): Json => internal(definitionNamed(struct), jsonOf(value))

/** Inside, what a pod takes of its host is part of its security. */
export function internalPodSpec(spec: PodSpec): JsonObject {
  const { hostNetwork = false, hostPID = false, hostIPC = false, shareProcessNamespace = null, hostUsers = null } = spec
  const node = definitionNamed('PodSpec')
  const shown = internal(node, jsonOf(spec), ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers', 'serviceAccount'])
  const context = internal(node?.field('securityContext'), jsonOf(spec.securityContext ?? {}))
  return {
    ...isObject(shown) && shown,
    SecurityContext: { HostNetwork: hostNetwork, HostPID: hostPID, HostIPC: hostIPC, ShareProcessNamespace: shareProcessNamespace, HostUsers: hostUsers, ...isObject(context) && context },
  }
}

export function internalTemplate({ metadata, spec }: PodTemplateSpec): JsonObject {
  const { labels, annotations } = metadata
  return {
    ...labels && { labels: inOrder(jsonOf(labels)) },
    ...annotations && { annotations: inOrder(jsonOf(annotations)) },
    Spec: internalPodSpec(spec),
  }
}

const escaped = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const compactJson = (value: Json): string => escaped(JSON.stringify(value))
export const indentedJson = (value: Json): string => escaped(JSON.stringify(value, null, 1))
