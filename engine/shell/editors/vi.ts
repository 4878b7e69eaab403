// vi: what each key does. A pure machine; who plays it draws, reads and writes.
import { motion, textObject, type Motion } from './motions.ts'
import { after, before, between, contentOf, firstLetter, found, inserted, isBefore, lineAt, moved, textOf, withLines, without, withoutLines, type Place, type Text } from './text.ts'
import { commandLine } from './vi-commands.ts'

export interface Register { readonly text: string, readonly isLinewise: boolean }

/** What vi wants to be done outside: a file written, itself ended. */
export interface Wish { readonly write?: string, readonly content?: string, readonly quit?: boolean }

export interface Vi {
  readonly text: Text
  readonly path: string
  /** The text as it was written last. */
  readonly written: string
  readonly mode: 'normal' | 'insert' | 'replace' | 'line'
  /** Keys of a command that is not finished. */
  readonly pending: string
  /** What is being typed at the bottom, with its `:`, `/` or `?`. */
  readonly typed: string
  readonly message: string
  readonly register: Register
  readonly past: readonly Text[]
  readonly future: readonly Text[]
  readonly sought: { readonly wanted: RegExp, readonly isBackward: boolean } | undefined
  readonly letter: string
  readonly numbers: boolean
  readonly height: number
  /** The keys of the last change, for `.`; and those of the one under way. */
  readonly change: readonly string[]
  readonly recording: readonly string[]
  readonly isPasting: boolean
  readonly wish: Wish | undefined
}

const mostUndo = 200

export function opened(path: string, content: string | undefined, height: number): Vi {
  const text = textOf(content ?? '')
  return {
    text, path, written: contentOf(text), mode: 'normal', pending: '', typed: '', height,
    message: content === undefined ? `"${path}" [New]` : `"${path}" ${text.lines.length}L, ${content.length}B`,
    register: { text: '', isLinewise: false }, past: [], future: [], sought: undefined, letter: '', numbers: false, change: [], recording: [], isPasting: false, wish: undefined,
  }
}

export const isChanged = ({ text, written }: Vi): boolean => contentOf(text) !== written

const pasteBegins = '\x1B[200~'
const pasteEnds = '\x1B[201~'

export function press(vi: Vi, key: string): Vi {
  if (key === pasteBegins || key === pasteEnds) return { ...vi, isPasting: key === pasteBegins }
  const asked = { ...vi, message: vi.mode === 'normal' && vi.pending === '' ? '' : vi.message, wish: undefined }
  const next = asked.mode === 'line' ? pressInLine(asked, key) : asked.mode === 'normal' ? pressInNormal(asked, key) : pressInInsert(asked, key)
  return remembered(asked, next, key)
}

/** Takes note of the keys of a change, so that it can be made again. */
function remembered(was: Vi, next: Vi, key: string): Vi {
  if (key === '.' && was.mode === 'normal' && was.pending === '') return next
  const recording = [...was.recording, key]
  if (next.mode !== 'normal' || next.pending !== '') return { ...next, recording: next.mode === 'line' ? [] : recording }
  const isChange = next.text.lines !== was.text.lines || was.mode === 'insert' || was.mode === 'replace'
  return { ...next, recording: [], change: isChange && was.mode !== 'line' && key !== 'u' && key !== '\x12' ? recording : next.change }
}

/** Keeps what was, so that it can come back. */
const changed = (vi: Vi, text: Text): Vi => text.lines === vi.text.lines ? { ...vi, text } : { ...vi, text, past: [...vi.past.slice(-mostUndo), vi.text], future: [] }

const inNormal = (vi: Vi): Vi => ({ ...vi, mode: 'normal', pending: '', text: moved(vi.text, vi.text.at, false) })

function pressInInsert(vi: Vi, key: string): Vi {
  const { text } = vi
  const { row, column } = text.at
  const line = lineAt(text, row)
  if (key === '\x1B' || key === '\x03') return inNormal({ ...vi, text: moved(text, { row, column: column > 0 ? before(line, column) : 0 }) })
  const put = (next: Text): Vi => ({ ...vi, text: next })
  switch (key) {
    case '\r': case '\n': return put(inserted(text, `\n${vi.isPasting ? '' : /^\s*/.exec(line.slice(0, column))?.[0] ?? ''}`))
    case '\x7F': case '\b':
      if (column > 0) return put(without(text, { row, column: before(line, column) }, text.at))
      return row === 0 ? vi : put(without(text, { row: row - 1, column: lineAt(text, row - 1).length }, text.at))
    case '\x1B[3~': return put(column < line.length ? without(text, text.at, { row, column: after(line, column) }) : row + 1 < text.lines.length ? without(text, text.at, { row: row + 1, column: 0 }) : text)
    case '\x17': {
      const from = line.slice(0, column).replace(/(\s+|[^\s]+\s*)$/, '').length
      return put(without(text, { row, column: from }, text.at))
    }
    case '\x15': return put(without(text, { row, column: 0 }, text.at))
    case '\x1B[A': return put(moved(text, { row: row - 1, column }))
    case '\x1B[B': return put(moved(text, { row: row + 1, column }))
    case '\x1B[D': return put(moved(text, { row, column: before(line, column) }))
    case '\x1B[C': return put(moved(text, { row, column: after(line, column) }))
    case '\x1B[H': return put(moved(text, { row, column: 0 }))
    case '\x1B[F': return put(moved(text, { row, column: line.length }))
  }
  if (key !== '\t' && (key < ' ' || key.startsWith('\x1B'))) return vi
  const overwritten = vi.mode === 'replace' && column < line.length ? without(text, text.at, { row, column: after(line, column) }) : text
  return put(inserted(overwritten, key))
}

/** `3d2w`: a count, an operator, a count, a motion. */
const shape = /^("[a-z"+*])?([1-9]\d*)?([dcy<>])?([1-9]\d*)?([^]*)$/u

function pressInNormal(vi: Vi, key: string): Vi {
  if (key === '\x1B' || key === '\x03') return { ...vi, pending: '' }
  const keys = vi.pending + key
  const [, , first, operator = '', second, rest = ''] = shape.exec(keys) ?? []
  const count = first === undefined && second === undefined ? undefined : Number(first ?? 1) * Number(second ?? 1)
  if (rest === '' || /^["gfFtTrZz]$|^z$/.test(rest) || operator !== '' && /^[ia]$/.test(rest)) return { ...vi, pending: keys }
  const done: Vi = { ...vi, pending: '' }
  const found = /^[fFtT]./su.test(rest) ? { ...done, letter: rest } : done
  if (operator === '') return simple(found, rest, count) ?? go(found, rest, count)
  return operate(found, operator, rest, count)
}

function go(vi: Vi, keys: string, count: number | undefined): Vi {
  const to = motion(vi.text, keys, count, vi)
  return to ? { ...vi, text: moved(vi.text, to.to, false) } : vi
}

function operate(vi: Vi, operator: string, keys: string, count: number | undefined): Vi {
  const { text } = vi
  const { row } = text.at
  if (keys === operator) return onLines(vi, operator, row, Math.min(row + (count ?? 1), text.lines.length) - 1)
  const object = /^[ia]./s.test(keys) ? textObject(text, keys) : undefined
  const to: Motion | undefined = object ? undefined : motion(text, operator === 'c' && keys === 'w' ? 'e' : operator === 'c' && keys === 'W' ? 'E' : keys, count, vi)
  if (!object && !to) return vi
  if (to?.isLinewise || operator === '<' || operator === '>') {
    const other = to?.to.row ?? row
    return onLines(vi, operator, Math.min(row, other), Math.max(row, other))
  }
  const [from, end]: readonly [Place, Place] = object ? [object.from, object.until] : to && isBefore(to.to, text.at) ? [to.to, text.at] : [text.at, to?.to ?? text.at]
  let until = to?.isInclusive ? { row: end.row, column: after(lineAt(text, end.row), end.column) } : end
  if (keys === 'w' && until.row > from.row && until.column <= firstLetter(lineAt(text, until.row))) until = { row: from.row, column: lineAt(text, from.row).length } // the last word of a line ends with it
  const register = { text: between(text, from, until), isLinewise: false }
  if (operator === 'y') return { ...vi, register, text: moved(text, from, false) }
  const next = { ...changed(vi, without(text, from, until)), register }
  return operator === 'c' ? { ...next, mode: 'insert' } : { ...next, text: moved(next.text, from, false) }
}

function onLines(vi: Vi, operator: string, from: number, to: number): Vi {
  const { text } = vi
  const lines = text.lines.slice(from, to + 1)
  const register = { text: `${lines.join('\n')}\n`, isLinewise: true }
  const told = lines.length > 2 ? { message: operator === 'y' ? `${lines.length} lines yanked` : operator === 'd' ? `${lines.length} fewer lines` : '' } : {}
  switch (operator) {
    case 'y': return { ...vi, register, ...told, text: moved(text, { row: from, column: from === text.at.row ? text.at.column : 0 }, false) }
    case 'd': return { ...changed(vi, withoutLines(text, from, lines.length)), register, ...told }
    case 'c': {
      const indent = /^\s*/.exec(lines[0] ?? '')?.[0] ?? ''
      return { ...changed(vi, { lines: text.lines.toSpliced(from, lines.length, indent), at: { row: from, column: indent.length } }), register, mode: 'insert' }
    }
    default: {
      const shifted = lines.map(line => operator === '>' ? line === '' ? line : `  ${line}` : line.replace(/^ {1,2}|^\t/, ''))
      return changed(vi, { lines: text.lines.toSpliced(from, lines.length, ...shifted), at: { row: from, column: firstLetter(shifted[0] ?? '') } })
    }
  }
}

const insertAt = (vi: Vi, place: Place): Vi => ({ ...vi, mode: 'insert', text: moved(vi.text, place), past: [...vi.past.slice(-mostUndo), vi.text], future: [] })

/** Commands without a motion; undefined: it is none. */
function simple(vi: Vi, key: string, count: number | undefined): Vi | undefined {
  const { text } = vi
  const { row, column } = text.at
  const line = lineAt(text, row)
  const times = Math.min(count ?? 1, 1000)
  const same = (keys: string): Vi => operate(vi, keys.charAt(0), keys.slice(1), count)
  if (/^r[^]/u.test(key)) {
    const by = key.slice(1)
    return column + times > line.length || by === '\x1B' ? vi : changed(vi, { lines: text.lines.with(row, line.slice(0, column) + by.repeat(times) + line.slice(column + times)), at: { row, column: column + times - 1 } })
  }
  switch (key) {
    case 'i': case '\x1B[2~': return insertAt(vi, text.at)
    case 'a': return insertAt(vi, { row, column: line === '' ? 0 : after(line, column) })
    case 'I': return insertAt(vi, { row, column: firstLetter(line) })
    case 'A': return insertAt(vi, { row, column: line.length })
    case 'o': case 'O': {
      const to = key === 'o' ? row + 1 : row
      const indent = /^\s*/.exec(line)?.[0] ?? ''
      return { ...changed(vi, { lines: text.lines.toSpliced(to, 0, indent), at: { row: to, column: indent.length } }), mode: 'insert' }
    }
    case 'R': return { ...insertAt(vi, text.at), mode: 'replace' }
    case 'x': case '\x1B[3~': return line === '' ? vi : same('dl')
    case 'X': return column === 0 ? vi : same('dh')
    case 'D': return same('d$')
    case 'C': return same('c$')
    case 'Y': return same('yy')
    case 's': return line === '' ? insertAt(vi, text.at) : same('cl')
    case 'S': return same('cc')
    case '~': {
      const swap = [...line.slice(column, column + times)].map(letter => letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()).join('')
      return changed(vi, moved({ lines: text.lines.with(row, line.slice(0, column) + swap + line.slice(column + times)), at: { row, column: column + times } }, { row, column: column + times }, false))
    }
    case 'J': return row + 1 >= text.lines.length ? vi : changed(vi, { lines: text.lines.toSpliced(row, 2, `${line.trimEnd()} ${lineAt(text, row + 1).trimStart()}`), at: { row, column: line.trimEnd().length } })
    case 'p': case 'P': return put(vi, key === 'p', times)
    case 'u': return restored(vi, 'past', 'future')
    case '\x12': return restored(vi, 'future', 'past')
    case '.': return { ...vi.change.reduce((next, each) => press({ ...next, recording: [] }, each), vi), change: vi.change }
    case ':': case '/': case '?': return { ...vi, mode: 'line', typed: key }
    case '*': {
      const [word = ''] = /[\p{L}\p{N}_]+/u.exec(line.slice(line.slice(0, column).replace(/[\p{L}\p{N}_]+$/u, '').length)) ?? []
      const wanted = new RegExp(`\\b${word.replace(/[^\w]/g, '')}\\b`, 'g')
      return word === '' ? vi : go({ ...vi, sought: { wanted, isBackward: false } }, 'n', 1)
    }
    case 'ZZ': return isChanged(vi) ? { ...vi, wish: { write: vi.path, content: contentOf(text), quit: true } } : { ...vi, wish: { quit: true } }
    case 'ZQ': return { ...vi, wish: { quit: true } }
    case '\x07': return { ...vi, message: `"${vi.path}" line ${row + 1} of ${text.lines.length}` }
    default: return undefined
  }
}

function put(vi: Vi, isAfter: boolean, times: number): Vi {
  const { text, register } = vi
  const { row, column } = text.at
  if (register.text === '') return vi
  if (register.isLinewise) return changed(vi, withLines(text, isAfter ? row + 1 : row, Array.from({ length: times }, () => register.text.replace(/\n$/, '').split('\n')).flat()))
  const line = lineAt(text, row)
  const at = isAfter && line !== '' ? after(line, column) : column
  const next = inserted(moved(text, { row, column: at }), register.text.repeat(times))
  return changed(vi, moved(next, { row: next.at.row, column: next.at.column - 1 }, false))
}

function restored(vi: Vi, from: 'past' | 'future', to: 'past' | 'future'): Vi {
  const text = vi[from].at(-1)
  if (!text) return { ...vi, message: from === 'past' ? 'Already at oldest change' : 'Already at newest change' }
  const first = text.lines.findIndex((line, i) => line !== vi.text.lines[i])
  return { ...vi, [from]: vi[from].slice(0, -1), [to]: [...vi[to], vi.text], text: moved(text, { row: Math.max(0, first), column: text.at.column }, false) }
}

/** The line at the bottom: a command, or what is looked for. */
function pressInLine(vi: Vi, key: string): Vi {
  if (key === '\x1B' || key === '\x03') return { ...vi, mode: 'normal', typed: '' }
  if (key === '\x7F' || key === '\b') return vi.typed.length <= 1 ? { ...vi, mode: 'normal', typed: '' } : { ...vi, typed: [...vi.typed].slice(0, -1).join('') }
  if (key === '\x15') return { ...vi, typed: vi.typed.charAt(0) }
  if (key !== '\r' && key !== '\n') return key >= ' ' || key === '\t' ? { ...vi, typed: vi.typed + key } : vi
  const done: Vi = { ...vi, mode: 'normal', typed: '' }
  const said = vi.typed.slice(1)
  if (vi.typed.startsWith(':')) return commandLine(done, said, changed)
  const isBackward = vi.typed.startsWith('?')
  let wanted = vi.sought?.wanted
  try { if (said !== '') wanted = new RegExp(literal(said), 'g') }
  catch { return { ...done, message: `E486: Pattern not found: ${said}` } }
  const place = wanted && found(vi.text, wanted, isBackward)
  const next: Vi = { ...done, sought: wanted && { wanted, isBackward } }
  return place ? { ...next, text: moved(vi.text, place, false), message: vi.typed } : { ...next, message: `E486: Pattern not found: ${said}` }
}

/** A pattern as people look for words: only what cannot take long means something. */
const literal = (pattern: string): string => pattern.replace(/[+?(){}|]/g, '\\$&')
