// Custom resources: what is defined is served, and what is no longer defined is deleted.
import type { Clock } from '../../clock/clock.ts'
import type { Store, Version } from '../../etcd/store.ts'
import type { KubeObject } from '../object.ts'
import type { Registry } from '../registry.ts'
import type { ResourceDefinition } from '../resource.ts'
import { bucketOf, type Storage } from '../storage.ts'
import type { CustomResourceDefinition } from '../types.gen.ts'
import { definitionsOf } from './definition.ts'
import { cleanupFinalizer, definitionsKey, isEstablished } from './kind.ts'

export { decodeCustom } from './decode.ts'

interface Parts {
  readonly clock: Clock
  readonly store: Store<KubeObject>
  readonly storage: Storage
  readonly registry: Registry
}

/** How long the server takes to begin with the instances of a definition that is deleted. */
const cleanupMs = 5

export class CustomResources {
  private readonly parts: Parts
  private readonly served = new Map<string, readonly ResourceDefinition[]>()
  /** Definitions that wait until their last instance is gone, by bucket of the instances. */
  private readonly emptying = new Map<string, () => void>()

  constructor(parts: Parts) {
    this.parts = parts
    parts.store.observe(definitionsKey, version => this.follow(version))
  }

  private follow({ key, value, previous }: Version<KubeObject>): void {
    const [now, before] = [value, previous?.value] as [CustomResourceDefinition | undefined, CustomResourceDefinition | undefined] // that is what the bucket holds
    if (now && before && now.spec === before.spec && now.status.acceptedNames === before.status.acceptedNames && now.metadata.deletionTimestamp === before.metadata.deletionTimestamp) return
    for (const definition of this.served.get(key) ?? []) this.parts.registry.remove(definition)
    const definitions = now && isEstablished(now) ? definitionsOf(now) : []
    for (const definition of definitions) this.parts.registry.add(definition)
    this.served.set(key, definitions)
    if (now?.metadata.deletionTimestamp !== undefined) this.parts.clock.after(cleanupMs, `kube-apiserver: ${key} goes with all that it defines`, () => this.empty(key))
  }

  /** Deletes the instances; when none is left, the definition may go. */
  private empty(key: string): void {
    const { registry, storage, store, clock } = this.parts
    const definition = this.served.get(key)?.[0]
    if (definition) {
      for (const { metadata: { namespace, name, deletionTimestamp } } of storage.list(definition, undefined))
        if (deletionTimestamp === undefined) storage.delete({ definition, namespace, name }, {})
      const bucket = bucketOf(definition)
      if (storage.list(definition, undefined).length > 0) {
        if (!this.emptying.has(bucket)) this.emptying.set(bucket, store.observe(bucket, () => { clock.after(cleanupMs, `kube-apiserver: ${key} looks what is left of it`, () => this.empty(key)) }))
        return
      }
      this.emptying.get(bucket)?.()
      this.emptying.delete(bucket)
    }
    this.release(key, registry.byKey(definitionsKey))
  }

  private release(name: string, definition: ResourceDefinition | undefined): void {
    const place = definition && { definition, namespace: undefined, name }
    const current = place && this.parts.storage.find(place)
    if (!current) return
    const finalizers = (current.metadata.finalizers ?? []).filter(finalizer => finalizer !== cleanupFinalizer)
    this.parts.storage.update(place, current, { ...current, metadata: { ...current.metadata, finalizers } })
  }
}
