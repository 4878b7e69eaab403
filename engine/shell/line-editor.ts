// The line that is being typed: what each key does to it, and what the terminal must show. A pure machine.
import { cellsOf } from '../runtime/width.ts'

export interface Line {
  readonly letters: readonly string[]
  readonly cursor: number
}

export interface History {
  readonly lines: readonly string[]
  /** Where the arrow keys are; lines.length is the line being typed. */
  readonly at: number
  readonly draft: string
}

export interface Editor { readonly line: Line, readonly history: History }

export type Outcome =
  | { readonly editor: Editor, readonly entered?: string, readonly interrupted?: boolean, readonly cleared?: boolean }

export const emptyEditor: Editor = { line: { letters: [], cursor: 0 }, history: { lines: [], at: 0, draft: '' } }

const move = (editor: Editor, cursor: number): Outcome =>
  ({ editor: { ...editor, line: { ...editor.line, cursor: Math.max(0, Math.min(cursor, editor.line.letters.length)) } } })

const replace = (editor: Editor, letters: readonly string[], cursor: number): Outcome =>
  ({ editor: { ...editor, line: { letters, cursor } } })

function recall(editor: Editor, at: number): Outcome {
  const { history, line } = editor
  if (at < 0 || at > history.lines.length) return { editor }
  const draft = history.at === history.lines.length ? line.letters.join('') : history.draft
  const letters = [...at === history.lines.length ? draft : history.lines[at] ?? '']
  return { editor: { line: { letters, cursor: letters.length }, history: { ...history, at, draft } } }
}

function enter({ line, history }: Editor): Outcome {
  const text = line.letters.join('')
  const lines = text.trim() === '' || history.lines.at(-1) === text ? history.lines : [...history.lines, text]
  return { editor: { ...emptyEditor, history: { lines, at: lines.length, draft: '' } }, entered: text }
}

function wordStart({ letters, cursor }: Line): number {
  let at = cursor
  while (at > 0 && letters[at - 1] === ' ') at--
  while (at > 0 && letters[at - 1] !== ' ') at--
  return at
}

const keys: Readonly<Record<string, (editor: Editor) => Outcome>> = {
  '\r': enter,
  '\n': enter,
  '\x03': editor => ({ editor: { ...emptyEditor, history: { ...editor.history, at: editor.history.lines.length } }, interrupted: true }),
  '\x0C': editor => ({ editor, cleared: true }),
  '\x7F': editor => editor.line.cursor === 0 ? { editor } : replace(editor, editor.line.letters.toSpliced(editor.line.cursor - 1, 1), editor.line.cursor - 1),
  '\b': editor => keys['\x7F']?.(editor) ?? { editor },
  '\x1B[3~': editor => replace(editor, editor.line.letters.toSpliced(editor.line.cursor, 1), editor.line.cursor),
  '\x01': editor => move(editor, 0),
  '\x1B[H': editor => move(editor, 0),
  '\x05': editor => move(editor, Infinity),
  '\x1B[F': editor => move(editor, Infinity),
  '\x1B[D': editor => move(editor, editor.line.cursor - 1),
  '\x1B[C': editor => move(editor, editor.line.cursor + 1),
  '\x1B[A': editor => recall(editor, editor.history.at - 1),
  '\x1B[B': editor => recall(editor, editor.history.at + 1),
  '\x0B': editor => replace(editor, editor.line.letters.slice(0, editor.line.cursor), editor.line.cursor),
  '\x15': editor => replace(editor, editor.line.letters.slice(editor.line.cursor), 0),
  '\x17': editor => replace(editor, editor.line.letters.toSpliced(wordStart(editor.line), editor.line.cursor - wordStart(editor.line)), wordStart(editor.line)),
}

export function press(editor: Editor, key: string): Outcome {
  if (Object.hasOwn(keys, key)) return keys[key]?.(editor) ?? { editor }
  if (key.length > 1 && key.startsWith('\x1B') || key < ' ') return { editor } // a key that means nothing here
  const { letters, cursor } = editor.line
  return replace(editor, letters.toSpliced(cursor, 0, key), cursor + 1)
}

/** What to write so that a terminal whose cursor stood in `before` shows `after`. */
export function redraw(before: Line, after: Line): string {
  const back = cellsOf(before.letters.slice(0, before.cursor).join(''))
  const forward = cellsOf(after.letters.slice(after.cursor).join(''))
  return `${back > 0 ? `\x1B[${back}D` : ''}\x1B[K${after.letters.join('')}${forward > 0 ? `\x1B[${forward}D` : ''}`
}
