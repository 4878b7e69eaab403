// What awk's programs reckon with.
import { general } from '../printf.ts'
import type { Bench } from '../bench.ts'
import type { Commands } from './commands.ts'

/** What came from the input looks like a number and counts as one, but is still the text that it was. */
export interface Field { readonly text: string }
export type Value = string | number | Field

/** A variable that nobody has set: nothing, and zero. */
export const unset: Field = { text: '' }

export type Table = Map<string, Value>

export class AwkError extends Error {}

/** Thrown to leave what is being done. */
export class Leave {
  readonly what: 'next' | 'nextfile' | 'exit' | 'break' | 'continue' | 'return'
  readonly value: Value
  constructor(what: Leave['what'], value: Value = '') {
    this.what = what
    this.value = value
  }
}

export interface InputLine { readonly line: string, readonly number: number, readonly name: string }

export interface State {
  readonly bench: Bench
  readonly commands: Commands
  readonly variables: Map<string, Value>
  readonly tables: Map<string, Table>
  readonly functions: ReadonlyMap<string, FunctionDefinition>
  /** What the function at hand calls its own. */
  locals: Map<string, Value | Table> | undefined
  line: string
  fields: string[]
  /** The files that have been written to so far. */
  readonly written: Set<string>
  /** What commands are to read, by what was to be run. */
  readonly piped: Map<string, string>
  /** Lines of the input that were read ahead, for a program that asks for them itself. */
  readonly ahead: { readonly lines: InputLine[], at: number }
  /** Files that are being read line by line, and what commands said: those behind a bar. */
  readonly readers: Map<string, { readonly lines: readonly string[], at: number }>
  seed: number
  rounds: number
  depth: number
}

export interface FunctionDefinition { readonly parameters: readonly string[], body: Act }

export type Read = (state: State) => Value
export type Act = (state: State) => void
export interface Rule { readonly when: 'BEGIN' | 'END' | Read | undefined, readonly until: Read | undefined, readonly act: Act }

const numeric = /^\s*[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|inf|nan)\s*$/i

export const looksNumeric = (value: Value): boolean => typeof value === 'number' || typeof value === 'object' && numeric.test(value.text)
export const textOf = (value: Value): string => typeof value === 'string' ? value : typeof value === 'object' ? value.text : Number.isInteger(value) && Math.abs(value) < 1e16 ? String(value) : general(value, 6)
export const numberOf = (value: Value): number => typeof value === 'number' ? value : Number.parseFloat(textOf(value).replace(/^\s*\+/, '')) || 0
export const holds = (value: Value): boolean => typeof value === 'number' ? value !== 0 : looksNumeric(value) ? numberOf(value) !== 0 : textOf(value) !== ''

export function reckon(operator: string, a: Value, b: Value): number {
  const [x, y] = [numberOf(a), numberOf(b)]
  switch (operator) {
    case '+': return x + y
    case '-': return x - y
    case '*': return x * y
    case '/': return x / y
    case '%': return x % y
    default: return x ** y
  }
}

export function compares(operator: string, a: Value, b: Value): boolean {
  const counts = (value: Value): boolean => value === unset || looksNumeric(value)
  const isNumeric = counts(a) && counts(b)
  const [x, y] = [textOf(a), textOf(b)]
  const order = isNumeric ? numberOf(a) - numberOf(b) : x < y ? -1 : Number(x > y)
  switch (operator) {
    case '==': return order === 0
    case '!=': return order !== 0
    case '<': return order < 0
    case '>': return order > 0
    case '<=': return order <= 0
    default: return order >= 0
  }
}
