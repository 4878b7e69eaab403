// How a strip is set: the stills side by side, each laid out in so many pixels and shrunk to its column.
export interface StripLook {
  /** What a still is laid out for, and how wide its column is. */
  readonly stillPx: number
  readonly columnPx: number
  readonly columns: number
}

/** In slides.pdf two on a page of their own; in the handout below their slide, those of a wide slide one by one. */
export const stripLooks = {
  slides: { stillPx: 760, columnPx: 564, columns: 2 },
  handout: { stillPx: 620, columnPx: 322, columns: 2 },
  handoutWide: { stillPx: 1152, columnPx: 660, columns: 1 },
} as const satisfies Readonly<Record<string, StripLook>>

export const zoomOf = ({ stillPx, columnPx }: StripLook): number => columnPx / stillPx

export function stripStyle(look: StripLook): Readonly<Record<string, string>> {
  return { '--still-width': `${look.stillPx}px`, '--still-zoom': zoomOf(look).toFixed(4), '--strip-columns': String(look.columns) }
}

/** The stills of each page. */
export const pagesOf = <T>(stills: readonly T[], perPage: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(stills.length / perPage) }, (_, page) => stills.slice(page * perPage, (page + 1) * perPage))
