// The tools for lines that have columns: cut, paste, column, join and comm.
import type { Task } from '../task.ts'
import { cellsOf } from '../width.ts'
import { forEach, linesOf, plainly, readAll, readFile, whole, type Bench, type Complaint, type Tool } from './bench.ts'
import { eachLine } from './lines.ts'
import { Misused, withOptions } from './options.ts'
import { plainOrder } from './sort.ts'

/** The numbers that `1,3-5` or `2-` names. */
function isIn(list: string, areFields: boolean): (number: number) => boolean {
  const ranges = list.split(',').map(part => {
    const [, from = '', dash = '', to = ''] = /^(\d*)(-?)(\d*)$/.exec(part) ?? []
    if (from + dash + to === '' || part === '-') throw new Misused(part === '-' ? 'invalid range with no endpoint: -' : areFields ? `invalid field value ‘${part}’` : `invalid byte/character position ‘${part}’`)
    if (from !== '' && Number(from) === 0) throw new Misused(areFields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1')
    if (to !== '' && Number(to) < Number(from)) throw new Misused('invalid decreasing range')
    return { from: Number(from || 1), to: dash === '' ? Number(from) : Number(to || Infinity) }
  })
  return number => ranges.some(({ from, to }) => number >= from && number <= to)
}

const cut: Tool = withOptions('cut', 'b:c:d:f:ns bytes:=b characters:=c delimiter:=d fields:=f only-delimited=s complement output-delimiter:', function* (bench, { flags, values, operands }) {
  const [bytes, letters, fields] = ['b', 'c', 'f'].map(letter => values.get(letter))
  const characters = letters ?? bytes
  if (characters === undefined && fields === undefined) throw new Misused('you must specify a list of bytes, characters, or fields')
  if ([bytes, letters, fields].filter(each => each !== undefined).length > 1) throw new Misused('only one list may be specified')
  const delimiter = values.get('d') ?? '\t'
  if ([...delimiter].length > 1) throw new Misused('the delimiter must be a single character')
  const isWanted = isIn(characters ?? fields ?? '', fields !== undefined)
  const kept = <T>(parts: readonly T[]): readonly T[] => parts.filter((_part, i) => isWanted(i + 1) !== flags.has('complement'))
  return yield* eachLine(bench, 'cut', operands, line => {
    if (characters !== undefined) bench.out(`${kept([...line]).join('')}\n`)
    else if (delimiter !== '' && line.includes(delimiter)) bench.out(`${kept(line.split(delimiter)).join(values.get('output-delimiter') ?? delimiter)}\n`)
    else if (!flags.has('s')) bench.out(`${line}\n`)
  })
})

const paste: Tool = withOptions('paste', 'd:s delimiters:=d serial=s', function* (bench, { flags, values, operands }) {
  const marks = [...(values.get('d') ?? '\t').replace(/\\([nt\\0])/g, (_all, letter: string) => letter === 'n' ? '\n' : letter === 't' ? '\t' : letter === '0' ? '' : '\\')]
  const side = (parts: readonly string[]): string => parts.reduce((text, part, i) => text + (i === 0 ? '' : marks[(i - 1) % marks.length] ?? '') + part, '')
  const input = operands.length === 0 || operands.includes('-') ? linesOf(yield* whole(bench)) : []
  const dashes = operands.filter(name => name === '-').length || 1
  let dash = 0
  const files: (readonly string[])[] = operands.length === 0 ? [input] : []
  const status = forEach(bench, 'paste', operands, (path, name) => {
    const mine = dash
    if (name === '-') dash++
    files.push(name === '-' ? input.filter((_line, i) => i % dashes === mine) : linesOf(readFile(bench, path)))
  }, plainly)
  if (flags.has('s')) for (const lines of files) bench.out(`${side(lines)}\n`)
  else for (let i = 0; i < Math.max(0, ...files.map(lines => lines.length)); i++) bench.out(`${side(files.map(lines => lines[i] ?? ''))}\n`)
  return status
})

const tabColumns = 8
const usualColumns = 80

/** `column -t`: cells below each other; without, as many columns as there is room for. */
const column: Tool = withOptions('column', 'ts:o:N:R:c:x table=t separator:=s output-separator:=o table-columns:=N table-right:=R output-width:=c', function* (bench, { flags, values, operands }) {
  const { text, status } = yield* readAll(bench, 'column', operands)
  const separator = values.get('s')
  const lines = linesOf(text).filter(line => line.trim() !== '')
  if (!flags.has('t')) {
    bench.out(inColumns(lines, Number(values.get('c') ?? usualColumns)))
    return status
  }
  const rows = [...values.has('N') ? [(values.get('N') ?? '').split(',')] : [], ...lines.map(line => separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator))]
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cellsOf(cell))
  const toRight = new Set((values.get('R') ?? '').split(',').map(Number))
  for (const row of rows) bench.out(`${widths.map((width, i) => {
    const [cell, blanks] = [row[i] ?? '', ' '.repeat(width - cellsOf(row[i] ?? ''))]
    return toRight.has(i + 1) ? blanks + cell : i === widths.length - 1 ? cell : cell + blanks
  }).join(values.get('o') ?? '  ')}\n`)
  return status
})

function inColumns(lines: readonly string[], width: number): string {
  const each = (Math.floor(Math.max(0, ...lines.map(cellsOf)) / tabColumns) + 1) * tabColumns
  const rows = Math.ceil(lines.length / Math.max(1, Math.floor(width / each)))
  return Array.from({ length: rows }, (_, row) => {
    const cells = lines.filter((_line, i) => i % rows === row)
    return `${cells.map((cell, i) => i === cells.length - 1 ? cell : cell + '\t'.repeat(Math.ceil((each - cellsOf(cell)) / tabColumns))).join('')}\n`
  }).join('')
}

/** The lines of two files; `-` is the input. */
function* twoFiles(bench: Bench, tool: string, operands: readonly string[], complaint: Complaint = plainly): Task<readonly (readonly string[])[] | undefined> {
  const [first, second, third] = operands
  if (first === undefined) throw new Misused('missing operand')
  if (second === undefined) throw new Misused(`missing operand after ‘${first}’`)
  if (third !== undefined) throw new Misused(`extra operand ‘${third}’`)
  const input = operands.includes('-') ? yield* whole(bench) : ''
  const texts: (readonly string[])[] = []
  forEach(bench, tool, operands, (path, name) => { texts.push(linesOf(name === '-' ? input : readFile(bench, path))) }, complaint)
  return texts.length === 2 ? texts : undefined
}

/** `comm`: lines of the first file, of the second, and of both. */
const comm: Tool = withOptions('comm', '123 check-order nocheck-order output-delimiter:', function* (bench, { flags, values, operands }) {
  const files = yield* twoFiles(bench, 'comm', operands)
  if (!files) return 1
  const [a = [], b = []] = files
  const between = values.get('output-delimiter') ?? '\t'
  const tell = (column: 1 | 2 | 3, line: string): void => {
    if (!flags.has(String(column))) bench.out(between.repeat(['1', '2'].slice(0, column - 1).filter(each => !flags.has(each)).length) + `${line}\n`)
  }
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    const order = i >= a.length ? 1 : j >= b.length ? -1 : plainOrder(a[i] ?? '', b[j] ?? '')
    tell(order < 0 ? 1 : order > 0 ? 2 : 3, (order > 0 ? b[j] : a[i]) ?? '')
    if (order <= 0) i++
    if (order >= 0) j++
  }
  const isMixed = (lines: readonly string[]): boolean => lines.some((line, i) => i > 0 && line < (lines[i - 1] ?? ''))
  const mixed = flags.has('nocheck-order') ? [] : [a, b].flatMap((lines, i) => isMixed(lines) ? [i + 1] : [])
  for (const number of mixed) bench.err(`comm: file ${number} is not in sorted order\n`)
  if (mixed.length > 0) bench.err('comm: input is not in sorted order\n')
  return Number(mixed.length > 0)
})

/** `join`: lines of two files that have a field in common. */
const join: Tool = withOptions('join', '1:2:j:t:a:v:o:e:i ignore-case=i', function* (bench, { flags, values, all, operands }) {
  const files = yield* twoFiles(bench, 'join', operands)
  if (!files) return 1
  const separator = values.get('t')
  const places = ['1', '2'].map(file => Number(values.get(file) ?? values.get('j') ?? 1) - 1)
  const [a = [], b = []] = files.map(lines => lines.map(line => separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator)))
  const keyOf = (fields: readonly string[], file: number): string => flags.has('i') ? (fields[places[file] ?? 0] ?? '').toLowerCase() : fields[places[file] ?? 0] ?? ''
  const tell = (one: readonly string[] | undefined, other: readonly string[] | undefined): void => {
    const key = one?.[places[0] ?? 0] ?? other?.[places[1] ?? 0] ?? ''
    const rest = [one, other].flatMap((fields, file) => (fields ?? []).filter((_field, i) => i !== places[file]))
    const wanted = values.get('o')?.split(/[ ,]/).map(each => each === '0' ? key : (each.startsWith('1') ? one : other)?.[Number(each.slice(2)) - 1] || (values.get('e') ?? ''))
    bench.out(`${(wanted ?? [key, ...rest]).join(separator ?? ' ')}\n`)
  }
  const alone = new Set([...all('a'), ...all('v')])
  const met = new Set<readonly string[]>()
  for (const one of a) {
    const others = b.filter(other => keyOf(other, 1) === keyOf(one, 0))
    for (const other of others) {
      met.add(other)
      if (!values.has('v')) tell(one, other)
    }
    if (others.length === 0 && alone.has('1')) tell(one, undefined)
  }
  if (alone.has('2')) for (const other of b) if (!met.has(other)) tell(undefined, other)
  return 0
})

export const columnTools: Readonly<Record<string, Tool>> = { column, comm, cut, join, paste }
