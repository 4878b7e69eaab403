// From a valid object to a revision: identity, generation, graceful deletion and finalizers, the same for all kinds.
import { timestamp } from '../clock/time.ts'
import type { Random } from '../clock/random.ts'
import type { Store, Version } from '../etcd/store.ts'
import { reuse, sharesAllBut } from './equal.ts'
import { keyOf, newKeyOf } from './key.ts'
import type { KubeObject, ObjectMeta } from './object.ts'
import type { DeleteOptions } from './request.ts'
import { resourceKey, type ResourceDefinition } from './resource.ts'
import { alreadyExists, conflict, notFound } from './status.ts'

export interface Place {
  readonly definition: ResourceDefinition
  readonly namespace: string | undefined
  readonly name: string
}

export const bucketOf = ({ group, plural }: ResourceDefinition): string => resourceKey(group, plural)

const maxGeneratedBase = 58 // 63 less the five random letters
const mostNameTries = 8
const nothing: readonly never[] = []

export class Storage {
  private readonly store: Store<KubeObject>
  private readonly random: Random
  private readonly unixMs: () => number

  constructor(store: Store<KubeObject>, random: Random, unixMs: () => number) {
    this.store = store
    this.random = random
    this.unixMs = unixMs
  }

  find({ definition, namespace, name }: Place, atRevision?: number): KubeObject | undefined {
    if (definition.backend) return definition.backend.list(namespace).find(({ metadata }) => metadata.name === name)
    return this.store.get(bucketOf(definition), keyOf(namespace, name), atRevision)?.value
  }

  get(place: Place, atRevision?: number): KubeObject {
    const found = this.find(place, atRevision)
    if (!found) throw notFound(place.definition.plural, place.definition.group, place.name)
    return found
  }

  list(definition: ResourceDefinition, namespace: string | undefined, atRevision?: number): readonly KubeObject[] {
    if (definition.backend) return [...definition.backend.list(namespace)]
    const bucket = bucketOf(definition)
    if (atRevision === undefined && this.store.isEmpty(bucket)) return nothing
    return this.store.range(bucket, namespace === undefined ? '' : `${namespace}/`, atRevision)
  }

  /** A name that nothing has yet; after so many tries the last one is refused like any other that is taken. */
  generateName(definition: ResourceDefinition, namespace: string | undefined, base: string): string {
    for (let triesLeft = mostNameTries; ; triesLeft--) {
      const name = base.slice(0, maxGeneratedBase) + this.random.nameSuffix()
      if (triesLeft === 1 || !this.find({ definition, namespace, name })) return name
    }
  }

  /** Gives a new object what only the server gives. */
  identify(object: KubeObject, definition: ResourceDefinition): KubeObject {
    const given = ofServer.some(field => object.metadata[field] !== undefined) ? withoutServers(object.metadata) : object.metadata
    const metadata = identified(given, this.random.uuid(), timestamp(this.unixMs()), definition.generation ? 1 : undefined)
    return { ...object, metadata, ...object.status === undefined && definition.subresources.includes('status') && !definition.custom && { status: {} } }
  }

  create(place: Place, object: KubeObject): KubeObject {
    const key = place.definition.plural === 'events' ? newKeyOf(place.namespace, place.name) : keyOf(place.namespace, place.name)
    const created = this.store.create(bucketOf(place.definition), key, revision => at(object, revision))
    if (!created) throw alreadyExists(place.definition.plural, place.definition.group, place.name)
    return valueOf(created)
  }

  dryCreate(place: Place, object: KubeObject): KubeObject {
    if (this.find(place)) throw alreadyExists(place.definition.plural, place.definition.group, place.name)
    return object
  }

  /** Stores `next` over `current`; what did not change makes no revision. */
  update(place: Place, current: KubeObject, next: KubeObject): KubeObject {
    const settled = this.settle(place, current, next)
    return settled === current ? current : this.write(place, settled)
  }

  /** Stores what `settle` made; what was only waiting to be gone is gone with it. */
  write(place: Place, settled: KubeObject): KubeObject {
    const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = settled.metadata
    if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && !isHeld(place.definition, settled)) return this.erase(place, settled)
    return this.put(place, settled)
  }

  /** What an update would leave: identity kept, parts shared, generation counted; `current` itself when nothing changed. */
  settle(place: Place, current: KubeObject, next: KubeObject, counts = place.definition.generation): KubeObject {
    const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation, resourceVersion } = current.metadata
    const metadata: ObjectMeta = next.metadata === current.metadata ? current.metadata : {
      ...next.metadata,
      name: place.name,
      ...place.namespace !== undefined && { namespace: place.namespace },
      uid,
      creationTimestamp,
      resourceVersion,
      ...deletionTimestamp !== undefined && { deletionTimestamp },
      ...deletionGracePeriodSeconds !== undefined && { deletionGracePeriodSeconds },
      ...generation !== undefined && { generation },
    }
    const kept = reuse(current, next.metadata === metadata ? next : { ...next, metadata })
    if (kept === current || !counts || sameDesire(place.definition, kept, current)) return kept
    return { ...kept, metadata: { ...kept.metadata, generation: (generation ?? 0) + 1 } }
  }

  delete(place: Place, options: DeleteOptions): { readonly object: KubeObject, readonly gone: boolean } {
    const found = this.get(place)
    const current = place.definition.strategy.prepareForDelete?.(found, { unixMs: this.unixMs() }) ?? found
    this.refuseOther(place, current, options)
    const finalizers = withPropagation(current.metadata.finalizers ?? [], options.propagationPolicy)
    const graceSeconds = place.definition.strategy.gracePeriodSeconds?.(current, options.gracePeriodSeconds) ?? 0
    const pending = current.metadata.deletionGracePeriodSeconds
    const gone = graceSeconds === 0 && !isHeld(place.definition, { ...current, metadata: { ...current.metadata, finalizers } })
    if (gone && !place.definition.strategy.gracePeriodSeconds) return { object: options.dryRun ? current : this.erase(place, current), gone }
    if (!gone && current.metadata.deletionTimestamp !== undefined && pending !== undefined && graceSeconds >= pending && finalizers.length === (current.metadata.finalizers ?? []).length)
      return { object: current, gone: false }
    const { finalizers: _finalizers, ...rest } = current.metadata
    const next = {
      ...current,
      ...isEmptiedFirst(place.definition) && { status: { ...objectOf(current.status), phase: 'Terminating' } },
      metadata: {
        ...rest,
        ...finalizers.length > 0 && { finalizers },
        deletionTimestamp: timestamp(this.unixMs() + graceSeconds * 1000),
        deletionGracePeriodSeconds: graceSeconds,
        ...current.metadata.generation !== undefined && { generation: current.metadata.generation + 1 },
      },
    }
    if (options.dryRun) return { object: next, gone }
    const marked = this.put(place, reuse(current, next)) // what goes gracefully is marked first, even when it goes at once
    return { object: gone ? this.erase(place, marked) : marked, gone }
  }

  private put(place: Place, object: KubeObject): KubeObject {
    return valueOf(this.store.put(bucketOf(place.definition), keyOf(place.namespace, place.name), revision => at(object, revision)))
  }

  /** Removes the key; answers the object as it was last. */
  private erase(place: Place, last: KubeObject): KubeObject {
    this.store.delete(bucketOf(place.definition), keyOf(place.namespace, place.name))
    return last
  }

  private refuseOther(place: Place, current: KubeObject, { preconditions }: DeleteOptions): void {
    const { plural, group } = place.definition
    if (preconditions?.uid !== undefined && preconditions.uid !== current.metadata.uid)
      throw conflict(plural, group, place.name, `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${current.metadata.uid}`)
    if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== current.metadata.resourceVersion)
      throw conflict(plural, group, place.name, `Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${current.metadata.resourceVersion}`)
  }
}

/** What a writer cannot give a new object. */
const ofServer = ['generation', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const

/** The two that are made by the thousand, events and pods, are put down in one go: put together, they take half as much room again. */
function identified(given: ObjectMeta, uid: string, creationTimestamp: string, generation: number | undefined): ObjectMeta {
  const { name, namespace, generateName, labels, ownerReferences } = given
  let fields = 0
  for (const _field in given) fields++
  if (fields === 2 && namespace !== undefined && generation === undefined) return { name, namespace, uid, creationTimestamp, resourceVersion: '' }
  if (fields === 5 && namespace !== undefined && generateName !== undefined && labels && ownerReferences && generation !== undefined)
    return { generateName, labels, ownerReferences, name, namespace, uid, creationTimestamp, resourceVersion: '', generation }
  return { ...given, uid, creationTimestamp, resourceVersion: '', ...generation !== undefined && { generation } }
}

function withoutServers({ generation: _generation, deletionTimestamp: _timestamp, deletionGracePeriodSeconds: _grace, ...given }: ObjectMeta): ObjectMeta { return given }

/** An object as of a revision. */
const at = (object: KubeObject, revision: number): KubeObject => ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } })

/** A namespace: what is in it goes before it does. */
const isEmptiedFirst = ({ subresources }: ResourceDefinition): boolean => subresources.includes('finalize')

/** Whether someone still has something to do before a deleted object may go. */
function isHeld(definition: ResourceDefinition, { metadata, spec }: KubeObject): boolean {
  return (metadata.finalizers ?? []).length > 0 || (isEmptiedFirst(definition) && finalizersIn(spec).length > 0)
}

const finalizersIn = (spec: unknown): readonly unknown[] =>
  typeof spec === 'object' && spec !== null && 'finalizers' in spec && Array.isArray(spec.finalizers) ? spec.finalizers : []

const objectOf = (value: unknown): object => typeof value === 'object' && value !== null ? value : {}

function valueOf(version: Version<KubeObject>): KubeObject {
  if (version.value === undefined) throw new Error(`${version.key} was stored without a value`)
  return version.value
}

/** Whether everything but metadata and status is the same: the part that generation counts. */
/** Of a Deployment the annotations are desired too: they go on to its ReplicaSets. */
const sameDesire = ({ kind }: ResourceDefinition, a: KubeObject, b: KubeObject): boolean =>
  sharesAllBut(notDesired, a, b) && (kind !== 'Deployment' || a.metadata.annotations === b.metadata.annotations)
const notDesired = new Set(['metadata', 'status'])

function withPropagation(finalizers: readonly string[], policy: DeleteOptions['propagationPolicy']): readonly string[] {
  if (policy === undefined) return finalizers
  const others = finalizers.filter(name => name !== 'orphan' && name !== 'foregroundDeletion')
  if (policy === 'Orphan') return [...others, 'orphan']
  return policy === 'Foreground' ? [...others, 'foregroundDeletion'] : others
}
