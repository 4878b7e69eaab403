// One run in many windows: what was done to it, in one order for all. Whoever has the same deeds has the same tape.
import { entryOf, fieldsOf, RunError } from './run-text.ts'
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

/** What came from another window. Throws when it is none of what is written here. */
export function toldOf(value: unknown): Told {
  const { author, count, order, deed } = fieldsOf(value)
  if (typeof author !== 'string' || typeof count !== 'number' || order !== undefined && typeof order !== 'number') throw new RunError('모르는 소식입니다.')
  return { author, count, order, deed: deedOf(deed) }
}

function deedOf(value: unknown): Deed {
  const { kind, entry, step, speed, tape, nowMs, fromSteps, pace } = fieldsOf(value)
  if (kind === 'add') return { kind, entry: entryOf(entry), speed: numberOf(speed), ...step !== undefined && { step: numberOf(step) } }
  if (kind === 'set' && Array.isArray(tape)) return { kind, tape: tape.map(entryOf), nowMs: numberOf(nowMs), fromSteps: numberOf(fromSteps) }
  if (kind !== 'pace') throw new RunError('모르는 소식입니다.')
  const told = fieldsOf(pace)
  return { kind, pace: { nowMs: numberOf(told['nowMs']), playing: told['playing'] === true, speed: numberOf(told['speed']), untilStep: told['untilStep'] === true } }
}

function numberOf(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new RunError('모르는 소식입니다.')
}
