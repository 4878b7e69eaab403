// GatewayClass, Gateway and ReferenceGrant: who opens the doors, which, and what may be reached from elsewhere.
import { conditions, groupName, hostname, kindName, namespaceName, objectName, port, secretReference, sectionName, waiting } from './parts.ts'
import { keyed, list, object, oneOf, or, text, textMap, whole } from './schema.ts'

const controllerName = text({ minLength: 1, maxLength: 253, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$" })
const parameters = { 'group!': groupName, 'kind!': kindName, 'name!': objectName }

export const gatewayClassSpec = object({
  'controllerName!': controllerName, 'description': text({ maxLength: 64 }), 'parametersRef': object({ ...parameters, namespace: namespaceName }),
})
export const gatewayClassStatus = or(waiting('Accepted'), object({ conditions, supportedFeatures: keyed(['name'], object({ 'name!': text() }), 64) }))

const labelSelector = object({
  matchLabels: { type: 'object', additionalProperties: text() },
  matchExpressions: list(object({ 'key!': text(), 'operator!': text(), 'values': { type: 'array', items: text() } }), 64),
}, { 'x-kubernetes-map-type': 'atomic' })

const routeKind = object({ 'group': or('gateway.networking.k8s.io', groupName), 'kind!': kindName })
const allowedRoutes = or({ namespaces: { from: 'Same' } }, object({
  namespaces: or({ from: 'Same' }, object({ from: or('Same', oneOf('All', 'Selector', 'Same', 'None')), selector: labelSelector })),
  kinds: list(routeKind, 8),
}))

const listener = object({
  'name!': sectionName,
  hostname,
  'port!': port,
  'protocol!': text({ minLength: 1, maxLength: 255, pattern: '^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$' }),
  'tls': object({ mode: or('Terminate', oneOf('Terminate', 'Passthrough')), certificateRefs: list(secretReference, 64), options: textMap(16) }),
  allowedRoutes,
})
const address = object({ 'type': or('IPAddress', text({ minLength: 1, maxLength: 253 })), 'value': text({ maxLength: 253 }) })

export const gatewaySpec = object({
  'gatewayClassName!': objectName,
  'listeners!': keyed(['name'], listener, 64, { minItems: 1 }),
  'addresses': list(address, 16),
  'infrastructure': object({ labels: textMap(8), annotations: textMap(8), parametersRef: object(parameters) }),
})
export const gatewayStatus = or(waiting('Accepted', 'Programmed'), object({
  addresses: list(address, 16),
  conditions,
  listeners: keyed(['name'], object({ 'name!': sectionName, 'supportedKinds': list(routeKind, 8), 'attachedRoutes!': whole(0, 2 ** 31 - 1), 'conditions!': conditions }), 64),
}))

export const referenceGrantSpec = object({
  'from!': list(object({ 'group!': groupName, 'kind!': kindName, 'namespace!': namespaceName }), 16, { minItems: 1 }),
  'to!': list(object({ 'group!': groupName, 'kind!': kindName, 'name': objectName }), 16, { minItems: 1 }),
})
