// Where vi's motions lead.
import { after, before, firstLetter, found, lineAt, type Place, type Text } from './text.ts'

export interface Motion {
  readonly to: Place
  /** With an operator it takes whole lines. */
  readonly isLinewise?: boolean
  /** With an operator the letter that it leads to is taken too. */
  readonly isInclusive?: boolean
}

export interface Memory {
  /** What was looked for last, and in which direction. */
  readonly sought: { readonly wanted: RegExp, readonly isBackward: boolean } | undefined
  /** `fx`, for `;` and `,`. */
  readonly letter: string
  readonly height: number
}

type Kind = 'blank' | 'word' | 'mark'
const kindOf = (letter: string, isBig: boolean): Kind => /^\s?$/.test(letter) ? 'blank' : isBig || /[\p{L}\p{N}_]/u.test(letter) ? 'word' : 'mark'

function nextWord(text: Text, { row, column }: Place, isBig: boolean): Place {
  const line = lineAt(text, row)
  const kind = kindOf(line.charAt(column), isBig)
  let at = column
  while (at < line.length && kind !== 'blank' && kindOf(line.charAt(at), isBig) === kind) at++
  while (at < line.length && kindOf(line.charAt(at), isBig) === 'blank') at++
  if (at < line.length) return { row, column: at }
  if (row + 1 >= text.lines.length) return { row, column: line.length }
  const next = lineAt(text, row + 1)
  return { row: row + 1, column: firstLetter(next) === next.length ? 0 : firstLetter(next) }
}

function wordBefore(text: Text, { row, column }: Place, isBig: boolean): Place {
  const line = lineAt(text, row)
  let at = column
  while (at > 0 && kindOf(line.charAt(at - 1), isBig) === 'blank') at--
  if (at === 0) return row === 0 ? { row: 0, column: 0 } : lineAt(text, row - 1).trim() === '' ? { row: row - 1, column: 0 } : wordBefore(text, { row: row - 1, column: lineAt(text, row - 1).length }, isBig)
  const kind = kindOf(line.charAt(at - 1), isBig)
  while (at > 0 && kindOf(line.charAt(at - 1), isBig) === kind) at--
  return { row, column: at }
}

function wordEnd(text: Text, { row, column }: Place, isBig: boolean): Place {
  const line = lineAt(text, row)
  let at = column + 1
  while (at < line.length && kindOf(line.charAt(at), isBig) === 'blank') at++
  if (at >= line.length) return row + 1 < text.lines.length ? wordEnd(text, { row: row + 1, column: -1 }, isBig) : { row, column: Math.max(0, line.length - 1) }
  const kind = kindOf(line.charAt(at), isBig)
  while (at + 1 < line.length && kindOf(line.charAt(at + 1), isBig) === kind) at++
  return { row, column: at }
}

/** An empty line, from here on. */
function paragraph({ lines, at }: Text, by: 1 | -1): Place {
  let row = at.row + by
  while (row > 0 && row < lines.length - 1 && lines[row] !== '') row += by
  return row >= lines.length - 1 ? { row: lines.length - 1, column: by > 0 ? (lines.at(-1) ?? '').length : 0 } : { row: Math.max(0, row), column: 0 }
}

const pairs = '()[]{}'

function partner(text: Text): Place | undefined {
  const line = lineAt(text, text.at.row)
  const column = [...line].findIndex((letter, i) => i >= text.at.column && pairs.includes(letter))
  const which = pairs.indexOf(line.charAt(column))
  if (column < 0 || which < 0) return undefined
  const by = which % 2 === 0 ? 1 : -1
  const [open, close] = [pairs.charAt(which), pairs.charAt(which + by)]
  let depth = 0
  for (let { row, column: at } = { row: text.at.row, column }; row >= 0 && row < text.lines.length; row += by, at = by > 0 ? 0 : lineAt(text, row).length - 1) {
    const here = lineAt(text, row)
    for (; at >= 0 && at < here.length; at += by) {
      if (here.charAt(at) === open) depth++
      else if (here.charAt(at) === close && --depth === 0) return { row, column: at }
    }
  }
  return undefined
}

/** `fx`, `tx`, `Fx`, `Tx`: a letter in the line. */
function letterIn(text: Text, how: string, count: number): Motion | undefined {
  const [kind = '', letter = ''] = [how.charAt(0), how.slice(1)]
  const line = lineAt(text, text.at.row)
  let column = text.at.column
  for (let i = 0; i < count; i++) {
    column = kind === 'f' || kind === 't' ? line.indexOf(letter, column + 1) : line.lastIndexOf(letter, column - 1)
    if (column < 0) return undefined
  }
  return { to: { row: text.at.row, column: kind === 't' ? column - 1 : kind === 'T' ? column + 1 : column }, isInclusive: kind === 'f' || kind === 't' }
}

/** Where a motion leads, done so many times; undefined: it is none, or leads nowhere. */
export function motion(text: Text, keys: string, count: number | undefined, memory: Memory): Motion | undefined {
  const times = Math.min(count ?? 1, 10_000)
  const { row, column } = text.at
  const line = lineAt(text, row)
  const lines = (to: number): Motion => ({ to: { row: Math.max(0, Math.min(to, text.lines.length - 1)), column }, isLinewise: true })
  const firstIn = (to: number): Motion => ({ to: { row: to, column: firstLetter(lineAt(text, to)) }, isLinewise: true })
  const again = (step: (text: Text, at: Place, isBig: boolean) => Place, isBig: boolean, isInclusive = false): Motion => {
    let to = text.at
    for (let i = 0; i < times; i++) to = step(text, to, isBig)
    return { to, isInclusive }
  }
  if (/^[fFtT]./su.test(keys)) return letterIn(text, keys, times)
  switch (keys) {
    case 'h': case '\x1B[D': case '\x7F': case '\b': {
      let to = column
      for (let i = 0; i < times && to > 0; i++) to = before(line, to)
      return { to: { row, column: to } }
    }
    case 'l': case ' ': case '\x1B[C': {
      let to = column
      for (let i = 0; i < times && to < line.length; i++) to = after(line, to)
      return { to: { row, column: to } }
    }
    case 'j': case '\x1B[B': return row + times >= text.lines.length && times === 1 ? undefined : lines(row + times)
    case 'k': case '\x1B[A': return row === 0 ? undefined : lines(row - times)
    case '+': case '\r': return row + times < text.lines.length ? firstIn(row + times) : undefined
    case '-': return row - times >= 0 ? firstIn(row - times) : undefined
    case '0': case '\x1B[H': case '\x1B[1~': return { to: { row, column: 0 } }
    case '^': return { to: { row, column: firstLetter(line) } }
    case '$': case '\x1B[F': case '\x1B[4~': return { to: { row: Math.min(row + times - 1, text.lines.length - 1), column: Math.max(0, lineAt(text, row + times - 1).length - 1) }, isInclusive: true }
    case 'w': return again(nextWord, false)
    case 'W': return again(nextWord, true)
    case 'b': return again(wordBefore, false)
    case 'B': return again(wordBefore, true)
    case 'e': return again(wordEnd, false, true)
    case 'E': return again(wordEnd, true, true)
    case 'G': return firstIn(Math.min((count ?? text.lines.length) - 1, text.lines.length - 1))
    case 'gg': return firstIn(Math.min((count ?? 1) - 1, text.lines.length - 1))
    case '{': return { to: paragraph(text, -1) }
    case '}': return { to: paragraph(text, 1) }
    case '%': {
      const to = partner(text)
      return to && { to, isInclusive: true }
    }
    case ';': return letterIn(text, memory.letter, times)
    case ',': return letterIn(text, (/[a-z]/.test(memory.letter.charAt(0)) ? memory.letter.charAt(0).toUpperCase() : memory.letter.charAt(0).toLowerCase()) + memory.letter.slice(1), times)
    case 'n': case 'N': {
      const to = memory.sought && found(text, memory.sought.wanted, memory.sought.isBackward !== (keys === 'N'))
      return to && { to }
    }
    case '\x06': case '\x1B[6~': return lines(row + times * Math.max(1, memory.height - 2))
    case '\x02': case '\x1B[5~': return lines(row - times * Math.max(1, memory.height - 2))
    case '\x04': return lines(row + Math.ceil(memory.height / 2))
    case '\x15': return lines(row - Math.ceil(memory.height / 2))
    default: return undefined
  }
}

/** `iw`, `aw`, `i"`, `i(`: what stands around the cursor. */
export function textObject({ lines, at }: Text, keys: string): { readonly from: Place, readonly until: Place } | undefined {
  const line = lines[at.row] ?? ''
  const [reach = '', what = ''] = [keys.charAt(0), keys.slice(1)]
  const place = (column: number): Place => ({ row: at.row, column })
  if (what === 'w' || what === 'W') {
    const kind = kindOf(line.charAt(at.column), what === 'W')
    let [from, until] = [at.column, at.column]
    while (from > 0 && kindOf(line.charAt(from - 1), what === 'W') === kind) from--
    while (until < line.length && kindOf(line.charAt(until), what === 'W') === kind) until++
    if (reach === 'a') while (/\s/.test(line.charAt(until))) until++
    return { from: place(from), until: place(until) }
  }
  const [open = '', close = ''] = '"\'`'.includes(what) ? [what, what] : ['([{<'.includes(what) ? what : ['(', '[', '{', '<'][')]}>'.indexOf(what)] ?? '', ')]}>'.includes(what) ? what : [')', ']', '}', '>']['([{<'.indexOf(what)] ?? '']
  const from = open === close && open !== '' && line.lastIndexOf(open, at.column - 1) < 0 ? line.indexOf(open) : line.lastIndexOf(open, line.charAt(at.column) === open ? at.column : at.column - 1)
  const until = line.indexOf(close, Math.max(from + 1, at.column))
  return open === '' || from < 0 || until < 0 ? undefined : reach === 'a' ? { from: place(from), until: place(until + 1) } : { from: place(from + 1), until: place(until) }
}
