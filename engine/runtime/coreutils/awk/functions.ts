// What awk's programs can call, and how they print.
import { FileError, resolvePath } from '../../files.ts'
import { strftime } from '../../programs/http/dates.ts'
import { linesOf } from '../bench.ts'
import { printfOnce } from '../printf.ts'
import { mostSearched } from '../grep.ts'
import { searcher, splitBy } from './patterns.ts'
import { assign, count, tableNamed, variable } from './variables.ts'
import { AwkError, numberOf, textOf, type Read, type State, type Value } from './values.ts'

interface Called {
  readonly args: readonly Read[]
  /** The names of those that are only a name: a table may be meant. */
  readonly names: readonly string[]
  /** The pattern that an argument means. */
  readonly pattern: (i: number) => (state: State) => string
}

type Builtin = (called: Called) => Read

const text = (act: (text: string, ...more: readonly Value[]) => Value): Builtin => ({ args: [first = state => ({ text: state.line }), ...more] }) =>
  state => act(textOf(first(state)), ...more.map(each => each(state)))
const number = (act: (...values: readonly number[]) => number): Builtin => ({ args }) => state => act(...args.map(each => numberOf(each(state))))

/** A format decides itself how a number is shown. */
function formatted(format: Value, values: readonly Value[], by: string): string {
  const { text, wrong } = printfOnce(textOf(format), values.map(value => typeof value === 'number' ? value : textOf(value)))
  if (wrong.some(({ what }) => what === 'missing')) throw new AwkError(`not enough arguments passed to ${by}("${textOf(format)}")`)
  return text
}

/** `sub` and `gsub`: in a variable, a field or the line. */
const substitute = (isGlobal: boolean): Builtin => ({ args, names, pattern }) => {
  const [wanted, by, target] = [pattern(0), args[1], args[2]]
  const name = names[2] ?? ''
  return state => {
    const before = target ? textOf(target(state)) : state.line
    let count = 0
    const replacement = textOf(by?.(state) ?? '')
    const after = before.slice(0, mostSearched).replace(searcher(wanted(state), isGlobal ? 'g' : ''), found => {
      count++
      return replacement.replace(/\\\\|\\&|&/g, all => all === '&' ? found : all.slice(1))
    }) + before.slice(mostSearched)
    if (count === 0) return 0
    if (!target) assign(state, '$0', after)
    else if (name !== '') assign(state, name, after)
    else writeBack(state, target, before, after)
    return count
  }
}

/** `sub(/a/, "b", $2)`: the field that says what was read. */
function writeBack(state: State, target: Read, before: string, after: string): void {
  for (let i = 0; i < state.fields.length; i++) {
    if (state.fields[i] !== before) continue
    state.fields[i] = after
    if (textOf(target(state)) === after) {
      assign(state, '$', '')
      return
    }
    state.fields[i] = before
  }
  for (const table of state.tables.values()) for (const [key, value] of table) {
    if (textOf(value) !== before) continue
    table.set(key, after)
    if (textOf(target(state)) === after) return
    table.set(key, value)
  }
}

const split: Builtin = ({ args, names, pattern }) => {
  const separator = args.length > 2 ? pattern(2) : (state: State) => textOf(variable(state, 'FS'))
  return state => {
    const parts = splitBy(textOf(args[0]?.(state) ?? ''), separator(state))
    const table = tableNamed(state, names[1] ?? '')
    table.clear()
    for (const [i, part] of parts.entries()) table.set(String(i + 1), { text: part })
    return parts.length
  }
}

const match: Builtin = ({ args, pattern }) => state => {
  const found = searcher(pattern(1)(state), '').exec(textOf(args[0]?.(state) ?? '').slice(0, mostSearched))
  assign(state, 'RSTART', found ? found.index + 1 : 0)
  assign(state, 'RLENGTH', found ? found[0].length : -1)
  return found ? found.index + 1 : 0
}

const length: Builtin = ({ args: [first], names: [name = ''] }) => state => {
  const table = name === '' ? undefined : state.locals?.get(name) ?? state.tables.get(name)
  return table instanceof Map ? table.size : [...first ? textOf(first(state)) : state.line].length
}

function substr(from: string, start: Value = 1, count?: Value): string {
  const letters = [...from]
  const first = Math.round(numberOf(start))
  const end = count === undefined ? Infinity : first + Math.round(numberOf(count))
  return letters.slice(Math.max(0, first - 1), Math.max(0, end - 1)).join('')
}

export const builtins: ReadonlyMap<string, Builtin> = new Map(Object.entries({
  length,
  split,
  match,
  sub: substitute(false),
  gsub: substitute(true),
  substr: text(substr),
  index: text((whole, part = '') => whole.indexOf(textOf(part)) + 1),
  toupper: text(whole => whole.toUpperCase()),
  tolower: text(whole => whole.toLowerCase()),
  sprintf: text((format, ...values) => formatted(format, values, 'sprintf')),
  int: number((value = 0) => Math.trunc(value)),
  sqrt: number((value = 0) => Math.sqrt(value)),
  exp: number((value = 0) => Math.exp(value)),
  log: number((value = 0) => Math.log(value)),
  sin: number((value = 0) => Math.sin(value)),
  cos: number((value = 0) => Math.cos(value)),
  atan2: number((y = 0, x = 0) => Math.atan2(y, x)),
  rand: (() => state => {
    state.seed = (state.seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return state.seed / 2_147_483_648
  }) satisfies Builtin,
  srand: (({ args: [seed] }) => state => {
    const before = state.seed
    state.seed = Math.abs(Math.trunc(seed ? numberOf(seed(state)) : state.bench.unixMs / 1000)) % 2_147_483_648
    return before
  }) satisfies Builtin,
  system: (({ args: [line] }) => state => state.commands.ask({ line: textOf(line?.(state) ?? ''), stdin: '', isRead: false }).status) satisfies Builtin,
  close: (({ args: [name] }) => state => closed(state, textOf(name?.(state) ?? ''))) satisfies Builtin,
  systime: (() => state => Math.floor(state.bench.unixMs / 1000)) satisfies Builtin,
  strftime: (({ args: [format, seconds] }) => state => strftime(format ? textOf(format(state)) : '%c', seconds ? numberOf(seconds(state)) * 1000 : state.bench.unixMs)) satisfies Builtin,
  fflush: (() => () => 0) satisfies Builtin,
}))

/** What is written to a command runs it now; what was read is read anew. */
function closed(state: State, name: string): number {
  const stdin = state.piped.get(name)
  if (stdin !== undefined) {
    state.piped.delete(name)
    return state.commands.ask({ line: name, stdin, isRead: false }).status
  }
  const [command, path] = [`|${name}`, resolvePath(state.bench.cwd, name)]
  if (state.written.delete(path)) return 0
  return state.readers.delete(command) || state.readers.delete(path) ? 0 : -1
}

/** `command | getline`: the next line that it says. */
export function gotAnswer(state: State, line: string, write: (value: Value) => void): number {
  const { readers, commands } = state
  const key = `|${line}`
  const reader = readers.get(key) ?? { lines: linesOf(commands.ask({ line, stdin: '', isRead: true }).output), at: 0 }
  readers.set(key, reader)
  const said = reader.lines[reader.at++]
  if (said === undefined) return 0
  assign(state, 'NR', numberOf(variable(state, 'NR')) + 1)
  write({ text: said })
  return 1
}

/** `getline`: the next line of the input, or of a file; 0 at the end, -1 where there is none. */
export function gotLine(state: State, file: string | undefined, write: (value: Value) => void): number {
  if (file === undefined) {
    const line = state.ahead.lines[state.ahead.at++]
    if (!line) return 0
    count(state, line)
    write({ text: line.line })
    return 1
  }
  const { bench, readers } = state
  const path = resolvePath(bench.cwd, file)
  const reader = readers.get(path) ?? { lines: linesOf(bench.files.read(path) ?? ''), at: 0 }
  if (!readers.has(path) && bench.files.read(path) === undefined) return -1
  readers.set(path, reader)
  const line = reader.lines[reader.at++]
  if (line === undefined) return 0
  write({ text: line })
  return 1
}

export interface Target { readonly name: string, readonly how: '>' | '>>' | '|' }

export function printed(state: State, values: readonly Value[], target: Target | undefined, isFormat: boolean): void {
  const [format = '', ...others] = values
  const said = isFormat ? formatted(format, others, 'printf')
    : (values.length === 0 ? state.line : values.map(value => shown(state, value)).join(textOf(variable(state, 'OFS')))) + textOf(variable(state, 'ORS'))
  if (target?.how === '|') state.piped.set(target.name, (state.piped.get(target.name) ?? '') + said)
  else state.commands.once(() => wrote(state, said, target))
  if (target && target.how !== '|') state.written.add(resolvePath(state.bench.cwd, target.name))
}

const shown = (state: State, value: Value): string => typeof value === 'number' && !Number.isInteger(value) ? formatted(variable(state, 'OFMT'), [value], 'print') : textOf(value)

function wrote({ bench, written }: State, said: string, target: Target | undefined): void {
  if (target === undefined || target.name === '/dev/stdout' || target.name === '-') bench.out(said)
  else if (target.name === '/dev/stderr') bench.err(said)
  else if (target.name !== '/dev/null') {
    const path = resolvePath(bench.cwd, target.name)
    try { bench.files.write(path, (written.has(path) || target.how === '>>' ? bench.files.read(path) ?? '' : '') + said) }
    catch (error) { throw error instanceof FileError ? new FileError(`cannot open "${target.name}" for output (${error.message})`) : error }
  }
}
