// Where the words of a chart over time stand. The law: no words on a cross, on a line through the lanes, or on other words;
// what finds no such place is not written (its title says it).
import { placeOf, type ChartGuide, type ChartLane, type ChartSpan, type Domain } from './chart.ts'
import { widthOf } from './words.ts'

export interface Placed {
  readonly key: string
  readonly text: string
  readonly leftPx: number
  readonly widthPx: number
  /** In its stretch, or beside it where that is too narrow. */
  readonly isBeside: boolean
}

interface Room { readonly fromPx: number, readonly toPx: number }

/** Half of a cross, half of a line, and the air between words and what they must not touch. */
const markPx = 11
const linePx = 2
const airPx = 5
/** A stretch's border with its padding. */
const insetPx = 8
/** Words beside a stretch are its own only if they stand next to it. */
const nearPx = 24

const around = (px: number, halfPx: number): Room => ({ fromPx: px - halfPx, toPx: px + halfPx })

/** Where in the room so many pixels are free: the leftmost place, or the rightmost. */
function freeIn({ fromPx, toPx }: Room, widthPx: number, taken: readonly Room[], fromRight = false): number | undefined {
  const isFree = (leftPx: number): boolean => leftPx >= fromPx && leftPx + widthPx <= toPx
    && taken.every(one => one.toPx + airPx <= leftPx || leftPx + widthPx + airPx <= one.fromPx)
  const places = fromRight
    ? [toPx - widthPx, ...taken.map(one => one.fromPx - airPx - widthPx)].sort((a, b) => b - a)
    : [fromPx, ...taken.map(one => one.toPx + airPx)].sort((a, b) => a - b)
  return places.find(isFree)
}

/** The stretches that are seen, as they lie on a track so many pixels wide. */
const boxOf = (span: ChartSpan, domain: Domain, nowMs: number, trackPx: number): Room =>
  ({ fromPx: placeOf(domain, span.fromMs) / 100 * trackPx, toPx: placeOf(domain, span.toMs ?? nowMs) / 100 * trackPx })

/** The words of a lane: those of its stretches, and those to the right of its marks. */
export function wordsOfLane({ spans, marks }: ChartLane, domain: Domain, nowMs: number, linesMs: readonly number[], trackPx: number): readonly Placed[] {
  const pxOf = (atMs: number): number => placeOf(domain, atMs) / 100 * trackPx
  const isSeen = (atMs: number): boolean => atMs >= domain.fromMs && atMs <= domain.toMs
  const boxes = spans.map(span => boxOf(span, domain, nowMs, trackPx)).filter(({ fromPx, toPx }) => toPx > fromPx)
  const seenMarks = marks.filter(({ atMs }) => isSeen(atMs))
  const fixed = [...seenMarks.map(({ atMs }) => around(pxOf(atMs), markPx)), ...linesMs.filter(isSeen).map(atMs => around(pxOf(atMs), linePx))]
  const placed: Placed[] = []
  const taken = (): readonly Room[] => [...fixed, ...placed.map(({ leftPx, widthPx }) => ({ fromPx: leftPx, toPx: leftPx + widthPx }))]

  for (const { key, atMs, text } of seenMarks) {
    if (!text) continue
    const leftPx = pxOf(atMs) + markPx + 2
    const widthPx = widthOf(text)
    const others = taken().filter(({ fromPx, toPx }) => Math.abs((fromPx + toPx) / 2 - pxOf(atMs)) > 1)
    if (leftPx + widthPx <= trackPx && others.every(one => one.toPx <= leftPx - 2 || leftPx + widthPx + airPx <= one.fromPx)) placed.push({ key: `mark ${key}`, text, leftPx, widthPx, isBeside: true })
  }

  for (const span of spans) {
    const box = boxOf(span, domain, nowMs, trackPx)
    if (box.toPx <= box.fromPx) continue
    const inside = (widthPx: number): number | undefined => {
      const room = { fromPx: box.fromPx + insetPx, toPx: box.toPx - insetPx }
      const middle = (box.fromPx + box.toPx - widthPx) / 2
      const centred = span.tone === 'gap' ? freeIn({ fromPx: middle, toPx: middle + widthPx }, widthPx, taken()) : undefined
      return widthPx <= room.toPx - room.fromPx ? centred ?? freeIn(room, widthPx, taken()) : undefined
    }
    const beside = (widthPx: number): number | undefined => {
      const isLast = boxes.every(({ toPx }) => toPx <= box.toPx)
      const isFirst = boxes.every(({ fromPx }) => fromPx >= box.fromPx)
      const after = isLast ? freeIn({ fromPx: box.toPx + airPx, toPx: trackPx }, widthPx, taken()) : undefined
      if (after !== undefined && after - box.toPx <= nearPx) return after
      const before = isFirst ? freeIn({ fromPx: 0, toPx: box.fromPx - airPx }, widthPx, taken(), true) : undefined
      return before !== undefined && box.fromPx - before - widthPx <= nearPx ? before : undefined
    }
    const texts = [span.text, ...span.shorter ?? []].filter(text => text !== '')
    const found = [texts.slice(0, 1), texts.slice(1)].flatMap(some => [inside, beside].flatMap(where => some.map((text) => {
      const widthPx = widthOf(text)
      return { text, widthPx, leftPx: where(widthPx), isBeside: where === beside }
    }))).find(({ leftPx }) => leftPx !== undefined)
    if (found?.leftPx !== undefined) placed.push({ ...found, leftPx: found.leftPx, key: String(span.key) })
  }
  return placed
}

export interface PlacedGuide extends ChartGuide {
  readonly atPx: number
  readonly leftPx: number
  readonly widthPx: number
  /** Which row above the lanes its words are in, from below; -1 without words. Its line begins there. */
  readonly row: number
}

const rowsAtMost = 4

/** The words of the lines through all lanes, in rows above them: to the right of their line where that is free, or to the
 *  left, or a row higher. A line that finds no place for its words has none. */
export function placeGuides(guides: readonly ChartGuide[], domain: Domain, trackPx: number): readonly PlacedGuide[] {
  const seen = guides.filter(({ atMs }) => atMs >= domain.fromMs && atMs <= domain.toMs)
    .map(guide => ({ ...guide, atPx: placeOf(domain, guide.atMs) / 100 * trackPx, widthPx: widthOf(guide.text) }))
    .sort((a, b) => b.atPx - a.atPx) // from the right: those to the left can pass above
  const placed: PlacedGuide[] = []
  for (const guide of seen) {
    const places = Array.from({ length: rowsAtMost }, (_, row) => row).flatMap(row => [guide.atPx + airPx, guide.atPx - airPx - guide.widthPx].map(leftPx => ({ ...guide, row, leftPx })))
    const place = places.find(one => one.leftPx >= 0 && one.leftPx + one.widthPx <= trackPx && placed.every(other => !areInTheWay(one, other) && !areInTheWay(other, one)))
    placed.push(place ?? { ...guide, text: '', widthPx: 0, leftPx: guide.atPx, row: -1 })
  }
  return placed
}

/** Whether the words of one lie on those of the other, or on its line. */
function areInTheWay(one: PlacedGuide, other: PlacedGuide): boolean {
  const isAcross = (px: number): boolean => px > one.leftPx - linePx && px < one.leftPx + one.widthPx + linePx
  return one.text !== '' && (other.row >= one.row && isAcross(other.atPx)
    || other.row === one.row && other.text !== '' && one.leftPx < other.leftPx + other.widthPx + airPx && other.leftPx < one.leftPx + one.widthPx + airPx)
}

const codePx = 10.5
/** The room that the names of the lanes take where there is little: as much as the longest, with its note, and not more. */
export function roomForNames(lanes: readonly ChartLane[], mostPx: number): number {
  const longest = lanes.map(({ name, note }) => [...name].reduce((sum, letter) => sum + (letter > '\u1100' ? 2 : 1), 0) * codePx + (note ? widthOf(note) + 12 : 0))
  return Math.round(Math.min(mostPx, Math.max(80, ...longest) + 14))
}

/** Which of the evenly spaced ticks have a label: every one, every second … so that none touches the next. */
export function labelledTicks<T>(ticks: readonly T[], labelOf: (tick: T) => string, trackPx: number): readonly T[] {
  // The first begins at its tick and the last ends there, the others have theirs in their middle.
  const widestPx = Math.max(0, ...ticks.map(tick => widthOf(labelOf(tick)))) * 1.5 + airPx
  const every = Math.max(1, Math.ceil(widestPx * (ticks.length - 1) / trackPx))
  return ticks.filter((_, i) => i % every === 0)
}
