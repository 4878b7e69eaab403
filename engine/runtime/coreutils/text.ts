// The tools that filter text.
import { decodeBase64, encodeBase64 } from '../../apiserver/schema/base64.ts'
import { utf8Bytes, utf8Text } from '../../apiserver/schema/utf8.ts'
import { resolvePath } from '../files.ts'
import { cannotOpen, forEach, given, joined, linesOf, plainly, readAll, readFile, type Bench, type Complaint, type Tool } from './bench.ts'

const forReading: Complaint = (name, error) => ({ gnu: `cannot open '${name}' for reading: ${error}`, busybox: `${name}: ${error}` })

/** `-n 5`, `-n5` or `-5`; ten unless said. */
function countOf(args: readonly string[]): { readonly count: number, readonly bytes: boolean, readonly fromStart: boolean, readonly operands: readonly string[] } {
  const plain = args.map(arg => arg.replace(/^-(\d+)$/, '-n$1'))
  const { values, operands } = given(plain, ['n', 'c', 'lines', 'bytes'])
  const lines = values.get('n') ?? values.get('lines')
  const bytes = values.get('c') ?? values.get('bytes')
  const said = bytes ?? lines ?? '10'
  return { count: Number(said.replace(/^\+/, '')), bytes: bytes !== undefined, fromStart: said.startsWith('+'), operands }
}

/** Each file apart, with its name above it when there are several. */
function eachFile(bench: Bench, tool: string, operands: readonly string[], piece: (text: string) => string): number {
  if (operands.length < 2) {
    const { text, status } = readAll(bench, tool, operands, forReading)
    if (status === 0) bench.out(piece(text))
    return status
  }
  let isFirst = true
  return forEach(bench, tool, operands, (path, name) => {
    const text = readFile(bench, path)
    bench.out(`${isFirst ? '' : '\n'}==> ${name} <==\n${piece(text)}`)
    isFirst = false
  }, forReading)
}

const head: Tool = (bench, args) => {
  const { count, bytes, operands } = countOf(args)
  return eachFile(bench, 'head', operands, text => bytes ? text.slice(0, count) : joined(linesOf(text).slice(0, count)))
}

export const tail: Tool = (bench, args) => {
  const { count, bytes, fromStart, operands } = countOf(args)
  return eachFile(bench, 'tail', operands, text => bytes ? text.slice(-count) : joined(fromStart ? linesOf(text).slice(count - 1) : count === 0 ? [] : linesOf(text).slice(-count)))
}

const wc: Tool = (bench, args) => {
  const { flags, operands } = given(args)
  const counted = (text: string): readonly number[] => {
    const all: readonly (readonly [string, number])[] = [['l', text.split('\n').length - 1], ['w', text.split(/\s+/).filter(word => word !== '').length], ['c', text.length]]
    return all.filter(([flag]) => flags.size === 0 || flags.has(flag) || flag === 'c' && flags.has('m')).map(([, count]) => count)
  }
  const line = (counts: readonly number[], name: string): string => {
    const isAlone = counts.length === 1
    const numbers = counts.map(count => isAlone ? String(count) : String(count).padStart(bench.style === 'gnu' ? 7 : 9)).join(' ')
    return `${numbers}${name === '' ? '' : ` ${name}`}\n`
  }
  if (operands.length === 0) {
    bench.out(line(counted(bench.stdin), ''))
    return 0
  }
  let total: readonly number[] | undefined
  const status = forEach(bench, 'wc', operands, (path, name) => {
    const counts = counted(name === '-' ? bench.stdin : readFile(bench, path))
    total = counts.map((count, i) => count + (total?.[i] ?? 0))
    bench.out(line(counts, name))
  }, plainly)
  if (operands.length > 1 && total) bench.out(line(total, 'total'))
  return status
}

const sort: Tool = (bench, args) => {
  const { flags, values, operands } = given(args, ['k', 't', 'o'])
  const { text, status } = readAll(bench, 'sort', operands, cannotOpen)
  const field = Number.parseInt(values.get('k') ?? '', 10)
  const isNumeric = flags.has('n') || /n/.test(values.get('k') ?? '')
  const separator = values.get('t')
  const keyOf = (line: string): string => Number.isNaN(field) ? line : (separator === undefined ? line.trim().split(/\s+/) : line.split(separator)).slice(field - 1).join(' ')
  const compare = (a: string, b: string): number => {
    const [x, y] = [keyOf(a), keyOf(b)]
    if (isNumeric) return (Number.parseFloat(x) || 0) - (Number.parseFloat(y) || 0) || plainOrder(a, b)
    return flags.has('f') ? plainOrder(x.toLowerCase(), y.toLowerCase()) : plainOrder(x, y) || plainOrder(a, b)
  }
  const sorted = linesOf(text).toSorted(compare)
  if (flags.has('r')) sorted.reverse()
  const output = joined(flags.has('u') ? sorted.filter((line, i) => i === 0 || keyOf(line) !== keyOf(sorted[i - 1] ?? '')) : sorted)
  const to = values.get('o')
  if (to === undefined) bench.out(output)
  else bench.files.write(resolvePath(bench.cwd, to), output)
  return status
}

const plainOrder = (a: string, b: string): number => a < b ? -1 : Number(a > b)

const uniq: Tool = (bench, args) => {
  const { flags, operands } = given(args)
  const { text, status } = readAll(bench, 'uniq', operands.slice(0, 1))
  const groups: { readonly line: string, count: number }[] = []
  for (const line of linesOf(text)) {
    const last = groups.at(-1)
    if (last?.line === line) last.count++
    else groups.push({ line, count: 1 })
  }
  const kept = groups.filter(({ count }) => flags.has('d') ? count > 1 : flags.has('u') ? count === 1 : true)
  bench.out(joined(kept.map(({ line, count }) => flags.has('c') ? `${String(count).padStart(7)} ${line}` : line)))
  return status
}

/** The numbers that `1,3-5` or `2-` names. */
function isIn(list: string): (number: number) => boolean {
  const ranges = list.split(',').map(part => {
    const [from = '', to] = part.split('-')
    return { from: Number(from || 1), to: to === undefined ? Number(from) : Number(to || Infinity) }
  })
  return number => ranges.some(({ from, to }) => number >= from && number <= to)
}

const cut: Tool = (bench, args) => {
  const { flags, values, operands } = given(args, ['d', 'f', 'c', 'b'])
  const { text, status } = readAll(bench, 'cut', operands)
  const delimiter = values.get('d') ?? '\t'
  const characters = values.get('c') ?? values.get('b')
  const isWanted = isIn(characters ?? values.get('f') ?? '1-')
  const kept = <T>(parts: readonly T[]): readonly T[] => parts.filter((_part, i) => isWanted(i + 1))
  const lines = linesOf(text).filter(line => !flags.has('s') || line.includes(delimiter))
  bench.out(joined(lines.map(line => characters !== undefined ? kept([...line]).join('') : line.includes(delimiter) ? kept(line.split(delimiter)).join(delimiter) : line)))
  return status
}

const classes: Readonly<Record<string, string>> = { upper: 'A-Z', lower: 'a-z', digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: ' \\t\\n\\r' }

function setOf(text: string): readonly string[] {
  const plain = text.replace(/\[:(\w+):\]/g, (whole, name: string) => Object.hasOwn(classes, name) ? classes[name] ?? whole : whole)
    .replace(/\\([ntr\\])/g, (_whole, letter: string) => letter === 'n' ? '\n' : letter === 't' ? '\t' : letter === 'r' ? '\r' : '\\')
  const letters: string[] = []
  for (let i = 0; i < plain.length; i++) {
    const [from, to] = [plain.charCodeAt(i), plain.charCodeAt(i + 2)]
    if (plain.charAt(i + 1) === '-' && i + 2 < plain.length && to >= from && to - from < 256) {
      for (let code = from; code <= to; code++) letters.push(String.fromCharCode(code))
      i += 2
    }
    else letters.push(plain.charAt(i))
  }
  return letters
}

const tr: Tool = (bench, args) => {
  const { flags, operands: [first = '', second] } = given(args)
  const from = setOf(first)
  const inSet = new Set(from)
  const to = second === undefined ? [] : setOf(second)
  const squeezed = new Set(flags.has('s') ? to.length > 0 ? to : from : [])
  let output = ''
  for (const letter of bench.stdin) {
    const isFrom = inSet.has(letter) !== flags.has('c')
    if (flags.has('d') && isFrom) continue
    const shown = isFrom && to.length > 0 ? to[Math.min(flags.has('c') ? Infinity : from.lastIndexOf(letter), to.length - 1)] ?? letter : letter
    if (!(squeezed.has(shown) && output.endsWith(shown))) output += shown
  }
  bench.out(output)
  return 0
}

const tee: Tool = (bench, args) => {
  const { flags, operands } = given(args)
  bench.out(bench.stdin)
  return forEach(bench, 'tee', operands, path => bench.files.write(path, (flags.has('a') ? bench.files.read(path) ?? '' : '') + bench.stdin), plainly)
}

const mostNumbers = 1_000_000

const seq: Tool = (bench, args) => {
  const { values, operands } = given(args.map(arg => /^-\d/.test(arg) ? ` ${arg}` : arg), ['s'])
  const numbers = operands.map(Number)
  const [first = 1, step = 1, last = 0] = numbers.length === 1 ? [1, 1, ...numbers] : numbers.length === 2 ? [numbers[0] ?? 1, 1, numbers[1] ?? 0] : numbers
  if (numbers.length === 0 || numbers.some(Number.isNaN) || step === 0) {
    bench.err(numbers.length === 0 ? 'seq: missing operand\n' : `seq: invalid number '${operands.find(each => Number.isNaN(Number(each))) ?? ''}'\n`)
    return 1
  }
  const count = Math.min(mostNumbers, Math.floor((last - first) / step + 1e-9) + 1)
  const lines = Array.from({ length: Math.max(0, count) }, (_, i) => String(first + i * step))
  bench.out(lines.length === 0 ? '' : lines.join(values.get('s') ?? '\n') + '\n')
  return 0
}

const usualWidth = 76

const base64: Tool = (bench, args) => {
  const { flags, values, operands } = given(args, ['w', 'wrap'])
  const { text, status } = readAll(bench, 'base64', operands)
  if (flags.has('d') || flags.has('D') || flags.has('decode')) {
    try { bench.out(utf8Text(decodeBase64(text.replace(/\s/g, '')))) }
    catch {
      bench.err(bench.style === 'gnu' ? 'base64: invalid input\n' : 'base64: truncated input\n')
      return 1
    }
    return status
  }
  const encoded = encodeBase64(utf8Bytes(text))
  const width = Number(values.get('w') ?? values.get('wrap') ?? usualWidth)
  if (width > 0) for (let at = 0; at < encoded.length; at += width) bench.out(`${encoded.slice(at, at + width)}\n`)
  else bench.out(encoded)
  return status
}

const cat: Tool = (bench, args) => {
  const { flags, operands } = given(args)
  let line = 0
  const shown = (text: string): string => flags.has('n') ? joined(linesOf(text).map(each => `${String(++line).padStart(6)}\t${each}`)) : text
  return forEach(bench, 'cat', operands.length > 0 ? operands : ['-'], (path, name) => bench.out(shown(name === '-' ? bench.stdin : readFile(bench, path))), cannotOpen)
}

const tac: Tool = (bench, args) => {
  const { text, status } = readAll(bench, 'tac', given(args).operands)
  bench.out(joined(linesOf(text).toReversed()))
  return status
}

const rev: Tool = (bench, args) => {
  const { text, status } = readAll(bench, 'rev', given(args).operands)
  bench.out(joined(linesOf(text).map(line => [...line].reverse().join(''))))
  return status
}

export const textTools: Readonly<Record<string, Tool>> = { base64, cat, cut, head, rev, seq, sort, tac, tail, tee, tr, uniq, wc }
