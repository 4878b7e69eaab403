// What a process reads as it comes: a pipe that others write into, or a terminal.
import type { Process } from './process.ts'
import type { Task, Wait } from './task.ts'

/** A place to write to; behind it may be a pipe, which fills up, or a terminal, which somebody looks at. */
export interface Sink {
  (text: string): void
  readonly pipe?: Pipe
  readonly isTerminal?: boolean
  readonly isFile?: boolean
}

export interface Taken { readonly piece: string | undefined }

/** An input is read piece by piece; a signal that the reader catches ends its waiting early, with an empty piece. */
export abstract class Input {
  private isClosed = false
  private rest = ''
  private readonly waiting = new Set<() => void>()

  /** Nothing more will come. */
  close(): void {
    this.isClosed = true
    this.wake()
  }

  /** The next piece: what is there, or what comes; undefined at its end. */
  * read(reader?: Process): Task<string | undefined> {
    if (this.rest !== '') return this.takeRest()
    for (;;) {
      const taken = this.take(reader)
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
  protected abstract take(reader?: Process): Taken | undefined

  protected takeRest(): string {
    const { rest } = this
    this.rest = ''
    return rest
  }

  protected wake(): void { for (const resume of [...this.waiting]) resume() }

  protected readonly news: Wait = resume => among(this.waiting, resume)
}

/** Waits among others, once. */
function among(waiting: Set<() => void>, resume: () => void): () => void {
  const wake = (): void => {
    waiting.delete(wake)
    resume()
  }
  waiting.add(wake)
  return () => { waiting.delete(wake) }
}

/** So much waits in a pipe before its writers do. */
const capacity = 65_536

/** Text that comes as it is written. It ends when its writers have gone, and breaks when its readers have. */
export class Pipe extends Input {
  isBroken = false
  private text = ''
  private ended = false
  private writers = 0
  private readers = 0
  private readonly held = new Set<() => void>()

  /** One in which everything is there already. */
  static of(text: string): Pipe {
    const pipe = new Pipe()
    pipe.write(text)
    pipe.close()
    return pipe
  }

  write(text: string): void {
    this.text += text
    this.wake()
  }

  override close(): void {
    this.ended = true
    super.close()
  }

  joinWriter(): void { this.writers++ }
  leaveWriter(): void { if (--this.writers === 0) this.close() }
  joinReader(): void { this.readers++ }
  leaveReader(): void {
    if (--this.readers > 0) return
    this.isBroken = true
    this.letWritersGoOn()
  }

  get isFull(): boolean { return this.text.length >= capacity && !this.isBroken }

  /** Resumes when there is room again. */
  readonly room: Wait = resume => among(this.held, resume)

  /** All of it, once nothing more will come. */
  get whole(): string | undefined { return this.ended ? this.text : undefined }

  /** What is there now. */
  takeAll(): string { return this.takeRest() + (this.take()?.piece ?? '') }

  protected take(): Taken | undefined {
    const { text } = this
    this.text = ''
    this.letWritersGoOn()
    return text === '' ? undefined : { piece: text }
  }

  private letWritersGoOn(): void { for (const resume of [...this.held]) resume() }
}
