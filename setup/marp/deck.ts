// What a deck is once it has been read.
import type { Background, Token } from './token.ts'

export interface Notice {
  /** Counted from one. */
  readonly line: number
  readonly text: string
}

export interface Slide {
  /** The block tokens between the start and the end of the slide, header and footer included. */
  readonly tokens: readonly Token[]
  /** Opens the slide; Marpit has put on it what the directives make of its section. */
  readonly open: Token
  readonly background: Background | undefined
  /** Comments that are no directives: the presenter's notes. */
  readonly comments: readonly string[]
  readonly notices: readonly Notice[]
}

export interface Deck {
  readonly slides: readonly Slide[]
  /** Global directives, wherever in the deck they stand. */
  readonly globals: Readonly<Record<string, unknown>>
  /** The front matter, with keys that Marp does not know. */
  readonly frontMatter: Readonly<Record<string, unknown>>
  readonly own: boolean
  render(tokens: readonly Token[]): string
}

/** How a deck is to be read: one of our own holds Vue components and Slidev's ways, a foreign one holds neither. */
export interface Ways {
  readonly own: boolean
  readonly math: boolean
}
