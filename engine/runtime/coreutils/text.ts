// The tools that pass text on, line by line.
import { decodeBase64, encodeBase64 } from '../../apiserver/schema/base64.ts'
import { utf8Bytes, utf8Text } from '../../apiserver/schema/utf8.ts'
import type { Task } from '../task.ts'
import { cellsOf } from '../width.ts'
import { cannotOpen, forEach, given, joined, linesOf, plainly, readAll, readFile, whole, type Bench, type Complaint, type Tool } from './bench.ts'
import { eachLine, Lines } from './lines.ts'

const forReading: Complaint = (name, error) => ({ gnu: `cannot open '${name}' for reading: ${error}`, busybox: `${name}: ${error}` })

/** `-n 5`, `-n5` or `-5`; ten unless said. */
function countOf(args: readonly string[]): { readonly count: number, readonly bytes: boolean, readonly sign: string, readonly operands: readonly string[], readonly flags: ReadonlySet<string> } {
  const plain = args.map((arg, i) => /^-[nc]$/.test(args[i - 1] ?? '') ? arg : arg.replace(/^-(\d+)$/, '-n$1'))
  const { values, operands, flags } = given(plain, ['n', 'c', 'lines', 'bytes', 's', 'pid'])
  const bytes = values.get('c') ?? values.get('bytes')
  const said = bytes ?? values.get('n') ?? values.get('lines') ?? '10'
  return { count: Number(said.replace(/^[-+]/, '')), bytes: bytes !== undefined, sign: /^[-+]/.exec(said)?.[0] ?? '', operands, flags }
}

/** Each file apart, with its name above it when there are several. */
function eachFile(bench: Bench, tool: string, operands: readonly string[], piece: (text: string) => string): number {
  let isFirst = true
  return forEach(bench, tool, operands, (path, name) => {
    const text = readFile(bench, path)
    bench.out(operands.length > 1 ? `${isFirst ? '' : '\n'}==> ${name} <==\n${piece(text)}` : piece(text))
    isFirst = false
  }, forReading)
}

const head: Tool = function* (bench, args) {
  const { count, bytes, sign, operands } = countOf(args)
  const first = (text: string): string => bytes ? text.slice(0, sign === '-' ? -count : count) : joined(linesOf(text).slice(0, sign === '-' ? -count : count))
  if (operands.length > 0) return eachFile(bench, 'head', operands, first)
  if (bytes || sign === '-') {
    bench.out(first(yield* whole(bench)))
    return 0
  }
  const lines = new Lines(bench, 'head', [])
  for (let left = count; left > 0; left--) {
    const line = yield* lines.next()
    if (line === undefined) break
    bench.out(lines.isWhole ? `${line}\n` : line)
  }
  return 0
}

export const tail: Tool = function* (bench, args) {
  const { count, bytes, sign, operands } = countOf(args)
  const last = (text: string): string => {
    if (bytes) return sign === '+' ? text.slice(count - 1) : count === 0 ? '' : text.slice(-count)
    return joined(sign === '+' ? linesOf(text).slice(Math.max(0, count - 1)) : count === 0 ? [] : linesOf(text).slice(-count))
  }
  if (operands.length > 0) return eachFile(bench, 'tail', operands, last)
  if (sign !== '+' || bytes) {
    bench.out(last(yield* whole(bench)))
    return 0
  }
  return yield* eachLine(bench, 'tail', [], (line, { number }) => { if (number >= count) bench.out(`${line}\n`) })
}

const wc: Tool = function* (bench, args) {
  const { flags, operands } = given(args)
  const counted = (text: string): readonly number[] => {
    const all: readonly (readonly [string, number])[] = [['l', text.split('\n').length - 1], ['w', text.split(/\s+/).filter(word => word !== '').length], ['m', [...text].length], ['c', utf8Bytes(text).length], ['L', linesOf(text).reduce((most, line) => Math.max(most, cellsOf(line)), 0)]]
    return all.filter(([flag]) => flags.size === 0 ? 'lwc'.includes(flag) : flags.has(flag)).map(([, count]) => count)
  }
  const rows: (readonly [readonly number[], string])[] = []
  const input = operands.length === 0 || operands.includes('-') ? yield* whole(bench) : ''
  if (operands.length === 0) rows.push([counted(input), ''])
  const status = forEach(bench, 'wc', operands, (path, name) => { rows.push([counted(name === '-' ? input : readFile(bench, path)), name]) }, plainly)
  const columns = rows[0]?.[0].length ?? 0
  if (operands.length > 1) rows.push([Array.from({ length: columns }, (_, i) => rows.reduce((sum, [counts]) => sum + (counts[i] ?? 0), 0)), 'total'])
  const widest = Math.max(...rows.flatMap(([counts]) => counts.map(count => String(count).length)))
  const width = columns === 1 && rows.length === 1 ? 0 : bench.style === 'busybox' ? 9 : operands.length === 0 ? 7 : Math.max(widest, String(rows.length > 0 ? 1 : 0).length)
  for (const [counts, name] of rows) bench.out(`${counts.map(count => String(count).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`)
  return status
}

const uniq: Tool = function* (bench, args) {
  const { flags, values, operands } = given(args, ['f', 's', 'w'])
  let last: { readonly line: string, count: number } | undefined
  const keyOf = (line: string): string => {
    const rest = line.split(/\s+/).slice(Number(values.get('f') ?? 0)).join(' ').slice(Number(values.get('s') ?? 0), values.has('w') ? Number(values.get('w')) : undefined)
    return flags.has('i') ? rest.toLowerCase() : rest
  }
  const tell = (): void => {
    if (!last || flags.has('d') && last.count === 1 || flags.has('u') && last.count > 1) return
    bench.out(`${flags.has('c') ? `${String(last.count).padStart(7)} ` : ''}${last.line}\n`)
  }
  const status = yield* eachLine(bench, 'uniq', operands.slice(0, 1), line => {
    if (last && keyOf(last.line) === keyOf(line)) last.count++
    else {
      tell()
      last = { line, count: 1 }
    }
  })
  tell()
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

const cut: Tool = function* (bench, args) {
  const { flags, values, operands } = given(args, ['d', 'f', 'c', 'b', 'output-delimiter', 'delimiter', 'fields'])
  const delimiter = values.get('d') ?? values.get('delimiter') ?? '\t'
  const characters = values.get('c') ?? values.get('b')
  const fields = values.get('f') ?? values.get('fields')
  if (characters === undefined && fields === undefined) {
    bench.err(bench.style === 'gnu' ? 'cut: you must specify a list of bytes, characters, or fields\nTry \'cut --help\' for more information.\n' : 'cut: expected a list of bytes, characters, or fields\n')
    return 1
  }
  const isWanted = isIn(characters ?? fields ?? '')
  const kept = <T>(parts: readonly T[]): readonly T[] => parts.filter((_part, i) => isWanted(i + 1) !== flags.has('complement'))
  return yield* eachLine(bench, 'cut', operands, line => {
    if (characters !== undefined) bench.out(`${kept([...line]).join('')}\n`)
    else if (line.includes(delimiter)) bench.out(`${kept(line.split(delimiter)).join(values.get('output-delimiter') ?? delimiter)}\n`)
    else if (!flags.has('s')) bench.out(`${line}\n`)
  })
}

const classes: Readonly<Record<string, string>> = { upper: 'A-Z', lower: 'a-z', digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: ' \\t\\n\\r\\v\\f', blank: ' \\t', punct: '!-/:-@[-`{-~', cntrl: '\x01-\x1F', print: ' -~', graph: '!-~', xdigit: '0-9A-Fa-f' }
const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\x07', b: '\b' }

function setOf(text: string): readonly string[] {
  const plain = text.replace(/\[:(\w+):\]/g, (all, name: string) => Object.hasOwn(classes, name) ? classes[name] ?? all : all)
    .replace(/\\([0-7]{1,3}|[^])/g, (_all, code: string) => /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : Object.hasOwn(letters, code) ? letters[code] ?? code : code)
  const found: string[] = []
  const all = [...plain]
  for (let i = 0; i < all.length; i++) {
    const [from, to] = [all[i]?.codePointAt(0) ?? 0, all[i + 2]?.codePointAt(0) ?? 0]
    if (all[i + 1] === '-' && i + 2 < all.length && to >= from && to - from < 256) {
      for (let code = from; code <= to; code++) found.push(String.fromCodePoint(code))
      i += 2
    }
    else found.push(all[i] ?? '')
  }
  return found
}

const tr: Tool = function* (bench, args) {
  const { flags, operands: [first = '', second] } = given(args)
  const from = setOf(first)
  const places = new Map(from.map((letter, i) => [letter, i]))
  const to = second === undefined ? [] : setOf(second)
  const isInverted = flags.has('c') || flags.has('C')
  const squeezed = new Set(flags.has('s') ? to.length > 0 ? to : from : [])
  let before = ''
  for (let piece = yield* bench.read(); piece !== undefined; piece = yield* bench.read()) {
    let output = ''
    for (const letter of piece) {
      const isFrom = places.has(letter) !== isInverted
      if (flags.has('d') && isFrom) continue
      const shown = isFrom && to.length > 0 && !flags.has('d') ? to[Math.min(isInverted ? Infinity : places.get(letter) ?? 0, to.length - 1)] ?? letter : letter
      if (!((squeezed.has(shown) !== (flags.has('s') && to.length === 0 && isInverted)) && shown === before)) output += shown
      before = shown
    }
    if (output !== '') bench.out(output)
    yield* bench.room()
  }
  return 0
}

const tee: Tool = function* (bench, args) {
  const { flags, operands } = given(args)
  const write = (text: string, isFirst: boolean): number => forEach(bench, 'tee', operands, path => bench.files.write(path, (isFirst && !flags.has('a') ? '' : bench.files.read(path) ?? '') + text), plainly)
  const status = write('', true)
  for (let piece = yield* bench.read(); piece !== undefined; piece = yield* bench.read()) {
    bench.out(piece)
    if (status === 0) write(piece, false)
    yield* bench.room()
  }
  return status
}

const mostNumbers = 1_000_000

const seq: Tool = (bench, args) => {
  const { flags, values, operands } = given(args.map(arg => /^-\d/.test(arg) ? ` ${arg}` : arg), ['s', 'f'])
  const numbers = operands.map(Number)
  const [first = 1, step = 1, last = 0] = numbers.length === 1 ? [1, 1, ...numbers] : numbers.length === 2 ? [numbers[0] ?? 1, 1, numbers[1] ?? 0] : numbers
  if (numbers.length === 0 || numbers.some(Number.isNaN) || step === 0) {
    bench.err(numbers.length === 0 ? 'seq: missing operand\n' : `seq: invalid number '${operands.find(each => Number.isNaN(Number(each))) ?? ''}'\n`)
    return 1
  }
  const count = Math.min(mostNumbers, Math.floor((last - first) / step + 1e-9) + 1)
  const places = Math.max(...operands.map(each => each.split('.')[1]?.length ?? 0))
  const texts = Array.from({ length: Math.max(0, count) }, (_, i) => (first + i * step).toFixed(places))
  const width = flags.has('w') ? Math.max(0, ...texts.map(text => text.length)) : 0
  bench.out(texts.length === 0 ? '' : `${texts.map(text => text.padStart(width, '0')).join(values.get('s') ?? '\n')}\n`)
  return 0
}

const usualWidth = 76

const base64: Tool = function* (bench, args) {
  const { flags, values, operands } = given(args, ['w', 'wrap'])
  const { text, status } = yield* readAll(bench, 'base64', operands)
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

const cat: Tool = function* (bench, args) {
  const { flags, operands } = given(args)
  const names = operands.length > 0 ? operands : ['-']
  if (flags.size > 0) return yield* numbered(bench, flags, names)
  let status = 0
  for (const name of names) {
    if (name === '-') yield* passOn(bench)
    else status |= forEach(bench, 'cat', [name], path => bench.out(readFile(bench, path)), cannotOpen)
    yield* bench.room()
  }
  return status
}

/** Each piece as it comes. */
function* passOn(bench: Bench): Task {
  for (let piece = yield* bench.read(); piece !== undefined; piece = yield* bench.read()) {
    if (piece !== '') bench.out(piece)
    yield* bench.room()
  }
}

/** `cat -n`, `-b`, `-A`, `-E`, `-T`, `-s` */
function* numbered(bench: Bench, flags: ReadonlySet<string>, names: readonly string[]): Task<number> {
  let number = 0
  let wasBlank = false
  return yield* eachLine(bench, 'cat', names, (line, { isWhole }) => {
    const isBlank = line === ''
    const isSqueezed = flags.has('s') && isBlank && wasBlank
    wasBlank = isBlank
    if (isSqueezed) return
    const shown = flags.has('A') || flags.has('T') ? line.replaceAll('\t', '^I').replaceAll('\r', '^M') : line
    const isNumbered = flags.has('b') ? !isBlank : flags.has('n')
    bench.out(`${isNumbered ? `${String(++number).padStart(6)}\t` : ''}${shown}${isWhole ? flags.has('A') || flags.has('E') || flags.has('e') ? '$\n' : '\n' : ''}`)
  }, cannotOpen)
}

const tac: Tool = function* (bench, args) {
  const { text, status } = yield* readAll(bench, 'tac', given(args).operands)
  bench.out(joined(linesOf(text).toReversed()))
  return status
}

const rev: Tool = function* (bench, args) { return yield* eachLine(bench, 'rev', given(args).operands, line => bench.out(`${[...line].reverse().join('')}\n`)) }

const nl: Tool = function* (bench, args) {
  const { values, operands } = given(args, ['b', 'w', 's', 'v'])
  let number = Number(values.get('v') ?? 1)
  const width = Number(values.get('w') ?? 6)
  return yield* eachLine(bench, 'nl', operands, line => {
    const isNumbered = line !== '' || values.get('b') === 'a'
    bench.out(isNumbered ? `${String(number++).padStart(width)}${values.get('s') ?? '\t'}${line}\n` : `${' '.repeat(width + 1)}${line}\n`)
  })
}

const fold: Tool = function* (bench, args) {
  const { flags, values, operands } = given(args, ['w'])
  const width = Math.max(1, Number(values.get('w') ?? 80))
  return yield* eachLine(bench, 'fold', operands, line => {
    const all = [...line]
    let at = 0
    do {
      const rest = all.slice(at, at + width)
      const blank = flags.has('s') && at + width < all.length ? rest.lastIndexOf(' ') : -1
      const taken = blank < 0 ? rest : rest.slice(0, blank + 1)
      bench.out(`${taken.join('')}\n`)
      at += taken.length
    } while (at < all.length)
  })
}

const paste: Tool = function* (bench, args) {
  const { flags, values, operands } = given(args, ['d'])
  const between = values.get('d') ?? '\t'
  const input = operands.length === 0 || operands.includes('-') ? linesOf(yield* whole(bench)) : []
  const dashes = operands.filter(name => name === '-').length || 1
  let dash = 0
  const files: (readonly string[])[] = operands.length === 0 ? [input] : []
  const status = forEach(bench, 'paste', operands, (path, name) => {
    const mine = dash
    if (name === '-') dash++
    files.push(name === '-' ? input.filter((_line, i) => i % dashes === mine) : linesOf(readFile(bench, path)))
  }, plainly)
  if (flags.has('s')) for (const lines of files) bench.out(`${lines.join(between)}\n`)
  else for (let i = 0; i < Math.max(0, ...files.map(lines => lines.length)); i++) bench.out(`${files.map(lines => lines[i] ?? '').join(between)}\n`)
  return status
}

/** `column -t`: cells below each other. */
const column: Tool = function* (bench, args) {
  const { values, flags, operands } = given(args, ['s', 'o', 'N', 'c'])
  const { text, status } = yield* readAll(bench, 'column', operands)
  const separator = values.get('s')
  if (!flags.has('t')) {
    bench.out(text)
    return status
  }
  const rows = [...values.has('N') ? [(values.get('N') ?? '').split(',')] : [], ...linesOf(text).filter(line => line.trim() !== '').map(line => separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator))]
  const widths = rows.reduce<number[]>((most, row) => row.reduce((all, cell, i) => all.with(i, Math.max(all[i] ?? 0, cellsOf(cell))), [...most, ...Array.from({ length: Math.max(0, row.length - most.length) }, () => 0)]), [])
  for (const row of rows) bench.out(`${widths.map((width, i) => i === widths.length - 1 ? row[i] ?? '' : (row[i] ?? '') + ' '.repeat(width - cellsOf(row[i] ?? ''))).join(values.get('o') ?? '  ')}\n`)
  return status
}

export const textTools: Readonly<Record<string, Tool>> = { base64, cat, column, cut, fold, head, nl, paste, rev, seq, tac, tail, tee, tr, uniq, wc }
