// Which steps of a lab are the clicks of a slide. A step is called by its name or its number (1 is the first).

export interface StepRange {
  /** How many steps lie behind when the slide is entered. */
  readonly before: number
  readonly clicks: number
}

export interface Asked {
  readonly from?: string | number | undefined
  readonly to?: string | number | undefined
  /** The state after this step (0: before the first), without any click. */
  readonly at?: string | number | undefined
}

/** What the author of a slide cannot have meant. */
export class RangeError extends Error {}

/** `names` are those of all steps, empty where a step has none. */
export function rangeOf(names: readonly string[], { from, to, at }: Asked): StepRange {
  if (names.length === 0) return { before: 0, clicks: 0 } // the lab cannot be read, which is said elsewhere
  if (at !== undefined) {
    if (from !== undefined || to !== undefined) throw new RangeError('at은 from, to와 함께 쓸 수 없습니다.')
    return { before: stepOf(names, 'at', at, 0), clicks: 0 }
  }
  const first = from === undefined ? 1 : stepOf(names, 'from', from, 1)
  const last = to === undefined ? names.length : stepOf(names, 'to', to, 1)
  if (last < first) throw new RangeError(`to(${last}단계)가 from(${first}단계)보다 앞에 있습니다.`)
  return { before: first - 1, clicks: last - first + 1 }
}

/** The number of the step whose picture is asked for; 0 is the picture before the first. */
export const stillOf = (names: readonly string[], still: string | number): number => stepOf(names, 'still', still, 0)

function stepOf(names: readonly string[], prop: string, asked: string | number, least: number): number {
  const text = String(asked)
  const named = names.indexOf(text) + 1
  if (named > 0 && text !== '') return named
  const number = /^\d+$/.test(text) ? Number(text) : -1
  if (number >= least && number <= names.length) return number
  const known = names.filter(Boolean)
  throw new RangeError(`${prop}="${text}": 그런 단계가 없습니다. 단계는 ${least}부터 ${names.length}까지${known.length > 0 ? `, 이름은 ${known.join(', ')}` : ''}입니다.`)
}
