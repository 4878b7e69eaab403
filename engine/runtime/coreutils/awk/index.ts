// awk: patterns and actions over lines and their fields, as they come.
import { FileError, resolvePath } from '../../files.ts'
import type { Task } from '../../task.ts'
import type { Bench, Tool } from '../bench.ts'
import { Lines } from '../lines.ts'
import { Parser, type Parsed } from './parser.ts'
import { AwkError, holds, Leave, numberOf, type InputLine, type Rule, type State, type Value } from './values.ts'
import { assign, count, setLine } from './variables.ts'
import { unescape } from './words.ts'

export const awk: Tool = function* (bench, args) {
  const { separator, given, file, operands } = wordsOf(args)
  const source = file === undefined ? operands.shift() : bench.files.read(resolvePath(bench.cwd, file))
  if (source === undefined) {
    bench.err(file === undefined ? 'usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n' : `awk: can't open file ${file}\n`)
    return 2
  }
  try { return yield* run(bench, new Parser(source).parse(), separator, given, operands) }
  catch (error) {
    if (!(error instanceof AwkError || error instanceof FileError)) throw error
    bench.err(bench.style === 'gnu' ? `awk: ${error.message}\n` : `awk: cmd. line:1: ${error.message}\n`)
    return 2
  }
}

interface Given { readonly separator: string | undefined, readonly given: readonly string[], readonly file: string | undefined, readonly operands: string[] }

/** Options end where the program begins. */
function wordsOf(args: readonly string[]): Given {
  const given: string[] = []
  let [separator, file]: readonly (string | undefined)[] = []
  let at = 0
  for (; at < args.length && args[at]?.startsWith('-') && args[at] !== '-'; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      at++
      break
    }
    const value = arg.length > 2 ? arg.slice(2) : args[++at] ?? ''
    if (arg.startsWith('-F')) separator = value === 't' ? '\t' : unescape(value)
    else if (arg.startsWith('-v')) given.push(value)
    else if (arg.startsWith('-f')) file = value
  }
  return { separator, given, file, operands: args.slice(at) }
}

const isAssignment = (word: string): boolean => /^[A-Za-z_]\w*=/.test(word)

function* run(bench: Bench, { rules, functions, asksForLines }: Parsed, separator: string | undefined, given: readonly string[], operands: readonly string[]): Task<number> {
  const names = operands.filter(each => !isAssignment(each))
  const lines = new Lines(bench, 'awk', names)
  const nextLine = function* (): Task<InputLine | undefined> {
    const line = yield* lines.next()
    return line === undefined ? undefined : { line, number: lines.number, name: lines.name === '-' ? '' : lines.name }
  }
  const ahead: InputLine[] = []
  if (asksForLines) for (let line = yield* nextLine(); line; line = yield* nextLine()) ahead.push(line)
  const state: State = {
    bench, piped: new Map(), ahead: { lines: ahead, at: 0 }, readers: new Map(), functions, line: '', fields: [], tables: new Map(), locals: undefined, written: new Set(), seed: 1, rounds: 0, depth: 0,
    variables: new Map<string, Value>([['FS', separator ?? ' '], ['OFS', ' '], ['ORS', '\n'], ['RS', '\n'], ['SUBSEP', '\x1C'], ['NR', 0], ['FNR', 0], ['FILENAME', '']]),
  }
  state.tables.set('ENVIRON', new Map([...bench.env].map(([name, value]) => [name, { text: value }])))
  state.tables.set('ARGV', new Map(['awk', ...operands].map((word, i) => [String(i), word])))
  for (const word of [...given, ...operands.filter(isAssignment)]) assign(state, word.slice(0, word.indexOf('=')), { text: unescape(word.slice(word.indexOf('=') + 1)) })
  let code = 0
  const attempt = (act: () => void): boolean => {
    try { act() }
    catch (thrown) {
      if (!(thrown instanceof Leave)) throw thrown
      if (thrown.what === 'exit') {
        if (thrown.value !== '') code = numberOf(thrown.value)
        return false
      }
    }
    return true
  }
  const all = (when: 'BEGIN' | 'END'): boolean => attempt(() => { for (const rule of rules) if (rule.when === when) rule.act(state) })
  let goesOn = all('BEGIN')
  const others = rules.filter(({ when }) => when !== 'BEGIN' && when !== 'END')
  const open = new Set<Rule>()
  if (goesOn && rules.some(({ when }) => when !== 'BEGIN')) {
    const next = function* (): Task<InputLine | undefined> { return asksForLines ? ahead[state.ahead.at++] : yield* nextLine() }
    for (let line = yield* next(); line && goesOn; line = goesOn ? yield* next() : undefined) {
      count(state, line)
      setLine(state, line.line)
      goesOn = attempt(() => { for (const rule of others) if (applies(rule, state, open)) rule.act(state) })
      yield* bench.room()
    }
  }
  all('END')
  for (const [command, text] of state.piped) yield* bench.run(command, text)
  return code || (lines.status > 0 ? 2 : 0)
}

function applies(rule: Rule, state: State, open: Set<Rule>): boolean {
  const { when, until } = rule
  if (typeof when !== 'function') return true
  if (!until) return holds(when(state))
  if (!open.has(rule) && !holds(when(state))) return false
  if (holds(until(state))) open.delete(rule)
  else open.add(rule)
  return true
}
