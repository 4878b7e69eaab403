// What a shell passes around: where output goes, and how control leaves a script.
import type { Input, Sink } from '../runtime/input.ts'

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

/** Thrown when the whole command line is over: somebody pressed Ctrl-C, or it went too far. */
export class Abandoned {
  readonly status: number
  constructor(status: number) { this.status = status }
}

/** An open file: to write to, to read from, or both. */
export interface Descriptor {
  readonly out?: Sink | undefined
  readonly input?: Input | undefined
}
export type Opened = ReadonlyMap<number, Descriptor>

export interface Streams {
  readonly out: Sink
  readonly err: Sink
  /** undefined: nothing, as from /dev/null. */
  readonly input: Input | undefined
  /** What scripts opened beside these three, by number. */
  readonly opened?: Opened | undefined
  /** What runs in the background of a script is out of reach of the terminal. */
  readonly terminal?: undefined
}
