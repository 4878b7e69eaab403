// The API server: a request comes in, passes its stages, and leaves as an answer. It is the only way to etcd.
import type { Clock } from '../clock/clock.ts'
import { timestamp } from '../clock/time.ts'
import type { Random } from '../clock/random.ts'
import { CompactedError, type Store } from '../etcd/store.ts'
import { actionOf, type ActionContext } from './actions.ts'
import type { AdmissionPlugin, Attributes } from './admission.ts'
import { authenticate, impersonated, TokenSigner } from './authentication/index.ts'
import { Authorizer, builtinAccess } from './authorization/index.ts'
import { CustomResources } from './customresources/index.ts'
import { documentAt } from './discovery/index.ts'
import type { KubeObject } from './object.ts'
import { undecodable } from './patch/index.ts'
import type { Registry } from './registry.ts'
import type { Caller, Create, Delete, DeleteCollection, DocumentRequest, Get, Identity, List, Patch, Request, Response, Target, Update, Watch } from './request.ts'
import { apiVersionOf, resourceKey, type ResourceDefinition } from './resource.ts'
import { columnsOf } from './schema/index.ts'
import { selection } from './selection.ts'
import { badRequest, conflict, failure, invalid, StatusError, type Status } from './status.ts'
import { exceptStatus, lensOf, type Lens } from './subresources.ts'
import { bucketOf, keyOf, Storage, type Place } from './storage.ts'
import { rowOf, tableOf, type Table } from './tables/index.ts'
import { WatchCache, type Delivery, type WatchHandle } from './watch.ts'

/** Stages that later rooms fill in; each throws a StatusError to refuse. */
export interface Stages {
  readonly decode: (body: unknown, definition: ResourceDefinition, request: Create | Update | Patch) => { object: KubeObject, warnings: readonly string[] }
  /** What a patch makes of an object, still to be decoded. */
  readonly patch: (current: KubeObject | undefined, request: Patch, definition: ResourceDefinition, unixMs: number) => { readonly object: unknown, readonly warnings: readonly string[] }
  /** The object with its managedFields brought up to date. */
  readonly track: (before: KubeObject | undefined, after: KubeObject, request: Create | Update | Patch, definition: ResourceDefinition, manager: string, unixMs: number) => KubeObject
  readonly admission: readonly AdmissionPlugin[]
}

export interface ApiServerParts {
  readonly clock: Clock
  readonly epochMs: number
  readonly store: Store<KubeObject>
  readonly random: Random
  readonly registry: Registry
  readonly stages: Stages
}

/** What a client needs of a server. */
export interface Door {
  readonly registry: Registry
  handle(caller: Caller, request: Request): Response
  watch(caller: Caller, request: Watch, delivery: Delivery): WatchHandle
  /** The text under a path that is no resource's: discovery, OpenAPI, version, health. Throws a StatusError. */
  document(caller: Caller, asked: DocumentRequest): string
}

export class ApiServer implements Door {
  readonly registry: Registry
  private readonly parts: ApiServerParts
  private readonly storage: Storage
  private readonly caches = new Map<string, WatchCache>()
  private readonly context: ActionContext
  readonly authorizer: Authorizer
  /** Makes the tokens of service accounts. */
  readonly signer: TokenSigner

  constructor(parts: ApiServerParts) {
    this.parts = parts
    this.registry = parts.registry
    const unixMs = (): number => parts.epochMs + parts.clock.nowMs
    this.storage = new Storage(parts.store, parts.random.fork('storage'), unixMs)
    const draws = parts.random.fork('allocators')
    this.authorizer = new Authorizer(parts.store)
    this.signer = new TokenSigner(parts.random.fork('service account key'))
    const { storage, registry } = { storage: this.storage, registry: parts.registry }
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
        if (definition) this.delete(caller, { verb: 'delete', group: definition.group, version: definition.version, resource: definition.plural, name, ...namespace !== undefined && { namespace }, ...options }, definition)
      },
    }
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
    return this.guarded(request, () => {
      const asking = this.identify(caller, request)
      this.authorizer.demandRequest(asking.user, request.verb, request)
      const definition = this.definitionOf(request)
      const response = shown(this.serve(asking, request, definition), definition)
      const { deprecation } = definition.strategy
      return deprecation === undefined ? response : { ...response, warnings: [deprecation, ...response.warnings] }
    })
  }

  /** Who asks: whom the connection belongs to, or who the request proves to come from, or in whose name it is. */
  private identify(caller: Caller, { credentials, impersonate }: Identity): Caller {
    if (!credentials && !impersonate) return caller
    const user = credentials ? authenticate(credentials, this.signer, this.context) : caller.user
    return { ...caller, user: impersonate ? impersonated(user, impersonate, this.authorizer) : user }
  }

  /** A refusal is an answer. */
  private guarded(request: Request, serve: () => Response): Response {
    try { return serve() }
    catch (error) {
      if (error instanceof StatusError) return { code: error.status.code, body: error.status, warnings: error.warnings }
      if (error instanceof CompactedError) return answer(tooOld(error, request).status)
      throw error
    }
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

  document(caller: Caller, asked: DocumentRequest): string {
    this.authorizer.demand(this.identify(caller, asked).user, { verb: 'get', path: asked.path })
    const text = documentAt(this.registry, asked.path, asked.aggregated)
    if (text === undefined) throw failure(404, 'NotFound', 'the server could not find the requested resource')
    return text
  }

  /** The server as it was at a revision: it answers, and takes nothing. */
  at(revision: number): Door {
    const refuse = (): StatusError => failure(405, 'MethodNotAllowed', `the past cannot be changed or watched: this is revision ${revision}`)
    return {
      registry: this.registry,
      handle: (_caller, request) => this.guarded(request, () => {
        const definition = this.definitionOf(request)
        if (request.verb === 'get') return shown(this.get(request, definition, revision), definition)
        if (request.verb === 'list') return shown(this.list(request, definition, revision), definition)
        throw refuse()
      }),
      watch: () => { throw refuse() },
      document: (caller, asked) => this.document(caller, asked),
    }
  }

  private serve(caller: Caller, request: Request, definition: ResourceDefinition): Response {
    switch (request.verb) {
      case 'get': return this.get(request, definition)
      case 'list': return this.list(request, definition)
      case 'create': return this.create(caller, request, definition)
      case 'update': return this.update(caller, request, definition)
      case 'patch': return this.patch(caller, request, definition)
      case 'delete': return this.delete(caller, request, definition)
      case 'deletecollection': return this.deleteCollection(caller, request, definition)
    }
  }

  private get(request: Get, definition: ResourceDefinition, atRevision?: number): Response {
    const whole = this.storage.get(placeOf(request, definition), atRevision)
    const object = request.subresource === undefined ? whole : lensFor(request.subresource, definition).read(whole)
    return { code: 200, body: request.as === 'table' ? this.table(definition, [object], object.metadata.resourceVersion) : object, warnings: [] }
  }

  private list(request: List, definition: ResourceDefinition, revision = this.parts.store.revision): Response {
    const { matches } = selection(definition, request)
    const items = this.storage.list(definition, request.namespace, revision).filter(matches)
    return { code: 200, body: request.as === 'table' ? this.table(definition, items, String(revision)) : listOf(definition, items, revision), warnings: [] }
  }

  private table(definition: ResourceDefinition, objects: readonly KubeObject[], resourceVersion: string): Table {
    const { group, version, plural, custom } = definition
    if (custom) return tableOf({ columns: custom.columns, row: custom.row, objects, metadata: { resourceVersion }, nowMs: this.context.unixMs, includeObject: 'Object' })
    const columns = (columnsOf(group, version, plural) ?? whenCreated).map(column => ({ ...column, description: '' }))
    return tableOf({ columns, row: rowOf(resourceKey(group, plural)), objects, metadata: { resourceVersion }, nowMs: this.context.unixMs, includeObject: 'Object' })
  }

  private create(caller: Caller, request: Create, definition: ResourceDefinition, isOwned = false): Response {
    const action = actionOf(definition, request.subresource)
    if (action) {
      const { object, warnings } = this.parts.stages.decode(request.body, definition, request)
      return { code: 201, body: action({ caller, request, object }, this.context), warnings }
    }
    if (request.subresource !== undefined) return this.bind(caller, request, definition)
    const { object, warnings } = this.parts.stages.decode(request.body, definition, request)
    return warning(warnings, () => this.store(caller, request, definition, object, isOwned, warnings))
  }

  private store(caller: Caller, request: Create, definition: ResourceDefinition, object: KubeObject, isOwned: boolean, warnings: readonly string[]): Response {
    const { generateName } = object.metadata
    const name = object.metadata.name || (generateName ? this.storage.generateName(generateName) : '')
    const { namespace: _namespace, ...metadata } = object.metadata
    const named: KubeObject = { ...object, metadata: { ...metadata, name, ...request.namespace !== undefined && { namespace: request.namespace } } }
    const place: Place = { definition, namespace: request.namespace, name }
    const { strategy } = definition
    const defaulted = strategy.defaults?.(named) ?? named
    const attributes = { ...attributesOf('CREATE', place, caller, request), oldObject: undefined }
    const owned = isOwned ? defaulted : this.track(caller, undefined, defaulted, request, definition)
    const admitted = this.storage.identify(this.mutate(owned, attributes), definition)
    const prepared = strategy.prepareForCreate?.(admitted, this.context) ?? admitted
    refuseInvalid(prepared, definition, strategy.validate?.(prepared, this.context) ?? [])
    const cautions = this.validateAdmission({ ...attributes, object: prepared })
    const created = request.dryRun ? this.storage.dryCreate(place, prepared) : this.storage.create(place, prepared)
    if (!request.dryRun) strategy.afterWrite?.(created, this.context)
    return { code: 201, body: created, warnings: [...warnings, ...strategy.warnings?.(created) ?? [], ...cautions] }
  }

  /** POST to a subresource of an object that exists, as the scheduler's binding. */
  private bind(caller: Caller, request: Create, definition: ResourceDefinition): Response {
    const { object, warnings } = this.parts.stages.decode(request.body, definition, request)
    this.replace(caller, request, placeOf(request, definition), object, warnings)
    return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, warnings }
  }

  private update(caller: Caller, request: Update, definition: ResourceDefinition): Response {
    const place = placeOf(request, definition)
    const { object, warnings } = this.parts.stages.decode(request.body, definition, request)
    return warning(warnings, () => this.replace(caller, request, place, object, warnings))
  }

  private patch(caller: Caller, request: Patch, definition: ResourceDefinition): Response {
    const place = placeOf(request, definition)
    const whole = request.patchType === 'apply' ? this.storage.find(place) : this.storage.get(place)
    const current = whole && request.subresource !== undefined ? lensFor(request.subresource, definition).read(whole) : whole
    const patched = this.parts.stages.patch(current, request, definition, this.context.unixMs)
    if (!current) return this.create(caller, { ...request, verb: 'create', body: patched.object }, definition, request.patchType === 'apply')
    const { object, warnings } = this.decodePatched(patched.object, request, definition)
    const told = [...patched.warnings, ...warnings]
    return warning(told, () => this.replace(caller, request, place, object, told))
  }

  /** What cannot be read any more was no good patch. */
  private decodePatched(patched: unknown, request: Patch, definition: ResourceDefinition): ReturnType<Stages['decode']> {
    try { return this.parts.stages.decode(patched, definition, request) }
    catch (error) {
      throw error instanceof StatusError && request.patchType !== 'apply' ? undecodable({ type: request.patchType, body: request.body }, patched, error) : error
    }
  }

  private replace(caller: Caller, request: Create | Update | Patch, place: Place, given: KubeObject, warnings: readonly string[]): Response {
    const { definition } = place
    const { strategy } = definition
    const current = this.storage.get(place)
    if (request.verb !== 'create' && given.metadata.name && given.metadata.name !== place.name)
      throw badRequest(`the name of the object (${given.metadata.name}) does not match the name on the URL (${place.name})`)
    if (given.metadata.resourceVersion && given.metadata.resourceVersion !== current.metadata.resourceVersion)
      throw conflict(definition.plural, definition.group, place.name, 'the object has been modified; please apply your changes to the latest version and try again')
    if (given.metadata.uid && given.metadata.uid !== current.metadata.uid)
      throw conflict(definition.plural, definition.group, place.name, `Precondition failed: UID in precondition: ${given.metadata.uid}, UID in object meta: ${current.metadata.uid}`)
    const whole = request.subresource !== undefined
      ? lensFor(request.subresource, definition).write(current, given)
      : definition.subresources.includes('status') ? exceptStatus.write(current, given) : given
    const defaulted = request.subresource === undefined ? strategy.defaults?.(whole) ?? whole : whole // a part leaves the rest as complete as it was
    const attributes = { ...attributesOf('UPDATE', place, caller, request), oldObject: current }
    const isOwned = request.verb === 'patch' && request.patchType === 'apply'
    const owned = isOwned ? defaulted : this.track(caller, current, defaulted, request, definition)
    const admitted = this.mutate(owned, attributes)
    const prepared = request.subresource === 'status'
      ? strategy.prepareForStatusUpdate?.(admitted, current) ?? admitted
      : request.subresource === 'finalize' ? admitted : strategy.prepareForUpdate?.(admitted, current, this.context) ?? admitted
    const counts = definition.generation && request.subresource !== 'binding' // where it runs is not what is desired of a pod
    const next = this.storage.settle(place, current, prepared, counts)
    const seen = (object: KubeObject): KubeObject => request.subresource === undefined ? object : lensFor(request.subresource, definition).read(object)
    if (next === current) return { code: 200, body: seen(current), warnings }
    if (request.subresource === undefined) {
      refuseInvalid(next, definition, [
        ...strategy.validate?.(next, this.context) ?? [],
        ...strategy.validateUpdate?.(next, current, this.context) ?? [],
      ])
    }
    const cautions = this.validateAdmission({ ...attributes, object: next })
    const stored = request.dryRun ? next : this.storage.write(place, next)
    if (!request.dryRun) strategy.afterWrite?.(stored, this.context)
    return { code: 200, body: seen(stored), warnings: [...warnings, ...request.subresource === undefined ? strategy.warnings?.(stored) ?? [] : [], ...cautions] }
  }

  private delete(caller: Caller, request: Delete, definition: ResourceDefinition): Response {
    const place = placeOf(request, definition)
    const current = this.storage.get(place)
    this.validateAdmission({ ...attributesOf('DELETE', place, caller, request), object: undefined, oldObject: current })
    const { object, gone } = this.storage.delete(place, request)
    return { code: 200, body: gone ? deletedStatus(definition, current) : object, warnings: [] }
  }

  private deleteCollection(caller: Caller, request: DeleteCollection, definition: ResourceDefinition): Response {
    const { matches } = selection(definition, request)
    const items = this.storage.list(definition, request.namespace).filter(matches)
    for (const { metadata } of items)
      this.delete(caller, { ...request, verb: 'delete', name: metadata.name, ...metadata.namespace !== undefined && { namespace: metadata.namespace } }, definition)
    return { code: 200, body: listOf(definition, items, this.parts.store.revision), warnings: [] }
  }

  private track(caller: Caller, before: KubeObject | undefined, after: KubeObject, request: Create | Update | Patch, definition: ResourceDefinition): KubeObject {
    if (request.encoding === 'typed' && !tellsOwners.has(definition.plural)) return after
    return this.parts.stages.track(before, after, request, definition, request.fieldManager ?? caller.userAgent, this.context.unixMs)
  }

  private mutate(object: KubeObject, attributes: Omit<Attributes, 'object'>): KubeObject {
    return this.parts.stages.admission.reduce((admitted, plugin) => plugin.mutate?.(admitted, attributes, this.context) ?? admitted, object)
  }

  /** Lets the plugins refuse; returns what they only warn of. */
  private validateAdmission(attributes: Attributes): readonly string[] {
    const { admission } = this.parts.stages
    for (const plugin of admission) plugin.validate?.(attributes, this.context)
    return admission.flatMap(plugin => plugin.warnings?.(attributes, this.context) ?? [])
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

/** Kinds of which people ask who changed what. Of the others, written by the thousand, only writes from outside are recorded. */
const tellsOwners = new Set(['daemonsets', 'deployments', 'horizontalpodautoscalers', 'ingresses', 'replicasets', 'services', 'statefulsets'])

/** Kinds without columns of their own show their name and when they were made. */
const whenCreated = [{ name: 'Name', type: 'string', format: 'name', priority: 0 }, { name: 'Created At', type: 'date', format: '', priority: 0 }]

/** The one field that many watchers pin: a kubelet asks for the pods of its node. */
function nodeOf({ spec }: KubeObject): string | undefined {
  return typeof spec === 'object' && spec !== null && 'nodeName' in spec && typeof spec.nodeName === 'string' ? spec.nodeName : undefined
}

function placeOf(target: Target, definition: ResourceDefinition): Place {
  if (target.name === undefined || target.name === '') throw badRequest('name is required')
  return { definition, namespace: definition.namespaced ? target.namespace : undefined, name: target.name }
}

function attributesOf(operation: Attributes['operation'], { definition, namespace, name }: Place, caller: Caller, request: { subresource?: string, dryRun?: boolean }): Omit<Attributes, 'object' | 'oldObject'> {
  return { operation, definition, namespace, name, subresource: request.subresource ?? '', caller, dryRun: request.dryRun ?? false }
}

function lensFor(subresource: string, definition: ResourceDefinition): Lens {
  const lens = definition.subresources.includes(subresource) ? lensOf(subresource, definition) : undefined
  if (!lens) throw failure(404, 'NotFound', 'the server could not find the requested resource')
  return lens
}

function refuseInvalid(object: KubeObject, definition: ResourceDefinition, errors: readonly { reason: string, field: string, message: string }[]): void {
  if (errors.length > 0) throw invalid(definition.kind, definition.group, object.metadata.name, errors)
}

function listOf(definition: ResourceDefinition, items: readonly KubeObject[], revision: number): Response['body'] {
  return {
    apiVersion: apiVersionOf(definition.group, definition.version),
    kind: definition.custom?.listKind ?? `${definition.kind}List`,
    metadata: { resourceVersion: String(revision) },
    items,
  }
}

function deletedStatus({ group, plural }: ResourceDefinition, { metadata }: KubeObject): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name: metadata.name, ...group !== '' && { group }, kind: plural, uid: metadata.uid }, code: 200 }
}

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

/** What the reader of a body warns of is told even when the request is refused. */
function warning(warnings: readonly string[], serve: () => Response): Response {
  try { return serve() }
  catch (error) { throw error instanceof StatusError && warnings.length > 0 ? new StatusError(error.status, warnings) : error }
}

const answer = (status: Status): Response => ({ code: status.code, body: status, warnings: [] })

const tooOld = ({ compactRevision }: CompactedError, request: Request | Watch): StatusError =>
  failure(410, 'Expired', `too old resource version: ${'resourceVersion' in request ? request.resourceVersion : ''} (${compactRevision})`)
