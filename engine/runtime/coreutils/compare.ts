// diff, and expr.
import { FileError, resolvePath } from '../files.ts'
import type { Task } from '../task.ts'
import { given, linesOf, readFile, whole, type Bench, type Tool } from './bench.ts'
import { searchable, extended } from './grep.ts'

/** Beyond this, all of one file is other than all of the other. */
const mostLines = 3000

interface Change { readonly from: number, readonly removed: readonly string[], readonly to: number, readonly added: readonly string[] }

/** What is other in the second, from the longest common lines. */
function changesBetween(a: readonly string[], b: readonly string[]): readonly Change[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (x.length + y.length === 0) return []
  if (x.length * y.length > mostLines ** 2) return [{ from: start, removed: x, to: start, added: y }]
  const common = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1))
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  for (let i = x.length - 1; i >= 0; i--) {
    const row = common[i]
    if (row) for (let j = y.length - 1; j >= 0; j--) row[j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  }
  const changes: Change[] = []
  let [i, j] = [0, 0]
  while (i < x.length || j < y.length) {
    const [from, to] = [i, j]
    while (i < x.length || j < y.length) {
      if (i < x.length && j < y.length && x[i] === y[j]) break
      if (j >= y.length || i < x.length && at(i + 1, j) >= at(i, j + 1)) i++
      else j++
    }
    if (i > from || j > to) changes.push({ from: start + from, removed: x.slice(from, i), to: start + to, added: y.slice(to, j) })
    while (i < x.length && j < y.length && x[i] === y[j]) {
      i++
      j++
    }
  }
  return changes
}

const range = (from: number, count: number): string => count <= 1 ? String(count === 0 ? from : from + 1) : `${from + 1},${from + count}`

function normal(changes: readonly Change[]): string {
  return changes.map(({ from, removed, to, added }) => {
    const how = removed.length === 0 ? 'a' : added.length === 0 ? 'd' : 'c'
    const both = removed.length > 0 && added.length > 0 ? '---\n' : ''
    return `${range(from, removed.length)}${how}${range(to, added.length)}\n${removed.map(line => `< ${line}\n`).join('')}${both}${added.map(line => `> ${line}\n`).join('')}`
  }).join('')
}

const around = 3

function unified(a: readonly string[], changes: readonly Change[]): string {
  let output = ''
  for (let i = 0; i < changes.length;) {
    let last = i
    while ((changes[last + 1]?.from ?? Infinity) - ((changes[last]?.from ?? 0) + (changes[last]?.removed.length ?? 0)) <= 2 * around) last++
    const group = changes.slice(i, last + 1)
    const [first] = group
    const end = group.at(-1)
    if (!first || !end) break
    const begin = Math.max(0, first.from - around)
    const stop = Math.min(a.length, end.from + end.removed.length + around)
    const grown = group.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0)
    const toBegin = first.to - (first.from - begin)
    const head = (from: number, count: number): string => count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`
    output += `@@ -${head(begin, stop - begin)} +${head(toBegin, stop - begin + grown)} @@\n`
    let at = begin
    for (const { from, removed, added } of group) {
      output += a.slice(at, from).map(line => ` ${line}\n`).join('') + removed.map(line => `-${line}\n`).join('') + added.map(line => `+${line}\n`).join('')
      at = from + removed.length
    }
    output += a.slice(at, stop).map(line => ` ${line}\n`).join('')
    i = last + 1
  }
  return output
}

const diff: Tool = function* (bench, args) {
  const { flags, operands } = given(args, ['U', 'label'])
  const [one = '', other = ''] = operands
  if (operands.length !== 2) {
    bench.err(`diff: missing operand after '${one === '' ? 'diff' : one}'\ndiff: Try 'diff --help' for more information.\n`)
    return 2
  }
  let texts: readonly (readonly string[])[]
  try { texts = [linesOf(yield* contentOf(bench, one)), linesOf(yield* contentOf(bench, other))] }
  catch (error) {
    if (!(error instanceof FileError)) throw error
    bench.err(`diff: ${error.message}\n`)
    return 2
  }
  const squeeze = (line: string): string => flags.has('w') ? line.replace(/\s+/g, '') : flags.has('b') ? line.replace(/\s+/g, ' ').trimEnd() : line
  const [a = [], b = []] = texts
  const changes = changesBetween(a.map(squeeze), b.map(squeeze))
  if (changes.length === 0) return 0
  if (flags.has('q')) bench.out(`Files ${one} and ${other} differ\n`)
  else if (flags.has('u') || args.includes('-U')) bench.out(`--- ${one}\n+++ ${other}\n${unified(a, changes)}`)
  else bench.out(normal(changes))
  return 1
}

function* contentOf(bench: Bench, name: string): Task<string> {
  if (name === '-') return yield* whole(bench)
  try { return readFile(bench, resolvePath(bench.cwd, name)) }
  catch (error) { throw error instanceof FileError ? new FileError(`${name}: ${error.message}`) : error }
}

const levels: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']]

/** `expr 1 + 2`, `expr length x`, `expr abc : 'a\(.*\)'`. */
const expr: Tool = (bench, args) => {
  let at = 0
  const level = (depth: number): string => {
    const operators = levels[depth]
    if (!operators) return primary()
    let value = level(depth + 1)
    for (let operator = args[at]; operator !== undefined && operators.includes(operator); operator = args[at]) {
      at++
      value = reckoned(operator, value, level(depth + 1))
    }
    return value
  }
  const primary = (): string => {
    const word = args[at++]
    if (word === undefined) throw new FileError('syntax error: missing argument')
    if (word === '(') {
      const value = level(0)
      at++
      return value
    }
    if (word === 'length' && at < args.length) return String([...args[at++] ?? ''].length)
    if (word === 'substr' && at + 2 < args.length) {
      const [text = '', from = '', count = ''] = args.slice(at, at += 3)
      return [...text].slice(Number(from) - 1, Number(from) - 1 + Number(count)).join('')
    }
    return word
  }
  try {
    const value = level(0)
    if (at < args.length) throw new FileError(`syntax error: unexpected argument '${args[at] ?? ''}'`)
    bench.out(`${value}\n`)
    return Number(value === '' || value === '0')
  }
  catch (error) {
    if (!(error instanceof FileError)) throw error
    bench.err(args.length === 0 ? 'expr: missing operand\nTry \'expr --help\' for more information.\n' : `expr: ${error.message}\n`)
    return 2
  }
}

function reckoned(operator: string, a: string, b: string): string {
  const isNothing = (text: string): boolean => text === '' || text === '0'
  if (operator === '|') return isNothing(a) ? b : a
  if (operator === '&') return isNothing(a) || isNothing(b) ? '0' : a
  if (operator === ':') {
    const found = searchable(`^(?:${extended(b)})`, '')?.exec(a)
    return /\\\(/.test(b) ? found?.[1] ?? '' : String(found ? [...found[0]].length : 0)
  }
  const areNumbers = /^-?\d+$/.test(a) && /^-?\d+$/.test(b)
  const [x, y] = [Number(a), Number(b)]
  const order = areNumbers ? x - y : a < b ? -1 : Number(a > b)
  switch (operator) {
    case '<': return String(Number(order < 0))
    case '<=': return String(Number(order <= 0))
    case '=': case '==': return String(Number(order === 0))
    case '!=': return String(Number(order !== 0))
    case '>=': return String(Number(order >= 0))
    case '>': return String(Number(order > 0))
  }
  if (!areNumbers) throw new FileError('non-integer argument')
  if (y === 0 && (operator === '/' || operator === '%')) throw new FileError('division by zero')
  return String(operator === '+' ? x + y : operator === '-' ? x - y : operator === '*' ? x * y : operator === '/' ? Math.trunc(x / y) : x % y)
}

export const compareTools: Readonly<Record<string, Tool>> = { diff, expr }
