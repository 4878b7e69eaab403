// The only way to the API server: verbs with types. Every part of the cluster holds one, under a name of its own.
import type { Clock } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import type { Connect, Connection, Receive } from '../apiserver/connect.ts'
import type { Caller, DeleteOptions, DocumentRequest, ListOptions, ObjectList, Request, Response, Watch, WatchEvent } from '../apiserver/request.ts'
import type { ResourceDefinition } from '../apiserver/resource.ts'
import type { Door } from '../apiserver/server.ts'
import { failure, StatusError, type Status } from '../apiserver/status.ts'
import type { Delivery, WatchHandle } from '../apiserver/watch.ts'
import { BearerDoor } from './bearer.ts'
import { Line } from './line.ts'
import type { Draft, ResourceKey, ResourceTypes } from './resources.ts'

/** How long news takes to reach a part: drawn once for each watch it opens. */
export interface Latency { readonly lowMs: number, readonly highMs: number }

const usualLatency: Latency = { lowMs: 2, highMs: 12 }

export class Client {
  readonly clock: Clock
  readonly epochMs: number
  private readonly server: Door
  private readonly caller: Caller
  private readonly random: Random
  private readonly latency: Latency

  constructor(server: Door, clock: Clock, epochMs: number, caller: Caller, random: Random, latency: Latency = usualLatency) {
    this.server = server
    this.clock = clock
    this.epochMs = epochMs
    this.caller = caller
    this.random = random
    this.latency = latency
  }

  /** For a part of a part that needs a line of its own: the line, and the client at its end. */
  withOwnLine(name: string): { readonly client: Client, readonly line: Line } {
    const random = this.random.fork(name)
    const line = new Line({ server: this.server, clock: this.clock, random })
    return { line, client: new Client(line, this.clock, this.epochMs, this.caller, random.fork('client'), this.latency) }
  }

  /** The same way to the server, as whoever the token names when a request is made. */
  bearing(token: () => string): Client { return new Client(new BearerDoor(this.server, token), this.clock, this.epochMs, this.caller, this.random, this.latency) }

  get name(): string { return this.caller.userAgent }
  get unixMs(): number { return this.epochMs + this.clock.nowMs }

  /** The raw door, for those that speak to the server as a remote client would. */
  request(request: Request): Response { return this.server.handle(this.caller, request) }

  /** The text under a path that is no resource's: discovery, OpenAPI, version, health. */
  document(asked: DocumentRequest): string { return this.server.document(this.caller, asked) }

  /** A stream into a running container. Throws a StatusError. */
  connect(request: Connect, receive: Receive): Connection { return this.server.connect(this.caller, request, receive) }

  // The requests that are made by the thousand are each put down in one piece: put together, they take several times as long.

  get<K extends ResourceKey>(key: K, namespace: string | undefined, name: string): ResourceTypes[K] {
    const { group, version, plural: resource, namespaced } = this.definition(key)
    return this.object(key, this.request({ verb: 'get', group, version, resource, namespace: namespaced ? namespace : undefined, name }))
  }

  find<K extends ResourceKey>(key: K, namespace: string | undefined, name: string): ResourceTypes[K] | undefined {
    const definition = this.server.registry.byKey(key)
    if (!definition) return undefined
    const { group, version, plural: resource, namespaced } = definition
    const response = this.request({ verb: 'get', group, version, resource, namespace: namespaced ? namespace : undefined, name })
    return response.code === 404 ? undefined : this.object(key, response)
  }

  list<K extends ResourceKey>(key: K, namespace?: string, options: ListOptions = {}): readonly ResourceTypes[K][] {
    return this.listWithVersion(key, namespace, options).items
  }

  listWithVersion<K extends ResourceKey>(key: K, namespace?: string, options: ListOptions = {}): ObjectList<ResourceTypes[K]> {
    const { body } = unwrap(this.request({ verb: 'list', ...this.target(key, namespace), ...options }))
    return body as ObjectList<ResourceTypes[K]> // the server stores only what the key names
  }

  create<K extends ResourceKey>(key: K, object: Draft<ResourceTypes[K]>): ResourceTypes[K] {
    const { group, version, plural: resource, namespaced } = this.definition(key)
    return this.object(key, this.request({ verb: 'create', group, version, resource, namespace: namespaced ? object.metadata?.namespace : undefined, body: object, encoding: 'typed' }))
  }

  update<K extends ResourceKey>(key: K, object: ResourceTypes[K], subresource?: string): ResourceTypes[K] {
    const { group, version, plural: resource, namespaced } = this.definition(key)
    const { namespace, name } = object.metadata
    return this.object(key, this.request({ verb: 'update', group, version, resource, subresource, namespace: namespaced ? namespace : undefined, name, body: object, encoding: 'typed' }))
  }

  updateStatus<K extends ResourceKey>(key: K, object: ResourceTypes[K]): ResourceTypes[K] { return this.update(key, object, 'status') }

  /** Changes an object as it is now, as a patch does, whatever the watch has told so far. Nothing changed is nothing written. */
  amend<K extends ResourceKey>(key: K, namespace: string | undefined, name: string, change: (object: ResourceTypes[K]) => ResourceTypes[K]): void {
    const current = this.find(key, namespace, name)
    const next = current && change(current)
    if (next && next !== current) this.update(key, next)
  }

  delete(key: ResourceKey, namespace: string | undefined, name: string, options: DeleteOptions = {}): void {
    unwrap(this.request({ verb: 'delete', ...this.target(key, namespace), name, ...options }))
  }

  /** POST to a subresource: a binding, an eviction. */
  post<K extends ResourceKey>(key: K, namespace: string | undefined, name: string, subresource: string, body: unknown): void {
    unwrap(this.request({ verb: 'create', ...this.target(key, namespace), name, subresource, body, encoding: 'typed' }))
  }

  /** A watch as a remote client would open it. */
  watchRaw(request: Watch, deliver: Delivery['deliver'], broken: () => void = () => {}): WatchHandle {
    return this.server.watch(this.caller, request, { latencyMs: this.drawLatencyMs(), what: `${this.name}: watch ${request.resource}`, deliver, broken })
  }

  watch<K extends ResourceKey>(key: K, options: ListOptions & { readonly namespace?: string }, deliver: (events: readonly WatchEvent<ResourceTypes[K]>[]) => void): WatchHandle {
    const { namespace, ...selectors } = options
    return this.server.watch(this.caller, { verb: 'watch', ...this.target(key, namespace), ...selectors }, {
      latencyMs: this.drawLatencyMs(),
      what: `${this.name}: watch ${key}`,
      deliver: events => deliver(events as readonly WatchEvent<ResourceTypes[K]>[]), // as above
    })
  }

  definition(key: string): ResourceDefinition {
    const definition = this.server.registry.byKey(key)
    if (!definition) throw failure(404, 'NotFound', 'the server could not find the requested resource')
    return definition
  }

  definitions(): readonly ResourceDefinition[] { return this.server.registry.all() }

  private drawLatencyMs(): number {
    return Math.round(this.random.between(this.latency.lowMs, this.latency.highMs))
  }

  private target(key: string, namespace: string | undefined): { group: string, version: string, resource: string, namespace?: string } {
    const { group, version, plural, namespaced } = this.definition(key)
    return { group, version, resource: plural, ...namespaced && namespace !== undefined && { namespace } }
  }

  private object<K extends ResourceKey>(_key: K, response: Response): ResourceTypes[K] {
    return unwrap(response).body as ResourceTypes[K] // the server stores only what the key names
  }
}

export function unwrap(response: Response): Response {
  if (response.code >= 400) throw new StatusError(response.body as Status) // the server answers every refusal with a Status
  return response
}

/** A refusal of the server, whatever it says: what a part that comes round again may let go. */
export const isRefusal = (error: unknown): boolean => error instanceof StatusError

export const isStatus = (error: unknown, reason: string): boolean => error instanceof StatusError && error.status.reason === reason
