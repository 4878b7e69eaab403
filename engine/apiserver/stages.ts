// The stages of a request in their usual form.
import { timestamp } from '../clock/time.ts'
import { decodeCustom } from './customresources/index.ts'
import { usualAdmission } from './admission/index.ts'
import type { Json, JsonObject, KubeObject } from './object.ts'
import { carryOut, serverSideApply, trackUpdate, type FieldSet, type Write } from './patch/index.ts'
import type { Patch } from './request.ts'
import { apiVersionOf, type ResourceDefinition } from './resource.ts'
import { decodeBody, schemaOf } from './schema/index.ts'
import type { Stages } from './writer.ts'
import { kindOfSubresource } from './subresources.ts'

// Between the typed objects of the store and the plain JSON of patches and schemas there is no difference at run
// time; these two are the only places that say so to the compiler.
const jsonOf = (object: KubeObject): JsonObject => object as unknown as JsonObject
const objectOf = (json: JsonObject): KubeObject => ({ metadata: {}, ...json }) as unknown as KubeObject

const noWarnings: readonly string[] = []

export const standardStages: Stages = {
  /** What parts of the cluster send is well-formed by its types; what comes from outside is read field by field. */
  decode: (body, definition, { encoding = 'json', fieldValidation = 'Strict', subresource }) => {
    if (encoding === 'typed') return { object: body as KubeObject, warnings: noWarnings } // vouched for by the types of Client
    const json = body as Json // requests carry JSON
    const { object, warnings } = definition.custom && subresource !== 'scale'
      ? decodeCustom(json, definition, definition.custom.schema, fieldValidation)
      : decodeBody(json, kindOfSubresource(definition, subresource), fieldValidation)
    return { object: objectOf(object), warnings }
  },

  patch: (current, request, definition, unixMs) => {
    if (request.patchType === 'apply') return { object: apply(current, request, definition, unixMs), warnings: [] }
    const shown = current ? jsonOf(current) : {}
    return carryOut(shown, { type: request.patchType, body: request.body }, definition.custom ? undefined : schemaOf(kindOfSubresource(definition, request.subresource)))
  },

  /** Whoever changes a field comes to own it. */
  track: (before, after, request, definition, manager, unixMs) => {
    const write = writeOf(definition, request.subresource, manager, unixMs)
    return write ? objectOf(trackUpdate(before && jsonOf(before), jsonOf(after), write)) : after
  },

  admission: usualAdmission,
}

function apply(current: KubeObject | undefined, request: Patch, definition: ResourceDefinition, unixMs: number): JsonObject {
  const write = writeOf(definition, request.subresource, request.fieldManager ?? '', unixMs)
  if (!write) throw new Error(`${definition.kind} has no schema`)
  return serverSideApply(current && jsonOf(current), request.body as JsonObject, { ...write, kind: definition.kind, force: request.force ?? false })
}

/** What each door resets, so that nobody comes to own it there. */
const resetByObject: FieldSet = { 'f:status': {} }
const resetByStatus: FieldSet = { 'f:spec': {} }

function writeOf(definition: ResourceDefinition, subresource: string | undefined, manager: string, unixMs: number): Write | undefined {
  const { group, version } = definition
  const schema = definition.custom?.node ?? schemaOf(kindOfSubresource(definition, undefined))
  const reset = subresource === 'status' ? resetByStatus : definition.subresources.includes('status') ? resetByObject : undefined
  return schema && { schema, apiVersion: apiVersionOf(group, version), manager, subresource, time: timestamp(unixMs), reset }
}
