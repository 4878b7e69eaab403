// awk's variables, its tables, and the fields of the line at hand.
import { splitBy } from './patterns.ts'
import { AwkError, numberOf, textOf, unset, type InputLine, type State, type Table, type Value } from './values.ts'

export function variable(state: State, name: string): Value {
  const local = state.locals?.get(name)
  if (local instanceof Map) return unset
  if (local !== undefined) return local
  return name === 'NF' ? state.fields.length : state.variables.get(name) ?? unset
}

/** `$0` and `$` mean the line: as it is set, or put together anew from its fields. */
export function assign(state: State, name: string, value: Value): void {
  if (name === '$0') setLine(state, textOf(value))
  else if (name === '$') state.line = state.fields.join(textOf(variable(state, 'OFS')))
  else if (name === 'NF') {
    const count = Math.max(0, Math.min(10_000, numberOf(value)))
    state.fields = Array.from({ length: count }, (_, i) => state.fields[i] ?? '')
    assign(state, '$', '')
  }
  else if (state.locals?.has(name)) state.locals.set(name, value)
  else state.variables.set(name, value)
}

export function count(state: State, { number, name }: InputLine): void {
  state.variables.set('NR', numberOf(state.variables.get('NR') ?? 0) + 1)
  state.variables.set('FNR', number)
  state.variables.set('FILENAME', name)
}

export function place(state: State, index: number): Value {
  if (index < 0) throw new AwkError(`negative field index $${index}`)
  return index === 0 ? { text: state.line } : { text: state.fields[index - 1] ?? '' }
}

export function setLine(state: State, line: string): void {
  state.line = line
  state.fields = [...splitBy(line, textOf(variable(state, 'FS')))]
}

export function tableNamed(state: State, name: string): Table {
  const local = state.locals?.get(name)
  if (local instanceof Map) return local
  let table = state.tables.get(name)
  if (!table) state.tables.set(name, table = new Map())
  return table
}

/** Whoever asks for an element makes it. */
export function element(state: State, name: string, key: string): Value {
  const table = tableNamed(state, name)
  const value = table.get(key)
  if (value === undefined) table.set(key, unset)
  return value ?? unset
}
