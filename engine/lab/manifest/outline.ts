// Where things stand in a manifest that is being written: its documents, and the line of each field. It reads indentation
// only, so it makes sense of what is no YAML yet.

export interface Document {
  readonly text: string
  /** The line of the whole text on which it begins, from 0. */
  readonly line: number
}

export function documentsIn(text: string): readonly Document[] {
  const documents: Document[] = []
  let lines: string[] = []
  let line = 0
  const all = text.split('\n')
  for (const [i, each] of all.entries()) {
    if (each.startsWith('---')) {
      documents.push({ text: lines.join('\n'), line })
      lines = []
      line = i + 1
    }
    else lines.push(each)
  }
  return [...documents, { text: lines.join('\n'), line }]
}

/** A field or an item, by its way from the top: `spec`, `containers`, `0`, `image`. */
export interface Entry {
  readonly path: readonly string[]
  readonly line: number
  /** Where its name begins. */
  readonly column: number
}

interface Open extends Entry { readonly isItem: boolean }

const key = /^(?:"([^"]*)"|'([^']*)'|([^\s#'"{}[\]][^#]*?)):(?=\s|$)/
const dash = /^-(?:\s+|$)/
const beginsBlock = /(?:^|\s)[|>][-+0-9]*\s*(?:#.*)?$/

/** The entries of a document, in the order of its lines. */
export function entriesIn(text: string): readonly Entry[] {
  const entries: Entry[] = []
  let open: readonly Open[] = []
  const items = new Map<string, number>()
  let block = -1 // the column of what began a text over several lines: nothing deeper is a field
  const add = (name: string, isItem: boolean, line: number, column: number): void => {
    const path = [...open.at(-1)?.path ?? [], name]
    entries.push({ path, line, column })
    open = [...open, { path, line, column, isItem }]
  }

  for (const [line, written] of text.split('\n').entries()) {
    let column = written.search(/\S/)
    if (column < 0 || written[column] === '#' || block >= 0 && column > block) continue
    block = -1
    for (let found = dash.exec(written.slice(column)); found; found = dash.exec(written.slice(column))) {
      const at = column
      open = open.filter(each => each.column < at || each.column === at && !each.isItem) // a list may stand as deep as its name
      const owner = (open.at(-1)?.path ?? []).join('\0')
      const place = items.get(owner) ?? 0
      items.set(owner, place + 1)
      add(String(place), true, line, at)
      column += found[0].length
    }
    const [, double, single, bare] = key.exec(written.slice(column)) ?? []
    const name = double ?? single ?? bare
    if (name !== undefined) {
      open = open.filter(each => each.column < column)
      add(name, false, line, column)
    }
    if (beginsBlock.test(written)) block = open.at(-1)?.column ?? -1
  }
  return entries
}

/** The line of a field, or of the nearest thing above it that is there; 0 if nothing is. */
export function lineOf(entries: readonly Entry[], path: readonly string[]): number {
  for (let length = path.length; length > 0; length--) {
    const wanted = path.slice(0, length).join('\0')
    const found = entries.find(entry => entry.path.join('\0') === wanted)
    if (found) return found.line
  }
  return 0
}

/** `spec.containers[0].image` as a way from the top; dots in quoted or bracketed keys are kept. */
export const pathOf = (text: string): readonly string[] =>
  [...text.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, name]) => index ?? name ?? '')
