// What the kinds of the Gateway API share: names, references, conditions, matches, filters.
import type { JSONSchemaProps as Schema } from '../../apiserver/types.gen.ts'
import { keyed, list, object, oneOf, or, text, whole } from './schema.ts'

export const apiGroup = 'gateway.networking.k8s.io'

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `^${label}(\\.${label})*$`

export const groupName = text({ maxLength: 253, pattern: `^$|^${label}(\\.${label})*$` })
export const kindName = text({ minLength: 1, maxLength: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$' })
export const objectName = text({ minLength: 1, maxLength: 253 })
export const namespaceName = text({ minLength: 1, maxLength: 63, pattern: `^${label}$` })
export const sectionName = text({ minLength: 1, maxLength: 253, pattern: subdomain })
export const hostname = text({ minLength: 1, maxLength: 253, pattern: `^(\\*\\.)?${label}(\\.${label})*$` })
export const preciseHostname = text({ minLength: 1, maxLength: 253, pattern: subdomain })
export const port = whole(1, 65_535)
export const time = text({ format: 'date-time' })
export const duration = text({ pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' })
export const headerName = text({ minLength: 1, maxLength: 256, pattern: "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$" })

const condition = object({
  'lastTransitionTime!': time,
  'message!': text({ maxLength: 32_768 }),
  'observedGeneration': { type: 'integer', format: 'int64', minimum: 0 },
  'reason!': text({ minLength: 1, maxLength: 1024, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' }),
  'status!': oneOf('True', 'False', 'Unknown'),
  'type!': text({ maxLength: 316 }),
})
export const conditions = keyed(['type'], condition, 8)

/** What nobody has looked at yet. */
export const waiting = (...types: readonly string[]) => ({
  conditions: types.map(type => ({ lastTransitionTime: '1970-01-01T00:00:00Z', message: 'Waiting for controller', reason: 'Pending', status: 'Unknown', type })),
})

export const parentReference = object({
  'group': or(apiGroup, groupName), 'kind': or('Gateway', kindName), 'name!': objectName, 'namespace': namespaceName, port, sectionName,
})

const backendObject = { 'group': or('', groupName), 'kind': or('Service', kindName), 'name!': objectName, 'namespace': namespaceName, port }
const localReference = object({ 'group!': groupName, 'kind!': kindName, 'name!': objectName })
export const secretReference = object({ 'group': or('', groupName), 'kind': or('Secret', kindName), 'name!': objectName, 'namespace': namespaceName })

const header = object({ 'name!': headerName, 'value!': text({ minLength: 1, maxLength: 4096 }) })
const headers = keyed(['name'], header, 16)
const headerModifier = object({ set: headers, add: headers, remove: list(text(), 16, { 'x-kubernetes-list-type': 'set' }) })
const mirror = object({ 'backendRef!': object(backendObject), 'percent': whole(0, 100), 'fraction': object({ 'numerator!': whole(0, 2 ** 31 - 1), 'denominator': or(100, whole(1, 2 ** 31 - 1)) }) })

/** Filters of all routes, and those of the one kind. */
export const filters = (more: Readonly<Record<string, Schema>>): Schema => list(object({
  'type!': oneOf('RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', ...Object.keys(more).map(name => name === 'urlRewrite' ? 'URLRewrite' : `R${name.slice(1)}`), 'ExtensionRef'),
  'requestHeaderModifier': headerModifier, 'responseHeaderModifier': headerModifier, 'requestMirror': mirror, 'extensionRef': localReference,
  ...more,
}), 16)

export const backends = (ofRoute: Schema): Schema => list(object({ ...backendObject, weight: or(1, whole(0, 1_000_000)), filters: ofRoute }), 16)

export const matchOf = (type: Schema, name: Schema): Schema => object({ 'type': type, 'name!': name, 'value!': text({ minLength: 1, maxLength: 4096 }) })

export const routeStatus = object({
  'parents!': list(object({ 'parentRef!': parentReference, 'controllerName!': text({ minLength: 1, maxLength: 253 }), conditions }), 32),
})
