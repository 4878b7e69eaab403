// Patches, as the API server carries them out and as its clients make them.
import type { JsonObject } from '../object.ts'
import type { PatchType } from '../request.ts'
import type { SchemaNode } from '../schema/index.ts'
import { badRequest, failure, StatusError } from '../status.ts'
import { goJson, goQuote, goText } from '../tables/jsonpath/go-text.ts'
import { isObject, jsonKind, refuseDeep } from './json.ts'
import { jsonPatch, unknownOperationFields } from './jsonPatch.ts'
import { mergePatch } from './mergePatch.ts'
import { JsonPatchError } from './pointer.ts'
import { StrategicMergeError } from './schemaLookup.ts'
import { strategicMergePatch } from './strategicMerge.ts'

export { trackUpdate } from './apply/update.ts'
export { serverSideApply, type Apply } from './apply/apply.ts'
export { lastAppliedAnnotation, lastAppliedText } from './apply/lastApplied.ts'
export { ownersOf, upgradeOwner } from './apply/upgrade.ts'
export type { FieldSet } from './apply/fieldSet.ts'
export { unlessOnlyTimes, type Write } from './apply/write.ts'
export { jsonPatch } from './jsonPatch.ts'
export { createMergePatch, createThreeWayJsonMergePatch, mergePatch } from './mergePatch.ts'
export { JsonPatchError } from './pointer.ts'
export { StrategicMergeError } from './schemaLookup.ts'
export { createThreeWayMergePatch, createTwoWayMergePatch } from './strategicDiff.ts'
export { strategicMergePatch } from './strategicMerge.ts'

export interface PatchBody { readonly type: Exclude<PatchType, 'apply'>, readonly body: unknown }

/**
 * The object that a patch request makes of `object`, with the strict reader's warnings about the patch itself.
 * Throws a StatusError. Without a schema, as for custom resources, there is no strategic merge.
 */
export function carryOut(object: JsonObject, { type, body }: PatchBody, schema: SchemaNode | undefined): { object: unknown, warnings: readonly string[] } {
  try {
    switch (type) {
      case 'json': return { object: jsonPatch(object, body), warnings: unknownOperationFields(body) }
      case 'merge': return { object: mergePatch(object, mapOf(body, 'error decoding patch: ', 'Invalid JSON Patch')), warnings: [] }
      case 'strategic': return { object: strategicMergePatch(object, mapOf(body, ''), schema ?? unsupported()), warnings: [] }
    }
  }
  catch (error) {
    // What did not fit the real server keeps to itself.
    if (error instanceof JsonPatchError) throw failure(422, 'Invalid', 'the server rejected our request due to an error in our request')
    if (error instanceof StrategicMergeError) throw error.isBadRequest ? badRequest(error.message) : internal(error)
    throw error
  }
}

/** The refusal of a patch whose outcome cannot be read as an object of its kind. */
export function undecodable({ type, body }: PatchBody, outcome: unknown, { status }: StatusError): StatusError {
  const reading = (status.message ?? '').replace(/^.*? cannot be handled as an? \w+: /, '')
  const why = type === 'strategic' ? converterText(reading) : reading
  const message = `Invalid value: ${goQuote(type === 'strategic' ? goText(body) : goJson(outcome))}: ${why}`
  return failure(422, 'Invalid', ` "" is invalid: patch: ${message}`, { causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }] })
}

/** Strategic merges are read by another reader, which says less. */
function converterText(reading: string): string {
  const [, given = '', wanted = ''] = /^json: cannot unmarshal (\w+)(?: \S+)? into .* of type (\S+)$/.exec(reading) ?? []
  if (wanted === '') return reading
  const kind = given === 'object' ? 'map' : given === 'array' ? 'slice' : given === 'number' ? 'int64' : given
  if (wanted.startsWith('[]')) return `cannot restore slice from ${kind}`
  if (wanted.startsWith('map[')) return `cannot restore map from ${kind}`
  return /^(?:u?int\d*|float\d+|bool|string)$/.test(wanted) ? `unrecognized type: ${wanted}` : `cannot restore struct from: ${kind}`
}

function mapOf(body: unknown, prefix: string, ifNull?: string): JsonObject {
  refuseDeep(body)
  if (body === null && ifNull === undefined) return {}
  if (body === null) throw badRequest(ifNull ?? '')
  if (!isObject(body)) throw badRequest(`${prefix}json: cannot unmarshal ${jsonKind(body)} into Go value of type map[string]interface {}`)
  return body
}

const internal = ({ message }: StrategicMergeError): StatusError =>
  new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 })

function unsupported(): never {
  throw failure(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml')
}
