// What an HTTP request asks of the API server.
import type { IncomingHttpHeaders } from 'node:http'
import { targetOf } from '../engine/apiserver/discovery/index.ts'
import type { Credentials, DeleteOptions, DocumentRequest, FieldValidation, Identity, Impersonation, ListOptions, PatchType, Request, Target, Watch } from '../engine/apiserver/request.ts'
import type { Connect } from '../engine/apiserver/connect.ts'
import { badRequest, failure } from '../engine/apiserver/status.ts'
import { readJson } from '../engine/apiserver/schema/json.ts'
import { readValue } from '../engine/client/yaml/index.ts'
import { logAsked } from './logs.ts'
import { decodeProtobuf, protobufType } from './protobuf/decode.ts'
import { WireError } from './protobuf/wire.ts'
import { streamAsked } from './streams.ts'

export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type Asked =
  | { readonly kind: 'document', readonly request: DocumentRequest }
  | { readonly kind: 'request', readonly request: Request }
  | { readonly kind: 'watch', readonly request: Watch, readonly opening: Opening }
  | { readonly kind: 'log', readonly request: Connect }

/** How a watch begins and ends. */
export interface Opening {
  /** What is there comes first, as if it were new. */
  readonly sendsInitialEvents: boolean
  /** And a bookmark says where that ends. */
  readonly marksTheirEnd: boolean
  readonly timeoutSeconds: number | undefined
  readonly asTable: boolean
}

/** Throws a StatusError when there is no sense in it. */
export function route({ method, url, headers, body }: HttpRequest, credentials: Credentials | undefined): Asked {
  const { pathname, searchParams: query } = new URL(url, 'https://127.0.0.1')
  const identity = identityOf(headers, credentials)
  const accept = headers.accept ?? ''
  const found = targetOf(pathname)
  if (!found || found.resource === 'nodes' && found.subresource?.startsWith('proxy')) {
    if (method !== 'GET') throw failure(405, 'MethodNotAllowed', `the server does not allow this method on the requested resource`)
    return { kind: 'document', request: { ...identity, path: decodeURI(pathname), aggregated: accept.includes('as=APIGroupDiscoveryList') } }
  }
  const target: Target = { ...identity, ...found }
  const asTable = accept.includes('as=Table')
  const as = asTable ? { as: 'table' as const } : {}
  switch (method) {
    case 'GET': {
      const log = logAsked(target, query)
      if (log) return { kind: 'log', request: log }
      if (flag(query, 'watch')) return { kind: 'watch', request: { verb: 'watch', ...target, ...listOptions(query), ...pinnedTo(found.name, query) }, opening: openingOf(query, asTable) }
      if (found.name === undefined) return asked({ verb: 'list', ...target, ...as, ...listOptions(query) })
      return asked({ verb: 'get', ...target, ...as, ...text(query, 'resourceVersion') })
    }
    case 'POST': return asked({ verb: 'create', ...target, ...writing(query, headers), body: bodyOf(body, headers) })
    case 'PUT': return asked({ verb: 'update', ...target, ...writing(query, headers), body: bodyOf(body, headers) })
    case 'PATCH': return asked({ verb: 'patch', ...target, ...writing(query, headers), patchType: patchTypeOf(headers), body: bodyOf(body, headers), ...flag(query, 'force') && { force: true } })
    case 'DELETE': {
      const options = deleteOptions(query, body, headers)
      return asked(found.name === undefined ? { verb: 'deletecollection', ...target, ...options, ...listOptions(query) } : { verb: 'delete', ...target, ...options })
    }
    default: throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')
  }
}

/** What asks to become a stream of both ways: exec, attach and port-forward. Throws a StatusError for anything else. */
export function routeUpgrade({ url, headers }: Pick<HttpRequest, 'url' | 'headers'>, credentials: Credentials | undefined): Connect {
  const { pathname, searchParams } = new URL(url, 'https://127.0.0.1')
  const found = targetOf(pathname)
  const stream = found && streamAsked({ ...identityOf(headers, credentials), ...found }, searchParams)
  if (!stream) throw badRequest('only exec, attach and portforward are streams here')
  return stream
}

const asked = (request: Request): Asked => ({ kind: 'request', request })

function identityOf(headers: IncomingHttpHeaders, credentials: Credentials | undefined): Identity {
  const impersonate = impersonationOf(headers)
  return { ...credentials && { credentials }, ...impersonate && { impersonate } }
}

const extraHeader = 'impersonate-extra-'

function impersonationOf(headers: IncomingHttpHeaders): Impersonation | undefined {
  const values = (name: string): readonly string[] => [headers[name] ?? []].flat().flatMap(value => value.split(', ')) // Node joins repeated headers
  const [user] = values('impersonate-user')
  const [uid] = values('impersonate-uid')
  const groups = values('impersonate-group')
  const extra = Object.keys(headers).filter(name => name.startsWith(extraHeader)).map(name => [name.slice(extraHeader.length), values(name)] as const)
  if (user === undefined && uid === undefined && groups.length === 0 && extra.length === 0) return undefined
  return { ...user !== undefined && { user }, ...uid !== undefined && { uid }, ...groups.length > 0 && { groups }, ...extra.length > 0 && { extra: Object.fromEntries(extra) } }
}

const flag = (query: URLSearchParams, name: string): boolean => ['1', 'true'].includes(query.get(name) ?? '')

function text<Name extends string>(query: URLSearchParams, name: Name): Partial<Record<Name, string>> {
  const value = query.get(name)
  return value === null || value === '' ? {} : { [name]: value } as Record<Name, string> // a computed key loses its name
}

function number<Name extends string>(query: URLSearchParams, name: Name): Partial<Record<Name, number>> {
  const value = query.get(name)
  return value === null || !/^\d+$/.test(value) ? {} : { [name]: Number(value) } as Record<Name, number> // as above
}

function oneOf<Value extends string>(value: string | null, values: readonly Value[]): Value | undefined {
  return values.find(known => known === value)
}

function listOptions(query: URLSearchParams): ListOptions {
  const resourceVersionMatch = oneOf(query.get('resourceVersionMatch'), ['Exact', 'NotOlderThan'])
  return {
    ...text(query, 'labelSelector'), ...text(query, 'fieldSelector'), ...text(query, 'continue'), ...number(query, 'limit'),
    ...query.get('resourceVersion') !== '0' && text(query, 'resourceVersion'), // 0: whatever is at hand, which is the newest here
    ...resourceVersionMatch && { resourceVersionMatch },
  }
}

/** `GET …/pods/web?watch=1` watches the one. */
const pinnedTo = (name: string | undefined, query: URLSearchParams): ListOptions =>
  name === undefined ? {} : { fieldSelector: [query.get('fieldSelector'), `metadata.name=${name}`].filter(Boolean).join(',') }

function openingOf(query: URLSearchParams, asTable: boolean): Opening {
  const isAsked = flag(query, 'sendInitialEvents')
  const fromAnywhere = ['', '0'].includes(query.get('resourceVersion') ?? '')
  return {
    sendsInitialEvents: isAsked || fromAnywhere && query.get('sendInitialEvents') !== 'false',
    marksTheirEnd: isAsked && flag(query, 'allowWatchBookmarks'),
    timeoutSeconds: number(query, 'timeoutSeconds').timeoutSeconds,
    asTable,
  }
}

interface Writing { readonly dryRun?: boolean, readonly fieldManager?: string, readonly fieldValidation?: FieldValidation, readonly encoding: 'json' }

function writing(query: URLSearchParams, headers: IncomingHttpHeaders): Writing {
  const [agent = ''] = (headers['user-agent'] ?? '').split('/')
  const fieldManager = query.get('fieldManager') ?? agent
  return {
    ...isDryRun(query.getAll('dryRun')) && { dryRun: true },
    ...fieldManager !== '' && { fieldManager },
    fieldValidation: oneOf(query.get('fieldValidation'), ['Strict', 'Warn', 'Ignore']) ?? 'Warn',
    encoding: 'json',
  }
}

function isDryRun(values: readonly unknown[]): boolean {
  const wrong = values.filter(value => value !== '' && value !== 'All')
  if (wrong.length > 0) throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(wrong[0])}: supported values: "All"`)
  return values.includes('All')
}

const mediaTypeOf = (headers: IncomingHttpHeaders): string => (headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? ''

const unsupported = (expected: readonly string[]): Error =>
  failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${expected.join(', ')}`)

const bodyTypes = ['application/json', 'application/yaml', protobufType]

const patchTypes: ReadonlyMap<string, PatchType> = new Map([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
])

function patchTypeOf(headers: IncomingHttpHeaders): PatchType {
  const found = patchTypes.get(mediaTypeOf(headers))
  if (!found) throw unsupported([...patchTypes.keys()])
  return found
}

function bodyOf(body: Buffer, headers: IncomingHttpHeaders): unknown {
  const type = mediaTypeOf(headers)
  if (type === protobufType) return decoded(body)
  if (!bodyTypes.includes(type) && !patchTypes.has(type)) throw unsupported(bodyTypes)
  return parsed(body.toString('utf8'), type)
}

/** JSON, or YAML, which is read by the same grammar as everywhere. */
function parsed(body: string, type = 'application/json'): unknown {
  try { return type.endsWith('json') ? readJson(body).value : readValue(body) }
  catch (error) { throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : String(error)}`) }
}

function decoded(body: Buffer): unknown {
  try { return decodeProtobuf(body) }
  catch (error) { throw error instanceof WireError ? badRequest(`the object provided is unrecognized: protobuf: ${error.message}`) : error }
}

const policies = ['Foreground', 'Background', 'Orphan'] as const

function deleteOptions(query: URLSearchParams, body: Buffer, headers: IncomingHttpHeaders): DeleteOptions {
  const given: unknown = body.toString('utf8').trim() === '' ? {} : bodyOf(body, headers)
  const field = (name: string, from: unknown = given): unknown => typeof from === 'object' && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined
  const seconds = field('gracePeriodSeconds') ?? number(query, 'gracePeriodSeconds').gracePeriodSeconds
  const policy = oneOf(String(field('propagationPolicy') ?? query.get('propagationPolicy')), policies)
    ?? (field('orphanDependents') === true ? 'Orphan' : undefined)
  const [uid, resourceVersion] = ['uid', 'resourceVersion'].map(name => field(name, field('preconditions')))
  const dryRun = field('dryRun')
  return {
    ...typeof seconds === 'number' && { gracePeriodSeconds: seconds },
    ...policy && { propagationPolicy: policy },
    preconditions: { ...typeof uid === 'string' && { uid }, ...typeof resourceVersion === 'string' && { resourceVersion } },
    ...isDryRun([...query.getAll('dryRun'), ...Array.isArray(dryRun) ? dryRun : []]) && { dryRun: true },
  }
}
