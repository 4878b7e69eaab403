// What a process reads as it comes: a pipe that others write into, or a terminal.
import type { Process } from './process.ts'
import type { Task, Wait } from './task.ts'

export interface Taken { readonly piece: string | undefined }

/** An input is read piece by piece; a signal that the reader catches ends its waiting early, with an empty piece. */
export abstract class Input {
  private isClosed = false
  private resume: (() => void) | undefined

  /** Nothing more will come. */
  close(): void {
    this.isClosed = true
    this.wake()
  }

  /** Who reads it belongs to those whom Ctrl-C reaches. */
  join(_reader: Process): void {}
  leave(_reader: Process): void {}

  /** The next piece: what is there, or what comes; undefined at its end. */
  * read(reader: Process): Task<string | undefined> {
    for (;;) {
      const taken = this.take()
      if (taken) return taken.piece
      if (this.isClosed) return undefined
      yield* reader.until(this.news)
      if (reader.hasSignal) return ''
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
