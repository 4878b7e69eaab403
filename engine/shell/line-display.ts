// What a terminal must be told so that it shows the line being typed: over several rows, if it is long.
import { cellsOf } from '../runtime/width.ts'
import type { Editor, Line } from './line-editor.ts'
import { softBreak } from './screen.ts'

export interface Shown { readonly prompt: string, readonly line: Line }

/** While somebody looks for an earlier line, the prompt says so. */
export const shownOf = (prompt: string, { line, search }: Editor): Shown =>
  ({ prompt: search ? `(${search.hasFailed ? 'failed ' : ''}reverse-i-search)\`${search.pattern}': ` : prompt, line })

interface Place { readonly row: number, readonly column: number }
interface Layout {
  /** What stands in each row, from the end of the prompt on. */
  readonly rows: readonly string[]
  readonly start: Place
  readonly cursor: Place
  readonly end: Place
}

const visible = (letter: string): string => letter === '\t' ? '    ' : letter < ' ' ? `^${String.fromCharCode(letter.charCodeAt(0) + 64)}` : letter

function layout({ prompt, line: { letters, cursor } }: Shown, columns: number): Layout {
  let [row, column] = [0, 0]
  const put = (text: string): boolean => {
    const cells = cellsOf(text)
    const wraps = column + cells > columns
    if (wraps) [row, column] = [row + 1, 0]
    column += cells
    return wraps
  }
  for (const letter of prompt) put(letter)
  if (column >= columns) [row, column] = [row + 1, 0]
  const start = { row, column }
  const rows = ['']
  let at: Place = start
  for (const [i, letter] of letters.entries()) {
    const text = visible(letter)
    if (put(text)) rows.push('')
    if (i === cursor) at = { row, column: column - cellsOf(text) }
    rows[rows.length - 1] += text
  }
  if (column >= columns) {
    [row, column] = [row + 1, 0]
    rows.push('')
  }
  const end = { row, column }
  return { rows, start, cursor: cursor >= letters.length ? end : at, end }
}

const move = (count: number, direction: 'A' | 'B' | 'C'): string => count > 0 ? `\x1B[${count}${direction}` : ''
const between = (from: Place, to: Place): string =>
  from.row === to.row && from.column === to.column ? '' : `${move(from.row - to.row, 'A')}${move(to.row - from.row, 'B')}\r${move(to.column, 'C')}`

/** What rows have that others, which are their beginning, have not. */
function more(old: readonly string[], next: readonly string[]): string {
  const last = old.length - 1
  return [(next[last] ?? '').slice(old[last]?.length), ...next.slice(old.length)].join(softBreak)
}

/** What to write so that a terminal that shows `before` shows `after`. */
export function redraw(before: Shown, after: Shown, columns: number): string {
  const old = layout(before, columns)
  const next = layout(after, columns)
  const isOnlyMore = before.prompt === after.prompt && old.cursor === old.end && next.cursor === next.end
    && after.line.letters.length >= before.line.letters.length && before.line.letters.every((letter, i) => letter === after.line.letters[i])
  if (isOnlyMore) return more(old.rows, next.rows) // also right where the screen is narrower than the shell believes
  if (before.prompt === after.prompt && before.line.letters === after.line.letters) return between(old.cursor, next.cursor)
  const text = next.rows.join(softBreak)
  if (before.prompt === after.prompt) return `${between(old.cursor, old.start)}\x1B[J${text}${between(next.end, next.cursor)}`
  return `${between(old.cursor, { row: 0, column: 0 })}\x1B[J${after.prompt}${text}${between(next.end, next.cursor)}`
}

/** Shows a line where there was nothing. */
export const drawn = (shown: Shown, columns: number): string => {
  const next = layout(shown, columns)
  return `${shown.prompt}${next.rows.join(softBreak)}${between(next.end, next.cursor)}`
}

/** Goes below all of it. */
export const below = (shown: Shown, columns: number): string => {
  const { cursor, end } = layout(shown, columns)
  return `${move(end.row - cursor.row, 'B')}\n`
}
