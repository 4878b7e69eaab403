// Lines as they come: of files one after the other, or of the input while it is still being written.
import { FileError, resolvePath } from '../files.ts'
import type { Task } from '../task.ts'
import { plainly, readFile, type Bench, type Complaint } from './bench.ts'

export class Lines {
  status = 0
  /** Whether the last line ended as lines do. */
  isWhole = true
  /** The file that the last line came from. */
  name = ''
  /** What number the last line had in its file. */
  number = 0
  private readonly bench: Bench
  private readonly tool: string
  private readonly complaint: Complaint
  private readonly names: string[]
  private text = ''
  private at = 0
  private isOpen = false
  private isInput = false
  private ahead: { readonly line: string | undefined, readonly isWhole: boolean } | undefined

  constructor(bench: Bench, tool: string, names: readonly string[], complaint: Complaint = plainly) {
    this.bench = bench
    this.tool = tool
    this.complaint = complaint
    this.names = names.length > 0 ? [...names] : ['-']
  }

  * next(): Task<string | undefined> {
    const { ahead } = this
    this.ahead = undefined
    if (ahead) this.isWhole = ahead.isWhole
    return ahead ? ahead.line : yield* this.take()
  }

  /** Whether there are no more; it waits for the answer. */
  * isAtEnd(): Task<boolean> {
    const { isWhole } = this
    this.ahead ??= { line: yield* this.take(), isWhole: this.isWhole }
    this.isWhole = isWhole
    return this.ahead.line === undefined
  }

  private* take(): Task<string | undefined> {
    for (;;) {
      const end = this.isOpen ? this.text.indexOf('\n', this.at) : -1
      if (end >= 0) return this.line(end, true)
      const piece = this.isOpen && this.isInput ? yield* this.bench.read() : undefined
      if (piece !== undefined) {
        this.text = this.text.slice(this.at) + piece
        this.at = 0
      }
      else if (this.isOpen && this.at < this.text.length) return this.line(this.text.length, false)
      else if (!this.open()) return undefined
    }
  }

  private line(end: number, isWhole: boolean): string {
    const line = this.text.slice(this.at, end)
    this.at = end + 1
    this.number++
    this.isWhole = isWhole
    return line
  }

  /** Opens the next file; false when there is none. */
  private open(): boolean {
    this.isOpen = false
    const name = this.names.shift()
    if (name === undefined) return false
    Object.assign(this, { name, number: 0, at: 0, text: '', isInput: name === '-' })
    this.isOpen = true
    if (name === '-') return true
    try { this.text = readFile(this.bench, resolvePath(this.bench.cwd, name)) }
    catch (error) {
      if (!(error instanceof FileError)) throw error
      this.bench.err(`${this.tool}: ${this.complaint(name, error.message)[this.bench.style]}\n`)
      this.status = 1
      this.isOpen = false
    }
    return true
  }
}

/** Does something with each line as it comes; answers the status of the reading. */
export function* eachLine(bench: Bench, tool: string, names: readonly string[], act: (line: string, lines: Lines) => void, complaint?: Complaint): Task<number> {
  const lines = new Lines(bench, tool, names, complaint)
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    act(line, lines)
    yield* bench.room()
  }
  return lines.status
}
