// A terminal session on a machine: keys in, text out, one command in the foreground at a time. It knows no screen:
// what it has said so far is a text with control sequences that any terminal can show.
import type { Client } from '../client/client.ts'
import { Process } from '../client/process.ts'
import { emptyEditor, keysOf, press, redraw, type Editor } from './line-editor.ts'
import type { Shell } from './shell.ts'

const prompt = '$ '
/** More than anyone scrolls back; a runaway loop may write without end. */
const scrollbackLetters = 400_000

export class Terminal {
  /** Everything shown so far. It only grows, but for `dropped` letters forgotten at its front. */
  output = prompt
  dropped = 0
  lastStatus = 0
  private editor: Editor = emptyEditor
  private process: Process<number> | undefined
  private readonly shell: Shell
  private readonly client: Client
  private readonly pasted: string[] = []

  constructor(shell: Shell, client: Client) {
    this.shell = shell
    this.client = client
  }

  get isBusy(): boolean { return this.process?.isRunning ?? false }

  /** Keys as a terminal sends them; pasted lines run one after the other. */
  type(data: string): void {
    for (const key of keysOf(data)) {
      if (!this.isBusy) this.edit(key)
      else if (key === '\x03') this.interrupt()
      else this.pasted.push(key)
    }
  }

  private edit(key: string): void {
    const before = this.editor.line
    const { editor, entered, interrupted, cleared } = press(this.editor, key)
    this.editor = editor
    if (entered !== undefined) this.enter(entered)
    else if (interrupted) this.show(`^C\n${prompt}`)
    else if (cleared) this.show(`\x1B[2J\x1B[H${prompt}${editor.line.letters.join('')}`)
    else if (editor.line !== before) this.show(redraw(before, editor.line))
  }

  private enter(line: string): void {
    this.show('\n')
    if (line.trim() === '') return this.show(prompt)
    let done = false
    const process = new Process(this.shell.run(line), {
      client: this.client,
      name: line,
      write: (_to, text) => this.show(text),
      exited: status => {
        done = true
        this.finish(status)
      },
    })
    if (!done) this.process = process
  }

  private interrupt(): void {
    this.process?.interrupt()
    this.pasted.length = 0
    this.show('^C\n')
    this.finish(130)
  }

  private finish(status: number): void {
    this.lastStatus = status
    this.process = undefined
    if (!this.output.endsWith('\n')) this.show('\n')
    this.show(prompt)
    for (let key = this.pasted.shift(); key !== undefined; key = this.pasted.shift()) {
      this.edit(key)
      if (this.isBusy) return
    }
  }

  private show(text: string): void {
    this.output += text.replace(/\r?\n/g, '\r\n')
    const excess = this.output.length - scrollbackLetters
    if (excess > scrollbackLetters / 4) {
      this.output = this.output.slice(excess)
      this.dropped += excess
    }
  }
}
