// Titles. Slidev puts them into templates of its own, as Markdown: neither a tag nor braces may be left in them.
import type { Deck, Slide } from './deck.ts'
import { headingsOf, type Heading } from './text.ts'

export function titleText(title: string): string {
  return title.replaceAll('{{', '{ {').replaceAll('<', '&lt;').trim()
}

export function headingOf({ tokens }: Slide): Heading | undefined {
  return headingsOf(tokens).find(({ text }) => text !== '')
}

/** What the deck calls itself, or its first heading. */
export function deckTitle(deck: Deck): string | undefined {
  const title = deck.globals['title']
  if (typeof title === 'string') return titleText(title)
  const heading = deck.slides.map(headingOf).find(found => found !== undefined)
  return heading && titleText(heading.text)
}
