// A recorded session with a real cluster; test/golden/README.md tells its format.
import type { NodeSpec } from '../../engine/lab/profiles.ts'

export interface RunStep {
  readonly run: string
  readonly stdin?: string
  /** The trimmed output becomes this variable of the shell. */
  readonly export?: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

export interface NodeStep {
  readonly name: string
  readonly dead?: boolean
  readonly add?: Omit<NodeSpec, 'name'>
  readonly remove?: boolean
}

export type Step =
  | RunStep
  | { readonly files: Readonly<Record<string, string>> }
  | { readonly advance: number }
  | { readonly node: NodeStep }

export interface Transcript {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly steps: readonly Step[]
  readonly final?: Readonly<Record<string, unknown>>
  readonly scores?: Readonly<Record<string, unknown>>
}
