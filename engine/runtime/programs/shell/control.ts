// What a shell passes around: where output goes, and how control leaves a script.

/** Thrown to leave the script. */
export class Exit {
  readonly code: number
  constructor(code: number) { this.code = code }
}

/** Thrown to leave a round of a loop, or the loop. */
export class LoopControl {
  readonly kind: 'break' | 'continue'
  constructor(kind: 'break' | 'continue') { this.kind = kind }
}

export interface Streams {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly stdin: string
}
