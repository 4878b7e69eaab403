// A terminal, as the kernel sees it: keys come in, and whoever reads gets them line by line, or raw. What editing a
// shell offers on its command line is the shell's own.
import { Input, type Taken } from './input.ts'
import type { Process } from './process.ts'

/** One key of a terminal's input: a letter, a control character or an escape sequence. */
export const keysOf = (data: string): readonly string[] => data.match(/\x1B\[[0-9;]*[A-Za-z~]|\x1BO[A-Za-z]|[\s\S]/gu) ?? []

const interruptKey = '\x03'
const endKey = '\x04'
const eraseKey = '\x7F'

export class Tty extends Input {
  private keys: string[] = []
  private line: string[] = []
  private mode: 'lines' | 'raw' = 'lines'
  private readonly processes = new Set<Process>()
  private readonly show: (text: string) => void

  constructor(show: (text: string) => void) {
    super()
    this.show = show
  }

  /** Those whom Ctrl-C reaches. */
  join(process: Process): void { this.processes.add(process) }
  leave(process: Process): void { this.processes.delete(process) }

  type(data: string): void {
    for (const key of keysOf(data)) {
      if (key === interruptKey && this.mode === 'lines') this.interrupt()
      else this.keys.push(key)
    }
    this.wake()
  }

  /** Raw: keys go through as they are, Ctrl-C too. Answers how it was before. */
  setRaw(isRaw: boolean): boolean {
    const before = this.mode === 'raw'
    this.mode = isRaw ? 'raw' : 'lines'
    return before
  }

  /** What was typed ahead, given back by who had taken too much. */
  giveBack(keys: string): void { this.keys.unshift(...keysOf(keys)) }

  private interrupt(): void {
    this.keys = []
    this.line = []
    this.show('^C\n')
    for (const process of [...this.processes]) process.signal('INT') // the shell first: it must know why its command ends
  }

  protected take(): Taken | undefined {
    if (this.mode === 'raw') return this.keys.length > 0 ? { piece: this.keys.splice(0).join('') } : undefined
    for (let key = this.keys.shift(); key !== undefined; key = this.keys.shift()) {
      if (key === endKey) return { piece: this.line.length > 0 ? this.line.splice(0).join('') : undefined }
      if (key === '\r' || key === '\n') {
        this.show('\n')
        return { piece: `${this.line.splice(0).join('')}\n` }
      }
      this.edit(key)
    }
    return undefined
  }

  private edit(key: string): void {
    if (key === eraseKey || key === '\b') {
      if (this.line.pop() !== undefined) this.show('\b \b')
    }
    else if (key >= ' ' && key.length === [...key].length) {
      this.line.push(key)
      this.show(key)
    }
  }
}
