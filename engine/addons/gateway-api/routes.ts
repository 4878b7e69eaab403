// HTTPRoute and GRPCRoute: which requests go where.
import { backends, duration, filters, headerName, hostname, matchOf, parentReference, port, preciseHostname, sectionName } from './parts.ts'
import { keyed, list, object, oneOf, or, text } from './schema.ts'

const path = text({ maxLength: 1024 })
const anyPath = { path: { type: 'PathPrefix', value: '/' } }
const exactOrPattern = or('Exact', oneOf('Exact', 'RegularExpression'))

const newPath = object({ 'type!': oneOf('ReplaceFullPath', 'ReplacePrefixMatch'), 'replaceFullPath': path, 'replacePrefixMatch': path })
const httpFilters = filters({
  requestRedirect: object({ scheme: oneOf('http', 'https'), hostname: preciseHostname, path: newPath, port, statusCode: or(302, { type: 'integer', enum: [301, 302] as unknown as string[] }) }), // JSON of any kind, says the schema of schemas
  urlRewrite: object({ hostname: preciseHostname, path: newPath }),
})

const httpMatch = or(anyPath, object({
  path: or(anyPath.path, object({ type: or('PathPrefix', oneOf('Exact', 'PathPrefix', 'RegularExpression')), value: or('/', path) })),
  headers: keyed(['name'], matchOf(exactOrPattern, headerName), 16),
  queryParams: keyed(['name'], matchOf(exactOrPattern, headerName), 16),
  method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'),
}))

const common = { parentRefs: list(parentReference, 32), hostnames: list(hostname, 16) }

export const httpRouteSpec = object({
  ...common,
  rules: or([{ matches: [anyPath] }], list(object({
    name: sectionName,
    matches: or([anyPath], list(httpMatch, 64)),
    filters: httpFilters,
    backendRefs: backends(httpFilters),
    timeouts: object({ request: duration, backendRequest: duration }),
  }), 16, { minItems: 1 })),
})

const grpcFilters = filters({})
const grpcName = text({ maxLength: 1024 })

export const grpcRouteSpec = object({
  ...common,
  rules: list(object({
    name: sectionName,
    matches: list(object({ method: object({ type: exactOrPattern, service: grpcName, method: grpcName }), headers: keyed(['name'], matchOf(exactOrPattern, headerName), 16) }), 64),
    filters: grpcFilters,
    backendRefs: backends(grpcFilters),
  }), 16),
})
