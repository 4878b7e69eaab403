// Asks for a command line on a terminal: keys edit it, arrows bring back lines that were entered before, Tab says what
// could follow.
import type { Task } from '../runtime/task.ts'
import { keysOf, type Tty } from '../runtime/tty.ts'
import { commonBeginning, completionsAt, inColumns, type Completion } from './complete/index.ts'
import { below, drawn, redraw, shownOf } from './line-display.ts'
import { emptyEditor, insert, isText, press, textOf, type Editor } from './line-editor.ts'
import type { Shell } from './shell.ts'

/** Nobody looks through more without being asked. */
const mostShown = 100

/** So many keys from here on are plain letters. */
function runOfText(keys: readonly string[], from: number): number {
  let end = from
  while (end < keys.length && isText(keys[end] ?? '')) end++
  return end - from
}

export class LinePrompt {
  private editor: Editor = emptyEditor
  private readonly tty: Tty
  private readonly shell: Shell
  private prompt = ''

  constructor(tty: Tty, shell: Shell) {
    this.tty = tty
    this.shell = shell
  }

  /** The line that is entered; undefined at the end of all. */
  * line(prompt: string): Task<string | 'interrupted' | undefined> {
    const { tty, shell: { process, history } } = this
    const lastLine = prompt.lastIndexOf('\n') + 1
    this.prompt = prompt.slice(lastLine)
    this.editor = { ...emptyEditor, cut: this.editor.cut, isPasting: this.editor.isPasting }
    tty.setRaw(true, true)
    process.out(prompt.slice(0, lastLine) + this.draw())
    let tabs = 0
    try {
      for (;;) {
        const typed = yield* tty.read(process)
        while (process.takeSignal()) { /* at the prompt there is nothing to end */ }
        if (typed === undefined) return undefined
        const keys = keysOf(typed)
        for (let i = 0; i < keys.length; i++) {
          const run = this.editor.search ? 0 : runOfText(keys, i)
          if (run > 1) { // what was pasted is shown once, not letter by letter
            tabs = 0
            this.show(insert(this.editor, keys.slice(i, i + run).join('')))
            i += run - 1
            continue
          }
          const key = keys[i] ?? ''
          const { editor, what } = press(this.editor, key, history)
          if (what === 'completed') {
            yield* this.complete(++tabs > 1)
            continue
          }
          tabs = 0
          if (what === 'ended' || what === 'entered' || what === 'interrupted') {
            tty.giveBack(keys.slice(i + 1).join(''))
            if (what === 'ended') return undefined
            this.show(editor.search || this.editor.search ? editor : this.editor)
            process.out((what === 'interrupted' ? '^C' : '') + below(shownOf(this.prompt, this.editor), this.columns))
            return what === 'interrupted' ? 'interrupted' : textOf(editor.line)
          }
          if (what === 'cleared') process.out(`\x1B[2J\x1B[H${this.draw()}`)
          this.show(editor)
        }
      }
    }
    finally { tty.setRaw(false) }
  }

  private get columns(): number { return this.tty.size.columns }
  private draw(): string { return drawn(shownOf(this.prompt, this.editor), this.columns) }

  private show(editor: Editor): void {
    const text = redraw(shownOf(this.prompt, this.editor), shownOf(this.prompt, editor), this.columns)
    if (text !== '') this.shell.process.out(text)
    this.editor = editor
  }

  /** One Tab goes on as far as there is no choice; two show the choices. */
  private* complete(listsAll: boolean): Task {
    const { letters, cursor } = this.editor.line
    const before = letters.slice(0, cursor).join('')
    const completion = yield* completionsAt(this.shell, before)
    const { candidates, word } = completion
    const [only] = candidates
    if (!only) return
    if (candidates.length === 1) return this.replaceWord(word, only.text + (only.isOpen ? '' : ' '))
    const common = commonBeginning(candidates.map(({ text }) => text))
    if (common.length > word.length) this.replaceWord(word, common)
    else if (listsAll) yield* this.list(completion)
  }

  private replaceWord(word: string, by: string): void {
    const { letters, cursor } = this.editor.line
    const from = cursor - [...word].length
    this.show(insert({ ...this.editor, line: { letters: letters.toSpliced(from, cursor - from), cursor: from } }, by))
  }

  private* list({ candidates }: Completion): Task {
    const { out } = this.shell.process
    out(below(shownOf(this.prompt, this.editor), this.columns))
    if (candidates.length <= mostShown || (yield* this.agrees(`Display all ${candidates.length} possibilities? (y or n)`))) out(inColumns(candidates, this.columns))
    out(this.draw())
  }

  private* agrees(question: string): Task<boolean> {
    const { tty, shell: { process } } = this
    process.out(question)
    for (;;) {
      const keys = keysOf((yield* tty.read(process)) ?? 'n')
      const at = keys.findIndex(key => /^[yYnN \t\x03\x07\x7F]$/.test(key))
      if (at < 0) continue
      tty.giveBack(keys.slice(at + 1).join(''))
      process.out('\n')
      return /^[yY \t]$/.test(keys[at] ?? '')
    }
  }
}
