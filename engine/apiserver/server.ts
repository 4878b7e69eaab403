// The API server: a request comes in, passes its stages, and leaves as an answer. It is the only way to etcd.
import type { Clock } from '../clock/clock.ts'
import { timestamp } from '../clock/time.ts'
import type { Random } from '../clock/random.ts'
import { CompactedError, NoQuorumError, type Store } from '../etcd/store.ts'
import type { ActionContext } from './actions.ts'
import { authenticate, impersonated, TokenSigner } from './authentication/index.ts'
import { Authorizer, builtinAccess } from './authorization/index.ts'
import { connect, placeOf, type Connect, type Connection, type Receive } from './connect.ts'
import { CustomResources } from './customresources/index.ts'
import { keyOf } from './key.ts'
import { NodeDoors } from './node-doors.ts'
import type { KubeObject } from './object.ts'
import { Reader } from './reader.ts'
import type { Registry } from './registry.ts'
import type { Caller, DocumentRequest, Identity, Request, Response, Target, Watch } from './request.ts'
import type { ResourceDefinition } from './resource.ts'
import { nodeOf, selection } from './selection.ts'
import { failure, StatusError, type Status } from './status.ts'
import type { Node, Pod } from './types.gen.ts'
import { bucketOf, Storage } from './storage.ts'
import { Writer, type Stages } from './writer.ts'
import { Tracer } from './trace.ts'
import { WatchCache, type Delivery, type WatchHandle } from './watch.ts'

export interface ApiServerParts {
  readonly clock: Clock
  readonly epochMs: number
  readonly store: Store<KubeObject>
  readonly random: Random
  readonly registry: Registry
  readonly stages: Stages
  /** The text under a path that is no resource's, if there is one: only clients over HTTP, and `kubectl get --raw`, read those. */
  readonly documents?: (registry: Registry, path: string, aggregated?: boolean) => string | undefined
}

/** What a client needs of a server. */
export interface Door {
  readonly registry: Registry
  handle(caller: Caller, request: Request): Response
  watch(caller: Caller, request: Watch, delivery: Delivery): WatchHandle
  /** The text under a path that is no resource's: discovery, OpenAPI, version, health. Throws a StatusError. */
  document(caller: Caller, asked: DocumentRequest): string
  /** A stream into a running container, by the kubelet of its node. Throws a StatusError. */
  connect(caller: Caller, request: Connect, receive: Receive): Connection
}

export class ApiServer implements Door {
  readonly registry: Registry
  /** What listens on the nodes: whom requests for containers are passed on to. */
  readonly nodeDoors = new NodeDoors()
  private readonly parts: ApiServerParts
  private readonly reader: Reader
  private readonly writer: Writer
  private readonly caches = new Map<string, WatchCache>()
  private readonly context: ActionContext
  readonly authorizer: Authorizer
  /** Tells who wants to know which stages each request passes. */
  readonly tracer = new Tracer()
  /** Makes the tokens of service accounts. */
  readonly signer: TokenSigner

  constructor(parts: ApiServerParts) {
    this.parts = parts
    this.registry = parts.registry
    const unixMs = (): number => parts.epochMs + parts.clock.nowMs
    const storage = new Storage(parts.store, parts.random.fork('storage'), unixMs)
    const draws = parts.random.fork('allocators')
    this.authorizer = new Authorizer(parts.store)
    this.signer = new TokenSigner(parts.random.fork('service account key'))
    const { registry } = parts
    new CustomResources({ clock: parts.clock, store: parts.store, storage, registry })
    this.context = {
      get unixMs() { return unixMs() },
      lookup: (key, namespace, name) => {
        const definition = registry.byKey(key)
        return definition && storage.find({ definition, namespace, name })
      },
      all: (key, namespace) => {
        const definition = registry.byKey(key)
        return definition ? storage.list(definition, namespace) : []
      },
      put: (key, object) => {
        const definition = registry.byKey(key)
        if (!definition) return
        const place = { definition, namespace: object.metadata.namespace, name: object.metadata.name }
        storage.update(place, storage.get(place), object)
      },
      draw: limit => draws.below(limit),
      nameSuffix: () => draws.nameSuffix(),
      authorizer: this.authorizer,
      signer: this.signer,
      uuid: () => draws.uuid(),
      remove: (caller, key, namespace, name, options) => {
        const definition = registry.byKey(key)
        if (definition) this.writer.delete(caller, { verb: 'delete', group: definition.group, version: definition.version, resource: definition.plural, name, ...namespace !== undefined && { namespace }, ...options }, definition)
      },
    }
    this.reader = new Reader({ storage, now: this.context, store: parts.store })
    this.writer = new Writer({ stages: parts.stages, storage, context: this.context, revision: () => parts.store.revision, tracer: this.tracer })
  }

  /** Stores the built-in roles and bindings, as a server does when it starts for the first time. */
  bootstrapAccess(): void {
    const creationTimestamp = timestamp(this.context.unixMs)
    for (const { key, object } of builtinAccess()) {
      const { namespace, name } = object.metadata
      this.parts.store.put(key, keyOf(namespace, name), revision => ({ ...object, metadata: { ...object.metadata, creationTimestamp, resourceVersion: String(revision) } }))
    }
  }

  handle(caller: Caller, request: Request): Response {
    if (!this.tracer.isWatched) return this.answered(caller, request)
    return this.tracer.tell(this.parts.clock.nowMs, request, () => this.answered(caller, request))
  }

  private answered(caller: Caller, request: Request): Response {
    try { return this.admitted(caller, request) }
    catch (error) { return refusal(error, request) }
  }

  private admitted(caller: Caller, request: Request): Response {
    this.tracer.enter('authentication')
    const asking = this.identify(caller, request)
    this.tracer.identified(asking.user)
    this.tracer.enter('authorization', asking.user.name)
    this.authorizer.demandRequest(asking.user, request.verb, request)
    const definition = this.definitionOf(request)
    const response = shown(this.serve(asking, request, definition), definition)
    const { deprecation } = definition.strategy
    return deprecation === undefined ? response : { ...response, warnings: [deprecation, ...response.warnings] }
  }

  /** Who asks: whom the connection belongs to, or who the request proves to come from, or in whose name it is. */
  private identify(caller: Caller, { credentials, impersonate }: Identity): Caller {
    if (!credentials && !impersonate) return caller
    const user = credentials ? authenticate(credentials, this.signer, this.context) : caller.user
    return { ...caller, user: impersonate ? impersonated(user, impersonate, this.authorizer) : user }
  }

  /** Opens a watch; throws a StatusError when it is refused. */
  watch(caller: Caller, request: Watch, delivery: Delivery): WatchHandle {
    this.authorizer.demandRequest(this.identify(caller, request).user, 'watch', request)
    const definition = this.definitionOf(request)
    const { matches, pinned } = selection(definition, request)
    const filter = { namespace: request.namespace, matches, ...pinned !== undefined && { pinned } }
    const from = request.resourceVersion === undefined ? this.parts.store.revision : Number(request.resourceVersion)
    try {
      return this.cacheOf(definition).add(this.parts.clock, filter, shownBy(definition, delivery), this.parts.store.since(bucketOf(definition), from))
    }
    catch (error) {
      throw error instanceof CompactedError ? tooOld(error, request) : error
    }
  }

  connect(caller: Caller, request: Connect, receive: Receive): Connection {
    this.authorizer.demandRequest(this.identify(caller, request).user, request.verb, request)
    return connect(request, {
      clock: this.parts.clock,
      doors: this.nodeDoors,
      pod: (namespace, name) => this.context.lookup('pods', namespace, name) as Pod | undefined, // the key names the kind
      node: name => this.nodeNamed(name),
    }, receive)
  }

  private nodeNamed(name: string): Node | undefined { return this.context.lookup('nodes', undefined, name) as Node | undefined } // as above

  document(caller: Caller, asked: DocumentRequest): string {
    const [, node, path = ''] = nodeProxy.exec(asked.path) ?? []
    if (node !== undefined) return this.nodeDocument(caller, asked, node, path)
    this.authorizer.demand(this.identify(caller, asked).user, { verb: 'get', path: asked.path })
    const text = this.parts.documents?.(this.registry, asked.path, asked.aggregated)
    if (text === undefined) throw failure(404, 'NotFound', 'the server could not find the requested resource')
    return text
  }

  /** What the kubelet of a node says under a path of its own. */
  private nodeDocument(caller: Caller, asked: DocumentRequest, name: string, path: string): string {
    this.authorizer.demandRequest(this.identify(caller, asked).user, 'get', { group: '', version: 'v1', resource: 'nodes', subresource: 'proxy', name })
    const { address, port } = placeOf(this.nodeNamed(name), name)
    const door = this.nodeDoors.dial(address, port)
    if ('error' in door) throw failure(503, 'ServiceUnavailable', `error trying to reach service: ${door.error}`)
    const text = door.document(path === '' ? '/' : path)
    if (text === undefined) throw failure(404, 'NotFound', 'the server could not find the requested resource')
    return text
  }

  /** The server as it was at a revision: it answers, and takes nothing. */
  at(revision: number): Door {
    const refuse = (): StatusError => failure(405, 'MethodNotAllowed', `the past cannot be changed or watched: this is revision ${revision}`)
    return {
      registry: this.registry,
      handle: (_caller, request) => {
        try {
          const definition = this.definitionOf(request)
          if (request.verb === 'get') return shown(this.reader.get(request, definition, revision), definition)
          if (request.verb === 'list') return shown(this.reader.list(request, definition, revision), definition)
          throw refuse()
        }
        catch (error) { return refusal(error, request) }
      },
      watch: () => { throw refuse() },
      document: (caller, asked) => this.document(caller, asked),
      connect: () => { throw refuse() },
    }
  }

  private serve(caller: Caller, request: Request, definition: ResourceDefinition): Response {
    if (request.verb === 'get' || request.verb === 'list') this.tracer.enter('storage', 'read')
    switch (request.verb) {
      case 'get': return this.reader.get(request, definition)
      case 'list': return this.reader.list(request, definition)
      case 'create': return this.writer.create(caller, request, definition)
      case 'update': return this.writer.update(caller, request, definition)
      case 'patch': return this.writer.patch(caller, request, definition)
      case 'delete': return this.writer.delete(caller, request, definition)
      case 'deletecollection': return this.writer.deleteCollection(caller, request, definition)
    }
  }

  private definitionOf({ group, version, resource }: Target): ResourceDefinition {
    const definition = this.registry.byResource(group, version, resource)
    if (!definition) throw failure(404, 'NotFound', 'the server could not find the requested resource')
    return definition
  }

  private cacheOf(definition: ResourceDefinition): WatchCache {
    const bucket = bucketOf(definition)
    let cache = this.caches.get(bucket)
    if (!cache) this.caches.set(bucket, cache = new WatchCache(this.parts.store, bucket, nodeOf))
    return cache
  }
}

const nodeProxy = /^\/api\/v1\/nodes\/([^/]+)\/proxy(\/.*)?$/

/** Objects as the version shows them that was asked for. */
function shown(response: Response, { kind, strategy }: ResourceDefinition): Response {
  const { body } = response
  if (!strategy.present) return response
  if ('items' in body) return { ...response, body: { ...body, items: body.items.map(item => strategy.present?.(item) ?? item) } }
  return body.kind === kind ? { ...response, body: strategy.present(body as KubeObject) } : response // only objects have that kind
}

function shownBy({ strategy }: ResourceDefinition, delivery: Delivery): Delivery {
  if (!strategy.present) return delivery
  return { ...delivery, deliver: events => delivery.deliver(events.map(event => ({ ...event, object: strategy.present?.(event.object) ?? event.object }))) }
}

/** A refusal is an answer. */
function refusal(error: unknown, request: Request): Response {
  if (error instanceof StatusError) return { code: error.status.code, body: error.status, warnings: error.warnings }
  if (error instanceof CompactedError) return answer(tooOld(error, request).status)
  if (error instanceof NoQuorumError) return answer(failure(500, '', error.message).status)
  throw error
}

const answer = (status: Status): Response => ({ code: status.code, body: status, warnings: [] })

const tooOld = ({ compactRevision }: CompactedError, request: Request | Watch): StatusError =>
  failure(410, 'Expired', `too old resource version: ${'resourceVersion' in request ? request.resourceVersion : ''} (${compactRevision})`)
