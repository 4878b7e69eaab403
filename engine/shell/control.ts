// What a shell passes around: where output goes, and how control leaves a script.
import type { Input } from '../runtime/input.ts'

/** Thrown to leave the script. */
export class Exit {
  readonly code: number
  constructor(code: number) { this.code = code }
}

/** Thrown to leave a function; elsewhere it leaves the script. */
export class Return extends Exit {}

/** Thrown to leave a round of a loop, or the loop. */
export class LoopControl {
  readonly kind: 'break' | 'continue'
  /** So many loops it is about, from the innermost out. */
  readonly loops: number
  constructor(kind: 'break' | 'continue', loops = 1) {
    this.kind = kind
    this.loops = loops
  }
}

/** Thrown when somebody pressed Ctrl-C: what the command line was about is over. */
export class Interrupted {}

export interface Streams {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly stdin: string
  /** What is read as it comes, if that is not all there yet. */
  readonly input?: Input | undefined
}
