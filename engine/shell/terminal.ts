// A terminal session on a machine: keys in, text out, a shell behind it. It knows no screen: what it has said so far is
// a text with control sequences that any terminal can show.
import { Tty } from '../runtime/tty.ts'
import { bash } from './dialect.ts'
import type { Host } from './host.ts'
import { interact } from './interact.ts'
import { Shell } from './shell.ts'

const prompt = '$ '
/** After a line break, on a cleared screen, or where a program that had the whole terminal began. */
const atLineStart = /(\n|\x1B\[H|\x1B\[\?1049l)$/
const lastLetters = 10
/** More than anyone scrolls back; a runaway loop may write without end. */
const scrollbackLetters = 400_000

export class Terminal {
  /** Everything shown so far. It only grows, but for `dropped` letters forgotten at its front. */
  output = ''
  dropped = 0
  readonly shell: Shell
  private readonly tty = new Tty(text => this.show(text))

  constructor(host: Host) {
    const { out } = this.tty
    let shell: Shell | undefined
    host.login(process => {
      shell = new Shell(process, bash.name, [], bash)
      return interact(shell, this.tty, { ask: () => this.output === '' || atLineStart.test(this.output.slice(-lastLetters)) ? prompt : `\n${prompt}`, staysAtEnd: true })
    }, bash.name, { out, err: out, input: this.tty, terminal: this.tty })
    if (!shell) throw new Error('the shell of the terminal did not begin')
    this.shell = shell
  }

  /** Whether a command is under way. */
  get isBusy(): boolean { return !this.shell.isAsking }
  get lastStatus(): number { return this.shell.status }

  /** Keys as a terminal sends them; pasted lines run one after the other. */
  type(data: string): void { this.tty.type(data) }

  private show(text: string): void {
    this.output += text.replace(/\r?\n/g, '\r\n')
    const excess = this.output.length - scrollbackLetters
    if (excess > scrollbackLetters / 4) {
      this.output = this.output.slice(excess)
      this.dropped += excess
    }
  }
}
