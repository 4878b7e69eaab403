// How a strip is set: each still is laid out as wide as it is on its slide, so that nothing is cut, and shrunk to its column.
export interface StripLook {
  /** What a still is laid out for, and how wide its column is. */
  readonly stillPx: number
  readonly columnPx: number
  readonly perRow: number
  /** Its words beside it, where they would have little room below. */
  readonly isCaptionBeside: boolean
}

/** In slides.pdf a strip has pages of its own; in the handout it stands below its slide. */
export const stripLooks = {
  slides: { stillPx: 760, columnPx: 564, perRow: 2, isCaptionBeside: false },
  slidesWide: { stillPx: 1152, columnPx: 1152, perRow: 1, isCaptionBeside: false },
  handout: { stillPx: 760, columnPx: 440, perRow: 1, isCaptionBeside: true },
  handoutWide: { stillPx: 1152, columnPx: 660, perRow: 1, isCaptionBeside: false },
} as const satisfies Readonly<Record<string, StripLook>>

export const zoomOf = ({ stillPx, columnPx }: StripLook): number => columnPx / stillPx

export function stripStyle(look: StripLook): Readonly<Record<string, string>> {
  return {
    '--still-width': `${look.stillPx}px`,
    '--still-zoom': zoomOf(look).toFixed(4),
    '--strip-columns': String(look.perRow),
    ...look.isCaptionBeside && { '--still-columns': `${look.columnPx}px minmax(0, 1fr)` },
  }
}

/** The stills of each page. */
export const pagesOf = <T>(stills: readonly T[], perPage: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(stills.length / perPage) }, (_, page) => stills.slice(page * perPage, (page + 1) * perPage))
