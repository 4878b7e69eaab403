// The line that is being typed: what each key does to it. A pure machine; the keys are those of bash.

export interface Line {
  readonly letters: readonly string[]
  readonly cursor: number
}

/** Looking for an earlier line: what is looked for, where it was found, and the line as it was before. */
export interface Search {
  readonly pattern: string
  readonly at: number
  readonly hasFailed: boolean
  readonly before: Line
}

export interface Editor {
  readonly line: Line
  /** Where the arrow keys are in the history; undefined: the line being typed. */
  readonly at: number | undefined
  readonly draft: string
  /** What was cut last, for Ctrl-Y. */
  readonly cut: string
  readonly search: Search | undefined
  /** Between the marks of a paste every key is text. */
  readonly isPasting: boolean
}

export interface Outcome {
  readonly editor: Editor
  /** `completed`: Tab asks what could follow. */
  readonly what?: 'entered' | 'interrupted' | 'ended' | 'cleared' | 'completed'
}

const nothing: Line = { letters: [], cursor: 0 }
export const emptyEditor: Editor = { line: nothing, at: undefined, draft: '', cut: '', search: undefined, isPasting: false }

export const textOf = ({ letters }: Line): string => letters.join('')
export const lineOf = (text: string): Line => ({ letters: [...text], cursor: [...text].length })

const withLine = (editor: Editor, letters: readonly string[], cursor: number): Editor =>
  ({ ...editor, line: { letters, cursor: Math.max(0, Math.min(cursor, letters.length)) } })

const to = (editor: Editor, cursor: number): Editor => withLine(editor, editor.line.letters, cursor)

export const insert = (editor: Editor, text: string): Editor => {
  const { letters, cursor } = editor.line
  const typed = [...text]
  return withLine(editor, [...letters.slice(0, cursor), ...typed, ...letters.slice(cursor)], cursor + typed.length)
}

/** Cuts what stands between two places. */
function cut(editor: Editor, from: number, until: number): Editor {
  const { letters } = editor.line
  return from >= until ? editor : { ...withLine(editor, letters.toSpliced(from, until - from), from), cut: letters.slice(from, until).join('') }
}

const remove = (editor: Editor, at: number): Editor =>
  at < 0 || at >= editor.line.letters.length ? editor : withLine(editor, editor.line.letters.toSpliced(at, 1), at)

const isBlank = (letter: string | undefined): boolean => letter === ' ' || letter === '\t'
const isWordLetter = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}]/u.test(letter)

/** Where the word before the cursor begins, and where the next one ends. */
function backward({ letters, cursor }: Line, isIn: (letter: string | undefined) => boolean): number {
  let at = cursor
  while (at > 0 && !isIn(letters[at - 1])) at--
  while (at > 0 && isIn(letters[at - 1])) at--
  return at
}
function forward({ letters, cursor }: Line, isIn: (letter: string | undefined) => boolean): number {
  let at = cursor
  while (at < letters.length && !isIn(letters[at])) at++
  while (at < letters.length && isIn(letters[at])) at++
  return at
}

function recall(editor: Editor, by: 1 | -1, history: readonly string[]): Editor {
  const at = (editor.at ?? history.length) + by
  if (at < 0 || at > history.length) return editor
  const draft = editor.at === undefined ? textOf(editor.line) : editor.draft
  const isDraft = at === history.length
  return { ...editor, line: lineOf(isDraft ? draft : history[at] ?? ''), at: isDraft ? undefined : at, draft }
}

function swapped(editor: Editor): Editor {
  const { letters, cursor } = editor.line
  const at = Math.min(cursor, letters.length - 1)
  return at < 1 ? editor : withLine(editor, letters.toSpliced(at - 1, 2, letters[at] ?? '', letters[at - 1] ?? ''), at + 1)
}

function changedCase(editor: Editor, change: (word: string) => string): Editor {
  const { letters, cursor } = editor.line
  const end = forward(editor.line, isWordLetter)
  return withLine(editor, [...letters.slice(0, cursor), ...change(letters.slice(cursor, end).join('')), ...letters.slice(end)], end)
}

type Key = (editor: Editor, history: readonly string[]) => Editor | Outcome

const leftWord: Key = editor => to(editor, backward(editor.line, isWordLetter))
const rightWord: Key = editor => to(editor, forward(editor.line, isWordLetter))
const home: Key = editor => to(editor, 0)
const end: Key = editor => to(editor, Infinity)
const erase: Key = editor => editor.line.cursor === 0 ? editor : to(remove(editor, editor.line.cursor - 1), editor.line.cursor - 1)
const up: Key = (editor, history) => recall(editor, -1, history)
const down: Key = (editor, history) => recall(editor, 1, history)
const left: Key = editor => to(editor, editor.line.cursor - 1)
const right: Key = editor => to(editor, editor.line.cursor + 1)
const enter: Key = editor => ({ editor: { ...editor, at: undefined, draft: '' }, what: 'entered' })
const eraseWord: Key = editor => cut(editor, backward(editor.line, isWordLetter), editor.line.cursor)

const keys: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['\r', enter], ['\n', enter],
  ['\x03', editor => ({ editor, what: 'interrupted' })],
  ['\x04', editor => editor.line.letters.length === 0 ? { editor, what: 'ended' } : remove(editor, editor.line.cursor)],
  ['\x0C', editor => ({ editor, what: 'cleared' })],
  ['\t', editor => ({ editor, what: 'completed' })],
  ['\x7F', erase], ['\b', erase],
  ['\x1B[3~', editor => remove(editor, editor.line.cursor)],
  ['\x01', home], ['\x1B[H', home], ['\x1BOH', home], ['\x1B[1~', home],
  ['\x05', end], ['\x1B[F', end], ['\x1BOF', end], ['\x1B[4~', end],
  ['\x02', left], ['\x1B[D', left], ['\x1BOD', left],
  ['\x06', right], ['\x1B[C', right], ['\x1BOC', right],
  ['\x10', up], ['\x1B[A', up], ['\x1BOA', up],
  ['\x0E', down], ['\x1B[B', down], ['\x1BOB', down],
  ['\x1Bb', leftWord], ['\x1B[1;5D', leftWord], ['\x1B[1;3D', leftWord],
  ['\x1Bf', rightWord], ['\x1B[1;5C', rightWord], ['\x1B[1;3C', rightWord],
  ['\x0B', editor => cut(editor, editor.line.cursor, editor.line.letters.length)],
  ['\x15', editor => cut(editor, 0, editor.line.cursor)],
  ['\x17', editor => cut(editor, backward(editor.line, letter => letter !== undefined && !isBlank(letter)), editor.line.cursor)],
  ['\x1B\x7F', eraseWord],
  ['\x1Bd', editor => cut(editor, editor.line.cursor, forward(editor.line, isWordLetter))],
  ['\x19', editor => insert(editor, editor.cut)],
  ['\x14', swapped],
  ['\x1Bu', editor => changedCase(editor, word => word.toUpperCase())],
  ['\x1Bl', editor => changedCase(editor, word => word.toLowerCase())],
  ['\x1B.', (editor, history) => insert(editor, history.at(-1)?.trim().split(/\s+/).at(-1) ?? '')],
  ['\x1B<', (editor, history) => history.length === 0 ? editor : { ...editor, line: lineOf(history[0] ?? ''), at: 0, draft: editor.at === undefined ? textOf(editor.line) : editor.draft }],
  ['\x12', (editor, history) => ({ ...editor, search: { pattern: '', at: history.length, hasFailed: false, before: editor.line } })],
])

const pasteBegins = '\x1B[200~'
const pasteEnds = '\x1B[201~'

export function press(editor: Editor, key: string, history: readonly string[]): Outcome {
  if (key === pasteBegins || key === pasteEnds) return { editor: { ...editor, isPasting: key === pasteBegins } }
  if (editor.search) return pressInSearch(editor, editor.search, key, history)
  if (editor.isPasting && key === '\t') return { editor: insert(editor, key) }
  const act = keys.get(key)
  if (act) {
    const done = act(editor, history)
    return 'editor' in done ? done : { editor: done }
  }
  return { editor: isText(key) ? insert(editor, key) : editor } // any other key means nothing here
}

/** A key that stands for itself. */
export const isText = (key: string): boolean => key >= ' ' && !key.startsWith('\x7F')

/** The line that fits, from a place back or forth. */
function found(history: readonly string[], pattern: string, from: number, by: 1 | -1): number | undefined {
  for (let at = from; at >= 0 && at < history.length; at += by) if (history[at]?.includes(pattern)) return at
  return undefined
}

function pressInSearch(editor: Editor, search: Search, key: string, history: readonly string[]): Outcome {
  const show = (pattern: string, from: number, by: 1 | -1): Outcome => {
    const at = pattern === '' ? undefined : found(history, pattern, from, by)
    if (at === undefined) return { editor: { ...editor, search: { ...search, pattern, hasFailed: pattern !== '' } } }
    const letters = [...history[at] ?? '']
    const cursor = [...(history[at] ?? '').slice(0, history[at]?.indexOf(pattern))].length
    return { editor: { ...editor, line: { letters, cursor }, at, search: { ...search, pattern, at, hasFailed: false } } }
  }
  if (isText(key)) return show(search.pattern + key, Math.min(search.at, history.length - 1), -1)
  if (key === '\x7F' || key === '\b') return show([...search.pattern].slice(0, -1).join(''), history.length - 1, -1)
  if (key === '\x12') return show(search.pattern, search.at - 1, -1)
  if (key === '\x13') return show(search.pattern, search.at + 1, 1)
  const accepted = { ...editor, search: undefined }
  if (key === '\x07' || key === '\x03') return { editor: { ...accepted, line: search.before, at: undefined }, ...key === '\x03' && { what: 'interrupted' } }
  return key === '\x1B' ? { editor: accepted } : press(accepted, key, history)
}
