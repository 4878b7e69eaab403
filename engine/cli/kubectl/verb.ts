// A verb of kubectl: its flags, and a program for its arguments.
import type { Program } from '../../client/program.ts'
import type { Invocation } from '../../shell/shell.ts'
import type { Flags, Parsed } from './flags.ts'

export interface Call {
  readonly flags: Parsed
  readonly namespace: string
  readonly invocation: Invocation
}

export interface Verb {
  readonly flags: Flags
  readonly run: (call: Call) => Program<number>
}

/** A mistake of who typed it: said as `error: …`, exit code 1. */
export class UsageError extends Error {}

export const globalFlags: Flags = {
  'namespace': { kind: 'text', short: 'n' },
  'kubeconfig': { kind: 'text' },
  'context': { kind: 'text' },
  'request-timeout': { kind: 'text' },
  'v': { kind: 'number', short: 'v' },
}
