// less and more: a text page by page. Where nobody looks, they pass it on.
import { given } from '../../runtime/coreutils/bench.ts'
import { resolvePath } from '../../runtime/files.ts'
import type { Process, Program } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { Tty } from '../../runtime/tty.ts'
import { wrapped } from '../editors/view.ts'
import { cutTo, onScreen, reversed } from './canvas.ts'

interface Page {
  readonly lines: readonly string[]
  readonly name: string
  top: number
  numbers: boolean
  sought: string
  /** What is typed at the bottom, with its `/` or `?`. */
  typed: string
  message: string
}

const literal = (text: string): string => text.toLowerCase()

function seek(page: Page, by: 1 | -1): void {
  const wanted = literal(page.sought)
  const rows = page.lines.flatMap((line, row) => literal(line).includes(wanted) ? [row] : [])
  const row = by > 0 ? rows.find(each => each > page.top) : rows.findLast(each => each < page.top)
  if (page.sought === '' || row === undefined) page.message = 'Pattern not found  (press RETURN)'
  else page.top = row
}

const moves: ReadonlyMap<string, (page: Page, height: number) => number> = new Map<string, (page: Page, height: number) => number>([
  ...[' ', 'f', '\x06', '\x1B[6~', 'z'].map(key => [key, (_page: Page, height: number) => height] as const),
  ...['b', '\x02', '\x1B[5~', 'w'].map(key => [key, (_page: Page, height: number) => -height] as const),
  ...['j', '\r', '\n', 'e', '\x1B[B', '\x0E'].map(key => [key, () => 1] as const),
  ...['k', 'y', '\x1B[A', '\x10'].map(key => [key, () => -1] as const),
  ...['d', '\x04'].map(key => [key, (_page: Page, height: number) => Math.ceil(height / 2)] as const),
  ...['u', '\x15'].map(key => [key, (_page: Page, height: number) => -Math.ceil(height / 2)] as const),
  ...['g', '<', '\x1B[H'].map(key => [key, () => -Infinity] as const),
  ...['G', '>', '\x1B[F'].map(key => [key, () => Infinity] as const),
])

const pager = (isMore: boolean): Program => function* (process) {
  const { flags, operands } = given(process.args.slice(1))
  const read = yield* textFor(process, operands)
  if (typeof read === 'number') return read
  const page: Page = { lines: read.replace(/\n$/, '').split('\n'), name: operands[0] ?? '', top: 0, numbers: flags.has('N'), sought: '', typed: '', message: operands[0] ?? '' }
  const rowsFrom = (top: number, height: number, columns: number): readonly string[] => {
    const rows: string[] = []
    for (let i = top; i < page.lines.length && rows.length < height; i++) {
      const line = (page.numbers ? `${String(i + 1).padStart(7)} ` : '') + (page.lines[i] ?? '')
      rows.push(...flags.has('S') ? [cutTo(line, columns)] : wrapped(line, columns))
    }
    return rows.slice(0, height)
  }
  const isAtEnd = (height: number, columns: number): boolean => page.lines.slice(page.top).reduce((sum, line) => sum + wrapped(line, columns).length, 0) <= height
  const code = yield* onScreen(process, {
    draw: ({ columns, rows }) => {
      const height = Math.max(1, rows - 1)
      const shown = rowsFrom(page.top, height, columns)
      const filler = Array.from({ length: height - shown.length }, () => isMore ? '' : '~')
      const percent = Math.round(100 * Math.min(page.lines.length, page.top + shown.length) / page.lines.length)
      const end = isAtEnd(height, columns)
      const status = page.typed !== '' ? page.typed : isMore ? reversed(`--More--(${percent}%)`) : page.message !== '' ? reversed(page.message + (end && page.message === page.name ? ' (END)' : '')) : end ? reversed('(END)') : ':'
      return { rows: [...shown, ...filler, status], cursor: { row: rows - 1, column: Math.min(columns - 1, page.typed === '' ? 1 : page.typed.length) } }
    },
    press: (key, { columns, rows }) => {
      const height = Math.max(1, rows - 1)
      page.message = ''
      if (page.typed !== '') return typeAtBottom(page, key)
      if (key === 'q' || key === 'Q' || isMore && key === '\x03') return 0
      if (key === '/' || key === '?') page.typed = key
      else if (key === 'n' || key === 'N') seek(page, key === 'n' ? 1 : -1)
      else if (key === 'N') page.numbers = !page.numbers
      else {
        const by = moves.get(key)?.(page, height) ?? 0
        if (by > 0 && isAtEnd(height, columns)) return isMore ? 0 : undefined
        page.top = Math.max(0, Math.min(page.top + by, page.lines.length - 1))
        while (by > 1 && page.top > 0 && isAtEnd(height, columns) && rowsFrom(page.top - 1, height + 1, columns).length <= height) page.top--
      }
      return undefined
    },
  })
  if (code === undefined) process.out(read)
  return code ?? 0
}

function typeAtBottom(page: Page, key: string): undefined {
  if (key === '\x7F' || key === '\b') page.typed = page.typed.slice(0, -1)
  else if (key === '\r' || key === '\n') {
    if (page.typed.length > 1) page.sought = page.typed.slice(1)
    const by = page.typed.startsWith('?') ? -1 : 1
    page.typed = ''
    seek(page, by)
  }
  else if (key === '\x1B' || key === '\x03') page.typed = ''
  else if (key >= ' ') page.typed += key
}

/** What is to be shown; an exit code when there is nothing. */
function* textFor(process: Process, names: readonly string[]): Task<string | number> {
  if (names.length === 0 && (process.input instanceof Tty || !process.input)) {
    process.err('Missing filename ("less --help" for help)\n')
    return 1
  }
  let text = ''
  if (names.length === 0) for (let piece = yield* process.read(); piece !== undefined; piece = yield* process.read()) text += piece
  for (const name of names) {
    const path = resolvePath(process.cwd, name)
    const content = process.machine.files.read(path)
    if (content === undefined) {
      process.err(process.machine.files.isDirectory(path) ? `${name} is a directory\n` : `${name}: No such file or directory\n`)
      return 1
    }
    text += content
  }
  return text
}

export const less = pager(false)
export const more = pager(true)
