// jq: filters over JSON.
import { FileError, resolvePath } from '../../files.ts'
import { readAll, type Bench, type Tool } from '../bench.ts'
import { Broken, evaluate, type Scope } from './evaluate.ts'
import { JqSyntaxError, parse, type Filter } from './syntax.ts'
import { holds, JqError, pretty, valueOf, write, type Value } from './values.ts'

/** So many steps may a filter take. */
const budget = 5_000_000

interface Asked {
  readonly flags: ReadonlySet<string>
  readonly variables: Map<string, Value>
  readonly indent: string
  readonly source: string | undefined
  readonly names: readonly string[]
}

const longFlags: Readonly<Record<string, string>> = { 'raw-output': 'r', 'compact-output': 'c', 'null-input': 'n', 'slurp': 's', 'exit-status': 'e', 'sort-keys': 'S', 'join-output': 'j', 'raw-input': 'R', 'monochrome-output': 'M', 'color-output': 'C', 'ascii-output': 'a', 'tab': 'tab' }

export const jq: Tool = function* (bench, args) {
  let asked: Asked
  let filter: Filter
  try {
    asked = askedOf(bench, args)
    if (asked.source === undefined) {
      bench.err('Usage:\tjq [OPTIONS] FILTER [FILES...]\n')
      return 2
    }
    filter = parse(asked.source)
  }
  catch (error) {
    if (error instanceof JqError || error instanceof FileError) bench.err(`jq: error: ${error.message}\n`)
    else if (error instanceof JqSyntaxError) bench.err(`jq: error: ${error.message} (Unix shell quoting issues?) at <top-level>, line 1:\n${args.find(arg => !arg.startsWith('-')) ?? ''}\njq: 1 compile error\n`)
    else throw error
    return error instanceof JqSyntaxError ? 3 : 2
  }
  const { text, status } = asked.flags.has('n') && asked.names.length === 0 && !/\binputs?\b/.test(asked.source) ? { text: '', status: 0 } : yield* readAll(bench, 'jq', asked.names, name => ({ gnu: `error: Could not open ${name}: No such file or directory`, busybox: `error: Could not open ${name}: No such file or directory` }))
  return run(bench, filter, asked, text) || (status > 0 ? 2 : 0)
}

function askedOf(bench: Bench, args: readonly string[]): Asked {
  const flags = new Set<string>()
  const variables = new Map<string, Value>()
  const operands: string[] = []
  const named = new Map<string, Value>()
  let indent = '  '
  let positional: Value[] | undefined
  let file: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const set = (value: Value): void => {
      variables.set(args[i + 1] ?? '', value)
      named.set(args[i + 1] ?? '', value)
      i += 2
    }
    if (arg === '--arg') set(args[i + 2] ?? '')
    else if (arg === '--argjson') set(jsonIn(args[i + 2] ?? '', args[i + 1] ?? ''))
    else if (arg === '--rawfile' || arg === '--slurpfile') {
      const text = bench.files.read(resolvePath(bench.cwd, args[i + 2] ?? ''))
      if (text === undefined) throw new JqError(`Bad JSON in --${arg.slice(2)} ${args[i + 1] ?? ''} ${args[i + 2] ?? ''}: Could not open ${args[i + 2] ?? ''}: No such file or directory`)
      set(arg === '--rawfile' ? text : [...valuesIn(text)])
    }
    else if (arg === '--indent') indent = ' '.repeat(Math.min(7, Number(args[++i] ?? 2)))
    else if (arg === '--args' || arg === '--jsonargs') positional = []
    else if (arg === '-f' || arg === '--from-file') file = args[++i]
    else if (arg.startsWith('--') && arg.length > 2) {
      const flag = Object.hasOwn(longFlags, arg.slice(2)) ? longFlags[arg.slice(2)] : undefined
      if (flag === undefined) throw new JqError(`Unknown arguments\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq`)
      flags.add(flag)
    }
    else if (arg.startsWith('-') && arg.length > 1 && arg !== '--') for (const letter of arg.slice(1)) flags.add(letter)
    else if (positional && operands.length > 0) positional.push(arg)
    else if (arg !== '--') operands.push(arg)
  }
  if (flags.has('tab')) indent = '\t'
  variables.set('ENV', new Map([...bench.env]))
  variables.set('__now', bench.unixMs / 1000)
  variables.set('__loc__', new Map<string, Value>([['file', '<top-level>'], ['line', 1]]))
  variables.set('ARGS', new Map<string, Value>([['positional', positional ?? []], ['named', named]]))
  const source = file === undefined ? operands.shift() : bench.files.read(resolvePath(bench.cwd, file))
  return { flags, variables, indent, source, names: operands }
}

function jsonIn(text: string, name: string): Value {
  try { return valueOf(JSON.parse(text)) }
  catch { throw new JqError(`Invalid JSON text passed to --argjson: ${name}`) }
}

function run(bench: Bench, filter: Filter, { flags, variables, indent }: Asked, text: string): number {
  const written = (value: Value): string => (flags.has('r') || flags.has('j') || flags.has('a') && false) && typeof value === 'string' ? value : flags.has('c') || indent === '' ? write(value, flags.has('S')) : pretty(value, indent, flags.has('S'))
  const end = flags.has('j') ? '' : '\n'
  let code = 0
  let last: Value | undefined
  const inputs = flags.has('R') ? linesIn(text, flags.has('s')) : flags.has('s') ? slurped(text) : valuesIn(text)
  const next = (): Value | undefined => {
    const step = inputs.next()
    return step.done ? undefined : step.value
  }
  const scope: Scope = { variables, functions: new Map(), inputs: next, budget: { left: budget }, depth: 0 }
  try {
    for (let input = flags.has('n') ? null : next(); input !== undefined; input = flags.has('n') ? undefined : next()) {
      try {
        for (const { value } of evaluate(filter, { value: input, path: undefined }, scope)) {
          last = value
          bench.out(written(value) + end)
        }
      }
      catch (error) {
        if (error instanceof Broken) bench.err('jq: error (at <stdin>:0): break\n')
        else if (!(error instanceof JqError)) throw error
        else if (/^[\w$]+(\/\d+)? is not defined$/.test(error.message)) {
          bench.err(`jq: error: ${error.message} at <top-level>, line 1:\njq: 1 compile error\n`)
          return 3
        }
        else bench.err(`jq: error (at <stdin>:${text.split('\n').length - 1}): ${error.message}\n`)
        code = 5
      }
    }
  }
  catch (error) {
    if (!(error instanceof SyntaxError || error instanceof JqError)) throw error
    bench.err(`jq: error (at <stdin>:0): ${error.message}\n`.replace(/error \(at <stdin>:0\): (?=parse error)/, ''))
    return 2
  }
  if (code !== 0 || !flags.has('e')) return code
  return last === undefined ? 4 : holds(last) ? 0 : 1
}

function* linesIn(text: string, isWhole: boolean): Generator<Value> {
  if (isWhole) yield text
  else for (const line of text === '' ? [] : text.replace(/\n$/, '').split('\n')) yield line
}

function* slurped(text: string): Generator<Value> { yield [...valuesIn(text)] }

/** The values of a text, one after the other. */
function* valuesIn(text: string): Generator<Value> {
  let at = 0
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++
    if (at >= text.length) return
    const end = valueEnd(text, at)
    const source = text.slice(at, end)
    try { yield valueOf(JSON.parse(source)) }
    catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      const before = text.slice(0, end)
      throw new SyntaxError(`parse error: ${/^[[{]/.test(source) && end >= text.length ? 'Unfinished JSON term' : 'Invalid literal'} at line ${before.split('\n').length}, column ${before.length - before.lastIndexOf('\n') - 1}`)
    }
    at = end
  }
}

function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let i = from; i < text.length; i++) {
    const letter = text.charAt(i)
    if (letter === '"') {
      for (i++; i < text.length && text.charAt(i) !== '"'; i++) if (text.charAt(i) === '\\') i++
      if (depth === 0) return i + 1
    }
    else if (letter === '[' || letter === '{') depth++
    else if (letter === ']' || letter === '}') {
      if (--depth <= 0) return i + 1
    }
    else if (depth === 0 && i > from && /[\s"[{]/.test(letter)) return i
  }
  return text.length
}
