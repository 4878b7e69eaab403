// What goes wrong, and how it is said.
import { StatusError, type Status, type StatusCause } from '../../apiserver/status.ts'
import { serverAddress } from '../../client/connection.ts'
import { PrintError } from '../print/index.ts'

/** A mistake of who typed it: said as `error: …`. */
export class UsageError extends Error {}

/** A kind that discovery did not tell of. */
export class UnknownKind extends UsageError {}

/** Said as it stands, without `error: ` in front; an empty text says nothing. */
export class PlainFailure extends Error {
  readonly exitCode: number
  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** A mistake in the arguments: said with a hint at the help of its command. */
export class ArgumentError extends Error {}

/** Several things went wrong, and each is said. */
export class Failures extends Error {
  readonly errors: readonly unknown[]
  constructor(errors: readonly unknown[]) {
    super('several')
    this.errors = errors
  }
}

/** Throws what went wrong, if anything did: one error as it is. */
export function raise(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new Failures(errors)
}

/** The same, but one error is told as one of several would be. */
export function raiseAll(errors: readonly unknown[]): void {
  if (errors.length > 0) throw new Failures(errors)
}

/** The error, told with what was being done: `error when creating "web.yaml": …`. Without a source it stays as it is. */
export function inContext(error: unknown, doing: string, source: string | undefined): unknown {
  if (source === undefined || !(error instanceof Error)) return error
  if (error instanceof StatusError) return new StatusError({ ...error.status, message: `error when ${doing} ${JSON.stringify(source)}: ${error.status.message ?? ''}` })
  return new UsageError(`error when ${doing} ${JSON.stringify(source)}: ${error.message}`)
}

export const isStatusError = (error: unknown, reason: string): boolean => error instanceof StatusError && error.status.reason === reason

/** What is printed for an error that ended a command; a last line break is added if there is none. */
export function explained(error: unknown, command: string): string | undefined {
  if (error instanceof PlainFailure) return error.message
  if (error instanceof ArgumentError) return `error: ${error.message}\nSee '${command} -h' for help and examples`
  if (error instanceof Failures) return error.errors.map(one => `${oneOfSeveral(one)}\n`).join('')
  if (error instanceof StatusError) return error.status.reason === 'Invalid' ? `${invalidText(error.status)}\n` : statusText(error.status)
  if (error instanceof UsageError || error instanceof PrintError) return error.message.startsWith('error: ') ? error.message : `error: ${error.message}`
  return undefined
}

function oneOfSeveral(error: unknown): string {
  if (error instanceof StatusError) return statusText(error.status)
  if (error instanceof Failures) return ['', ...error.errors.map(one => `* ${oneOfSeveral(one)}`)].join('\n')
  return error instanceof Error ? error.message : String(error)
}

export function statusText({ reason, message = '' }: Status): string {
  if (reason === 'ConnectionRefused') return `The connection to the server ${serverAddress} was refused - did you specify the right host or port?`
  if (reason === 'ConnectionTimedOut') return `Unable to connect to the server: ${message}`
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`
  return reason === undefined || reason === '' ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`
}

/** A refused object: the causes in a list, unless there is only one. */
function invalidText({ details, message = '' }: Status): string {
  const { kind = '', name = '', causes = [] } = details ?? {}
  const subject = details && (kind !== '' || name !== '') ? `The ${kind} ${JSON.stringify(name)} is invalid` : 'The request is invalid'
  const lines = [...new Set(causes.map(causeText))]
  if (lines.length === 0) return message === '' ? subject : `${subject}: ${message}`
  return lines.length === 1 ? `${subject}: ${lines.join()}` : `${subject}: \n${lines.map(line => `* ${line}`).join('\n')}`
}

const causeText = ({ field = '', message = '' }: StatusCause): string => field === '' ? message : `${field}: ${message}`
