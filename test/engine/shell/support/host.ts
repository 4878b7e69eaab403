// A host with nothing on it but the usual tools, and somebody who types.
import { Clock } from '../../../../engine/clock/clock.ts'
import { Running } from '../../../../engine/runtime/task.ts'
import { Host } from '../../../../engine/shell/host.ts'
import { linesOf } from '../../../../engine/shell/screen.ts'
import { Terminal } from '../../../../engine/shell/terminal.ts'

/** Runs a line on a host, for so long: what was said, errors behind `!`, and the status. */
export function run(line: string, forMs = 60_000): string {
  const clock = new Clock()
  const { shell } = new Terminal(new Host({ clock, epochMs: 0, commands: new Map() }))
  let said = ''
  let status: number | undefined
  new Running(shell.aside(line, { out: text => { said += text }, err: text => { said += `!${text}` }, stdin: '' }), code => { status = code })
  clock.advanceTo(forMs)
  return `${said}[${status}]`
}

export class Typist {
  readonly clock = new Clock()
  readonly host = new Host({ clock: this.clock, epochMs: 0, commands: new Map() })
  readonly terminal = new Terminal(this.host)

  /** Types keys, lets a while pass after each, and answers the lines that came, from the one that was typed on. */
  says(...typed: readonly string[]): readonly string[] {
    const before = linesOf(this.terminal.output).length
    for (const keys of typed) {
      this.terminal.type(keys)
      this.clock.advanceTo(this.clock.nowMs + 1500)
    }
    return linesOf(this.terminal.output).slice(before - 1)
  }
}
