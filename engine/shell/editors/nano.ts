// nano: what each key does. A pure machine, as vi is.
import { after, before, contentOf, found, inserted, lineAt, moved, textOf, without, withoutLines, type Text } from './text.ts'
import type { Wish } from './vi.ts'

/** What nano asks in the line above its keys. */
type Question = { readonly kind: 'save' } | { readonly kind: 'write', readonly thenQuit: boolean } | { readonly kind: 'search' } | { readonly kind: 'line' }

export interface Nano {
  readonly text: Text
  readonly path: string
  readonly written: string
  readonly message: string
  readonly question: Question | undefined
  readonly answer: string
  /** What was cut, and whether the next cut is added to it. */
  readonly cut: string
  readonly wasCut: boolean
  readonly sought: string
  readonly past: readonly Text[]
  readonly height: number
  readonly wish: Wish | undefined
}

export function opened(path: string, content: string | undefined, height: number): Nano {
  const text = textOf(content ?? '')
  return { text, path, written: contentOf(text), message: content === undefined ? '[ New File ]' : `[ Read ${text.lines.length} line${text.lines.length === 1 ? '' : 's'} ]`, question: undefined, answer: '', cut: '', wasCut: false, sought: '', past: [], height, wish: undefined }
}

export const isChanged = ({ text, written }: Nano): boolean => contentOf(text) !== written

export function press(nano: Nano, key: string): Nano {
  const asked: Nano = { ...nano, message: '', wish: undefined, wasCut: false }
  return nano.question ? answered(asked, nano.question, key) : edited(asked, key, nano.wasCut)
}

const changed = (nano: Nano, text: Text): Nano => ({ ...nano, text, past: [...nano.past.slice(-200), nano.text] })

function edited(nano: Nano, key: string, wasCut: boolean): Nano {
  const { text } = nano
  const { row, column } = text.at
  const line = lineAt(text, row)
  const go = (toRow: number, toColumn: number): Nano => ({ ...nano, text: moved(text, { row: toRow, column: toColumn }) })
  switch (key) {
    case '\x1B[D': case '\x02': return column > 0 ? go(row, before(line, column)) : row > 0 ? go(row - 1, Infinity) : nano
    case '\x1B[C': case '\x06': return column < line.length ? go(row, after(line, column)) : row + 1 < text.lines.length ? go(row + 1, 0) : nano
    case '\x1B[A': case '\x10': return go(row - 1, row === 0 ? 0 : column)
    case '\x1B[B': case '\x0E': return go(row + 1, column)
    case '\x01': case '\x1B[H': case '\x1B[1~': return go(row, 0)
    case '\x05': case '\x1B[F': case '\x1B[4~': return go(row, line.length)
    case '\x16': case '\x1B[6~': return go(row + nano.height - 2, column)
    case '\x19': case '\x1B[5~': return go(row - nano.height + 2, column)
    case '\r': case '\n': return changed(nano, inserted(text, '\n'))
    case '\x7F': case '\b': return column > 0 ? changed(nano, without(text, { row, column: before(line, column) }, text.at)) : row > 0 ? changed(nano, without(text, { row: row - 1, column: lineAt(text, row - 1).length }, text.at)) : nano
    case '\x1B[3~': case '\x04': return column < line.length ? changed(nano, without(text, text.at, { row, column: after(line, column) })) : row + 1 < text.lines.length ? changed(nano, without(text, text.at, { row: row + 1, column: 0 })) : nano
    case '\x0B': return { ...changed(nano, moved(withoutLines(text, row, 1), { row, column: 0 })), cut: (wasCut ? nano.cut : '') + `${line}\n`, wasCut: true }
    case '\x15': return nano.cut === '' ? nano : changed(nano, inserted(moved(text, { row, column: 0 }), nano.cut))
    case '\x03': return { ...nano, message: `[ line ${row + 1}/${text.lines.length} (${Math.round(100 * (row + 1) / text.lines.length)}%), col ${column + 1}/${line.length + 1} ]` }
    case '\x0F': return { ...nano, question: { kind: 'write', thenQuit: false }, answer: nano.path }
    case '\x13': return save(nano, nano.path, false)
    case '\x18': return isChanged(nano) ? { ...nano, question: { kind: 'save' } } : { ...nano, wish: { quit: true } }
    case '\x17': return { ...nano, question: { kind: 'search' }, answer: '' }
    case '\x1F': case '\x1Bg': return { ...nano, question: { kind: 'line' }, answer: '' }
    case '\x1Bu': return nano.past.length === 0 ? { ...nano, message: '[ Nothing to undo ]' } : { ...nano, text: nano.past.at(-1) ?? text, past: nano.past.slice(0, -1) }
  }
  return key === '\t' || key >= ' ' && !key.startsWith('\x7F') ? changed(nano, inserted(text, key)) : nano
}

function save(nano: Nano, path: string, quit: boolean): Nano {
  const content = contentOf(nano.text)
  return { ...nano, path, written: content, message: `[ Wrote ${nano.text.lines.length} line${nano.text.lines.length === 1 ? '' : 's'} ]`, question: undefined, wish: { write: path, content, quit } }
}

function answered(nano: Nano, question: Question, key: string): Nano {
  const back: Nano = { ...nano, question: undefined, answer: '' }
  if (key === '\x03' || key === '\x1B') return { ...back, message: '[ Cancelled ]' }
  if (question.kind === 'save') {
    if (/^[nN]$/.test(key)) return { ...back, wish: { quit: true } }
    return /^[yY]$/.test(key) ? { ...nano, question: { kind: 'write', thenQuit: true }, answer: nano.path } : nano
  }
  if (key === '\x7F' || key === '\b') return { ...nano, answer: [...nano.answer].slice(0, -1).join('') }
  if (key !== '\r' && key !== '\n') return key >= ' ' ? { ...nano, answer: nano.answer + key } : nano
  if (question.kind === 'write') return nano.answer === '' ? { ...back, message: '[ Cancelled ]' } : save(back, nano.answer, question.thenQuit)
  if (question.kind === 'line') return { ...back, text: moved(nano.text, { row: (Number(nano.answer.split(',')[0]) || 1) - 1, column: 0 }) }
  const sought = nano.answer === '' ? nano.sought : nano.answer
  const place = sought === '' ? undefined : found(nano.text, new RegExp(sought.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'))
  return place ? { ...back, sought, text: moved(nano.text, place) } : { ...back, sought, message: `[ "${sought}" not found ]` }
}

/** What stands in the line above the keys. */
export const promptOf = ({ question, answer, sought }: Nano): string => {
  switch (question?.kind) {
    case 'save': return 'Save modified buffer? '
    case 'write': return `File Name to Write: ${answer}`
    case 'search': return `Search${sought === '' ? '' : ` [${sought}]`}: ${answer}`
    case 'line': return `Enter line number, column number: ${answer}`
    case undefined: return ''
  }
}

const mainKeys = [['^G', 'Help'], ['^O', 'Write Out'], ['^W', 'Where Is'], ['^K', 'Cut'], ['^C', 'Location'], ['^X', 'Exit'], ['M-U', 'Undo'], ['^_', 'Go To Line'], ['^U', 'Paste'], ['^S', 'Save']] as const
const saveKeys = [[' Y', 'Yes'], [' N', 'No'], ['^C', 'Cancel']] as const
const otherKeys = [['^C', 'Cancel']] as const

export const keysOf = ({ question }: Nano): readonly (readonly [string, string])[] => question?.kind === 'save' ? saveKeys : question ? otherKeys : mainKeys
