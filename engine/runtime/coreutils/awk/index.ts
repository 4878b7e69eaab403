// awk: patterns and actions over lines and their fields, as they come.
import { FileError, resolvePath } from '../../files.ts'
import type { Task } from '../../task.ts'
import type { Bench, Tool } from '../bench.ts'
import { Lines } from '../lines.ts'
import { Commands, ran } from './commands.ts'
import { Parser, type Parsed } from './parser.ts'
import { splitBy } from './patterns.ts'
import { AwkError, holds, Leave, numberOf, textOf, type InputLine, type Rule, type State, type Table, type Value } from './values.ts'
import { assign, count, setLine } from './variables.ts'
import { unescape } from './words.ts'

const failed = 2

export const awk: Tool = function* (bench, args) {
  const complain = (what: string): number => {
    bench.err(bench.style === 'gnu' ? `awk: ${what}\n` : `awk: cmd. line:1: ${what.replace(/^line \d+: /, '')}\n`)
    return failed
  }
  const { separator, given, files, operands, unknown } = wordsOf(args)
  if (unknown !== undefined) return complain(`not an option: ${unknown}`)
  const texts = files.map(file => bench.files.read(resolvePath(bench.cwd, file)))
  const missing = files[texts.indexOf(undefined)]
  if (missing !== undefined) return complain(`cannot open ${missing} (No such file or directory)`)
  const source = files.length > 0 ? texts.join('\n') : operands.shift()
  if (source === undefined) {
    bench.err('Usage: awk [-F fs] [-v var=value] [prog | -f progfile] [file ...]\n')
    return failed
  }
  try { return yield* new Run(bench, new Parser(source).parse(), separator, given, operands).all() }
  catch (error) {
    if (!(error instanceof AwkError || error instanceof FileError)) throw error
    return complain(error.message)
  }
}

interface Given { readonly separator: string | undefined, readonly given: readonly string[], readonly files: readonly string[], readonly operands: string[], readonly unknown: string | undefined }

/** Options end where the program begins. */
function wordsOf(args: readonly string[]): Given {
  const [given, files]: [string[], string[]] = [[], []]
  let separator: string | undefined
  let unknown: string | undefined
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
    else if (arg.startsWith('-f')) files.push(value)
    else unknown ??= arg
  }
  return { separator, given, files, operands: args.slice(at), unknown }
}

const isAssignment = (word: string): boolean => /^[A-Za-z_]\w*=/.test(word)

/** A program that runs: first what it begins with, then line by line, then its end. */
class Run {
  private readonly bench: Bench
  private readonly program: Parsed
  private readonly lines: Lines
  private readonly open = new Set<Rule>()
  private state: State
  private code = 0
  /** The file of which no more lines are wanted. */
  private leftFile = false
  private records: Iterator<InputLine> | undefined

  constructor(bench: Bench, program: Parsed, separator: string | undefined, given: readonly string[], operands: readonly string[]) {
    this.bench = bench
    this.program = program
    this.lines = new Lines(bench, 'awk', operands.filter(each => !isAssignment(each)), (name, error) => {
      const said = error === 'Is a directory' ? `read error (${error})` : `cannot open ${name} (${error})`
      return { gnu: said, busybox: `${name}: ${error}` }
    })
    const words = ['awk', ...operands]
    this.state = {
      bench, commands: new Commands(program.runsCommands), piped: new Map(), ahead: { lines: [], at: 0 }, readers: new Map(), functions: program.functions, line: '', fields: [], locals: undefined, written: new Set(), seed: 1, rounds: 0, depth: 0,
      tables: new Map<string, Table>([['ENVIRON', new Map([...bench.env].map(([name, value]) => [name, { text: value }]))], ['ARGV', new Map(words.map((word, i) => [String(i), word]))]]),
      variables: new Map<string, Value>([['FS', separator ?? ' '], ['OFS', ' '], ['ORS', '\n'], ['RS', '\n'], ['SUBSEP', '\x1C'], ['OFMT', '%.6g'], ['NR', 0], ['FNR', 0], ['FILENAME', ''], ['ARGC', words.length]]),
    }
    for (const word of [...given, ...operands.filter(isAssignment)]) assign(this.state, word.slice(0, word.indexOf('=')), { text: unescape(word.slice(word.indexOf('=') + 1)) })
  }

  * all(): Task<number> {
    const { rules } = this.program
    const [begin, end] = (['BEGIN', 'END'] as const).map(when => rules.filter(rule => rule.when === when))
    const others = rules.filter(({ when }) => when !== 'BEGIN' && when !== 'END')
    if (this.program.asksForLines) for (let line = yield* this.input(); line; line = yield* this.input()) this.state.ahead.lines.push(line)
    let goesOn = yield* this.attempt(state => { for (const rule of begin ?? []) rule.act(state) })
    if (goesOn && others.length + (end?.length ?? 0) > 0) {
      for (let line = yield* this.next(); line && goesOn; line = goesOn ? yield* this.next() : undefined) {
        const record = line
        goesOn = yield* this.attempt(state => {
          count(state, record)
          setLine(state, record.line)
          for (const rule of others) if (applies(rule, state, this.open)) rule.act(state)
        })
        yield* this.bench.room()
      }
    }
    if (this.lines.status > 0) return failed
    yield* this.attempt(state => { for (const rule of end ?? []) rule.act(state) })
    for (const [line, stdin] of this.state.piped) yield* ran(this.bench, { line, stdin, isRead: false })
    return this.code
  }

  private* next(): Task<InputLine | undefined> {
    const { ahead } = this.state
    const next = (): Task<InputLine | undefined> => this.input()
    let line = this.program.asksForLines ? ahead.lines[ahead.at++] : yield* next()
    while (this.leftFile && line && line.number !== 1) line = this.program.asksForLines ? ahead.lines[ahead.at++] : yield* next()
    this.leftFile = false
    return line
  }

  /** The next record; a file that cannot be read ends everything. */
  private* input(): Task<InputLine | undefined> {
    const separator = textOf(this.state.variables.get('RS') ?? '\n')
    if (separator === '\n') return yield* this.lineOf()
    this.records ??= (yield* recordsOf(() => this.lineOf(), this.lines, separator))[Symbol.iterator]()
    return this.records.next().value
  }

  private* lineOf(): Task<InputLine | undefined> {
    const { lines } = this
    const line = yield* lines.next()
    return line === undefined || lines.status > 0 ? undefined : { line, number: lines.number, name: lines.name === '-' ? '' : lines.name }
  }

  /** False when the program wants to leave. */
  private* attempt(act: (state: State) => void): Task<boolean> {
    let left: Leave | undefined
    let at = this.state
    try {
      this.state = yield* this.state.commands.perform(this.state, state => {
        at = state
        left = undefined
        try { act(state) }
        catch (thrown) {
          if (!(thrown instanceof Leave)) throw thrown
          left = thrown
        }
      })
    }
    catch (error) {
      if (!(error instanceof AwkError)) throw error
      throw new AwkError(`run time error: ${error.message}\n\tFILENAME="${textOf(at.variables.get('FILENAME') ?? '')}" FNR=${textOf(at.variables.get('FNR') ?? 0)} NR=${textOf(at.variables.get('NR') ?? 0)}`)
    }
    this.leftFile = left?.what === 'nextfile'
    if (left?.what !== 'exit') return true
    if (left.value !== '') this.code = numberOf(left.value)
    return false
  }
}

/** Records that are not lines: divided by a letter, by a pattern, or by empty lines. */
function* recordsOf(next: () => Task<InputLine | undefined>, lines: Lines, separator: string): Task<readonly InputLine[]> {
  const texts = new Map<string, string>()
  for (let line = yield* next(); line; line = yield* next()) texts.set(line.name, `${texts.get(line.name) ?? ''}${line.line}${lines.isWhole ? '\n' : ''}`)
  return [...texts].flatMap(([name, text]) => {
    const parts = separator === '' ? text.replace(/^\n+|\n+$/g, '').split(/\n\n+/) : splitBy(text, separator)
    return (parts.at(-1) === '' ? parts.slice(0, -1) : parts).map((line, i) => ({ line, name, number: i + 1 }))
  })
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
