// head and tail.
import type { Task } from '../task.ts'
import { forEach, readFile, whole, type Bench, type Complaint, type Tool } from './bench.ts'
import { eachLine, Lines } from './lines.ts'
import { Misused, withOptions, type Given } from './options.ts'

const forReading: Complaint = (name, error) => ({ gnu: error === 'Is a directory' ? `error reading '${name}': ${error}` : `cannot open '${name}' for reading: ${error}`, busybox: `${name}: ${error}` })

interface Amount { readonly count: number, readonly areBytes: boolean, readonly sign: string }

const sizes: Readonly<Record<string, number>> = { '': 1, 'b': 512, 'K': 1024, 'k': 1024, 'M': 1024 ** 2, 'G': 1024 ** 3, 'kB': 1000, 'MB': 1000 ** 2 }

/** `-n 5`, `-c 1K`; ten lines unless said. */
function amountOf({ values }: Given): Amount {
  const bytes = values.get('c')
  const said = bytes ?? values.get('n') ?? '10'
  const [, sign = '', number, unit = ''] = /^([-+]?)(\d+)([bKkMG]|kB|MB)?$/.exec(said) ?? []
  if (number === undefined) throw new Misused(`invalid number of ${bytes === undefined ? 'lines' : 'bytes'}: ‘${said.replace(/^[-+]/, '')}’`, false)
  return { count: Number(number) * (sizes[unit] ?? 1), areBytes: bytes !== undefined, sign }
}

/** Each file apart, with its name above it when there are several. */
function eachFile(bench: Bench, tool: string, { operands, flags }: Given, piece: (text: string) => string): number {
  let isFirst = true
  const named = (operands.length > 1 || flags.has('v')) && !flags.has('q')
  return forEach(bench, tool, operands, (path, name) => {
    const text = readFile(bench, path)
    bench.out(named ? `${isFirst ? '' : '\n'}==> ${name} <==\n${piece(text)}` : piece(text))
    isFirst = false
  }, forReading)
}

const options = 'n:c:qvz# lines=n bytes=c quiet=q silent=q verbose=v'

const head: Tool = withOptions('head', options, function* (bench, given) {
  const { count, areBytes, sign } = amountOf(given)
  const end = sign === '-' ? -count : count
  const first = (text: string): string => areBytes ? text.slice(0, end) : wholeLines(text).slice(0, end).join('')
  if (given.operands.length > 0) return eachFile(bench, 'head', given, first)
  if (sign === '-') {
    bench.out(first(yield* whole(bench)))
    return 0
  }
  if (areBytes) return yield* firstBytes(bench, count)
  const lines = new Lines(bench, 'head', [])
  for (let left = count; left > 0; left--) {
    const line = yield* lines.next()
    if (line === undefined) break
    bench.out(lines.isWhole ? `${line}\n` : line)
  }
  return 0
})

/** Lines with their ends. */
const wholeLines = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? []

/** As they come: nobody waits for the end of what has none. */
function* firstBytes(bench: Bench, count: number): Task<number> {
  for (let left = count; left > 0;) {
    const piece = yield* bench.read()
    if (piece === undefined) break
    bench.out(piece.slice(0, left))
    left -= piece.length
    yield* bench.room()
  }
  return 0
}

export const tail: Tool = withOptions('tail', `${options.replace('n:', 'n:fFs:')} follow::=f retry pid: sleep-interval:=s`, function* (bench, given) {
  const { count, areBytes, sign } = amountOf(given)
  const last = (text: string): string => {
    if (areBytes) return sign === '+' ? text.slice(Math.max(0, count - 1)) : count === 0 ? '' : text.slice(-count)
    return (sign === '+' ? wholeLines(text).slice(Math.max(0, count - 1)) : count === 0 ? [] : wholeLines(text).slice(-count)).join('')
  }
  if (given.operands.length > 0) return eachFile(bench, 'tail', given, last)
  if (sign === '+' && !areBytes) return yield* eachLine(bench, 'tail', [], (line, { number, isWhole }) => { if (number >= count) bench.out(isWhole ? `${line}\n` : line) })
  bench.out(last(yield* whole(bench)))
  return 0
})

export const endTools: Readonly<Record<string, Tool>> = { head, tail }
