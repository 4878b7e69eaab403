// What `kubectl proxy` answers: an HTTP request becomes one to the API server, and its answer becomes HTTP again.
import type { Forwarded, LogOptions, Received } from '../../apiserver/connect.ts'
import { targetOf } from '../../apiserver/discovery/index.ts'
import type { JsonObject } from '../../apiserver/object.ts'
import type { PatchType, Request, Target } from '../../apiserver/request.ts'
import { badRequest, failure, StatusError } from '../../apiserver/status.ts'
import { ask, openChannel, readDocument, type Channel, type Program } from '../../client/program.ts'
import { readValue } from '../../client/yaml/index.ts'
import { isList, isObject } from './fields.ts'
import { behindProxy } from './proxy-endpoints.ts'

export interface Answer { readonly status: number, readonly headers: ReadonlyMap<string, string>, readonly body: string }

/** A request that somebody else answers: by what comes over a channel. */
export interface Passed {
  readonly channel: Channel
  /** The answer, as soon as it is whole. */
  readonly receive: (message: Received) => Answer | undefined
}

type Query = ReadonlyMap<string, string>

export const plain = (status: number, body: string): Answer => ({ status, headers: new Map([['Content-Type', 'text/plain; charset=utf-8'], ['X-Content-Type-Options', 'nosniff']]), body })
const json = (status: number, body: object): Answer => ({ status, headers: new Map([['Content-Type', 'application/json']]), body: `${JSON.stringify(inOrder(body), undefined, 2)}\n` })
const refused = (error: unknown): Answer => {
  if (error instanceof StatusError) return json(error.status.code, error.status)
  throw error
}

export function* answered(request: Forwarded, query: Query): Program<Answer | Passed> {
  try { return yield* answer(request, query) }
  catch (error) { return refused(error) }
}

function* answer(request: Forwarded, query: Query): Program<Answer | Passed> {
  const { method } = request
  const [path = '/'] = request.path.split('?')
  const target = targetOf(path)
  if (!target || target.resource === 'nodes' && target.subresource?.startsWith('proxy')) return yield* document(method, path)
  const { resource, subresource, name = '', namespace = '' } = target
  if (subresource?.split('/')[0] === 'proxy' && (resource === 'pods' || resource === 'services')) return yield* behind(request, path, { resource, namespace, name })
  if (method === 'GET' && resource === 'pods' && subresource === 'log') return yield* log({ namespace, name }, query)
  if (query.get('watch') === 'true' || query.get('watch') === '1') throw failure(501, 'NotImplemented', 'this proxy answers with a whole body: a watch has no end; use kubectl get --watch')
  const { code, body } = yield* ask(requestOf(request, target, query))
  return json(code, body)
}

const firstFields = ['kind', 'apiVersion', 'metadata']
const firstOfMetadata = ['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'labels', 'annotations', 'ownerReferences', 'finalizers']

/** Fields in the order in which the server writes them; objects in a list do not say of what kind they are. */
function inOrder(body: object): object {
  const fields = Object.entries(body).map(([key, value]: [string, unknown]): readonly [string, unknown] => {
    if (key === 'metadata' && isObject(value)) return [key, ordered(Object.entries(value), firstOfMetadata)]
    if (key === 'items' && isList(value)) return [key, value.map(item => isObject(item) && 'metadata' in item ? inOrder(without(item)) : item)]
    return [key, value]
  })
  return ordered(fields.filter(([key, value]) => key !== 'details' || !isObject(value) || Object.keys(value).length > 0), firstFields)
}

const without = ({ kind: _kind, apiVersion: _apiVersion, ...others }: JsonObject): JsonObject => others
const ordered = (fields: readonly (readonly [string, unknown])[], first: readonly string[]): object => {
  const rank = (key: string): number => first.includes(key) ? first.indexOf(key) : first.length
  return Object.fromEntries([...fields].sort(([a], [b]) => rank(a) - rank(b)))
}

function* document(method: string, path: string): Program<Answer> {
  if (method !== 'GET') throw notAllowed()
  const text = yield* readDocument(path)
  return text.startsWith('{') ? json(200, JSON.parse(text) as object) : plain(200, text) // a text in braces is an object
}

const notAllowed = (): StatusError => failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')

function requestOf({ method, headers, body }: Forwarded, target: Target, query: Query): Request {
  const { name } = target
  const writing = { encoding: 'json' as const, fieldManager: 'curl', ...query.get('dryRun') === 'All' && { dryRun: true } }
  switch (method) {
    case 'GET':
    case 'HEAD': return name === undefined ? { verb: 'list', ...target, ...selectorsOf(query) } : { verb: 'get', ...target }
    case 'POST': return { verb: 'create', ...target, ...writing, body: valueOf(body) }
    case 'PUT': return { verb: 'update', ...target, ...writing, body: valueOf(body) }
    case 'PATCH': return { verb: 'patch', ...target, ...writing, patchType: patchTypeOf(headers), body: valueOf(body) }
    case 'DELETE': return name === undefined ? { verb: 'deletecollection', ...target, ...selectorsOf(query) } : { verb: 'delete', ...target }
    default: throw notAllowed()
  }
}

function selectorsOf(query: Query): { readonly labelSelector?: string, readonly fieldSelector?: string, readonly limit?: number, readonly continue?: string } {
  const [labelSelector, fieldSelector, limit, from] = ['labelSelector', 'fieldSelector', 'limit', 'continue'].map(name => query.get(name))
  return {
    ...labelSelector !== undefined && { labelSelector },
    ...fieldSelector !== undefined && { fieldSelector },
    ...limit !== undefined && /^\d+$/.test(limit) && { limit: Number(limit) },
    ...from !== undefined && { continue: from },
  }
}

function valueOf(body: string): unknown {
  try { return readValue(body) }
  catch (error) { throw badRequest(`couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : String(error)}`) }
}

const patchTypes: ReadonlyMap<string, PatchType> = new Map([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
])

function patchTypeOf(headers: ReadonlyMap<string, string>): PatchType {
  const [given = ''] = ([...headers].find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '').split(';')
  const found = patchTypes.get(given.trim())
  if (!found) throw failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${[...patchTypes.keys()].join(', ')}`)
  return found
}

function* log({ namespace, name }: { readonly namespace: string, readonly name: string }, query: Query): Program<Passed> {
  const [tail, container] = [query.get('tailLines'), query.get('container')]
  const options: LogOptions = {
    ...query.get('previous') === 'true' && { previous: true },
    ...query.get('timestamps') === 'true' && { timestamps: true },
    ...tail !== undefined && /^\d+$/.test(tail) && { tailLines: Number(tail) },
  }
  const channel = yield* openChannel({ verb: 'get', group: '', version: 'v1', resource: 'pods', namespace, name, subresource: 'log', options, ...container !== undefined && { container } })
  let written = ''
  return {
    channel,
    receive: message => {
      if (message.kind === 'stdout') written += message.text
      if (message.kind === 'refused') return json(message.status.code, message.status)
      return message.kind === 'end' ? plain(200, written) : undefined
    },
  }
}

/** A Service or a pod, by way of the API server. */
function* behind(request: Forwarded, path: string, named: { readonly resource: 'pods' | 'services', readonly namespace: string, readonly name: string }): Program<Answer | Passed> {
  const [, before = '', rest] = /^(.*?\/(?:pods|services)\/[^/]+\/proxy)(\/.*)?$/.exec(path) ?? []
  const [, search] = request.path.split('?')
  const asked = search === undefined ? '' : `?${search}`
  if (rest === undefined) return { status: 301, headers: new Map([['Location', `${before}/${asked}`]]), body: '' }
  const { pod, port, address } = yield* behindProxy(named)
  const channel = yield* openChannel({ verb: 'create', group: '', version: 'v1', resource: 'pods', ...pod, subresource: 'portforward' })
  const unreachable = (why: string): Answer => json(503, failure(503, 'ServiceUnavailable', `error trying to reach service: ${why}`).status)
  yield { do: 'send', channel, sent: { kind: 'request', id: 1, port, request: { ...request, path: `${rest}${asked}` } } }
  return {
    channel,
    receive: message => {
      switch (message.kind) {
        case 'response': return { status: message.status, headers: message.headers ?? new Map<string, string>(), body: message.body }
        case 'unreached': return unreachable(`dial tcp ${address}:${port}: connect: connection refused`)
        case 'refused':
        case 'end': return unreachable(`dial tcp ${address}:${port}: i/o timeout`)
        default: return undefined
      }
    },
  }
}
