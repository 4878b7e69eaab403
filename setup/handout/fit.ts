// How many pages of A4 a sheet takes, and how tight it is set so that it takes no page more for a few lines.
const pxPerMm = 96 / 25.4
/** A4 less its margins, less a millimetre for what the printer rounds. */
const pageMm = 262

/** How much less is told of what labs did, and how close the lines of the note are. */
export type Tightness = 0 | 1 | 2

export interface Fit {
  readonly pages: number
  readonly tightness: Tightness
  /** It does not fit better however tight it is: so it is not. */
  readonly isLast: boolean
}

/** A last page that is filled less than so far is worth a try at the next tightness. */
const worthTrying = [0.5, 0.3]

/** The next thing to try, from how high a sheet is as it is set now. */
export function nextFit({ tightness, isLast }: Fit, heightPx: number): Fit {
  const filled = heightPx / (pageMm * pxPerMm)
  const pages = Math.max(1, Math.ceil(filled))
  const leastShare = worthTrying[tightness] ?? 0
  if (isLast || pages === 1) return { pages, tightness, isLast }
  if (filled - (pages - 1) < leastShare) return { pages, tightness: tightness === 0 ? 1 : 2, isLast }
  return { pages, tightness: 0, isLast: true }
}

/** The lines to write on end before the last page does: what may not be broken leaves room at the end of those before it. */
export const heightMm = (pages: number, slackMm: number): number => pages * pageMm - (pages - 1) * slackMm
