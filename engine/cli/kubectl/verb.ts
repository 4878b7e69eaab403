// A verb of kubectl: its flags, and a program for its arguments.
import type { Program } from '../../client/program.ts'
import type { FieldValidation } from '../../apiserver/request.ts'
import type { Invocation } from '../../shell/command.ts'
import { UsageError } from './failure.ts'
import { durationMs, type Flags, type Parsed } from './flags.ts'

export interface Call {
  readonly flags: Parsed
  readonly namespace: string
  /** Whether the namespace was asked for, so that an object must not name another. */
  readonly namespaceGiven: boolean
  readonly invocation: Invocation
  /** `kubectl create deployment`. */
  readonly command: string
}

export interface Verb {
  readonly flags: Flags
  readonly run: (call: Call) => Program<number>
  /** Works without a cluster and without a context. */
  readonly offline?: boolean
  /** Asks anew which kinds there are. */
  readonly forgetful?: boolean
}

export { ArgumentError, PlainFailure, UsageError } from './failure.ts'

export const globalFlags: Flags = {
  'as': { kind: 'text' },
  'as-group': { kind: 'texts' },
  'as-uid': { kind: 'text' },
  'as-user-extra': { kind: 'texts' },
  'cache-dir': { kind: 'text' },
  'certificate-authority': { kind: 'text' },
  'client-certificate': { kind: 'text' },
  'client-key': { kind: 'text' },
  'cluster': { kind: 'text' },
  'context': { kind: 'text' },
  'disable-compression': { kind: 'switch' },
  'help': { kind: 'switch', short: 'h' },
  'insecure-skip-tls-verify': { kind: 'switch' },
  'kubeconfig': { kind: 'text' },
  'kuberc': { kind: 'text' },
  'log-flush-frequency': { kind: 'duration' },
  'match-server-version': { kind: 'switch' },
  'namespace': { kind: 'text', short: 'n' },
  'password': { kind: 'text' },
  'profile': { kind: 'text' },
  'profile-output': { kind: 'text' },
  'request-timeout': { kind: 'text' },
  'server': { kind: 'text', short: 's' },
  'tls-server-name': { kind: 'text' },
  'token': { kind: 'text' },
  'user': { kind: 'text' },
  'username': { kind: 'text' },
  'v': { kind: 'number', short: 'v' },
  'vmodule': { kind: 'text' },
  'warnings-as-errors': { kind: 'switch' },
}

export const filenameFlag: Flags = { 'filename': { kind: 'list', short: 'f' } }
export const fileFlags: Flags = {
  ...filenameFlag,
  'kustomize': { kind: 'text', short: 'k' },
  'recursive': { kind: 'switch', short: 'R' },
}

export const selectorFlags: Flags = {
  'selector': { kind: 'text', short: 'l' },
  'field-selector': { kind: 'text' },
  'all': { kind: 'switch' },
}

export const outputFlags: Flags = {
  'output': { kind: 'text', short: 'o' },
  'template': { kind: 'text' },
  'allow-missing-template-keys': { kind: 'switch', usual: 'true' },
  'show-managed-fields': { kind: 'switch' },
}

export const dryRunFlag: Flags = { 'dry-run': { kind: 'text', usual: 'none', bare: 'unchanged' } }
export const managerFlag: Flags = { 'field-manager': { kind: 'text' } }
export const validateFlag: Flags = { 'validate': { kind: 'text', usual: 'strict', bare: 'strict' } }

/** What verbs have in common that make or change objects and print them. */
export const writeFlags: Flags = { ...outputFlags, ...dryRunFlag, ...managerFlag }

/** How long a request may take: seconds, or as Go writes durations; without an end where nothing or 0 was asked for. */
export function requestTimeoutMs(flags: Parsed): number | undefined {
  const text = flags.text('request-timeout') ?? '0'
  try { return (/^-?\d+$/.test(text) ? Number(text) * 1000 : durationMs(text)) || undefined }
  catch { throw new UsageError('Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)') }
}

export type DryRun = 'none' | 'client' | 'server'

/** What stood for a dry run once and still does; without a value it is `unchanged`. */
export const outdatedDryRun: ReadonlyMap<string, DryRun> = new Map([
  ...['unchanged', '1', 't', 'T', 'TRUE', 'true', 'True'].map(value => [value, 'client'] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map(value => [value, 'none'] as const),
])

export function dryRunOf({ flags }: Call): DryRun {
  const value = flags.text('dry-run') ?? 'none'
  if (value === 'none' || value === 'client' || value === 'server') return value
  const old = outdatedDryRun.get(value)
  if (old !== undefined) return old
  throw new UsageError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
}

export function validationOf({ flags }: Call): FieldValidation {
  switch (flags.text('validate') ?? 'strict') {
    case 'strict': case 'true': return 'Strict'
    case 'warn': return 'Warn'
    case 'ignore': case 'false': return 'Ignore'
    default: throw new UsageError(`invalid - validate option ${JSON.stringify(flags.text('validate'))}; must be one of: strict (or true), warn, ignore (or false)`)
  }
}
