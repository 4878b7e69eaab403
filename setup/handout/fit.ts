// How many pages of A4 a sheet takes, and whether it would take one less if it were set tighter.
const pxPerMm = 96 / 25.4
/** A4 less its margins, less a millimetre for what the printer rounds. */
export const pageMm = 262
/** A last page that is filled less than so far is not worth its paper. */
const leastShare = 0.4

export interface Fit {
  readonly pages: number
  /** What runs on to the last page is so little that less should be told. */
  readonly isSpilling: boolean
}

export function fitOf(heightPx: number): Fit {
  const filled = heightPx / (pageMm * pxPerMm)
  const pages = Math.max(1, Math.ceil(filled - 0.001))
  return { pages, isSpilling: pages > 1 && filled - (pages - 1) < leastShare }
}

/** The lines to write on end before the last page does: what may not be broken leaves room at the end of those before it. */
export const heightMm = (pages: number, slackMm: number): number => pages * pageMm - (pages - 1) * slackMm
