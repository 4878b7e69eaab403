// One run in many windows: what was done to it, in one order for all. Whoever has the same deeds has the same tape.
import { stepsOn, type Entry } from './tape.ts'

/** How time is to go, from an instant on. */
export interface Pace {
  readonly nowMs: number
  readonly playing: boolean
  readonly speed: number
  /** It pauses when the step that is under way ends. */
  readonly untilStep: boolean
}

export type Deed =
  /** One more entry; a step only if it is the one that comes next. */
  | { readonly kind: 'add', readonly entry: Entry, readonly step?: number, readonly speed: number }
  /** Another tape, if so many steps had begun on the one before. */
  | { readonly kind: 'set', readonly tape: readonly Entry[], readonly nowMs: number, readonly fromSteps: number }
  | { readonly kind: 'pace', readonly pace: Pace }

export interface Told {
  /** Who did it, and his how manieth it is. */
  readonly author: string
  readonly count: number
  /** Its place among all; none yet while it is on its way to who gives out places. */
  readonly order: number | undefined
  readonly deed: Deed
}

export interface Agreed { readonly tape: readonly Entry[], readonly pace: Pace | undefined }

export class SharedLog {
  private told: Told[] = []

  get all(): readonly Told[] { return this.told }
  get isEmpty(): boolean { return this.told.length === 0 }
  /** The highest place that was given out. */
  get lastOrder(): number { return this.told.reduce((last, { order }) => Math.max(last, order ?? 0), 0) }

  /** Takes in what is new, or has a place now. Of how time is to go, only the last word of each counts. */
  take(told: Told): void {
    const isPace = told.deed.kind === 'pace'
    this.told = this.told.filter(other => other.author !== told.author || other.count !== told.count && !(isPace && other.deed.kind === 'pace' && other.count < told.count))
    if (isPace && this.told.some(other => other.author === told.author && other.deed.kind === 'pace' && other.count > told.count)) return
    const at = this.told.findLastIndex(other => isBefore(other, told)) + 1
    this.told.splice(at, 0, told)
  }

  /** What all have agreed on who have taken in the same. */
  agreed(): Agreed {
    let tape: Entry[] = []
    let pace: Pace | undefined
    for (const { deed } of this.told) {
      if (deed.kind === 'pace') pace = deed.pace
      else if (deed.kind === 'set') {
        if (deed.fromSteps !== stepsOn(tape)) continue
        tape = [...deed.tape]
        pace = { nowMs: deed.nowMs, playing: false, speed: pace?.speed ?? 1, untilStep: false }
      }
      else {
        const { entry, step, speed } = deed
        if (entry.kind === 'step' && step !== stepsOn(tape) + 1) continue
        const atMs = Math.max(entry.atMs, tape.at(-1)?.atMs ?? 0)
        tape.push(atMs === entry.atMs ? entry : { ...entry, atMs })
        pace = { nowMs: atMs, playing: true, speed, untilStep: entry.kind === 'step' }
      }
    }
    return { tape, pace }
  }
}

function isBefore(one: Told, other: Told): boolean {
  const a = one.order ?? Infinity
  const b = other.order ?? Infinity
  if (a !== b) return a < b
  return one.author === other.author ? one.count < other.count : one.author < other.author
}
