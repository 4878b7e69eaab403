// What a process reads as it comes: a pipe that others write into, or a terminal.
import type { Process } from './process.ts'
import type { Task, Wait } from './task.ts'

export interface Taken { readonly piece: string | undefined }

/** An input is read piece by piece; a signal that the reader catches ends its waiting early, with an empty piece. */
export abstract class Input {
  private isClosed = false
  private rest = ''
  private resume: (() => void) | undefined

  /** Nothing more will come. */
  close(): void {
    this.isClosed = true
    this.wake()
  }

  /** The next piece: what is there, or what comes; undefined at its end. */
  * read(reader?: Process): Task<string | undefined> {
    if (this.rest !== '') {
      const { rest } = this
      this.rest = ''
      return rest
    }
    for (;;) {
      const taken = this.take()
      if (taken) return taken.piece
      if (this.isClosed) return undefined
      if (reader) yield* reader.until(this.news)
      else yield this.news
      if (reader?.hasSignal) return ''
    }
  }

  /** The next line, with its end if it has one; what comes behind it stays for who reads next. */
  * readLine(reader: Process): Task<string | undefined> {
    let line = ''
    for (;;) {
      const piece = yield* this.read(reader)
      if (piece === undefined) return line === '' ? undefined : line
      const end = piece.indexOf('\n') + 1
      line += end === 0 ? piece : piece.slice(0, end)
      if (end > 0) this.rest = piece.slice(end)
      if (end > 0 || reader.hasSignal) return line
    }
  }

  /** What can be read now, if anything can: a piece, or its end. */
  protected abstract take(): Taken | undefined

  protected wake(): void { this.resume?.() }

  protected readonly news: Wait = resume => {
    this.resume = resume
    return () => { this.resume = undefined }
  }
}

/** Text that comes as it is written. */
export class Pipe extends Input {
  private text = ''
  private ended = false

  write(text: string): void {
    this.text += text
    this.wake()
  }

  override close(): void {
    this.ended = true
    super.close()
  }

  /** All of it, once nothing more will come. */
  get whole(): string | undefined { return this.ended ? this.text : undefined }

  protected take(): Taken | undefined {
    const { text } = this
    this.text = ''
    return text === '' ? undefined : { piece: text }
  }
}
