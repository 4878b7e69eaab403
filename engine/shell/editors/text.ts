// A text being edited, and the places in it. Nothing is changed in place.

export interface Place { readonly row: number, readonly column: number }

export interface Text {
  readonly lines: readonly string[]
  readonly at: Place
}

export const textOf = (content: string): Text => ({ lines: content.replace(/\n$/, '').split('\n'), at: { row: 0, column: 0 } })
export const contentOf = ({ lines }: Text): string => lines.length === 1 && lines[0] === '' ? '' : `${lines.join('\n')}\n`
export const lineAt = ({ lines }: Text, row: number): string => lines[row] ?? ''

export const isBefore = (a: Place, b: Place): boolean => a.row < b.row || a.row === b.row && a.column < b.column

/** One letter on, past the second half of one that takes two. */
export const after = (line: string, column: number): number => column + ([...line.slice(column, column + 2)][0]?.length ?? 1)
export const before = (line: string, column: number): number => Math.max(0, column - ([...line.slice(0, column)].at(-1)?.length ?? 1))

/** `last`: the cursor may stand behind the last letter. */
export function moved(text: Text, { row, column }: Place, last = true): Text {
  const to = Math.max(0, Math.min(row, text.lines.length - 1))
  const { length } = lineAt(text, to)
  const end = last ? length : Math.max(0, before(lineAt(text, to), length))
  return { ...text, at: { row: to, column: Math.max(0, Math.min(column, length === 0 ? 0 : end)) } }
}

export function inserted(text: Text, content: string): Text {
  const { lines, at: { row, column } } = text
  const line = lineAt(text, row)
  const added = (line.slice(0, column) + content).split('\n')
  const last = added.at(-1) ?? ''
  return { lines: lines.toSpliced(row, 1, ...added.slice(0, -1), last + line.slice(column)), at: { row: row + added.length - 1, column: last.length } }
}

/** Without what stands between two places; the cursor is where it stood. */
export function without(text: Text, from: Place, until: Place): Text {
  const rest = lineAt(text, from.row).slice(0, from.column) + lineAt(text, until.row).slice(until.column)
  return { lines: text.lines.toSpliced(from.row, until.row - from.row + 1, rest), at: from }
}

export function between({ lines }: Text, from: Place, until: Place): string {
  if (from.row === until.row) return (lines[from.row] ?? '').slice(from.column, until.column)
  return [(lines[from.row] ?? '').slice(from.column), ...lines.slice(from.row + 1, until.row), (lines[until.row] ?? '').slice(0, until.column)].join('\n')
}

export function withoutLines(text: Text, from: number, count: number): Text {
  const left = text.lines.toSpliced(from, count)
  const lines = left.length > 0 ? left : ['']
  const row = Math.min(from, lines.length - 1)
  return { lines, at: { row, column: firstLetter(lines[row] ?? '') } }
}

export const withLines = (text: Text, row: number, added: readonly string[]): Text =>
  ({ lines: text.lines.toSpliced(row, 0, ...added), at: { row, column: firstLetter(added[0] ?? '') } })

export const firstLetter = (line: string): number => Math.max(0, line.search(/\S|$/))

/** The next place where it is found, from behind the cursor on and around; undefined: nowhere. */
export function found({ lines, at }: Text, wanted: RegExp, isBackward = false): Place | undefined {
  const places = lines.flatMap((line, row) => [...line.slice(0, 5000).matchAll(wanted)].map(({ index }) => ({ row, column: index })))
  return isBackward ? places.findLast(place => isBefore(place, at)) ?? places.at(-1) : places.find(place => isBefore(at, place)) ?? places[0]
}
