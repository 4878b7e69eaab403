// The part of a text that fits on a screen: lines that are too long go on in the next row.
import { cellsOf } from '../../runtime/width.ts'
import type { Text } from './text.ts'

const tabCells = 8

/** A line with its tabs filled up. */
function spread(line: string): string {
  if (!line.includes('\t')) return line
  let text = ''
  for (const letter of line) text += letter === '\t' ? ' '.repeat(tabCells - cellsOf(text) % tabCells) : letter
  return text
}

export function wrapped(line: string, columns: number): readonly string[] {
  const rows = ['']
  let cells = 0
  for (const letter of spread(line)) {
    const width = cellsOf(letter)
    if (cells + width > columns) {
      rows.push('')
      cells = 0
    }
    rows[rows.length - 1] += letter
    cells += width
  }
  return rows
}

export interface View {
  readonly rows: readonly string[]
  readonly cursor: { readonly row: number, readonly column: number }
  /** The first line that is seen. */
  readonly top: number
}

/** As much as fits, from `top` on, or from where the cursor can be seen. */
export function viewOf({ lines, at }: Text, top: number, height: number, columns: number, numbers = false): View {
  const margin = numbers ? Math.max(4, String(lines.length).length + 1) : 0
  const width = Math.max(2, columns - margin)
  const heightOf = (row: number): number => wrapped(lines[row] ?? '', width).length
  let first = Math.max(0, Math.min(top, at.row))
  let used = 0
  for (let row = first; row <= at.row; row++) used += heightOf(row)
  while (used > height && first < at.row) used -= heightOf(first++)
  const rows: string[] = []
  let cursor = { row: 0, column: 0 }
  for (let row = first; row < lines.length && rows.length < height; row++) {
    const line = lines[row] ?? ''
    if (row === at.row) {
      const beforeCursor = wrapped(line.slice(0, at.column), width)
      const column = cellsOf(beforeCursor.at(-1) ?? '')
      const goesOn = column >= width
      cursor = { row: Math.min(height - 1, rows.length + beforeCursor.length - 1 + Number(goesOn)), column: margin + (goesOn ? 0 : column) }
    }
    for (const [i, text] of wrapped(line, width).entries()) rows.push((numbers ? i === 0 ? `${String(row + 1).padStart(margin - 1)} ` : ' '.repeat(margin) : '') + text)
  }
  return { rows: rows.slice(0, height), cursor, top: first }
}
