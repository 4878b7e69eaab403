// An informer keeps a copy of what its owner needs to know, by list and watch, and tells what changed.
import { keyOf as keyIn } from '../apiserver/key.ts'
import type { KubeObject } from '../apiserver/object.ts'
import type { ListOptions, WatchEvent } from '../apiserver/request.ts'
import type { WatchHandle } from '../apiserver/watch.ts'
import type { Client } from './client.ts'
import type { ResourceKey, ResourceTypes } from './resources.ts'

export interface Handler<T> {
  added?: (object: T) => void
  updated?: (object: T, before: T) => void
  deleted?: (object: T) => void
}

/** `namespace/name`, or `name` for what has no namespace. */
export const keyOf = ({ metadata: { namespace, name } }: KubeObject): string => keyIn(namespace, name)

export class Informer<T extends KubeObject> {
  private readonly objects: Map<string, T>
  private readonly indexes: Map<IndexFunction<T>, Index<T>>
  private readonly handlers: Handler<T>[]
  private readonly ownHandlers: Handler<T>[] = []

  /** With another it shares all but its handlers. */
  constructor(shared?: Informer<T>) {
    this.objects = shared?.objects ?? new Map<string, T>()
    this.indexes = shared?.indexes ?? new Map<IndexFunction<T>, Index<T>>()
    this.handlers = shared?.handlers ?? []
  }

  get(key: string): T | undefined { return this.objects.get(key) }
  list(): T[] { return [...this.objects.values()] }
  get size(): number { return this.objects.size }

  /** Finds objects by a value each of them has, without asking them all. The same function makes the same index. */
  indexBy(valuesOf: IndexFunction<T>): (value: string) => readonly T[] {
    let index = this.indexes.get(valuesOf)
    if (!index) {
      this.indexes.set(valuesOf, index = new Index(this.objects, valuesOf))
    }
    const { get } = index
    return get
  }

  handle(handler: Handler<T>): void {
    this.handlers.push(handler)
    this.ownHandlers.push(handler)
    for (const object of this.objects.values()) handler.added?.(object)
  }

  /** Its handlers hear nothing more. */
  leave(): void {
    const others = this.handlers.filter(handler => !this.ownHandlers.includes(handler))
    this.handlers.splice(0, Infinity, ...others)
  }

  receive(events: readonly WatchEvent<T>[]): void {
    for (const { type, object } of events) {
      if (type === 'DELETED') this.remove(object)
      else if (type !== 'BOOKMARK') this.put(object)
    }
  }

  private put(object: T): void {
    const key = keyOf(object)
    const before = this.objects.get(key)
    this.objects.set(key, object)
    for (const index of this.indexes.values()) index.put(key, object, before)
    for (const handler of this.handlers) {
      if (before) handler.updated?.(object, before)
      else handler.added?.(object)
    }
  }

  private remove(object: T): void {
    const key = keyOf(object)
    const before = this.objects.get(key)
    if (!before) return
    this.objects.delete(key)
    for (const index of this.indexes.values()) index.remove(key, before)
    for (const handler of this.handlers) handler.deleted?.(object)
  }
}

/** What an object is found by: one value, as mostly, or several, or none. */
type IndexValues = string | readonly string[] | undefined
type IndexFunction<T> = (object: T) => IndexValues

/** The index of what is in a namespace. */
export const byNamespace = ({ metadata }: KubeObject): string => metadata.namespace ?? ''

const none: readonly never[] = []

const areSame = (a: IndexValues, b: IndexValues): boolean => a === b
  || typeof a === 'object' && typeof b === 'object' && a.length === b.length && a.every((value, i) => value === b[i])

/** The keys of the objects that have a value: most changes leave an object under the values it had, and so cost nothing here. */
class Index<T extends KubeObject> {
  private readonly byValue = new Map<string, Set<string>>()
  private readonly objects: ReadonlyMap<string, T>
  private readonly valuesOf: IndexFunction<T>

  constructor(objects: ReadonlyMap<string, T>, valuesOf: IndexFunction<T>) {
    this.objects = objects
    this.valuesOf = valuesOf
    for (const [key, object] of objects) this.put(key, object, undefined)
  }

  readonly get = (value: string): readonly T[] => {
    const keys = this.byValue.get(value)
    if (!keys) return none
    const found: T[] = []
    for (const key of keys) {
      const object = this.objects.get(key)
      if (object) found.push(object)
    }
    return found
  }

  put(key: string, object: T, before: T | undefined): void {
    const values = this.valuesOf(object)
    if (before) {
      const were = this.valuesOf(before)
      if (areSame(were, values)) return
      this.drop(key, were)
    }
    if (typeof values === 'string') this.add(key, values)
    else for (const value of values ?? none) this.add(key, value)
  }

  remove(key: string, object: T): void { this.drop(key, this.valuesOf(object)) }

  private add(key: string, value: string): void {
    const bucket = this.byValue.get(value)
    if (bucket) bucket.add(key)
    else this.byValue.set(value, new Set([key]))
  }

  private drop(key: string, values: IndexValues): void {
    for (const value of typeof values === 'string' ? [values] : values ?? none) {
      const bucket = this.byValue.get(value)
      if (bucket?.delete(key) && bucket.size === 0) this.byValue.delete(value)
    }
  }
}

/** The informers that the controllers of one process share: one list and watch for each resource. */
export class InformerFactory {
  private readonly informers = new Map<string, unknown>()
  private readonly watches: WatchHandle[] = []
  private readonly shared: InformerFactory | undefined
  private readonly client: Client

  constructor(client: Client, shared?: InformerFactory) {
    this.client = client
    this.shared = shared
  }

  /** The same informers for one of those who share them: when he stops his, the others hear on. */
  get seat(): InformerFactory { return new InformerFactory(this.client, this) }

  of<K extends ResourceKey>(key: K, options: ListOptions & { readonly namespace?: string } = {}): Informer<ResourceTypes[K]> {
    const name = `${key} ${JSON.stringify(options)}`
    const known = this.informers.get(name)
    if (known instanceof Informer) return known
    const informer = new Informer<ResourceTypes[K]>(this.shared?.of(key, options))
    this.informers.set(name, informer)
    if (this.shared) {
      this.watches.push({ stop: () => informer.leave() })
      return informer
    }
    const { items, metadata } = this.client.listWithVersion(key, options.namespace, options)
    informer.receive(items.map(object => ({ type: 'ADDED', object })))
    this.watches.push(this.client.watch(key, { ...options, resourceVersion: metadata.resourceVersion }, events => informer.receive(events)))
    return informer
  }

  /** The informer of any resource there is, for who must know them all. */
  ofAny(key: string): Informer<KubeObject> {
    return this.of(key as ResourceKey) as unknown as Informer<KubeObject> // whatever its type, it is an object
  }

  stop(): void {
    for (const watch of this.watches) watch.stop()
    this.watches.length = 0
    this.informers.clear()
  }
}
