// The tools that pass text on, line by line.
import { decodeBase64, encodeBase64 } from '../../apiserver/schema/base64.ts'
import { utf8Bytes, utf8Text } from '../../apiserver/schema/utf8.ts'
import type { Task } from '../task.ts'
import { cellsOf } from '../width.ts'
import { resolvePath } from '../files.ts'
import { cannotOpen, forEach, joined, linesOf, plainly, readAll, readFile, whole, type Bench, type Complaint, type Tool } from './bench.ts'
import { eachLine } from './lines.ts'
import { Misused, withOptions } from './options.ts'
import { printf } from './printf.ts'

const wc: Tool = withOptions('wc', 'clwmL lines=l words=w bytes=c chars=m max-line-length=L', function* (bench, { flags, operands }) {
  const all: readonly (readonly [string, (text: string) => number])[] = [['l', text => text.split('\n').length - 1], ['w', text => text.split(/\s+/).filter(word => word !== '').length], ['m', text => [...text].length], ['c', text => utf8Bytes(text).length], ['L', text => linesOf(text).reduce((most, line) => Math.max(most, cellsOf(line)), 0)]]
  const counts = all.filter(([flag]) => flags.size === 0 ? 'lwc'.includes(flag) : flags.has(flag))
  const counted = (text: string): readonly number[] => counts.map(([, count]) => count(text))
  const rows: (readonly [readonly number[], string])[] = []
  const input = operands.length === 0 || operands.includes('-') ? yield* whole(bench) : ''
  if (operands.length === 0) rows.push([counted(input), ''])
  const status = forEach(bench, 'wc', operands, (path, name) => {
    const isDirectory = name !== '-' && bench.files.isDirectory(path)
    if (isDirectory) bench.err(`wc: ${name}: Is a directory\n`)
    rows.push([counted(isDirectory ? '' : name === '-' ? input : readFile(bench, path)), name])
  }, plainly) || Number(rows.some(([, name]) => name !== '-' && name !== '' && bench.files.isDirectory(resolvePath(bench.cwd, name))))
  const columns = rows[0]?.[0].length ?? 0
  if (operands.length > 1) rows.push([Array.from({ length: columns }, (_, i) => rows.reduce((sum, [counts]) => sum + (counts[i] ?? 0), 0)), 'total'])
  const bytes = operands.reduce((sum, name) => sum + (name === '-' ? 0 : utf8Bytes(bench.files.read(resolvePath(bench.cwd, name)) ?? '').length), 0)
  const isUneven = operands.length === 0 || operands.some(name => name === '-' || bench.files.isDirectory(resolvePath(bench.cwd, name)))
  const width = columns === 1 && rows.length === 1 ? 0 : bench.style === 'busybox' ? 9 : isUneven ? 7 : String(bytes).length
  for (const [counts, name] of rows) bench.out(`${counts.map(count => String(count).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`)
  return status
})

const uniq: Tool = withOptions('uniq', 'cdDf:is:uw: count=c repeated=d all-repeated=D skip-fields:=f ignore-case=i skip-chars:=s unique=u check-chars:=w', function* (bench, { flags, values, operands: [name = '-', to] }) {
  let last: { readonly line: string, count: number } | undefined
  let output = ''
  const keyOf = (line: string): string => {
    const rest = line.split(/\s+/).slice(Number(values.get('f') ?? 0)).join(' ').slice(Number(values.get('s') ?? 0), values.has('w') ? Number(values.get('w')) : undefined)
    return flags.has('i') ? rest.toLowerCase() : rest
  }
  const tell = (): void => {
    if (!last || /d/i.test([...flags].join('')) && last.count === 1 || flags.has('u') && last.count > 1) return
    const text = `${flags.has('c') ? `${String(last.count).padStart(7)} ` : ''}${last.line}\n`.repeat(flags.has('D') ? last.count : 1)
    if (to === undefined) bench.out(text)
    else output += text
  }
  const status = yield* eachLine(bench, 'uniq', [name], line => {
    if (last && keyOf(last.line) === keyOf(line)) last.count++
    else {
      tell()
      last = { line, count: 1 }
    }
  })
  tell()
  if (to !== undefined) bench.files.write(resolvePath(bench.cwd, to), output)
  return status
})

const classes: Readonly<Record<string, string>> = { upper: 'A-Z', lower: 'a-z', digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: ' \\t\\n\\r\\v\\f', blank: ' \\t', punct: '!-/:-@[-`{-~', cntrl: '\x01-\x1F', print: ' -~', graph: '!-~', xdigit: '0-9A-Fa-f' }
const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\x07', b: '\b' }

function setOf(text: string): readonly string[] {
  const plain = text.replace(/\[:(\w+):\]/g, (_all, name: string) => {
    if (!Object.hasOwn(classes, name)) throw new Misused(`invalid character class ‘${name}’`, false)
    return classes[name] ?? ''
  })
    .replace(/\\([0-7]{1,3}|[^])/g, (_all, code: string) => /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : Object.hasOwn(letters, code) ? letters[code] ?? code : code)
  const found: string[] = []
  const all = [...plain]
  for (let i = 0; i < all.length; i++) {
    const [from, to] = [all[i]?.codePointAt(0) ?? 0, all[i + 2]?.codePointAt(0) ?? 0]
    if (all[i + 1] === '-' && i + 2 < all.length && to < from) throw new Misused(`range-endpoints of '${all[i]}-${all[i + 2]}' are in reverse collating sequence order`, false)
    if (all[i + 1] === '-' && i + 2 < all.length && to - from < 256) {
      for (let code = from; code <= to; code++) found.push(String.fromCodePoint(code))
      i += 2
    }
    else found.push(all[i] ?? '')
  }
  return found
}

/** What it is given must be enough, and no more. */
function checkSets([first, second, third]: readonly string[], flags: ReadonlySet<string>): void {
  const [deletes, squeezes] = [flags.has('d'), flags.has('s')]
  if (first === undefined) throw new Misused('missing operand')
  const needsTwo = !deletes && !squeezes
  if (second === undefined && needsTwo) throw new Misused(`missing operand after ‘${first}’\nTwo strings must be given when translating.`)
  if (second === undefined && deletes && squeezes) throw new Misused(`missing operand after ‘${first}’\nTwo strings must be given when both deleting and squeezing repeats.`)
  if (second !== undefined && deletes && !squeezes) throw new Misused(`extra operand ‘${second}’\nOnly one string may be given when deleting without squeezing repeats.`)
  if (third !== undefined) throw new Misused(`extra operand ‘${third}’`)
  if (second === '' && !deletes && !flags.has('t')) throw new Misused('when not truncating set1, string2 must be non-empty', false)
}

const tr: Tool = withOptions('tr', '+cCdst complement=c delete=d squeeze-repeats=s truncate-set1=t', function* (bench, { flags, operands }) {
  checkSets(operands, flags)
  const [first = '', second] = operands
  const to = second === undefined ? [] : setOf(second)
  const from = flags.has('t') ? setOf(first).slice(0, to.length) : setOf(first)
  const places = new Map(from.map((letter, i) => [letter, i]))
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
})

const tee: Tool = withOptions('tee', 'aip append=a ignore-interrupts=i', function* (bench, { flags, operands }) {
  const write = (text: string, isFirst: boolean): number => forEach(bench, 'tee', operands, path => bench.files.write(path, (isFirst && !flags.has('a') ? '' : bench.files.read(path) ?? '') + text), plainly)
  const status = write('', true)
  for (let piece = yield* bench.read(); piece !== undefined; piece = yield* bench.read()) {
    bench.out(piece)
    if (status === 0) write(piece, false)
    yield* bench.room()
  }
  return status
})

const perPiece = 1000

const seq: Tool = withOptions('seq', '+s:f:w separator:=s format:=f equal-width=w', function* (bench, { flags, values, operands }) {
  if (operands.length === 0) throw new Misused('missing operand')
  if (operands.length > 3) throw new Misused(`extra operand ‘${operands[3]}’`)
  const wrong = operands.find(each => each.trim() === '' || Number.isNaN(Number(each)))
  if (wrong !== undefined) throw new Misused(`invalid floating point argument: ‘${wrong}’`)
  const numbers = operands.map(Number)
  const [first = 1, step = 1, last = 0] = numbers.length === 1 ? [1, 1, ...numbers] : numbers.length === 2 ? [numbers[0] ?? 1, 1, numbers[1] ?? 0] : numbers
  if (step === 0) throw new Misused(`invalid Zero increment value: ‘${operands[1]}’`)
  const count = Math.floor((last - first) / step + 1e-9) + 1
  const places = Math.max(0, ...operands.slice(0, numbers.length === 1 ? 1 : -1).map(each => each.split('.')[1]?.length ?? 0))
  const width = flags.has('w') ? Math.max(...[first, first + (count - 1) * step].map(number => number.toFixed(places).length)) : 0
  const shown = (number: number): string => {
    const format = values.get('f')
    if (format !== undefined) return printf(format, [String(number)]).text
    const text = number.toFixed(places)
    return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')
  }
  for (let i = 0; i < count; i += perPiece) {
    const texts = Array.from({ length: Math.min(perPiece, count - i) }, (_, at) => shown(first + (i + at) * step))
    bench.out(texts.join(values.get('s') ?? '\n') + (i + perPiece < count ? values.get('s') ?? '\n' : '\n'))
    yield* bench.room(perPiece)
  }
  return 0
})

const usualWidth = 76

const unreadable: Complaint = (name, error) => error === 'Is a directory' ? { gnu: `read error: ${error}`, busybox: `read error: ${error}` } : plainly(name, error)

const base64: Tool = withOptions('base64', 'dDiw: decode=d ignore-garbage=i wrap:=w', function* (bench, { flags, values, operands }) {
  const { text, status } = yield* readAll(bench, 'base64', operands, unreadable)
  if (flags.has('d') || flags.has('D')) {
    const letters = text.replace(flags.has('i') ? /[^A-Za-z0-9+/=]/g : /\s/g, '')
    const [begun = ''] = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?/.exec(letters) ?? []
    try { bench.out(utf8Text(decodeBase64(letters))) }
    catch {
      bench.out(utf8Text(decodeBase64(begun.padEnd(Math.ceil(begun.length / 4) * 4, '='))))
      bench.err(bench.style === 'gnu' ? 'base64: invalid input\n' : 'base64: truncated input\n')
      return 1
    }
    return status
  }
  const encoded = encodeBase64(utf8Bytes(text))
  const width = Number(values.get('w') ?? usualWidth)
  if (width > 0) for (let at = 0; at < encoded.length; at += width) bench.out(`${encoded.slice(at, at + width)}\n`)
  else bench.out(encoded)
  return status
})

const cat: Tool = withOptions('cat', 'AbeEnstTuv show-all=A number-nonblank=b show-ends=E number=n squeeze-blank=s show-tabs=T show-nonprinting=v', function* (bench, { flags, operands }) {
  const names = operands.length > 0 ? operands : ['-']
  if (flags.size > 0) return yield* numbered(bench, flags, names)
  let status = 0
  for (const name of names) {
    if (name === '-') yield* passOn(bench)
    else status |= forEach(bench, 'cat', [name], path => bench.out(readFile(bench, path)), cannotOpen)
    yield* bench.room()
  }
  return status
})

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
    const visible = /[Aetv]/.test([...flags].join('')) ? line.replace(/[\x00-\x08\x0B-\x1F\x7F]/g, letter => `^${String.fromCharCode(letter.charCodeAt(0) ^ 64)}`) : line
    const shown = /[ATt]/.test([...flags].join('')) ? visible.replaceAll('\t', '^I') : visible
    const isNumbered = flags.has('b') ? !isBlank : flags.has('n')
    bench.out(`${isNumbered ? `${String(++number).padStart(6)}\t` : ''}${shown}${isWhole ? flags.has('A') || flags.has('E') || flags.has('e') ? '$\n' : '\n' : ''}`)
  }, cannotOpen)
}

const tac: Tool = withOptions('tac', 'brs:', function* (bench, { operands }) {
  const { text, status } = yield* readAll(bench, 'tac', operands)
  bench.out(joined(linesOf(text).toReversed()))
  return status
})

const unopened: Complaint = (name, error) => ({ gnu: `cannot open ${name}: ${error}`, busybox: `${name}: ${error}` })
const rev: Tool = withOptions('rev', '', function* (bench, { operands }) { return yield* eachLine(bench, 'rev', operands, line => bench.out(`${[...line].reverse().join('')}\n`), unopened) })

const nl: Tool = withOptions('nl', 'b:w:s:v:i:n: body-numbering:=b number-width:=w number-separator:=s starting-line-number:=v line-increment:=i number-format:=n', function* (bench, { values, operands }) {
  const step = Number(values.get('i') ?? 1)
  let number = Number(values.get('v') ?? 1)
  const width = Number(values.get('w') ?? 6)
  return yield* eachLine(bench, 'nl', operands, line => {
    const isNumbered = line !== '' || values.get('b') === 'a'
    const shown = values.get('n') === 'ln' ? String(number).padEnd(width) : String(number).padStart(width, values.get('n') === 'rz' ? '0' : ' ')
    bench.out(isNumbered ? `${shown}${values.get('s') ?? '\t'}${line}\n` : `${' '.repeat(width + (values.get('s') ?? '\t').length)}${line}\n`)
    if (isNumbered) number += step
  })
})

const fold: Tool = withOptions('fold', 'bsw: bytes=b spaces=s width:=w', function* (bench, { flags, values, operands }) {
  const width = Number(values.get('w') ?? 80)
  if (!(width > 0)) throw new Misused(`invalid number of columns: ‘${values.get('w') ?? ''}’`, false)
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
})

/** `expand`: blanks instead of tabs. */
const expand: Tool = withOptions('expand', 't:i tabs:=t', function* (bench, { values, operands }) {
  const size = Math.max(1, Number(values.get('t') ?? 8))
  return yield* eachLine(bench, 'expand', operands, line => bench.out(`${line.split('\t').reduce((text, part) => text + ' '.repeat(size - text.length % size) + part)}\n`))
})

/** `shuf`: lines, words or numbers in another order, the same each time. */
const shuf: Tool = withOptions('shuf', 'n:ei:r head-count:=n echo=e input-range:=i', function* (bench, { flags, values, operands }) {
  const [from, to] = (values.get('i') ?? '').split('-').map(Number)
  const { text, status } = flags.has('e') || values.has('i') ? { text: '', status: 0 } : yield* readAll(bench, 'shuf', operands)
  const all = values.has('i') ? Array.from({ length: Math.max(0, Math.min(100_000, (to ?? 0) - (from ?? 0) + 1)) }, (_, i) => String((from ?? 0) + i)) : flags.has('e') ? [...operands] : [...linesOf(text)]
  let draw = bench.unixMs % 2_147_483_647 + 1
  for (let i = all.length - 1; i > 0; i--) {
    draw = draw * 48_271 % 2_147_483_647
    const other = draw % (i + 1)
    const kept = all[i] ?? ''
    all[i] = all[other] ?? ''
    all[other] = kept
  }
  bench.out(joined(all.slice(0, Number(values.get('n') ?? Infinity))))
  return status
})

export const textTools: Readonly<Record<string, Tool>> = { base64, cat, expand, fold, nl, rev, seq, shuf, tac, tee, tr, uniq, wc }
