// What the API server answers when it refuses: a Status object, with the text of the real one.
import type { JsonObject } from './object.ts'

export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: JsonObject
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: {
    readonly name?: string
    readonly group?: string
    readonly kind?: string
    readonly uid?: string
    readonly causes?: readonly StatusCause[]
    readonly retryAfterSeconds?: number
  }
  readonly code: number
}

/** Thrown inside the API server; the door of the server (server.ts) turns it into the answer. */
export class StatusError extends Error {
  readonly status: Status
  /** What was found before, and is told with it. */
  readonly warnings: readonly string[]
  constructor(status: Status, warnings: readonly string[] = []) {
    super(status.message ?? status.reason ?? 'unknown')
    this.status = status
    this.warnings = warnings
  }
}

export function failure(code: number, reason: string, message: string, details: NonNullable<Status['details']> = {}): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code })
}

/** `deployments.apps`, or plain `pods` for the core group. */
export const qualified = (resource: string, group: string): string => group === '' ? resource : `${resource}.${group}`

export const notFound = (resource: string, group: string, name: string): StatusError =>
  failure(404, 'NotFound', `${qualified(resource, group)} "${name}" not found`, { name, group, kind: resource })

export const alreadyExists = (resource: string, group: string, name: string): StatusError =>
  failure(409, 'AlreadyExists', `${qualified(resource, group)} "${name}" already exists`, { name, group, kind: resource })

export const conflict = (resource: string, group: string, name: string, why: string): StatusError =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource, group)} "${name}": ${why}`, { name, group, kind: resource })

/** Refused for other reasons than access. */
export const refused = (resource: string, group: string, name: string, why: string, causes: readonly StatusCause[] = []): StatusError =>
  failure(403, 'Forbidden', `${qualified(resource, group)} "${name}" is forbidden: ${why}`, { name, group, kind: resource, ...causes.length > 0 && { causes } })

export const badRequest = (message: string): StatusError => failure(400, 'BadRequest', message)

/** 422 with one cause per field error; the message lists them as the real server does. */
export function invalid(kind: string, group: string, name: string, causes: readonly StatusCause[]): StatusError {
  const lines = [...new Set(causes.map(cause => `${cause.field}: ${cause.message}`))]
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  return failure(422, 'Invalid', `${qualified(kind, group)} "${name}" is invalid: ${list}`, { name, group, kind, causes })
}
