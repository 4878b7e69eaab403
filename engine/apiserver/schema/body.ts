// The body of a request → an object of the kind that was asked for, or the 400 of the real API server.
import type { GroupVersionKind, Json, JsonObject } from '../object.ts'
import { apiVersionOf, groupVersionOf } from '../resource.ts'
import { badRequest } from '../status.ts'
import { decodeFields, isObject, messageOf } from './decode.ts'
import { schemaOf } from './definitions.ts'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface DecodedBody {
  readonly object: JsonObject
  /** What `fieldValidation: Warn` tells the client. */
  readonly warnings: readonly string[]
}

/**
 * Throws a StatusError (400). `duplicates` are fields that the body's text names twice (see readJson). The answer
 * has apiVersion and kind even if the body leaves them out, and no field that the kind does not have.
 */
export function decodeBody(body: Json, expected: GroupVersionKind, validation: FieldValidation, duplicates: readonly string[] = []): DecodedBody {
  const actual = kindOf(body, expected)
  const refuse = (why: string) => badRequest(`${actual.kind} in version ${JSON.stringify(actual.version)} cannot be handled as a ${expected.kind}: ${why}`)
  const schema = schemaOf(actual)
  const apiVersion = apiVersionOf(actual.group, actual.version)
  if (!schema) throw refuse(`no kind ${JSON.stringify(actual.kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`)
  const { object, strict } = decoded()
  if (actual.kind !== expected.kind) throw refuse(`converting (${schema.goType}) to (${internalPackage(expected.group)}.${expected.kind}): unknown conversion`)
  const expectedVersion = apiVersionOf(expected.group, expected.version)
  if (apiVersion !== expectedVersion) throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expectedVersion})`)
  if (validation === 'Strict' && strict.length > 0) throw refuse(`strict decoding error: ${strict.join(', ')}`)
  return {
    object: object['apiVersion'] === apiVersion && object['kind'] === actual.kind ? object : { ...object, apiVersion, kind: actual.kind },
    warnings: validation === 'Warn' ? strict : [],
  }

  function decoded(): { object: JsonObject, strict: readonly string[] } {
    try {
      const { object, unknown } = schema ? decodeFields(schema, body) : { object: {}, unknown: [] }
      return { object, strict: [...duplicates.map(path => `duplicate field ${JSON.stringify(path)}`), ...unknown] }
    } catch (error) {
      throw refuse(messageOf(error))
    }
  }
}

const typeMeta = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** What the body says it is; what it leaves out is as expected. */
function kindOf(body: Json, expected: GroupVersionKind): GroupVersionKind {
  const unrecognized = (why: string) =>
    badRequest(`the object provided is unrecognized (must be of type ${expected.kind}): couldn't get version/kind; json parse error: json: cannot unmarshal ${why} (${summary(body)})`)
  if (!isObject(body)) {
    if (body === null) return expected
    const what = Array.isArray(body) ? 'array' : typeof body === 'boolean' ? 'bool' : typeof body
    throw unrecognized(`${what} into Go value of type ${typeMeta}`)
  }
  const text = (name: 'apiVersion' | 'kind', value: Json | undefined): string => {
    if (value === undefined || value === null) return ''
    if (typeof value === 'string') return value
    const what = typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value
    throw unrecognized(`${what} into Go struct field .${name} of type string`)
  }
  const apiVersion = text('apiVersion', body['apiVersion'])
  const kind = text('kind', body['kind'])
  return { ...apiVersion === '' ? expected : groupVersionOf(apiVersion), kind: kind === '' ? expected.kind : kind }
}

/** The first bytes of a body in hexadecimal, as the server shows what it cannot read. */
function summary(body: Json): string {
  const shown = JSON.stringify(body).slice(0, 30)
  return [...shown].map(char => (char.codePointAt(0) ?? 0).toString(16).padStart(2, '0')).join('') + ' ...'
}

const internalPackage = (group: string): string => group === '' ? 'core' : group.split('.')[0] ?? group
