// The chapters of the deck with their slides, for a table of contents.

interface Slide {
  readonly no: number
  readonly meta: { readonly slide: { readonly title?: string, readonly frontmatter: { readonly layout?: string, readonly [key: string]: unknown } } }
}

export interface Station {
  readonly number: number
  readonly title: string
  /** Where it begins. */
  readonly no: number
  /** The addresses of its slides. */
  readonly addresses: readonly string[]
}

/** What comes before the first chapter is no station: there one has been when one looks at the map. */
export function stationsOf(slides: readonly Slide[]): readonly Station[] {
  const begins = slides.filter(({ meta }) => meta.slide.frontmatter.layout === 'chapter')
  return begins.map(({ no, meta }, index) => {
    const end = begins[index + 1]?.no ?? Infinity
    const own = slides.filter(slide => slide.no >= no && slide.no < end)
    return { number: index + 1, title: meta.slide.title ?? '', no, addresses: own.map(addressOf) }
  })
}

/** The lasting address of a slide; the number of one that has none. */
export function addressOf({ no, meta }: Slide): string {
  const { routeAlias } = meta.slide.frontmatter
  return typeof routeAlias === 'string' ? routeAlias : String(no)
}
