// Elastic tab stops, as Go's text/tabwriter lays them out: a tab ends a cell, and cells of adjacent lines that
// stand in the same column get the same width. The last cell of a line is never padded.

export interface TabOptions {
  readonly minWidth: number
  readonly padding: number
  /** Widths that columns had before: they never become narrower. Grows with what is written. */
  readonly remembered?: number[]
}

/** What `kubectl get` uses. */
export const tableTabs = { minWidth: 6, padding: 3 }
/** What `kubectl describe` uses. */
export const descriptionTabs = { minWidth: 0, padding: 2 }

/** Go counts code points, whatever their width on a screen. */
const widthOf = (text: string): number => {
  let width = 0
  for (const _ of text) width++
  return width
}

export function align(text: string, { minWidth, padding, remembered }: TabOptions): string {
  const lines = text.split('\n').map(line => line.split('\t'))
  const widths = lines.map((): number[] => [])
  for (let column = 0, more = true; more; column++) {
    more = false
    for (let start = 0; start < lines.length; start++) {
      if (!hasColumn(lines[start], column)) continue
      let end = start
      let width = minWidth
      for (; hasColumn(lines[end], column); end++) width = Math.max(width, widthOf(lines[end]?.[column] ?? '') + padding)
      if (remembered) width = remembered[column] = Math.max(width, remembered[column] ?? 0)
      for (; start < end; start++) widths[start]?.push(width)
      more = true
    }
  }
  return lines.map((cells, i) => layOut(cells, widths[i] ?? [])).join('\n')
}

/** The last cell of a line belongs to no column. */
const hasColumn = (line: readonly string[] | undefined, column: number): boolean => line !== undefined && column < line.length - 1

function layOut(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))).join('')
}

/** What would move the cursor or end the line early on a terminal is made visible. */
export const escapeTerminal = (text: string): string => text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r')
