// What the API server does for who changes something: a body is read, completed, admitted, checked and stored.
import { actionOf, type ActionContext } from './actions.ts'
import type { AdmissionPlugin, Attributes } from './admission.ts'
import type { KubeObject } from './object.ts'
import { undecodable } from './patch/index.ts'
import { lensFor, placeOf } from './place.ts'
import { listOf } from './reader.ts'
import type { Caller, Create, Delete, DeleteCollection, Patch, Response, Target, Update } from './request.ts'
import type { ResourceDefinition } from './resource.ts'
import { selection } from './selection.ts'
import { badRequest, conflict, invalid, StatusError, type Status } from './status.ts'
import type { Place, Storage } from './storage.ts'
import { exceptStatus } from './subresources.ts'
import type { Tracer } from './trace.ts'

/** The stages of a write that know kinds and schemas; each throws a StatusError to refuse. */
export interface Stages {
  readonly decode: (body: unknown, definition: ResourceDefinition, request: Create | Update | Patch) => { object: KubeObject, warnings: readonly string[] }
  /** What a patch makes of an object, still to be decoded. */
  readonly patch: (current: KubeObject | undefined, request: Patch, definition: ResourceDefinition, unixMs: number) => { readonly object: unknown, readonly warnings: readonly string[] }
  /** The object with its managedFields brought up to date. */
  readonly track: (before: KubeObject | undefined, after: KubeObject, request: Create | Update | Patch, definition: ResourceDefinition, manager: string, unixMs: number) => KubeObject
  readonly admission: readonly AdmissionPlugin[]
}

export interface WriterParts {
  readonly stages: Stages
  readonly storage: Storage
  readonly context: ActionContext
  readonly revision: () => number
  readonly tracer: Tracer
}

export class Writer {
  private readonly stages: Stages
  private readonly storage: Storage
  private readonly context: ActionContext
  private readonly revision: () => number
  private readonly tracer: Tracer
  // Every write asks the plugins; most of them have something to say at one stage only.
  private readonly mutating: readonly AdmissionPlugin[]
  private readonly validating: readonly AdmissionPlugin[]
  private readonly cautious: readonly AdmissionPlugin[]

  constructor({ stages, storage, context, revision, tracer }: WriterParts) {
    this.tracer = tracer
    this.stages = stages
    this.storage = storage
    this.context = context
    this.revision = revision
    this.mutating = stages.admission.filter(({ mutate }) => mutate)
    this.validating = stages.admission.filter(({ validate }) => validate)
    this.cautious = stages.admission.filter(({ warnings }) => warnings)
  }

  create(caller: Caller, request: Create, definition: ResourceDefinition, isOwned = false): Response {
    const action = actionOf(definition, request.subresource)
    if (action) {
      const { object, warnings } = this.decode(request.body, definition, request)
      return { code: 201, body: action({ caller, request, object }, this.context), warnings }
    }
    if (request.subresource !== undefined) return this.bind(caller, request, definition)
    const { object, warnings } = this.decode(request.body, definition, request)
    try { return this.store(caller, request, definition, object, isOwned, warnings) }
    catch (error) { throw warning(warnings, error) }
  }

  private store(caller: Caller, request: Create, definition: ResourceDefinition, object: KubeObject, isOwned: boolean, warnings: readonly string[]): Response {
    const { generateName } = object.metadata
    const name = object.metadata.name || (generateName ? this.storage.generateName(definition, request.namespace, generateName) : '')
    const named = object.metadata.name === name && object.metadata.namespace === request.namespace ? object : renamed(object, name, request.namespace)
    const place: Place = { definition, namespace: request.namespace, name }
    const { strategy } = definition
    const defaulted = this.complete(named, definition)
    const attributes = attributesOf('CREATE', place, caller, request, undefined)
    const owned = isOwned ? defaulted : this.track(caller, undefined, defaulted, request, definition)
    const admitted = this.storage.identify(this.mutate(owned, attributes), definition)
    const prepared = strategy.prepareForCreate?.(admitted, this.context) ?? admitted
    this.tracer.enter('validation', definition.kind)
    refuseInvalid(prepared, definition, strategy.validate?.(prepared, this.context) ?? [])
    const cautions = this.validateAdmission({ ...attributes, object: prepared })
    this.tracer.enter('storage', 'write')
    const created = request.dryRun ? this.storage.dryCreate(place, prepared) : this.storage.create(place, prepared)
    if (!request.dryRun) strategy.afterWrite?.(created, this.context)
    return { code: 201, body: created, warnings: together(warnings, strategy.warnings?.(created) ?? none, cautions) }
  }

  /** POST to a subresource of an object that exists, as the scheduler's binding. */
  private bind(caller: Caller, request: Create, definition: ResourceDefinition): Response {
    const { object, warnings } = this.decode(request.body, definition, request)
    this.replace(caller, request, placeOf(request, definition), object, warnings)
    return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, warnings }
  }

  update(caller: Caller, request: Update, definition: ResourceDefinition): Response {
    const place = placeOf(request, definition)
    const { object, warnings } = this.decode(request.body, definition, request)
    try { return this.replace(caller, request, place, object, warnings) }
    catch (error) { throw warning(warnings, error) }
  }

  patch(caller: Caller, request: Patch, definition: ResourceDefinition): Response {
    const place = placeOf(request, definition)
    this.tracer.enter('storage', 'read')
    const whole = request.patchType === 'apply' ? this.storage.find(place) : this.storage.get(place)
    const current = whole && (request.subresource !== undefined ? lensFor(request.subresource, definition).read(whole) : definition.strategy.present?.(whole) ?? whole)
    const patched = this.stages.patch(current, request, definition, this.context.unixMs)
    if (!current) return this.create(caller, { ...request, verb: 'create', body: patched.object }, definition, request.patchType === 'apply')
    const { object, warnings } = this.decodePatched(patched.object, request, definition)
    const told = [...patched.warnings, ...warnings]
    try { return this.replace(caller, request, place, object, told) }
    catch (error) { throw warning(told, error) }
  }

  /** What cannot be read any more was no good patch. */
  private decodePatched(patched: unknown, request: Patch, definition: ResourceDefinition): ReturnType<Stages['decode']> {
    try { return this.decode(patched, definition, request) }
    catch (error) {
      throw error instanceof StatusError && request.patchType !== 'apply' ? undecodable({ type: request.patchType, body: request.body }, patched, error) : error
    }
  }

  private replace(caller: Caller, request: Create | Update | Patch, place: Place, given: KubeObject, warnings: readonly string[]): Response {
    const { definition } = place
    const { strategy } = definition
    this.tracer.enter('storage', 'read')
    const current = this.storage.get(place)
    if (request.verb !== 'create' && given.metadata.name && given.metadata.name !== place.name)
      throw badRequest(`the name of the object (${given.metadata.name}) does not match the name on the URL (${place.name})`)
    if (request.verb !== 'create' && given.metadata.namespace && place.namespace !== undefined && given.metadata.namespace !== place.namespace)
      throw badRequest(`the namespace of the object (${given.metadata.namespace}) does not match the namespace on the request (${place.namespace})`)
    if (given.metadata.resourceVersion && given.metadata.resourceVersion !== current.metadata.resourceVersion)
      throw conflict(definition.plural, definition.group, place.name, 'the object has been modified; please apply your changes to the latest version and try again')
    if (given.metadata.uid && given.metadata.uid !== current.metadata.uid)
      throw conflict(definition.plural, definition.group, place.name, `Precondition failed: UID in precondition: ${given.metadata.uid}, UID in object meta: ${current.metadata.uid}`)
    const whole = request.subresource !== undefined
      ? lensFor(request.subresource, definition).write(current, given)
      : definition.subresources.includes('status') ? exceptStatus.write(current, given) : given
    const isChecked = request.subresource === undefined || partsOfDesire.has(request.subresource)
    const defaulted = isChecked ? this.complete(whole, definition) : whole
    const attributes = attributesOf('UPDATE', place, caller, request, current)
    const isOwned = request.verb === 'patch' && request.patchType === 'apply'
    const owned = isOwned ? defaulted : this.track(caller, current, defaulted, request, definition)
    const admitted = this.mutate(owned, attributes)
    const prepared = request.subresource === 'status'
      ? strategy.prepareForStatusUpdate?.(admitted, current) ?? admitted
      : request.subresource === 'finalize' ? admitted : strategy.prepareForUpdate?.(admitted, current, this.context) ?? admitted
    const counts = definition.generation && request.subresource !== 'binding' && request.subresource !== 'status' // neither is what is desired
    const next = this.storage.settle(place, current, prepared, counts)
    if (next === current) return { code: 200, body: seenBy(request, current, definition), warnings }
    if (isChecked) {
      this.tracer.enter('validation', definition.kind)
      const faults = strategy.validate?.(next, this.context) ?? []
      const ofChange = request.subresource === undefined ? strategy.validateUpdate?.(next, current, this.context) ?? [] : []
      refuseInvalid(next, definition, strategy.checksChangeFirst ? [...ofChange, ...faults] : [...faults, ...ofChange])
    }
    else if (request.subresource === 'status') refuseInvalid(next, definition, strategy.validateStatus?.(next, current) ?? [])
    const cautions = this.validateAdmission({ ...attributes, object: next })
    this.tracer.enter('storage', 'write')
    const stored = request.dryRun ? next : this.storage.write(place, next)
    if (!request.dryRun) strategy.afterWrite?.(stored, this.context)
    return { code: 200, body: seenBy(request, stored, definition), warnings: together(warnings, request.subresource === undefined ? strategy.warnings?.(stored) ?? none : none, cautions) }
  }

  delete(caller: Caller, request: Delete, definition: ResourceDefinition): Response {
    const place = placeOf(request, definition)
    this.tracer.enter('storage', 'read')
    const current = this.storage.get(place)
    this.validateAdmission({ ...attributesOf('DELETE', place, caller, request, current), object: undefined })
    this.tracer.enter('storage', 'write')
    const { object, gone } = this.storage.delete(place, request)
    return { code: 200, body: gone ? deletedStatus(definition, current) : object, warnings: [] }
  }

  deleteCollection(caller: Caller, request: DeleteCollection, definition: ResourceDefinition): Response {
    const { matches } = selection(definition, request)
    const items = this.storage.list(definition, request.namespace).filter(matches)
    for (const { metadata } of items)
      this.delete(caller, { ...request, verb: 'delete', name: metadata.name, ...metadata.namespace !== undefined && { namespace: metadata.namespace } }, definition)
    return { code: 200, body: listOf(definition, items, this.revision()), warnings: [] }
  }

  private decode(...[body, definition, request]: Parameters<Stages['decode']>): ReturnType<Stages['decode']> {
    this.tracer.enter('decoding', definition.kind)
    return this.stages.decode(body, definition, request)
  }

  private complete(object: KubeObject, { kind, strategy }: ResourceDefinition): KubeObject {
    this.tracer.enter('defaulting', kind)
    const completed = strategy.defaults?.(object) ?? object
    if (completed !== object) this.tracer.changed()
    return completed
  }

  private track(caller: Caller, before: KubeObject | undefined, after: KubeObject, request: Create | Update | Patch, definition: ResourceDefinition): KubeObject {
    if (request.encoding === 'typed' && !tellsOwners.has(definition.plural)) return after
    return this.stages.track(before, after, request, definition, request.fieldManager ?? caller.userAgent, this.context.unixMs)
  }

  private mutate(object: KubeObject, attributes: Omit<Attributes, 'object'>): KubeObject {
    let admitted = object
    for (const plugin of this.mutating) {
      this.tracer.enter('mutating admission', plugin.name)
      const next = plugin.mutate?.(admitted, attributes, this.context) ?? admitted
      if (next !== admitted) this.tracer.changed()
      admitted = next
    }
    return admitted
  }

  /** Lets the plugins refuse; returns what they only warn of. */
  private validateAdmission(attributes: Attributes): readonly string[] {
    for (const plugin of this.validating) {
      this.tracer.enter('validating admission', plugin.name)
      plugin.validate?.(attributes, this.context)
    }
    let told = none
    for (const plugin of this.cautious) told = together(told, plugin.warnings?.(attributes, this.context) ?? none)
    return told
  }
}

/** What who wrote to a subresource sees of the object. */
const seenBy = ({ subresource }: Target, object: KubeObject, definition: ResourceDefinition): KubeObject =>
  subresource === undefined ? object : lensFor(subresource, definition).read(object)

/** Doors to parts of what is desired: what comes in by them is completed and checked like the whole. */
const partsOfDesire = new Set(['ephemeralcontainers', 'resize', 'scale'])

/** Kinds of which people ask who changed what. Of the others, written by the thousand, only writes from outside are recorded. */
const tellsOwners = new Set(['daemonsets', 'deployments', 'horizontalpodautoscalers', 'ingresses', 'replicasets', 'services', 'statefulsets'])

function attributesOf(operation: Attributes['operation'], { definition, namespace, name }: Place, caller: Caller, request: { subresource?: string | undefined, dryRun?: boolean }, oldObject: KubeObject | undefined): Omit<Attributes, 'object'> {
  return { operation, definition, namespace, name, subresource: request.subresource ?? '', caller, dryRun: request.dryRun ?? false, oldObject }
}

/** Nearly always there are no warnings, and so nothing to put together. */
const none: readonly string[] = []
const together = (...lists: readonly (readonly string[])[]): readonly string[] => lists.every(list => list.length === 0) ? none : lists.flat()

function renamed(object: KubeObject, name: string, namespace: string | undefined): KubeObject {
  const { namespace: _namespace, ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, name, ...namespace !== undefined && { namespace } } }
}

function refuseInvalid(object: KubeObject, definition: ResourceDefinition, errors: readonly { reason: string, field: string, message: string }[]): void {
  if (errors.length > 0) throw invalid(definition.kind, definition.group, object.metadata.name, errors)
}

function deletedStatus({ group, plural }: ResourceDefinition, { metadata }: KubeObject): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { name: metadata.name, ...group !== '' && { group }, kind: plural, uid: metadata.uid }, code: 200 }
}

/** What the reader of a body warns of is told even when the request is refused. */
const warning = (warnings: readonly string[], error: unknown): unknown =>
  error instanceof StatusError && warnings.length > 0 ? new StatusError(error.status, warnings) : error
