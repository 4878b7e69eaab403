// Asks for a command line on a terminal: keys edit it, arrows bring back lines that were entered before.
import type { Process } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import { keysOf, type Tty } from '../runtime/tty.ts'
import type { Shell } from './shell.ts'
import { emptyEditor, press, redraw, type Editor } from './line-editor.ts'

const endKey = '\x04'

export class LinePrompt {
  private editor: Editor = emptyEditor
  private readonly tty: Tty
  private readonly process: Process

  constructor(tty: Tty, { process }: Shell) {
    this.tty = tty
    this.process = process
  }

  /** The line that is entered, with its line break; an object when Ctrl-C ended it, undefined at the end of all. */
  * line(prompt: string): Task<string | 'interrupted' | undefined> {
    const { tty, process: { out } } = this
    tty.setRaw(true)
    out(prompt)
    try {
      for (;;) {
        const typed = yield* tty.read(this.process)
        while (this.process.takeSignal()) { /* at the prompt there is nothing to end */ }
        if (typed === undefined) return undefined
        const keys = keysOf(typed)
        for (const [i, key] of keys.entries()) {
          const { line } = this.editor
          if (key === endKey && line.letters.length === 0) {
            tty.giveBack(keys.slice(i + 1).join(''))
            return undefined
          }
          const { editor, entered, interrupted, cleared } = press(this.editor, key)
          this.editor = editor
          if (entered !== undefined || interrupted) {
            tty.giveBack(keys.slice(i + 1).join(''))
            out(interrupted ? '^C\n' : '\n')
            return interrupted ? 'interrupted' : entered
          }
          if (cleared) out(`\x1B[2J\x1B[H${prompt}${editor.line.letters.join('')}`)
          else if (editor.line !== line) out(redraw(line, editor.line))
        }
      }
    }
    finally { tty.setRaw(false) }
  }
}
