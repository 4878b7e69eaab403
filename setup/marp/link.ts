// Links. In Marp `#3` is the third slide and `#some-heading` the slide of that heading; Slidev has routes instead, so the
// slide that is meant gets an alias.
import type { Slide } from './deck.ts'
import { openTag } from './html/pieces.ts'
import { headingsOf } from './text.ts'
import type { MarkdownIt, Token } from './token.ts'

export function link(md: MarkdownIt): void {
  md.renderer.rules['link_open'] = (tokens, index, options, { aims }, self) => {
    const token = tokens[index]
    const href = token?.attrGet('href') ?? ''
    if (isInner(href)) return openTag(tagOf(href, aims), aims?.has(href) ? [['to', alias(aims.get(href) ?? 1)]] : [])
    if (/^https?:/.test(href)) token?.attrSet('target', '_blank')
    return self.renderToken(tokens, index, options)
  }
  md.renderer.rules['link_close'] = (tokens, index, _options, { aims }) => {
    const open = tokens.slice(0, index).findLast(token => token.type === 'link_open')
    return `</${tagOf(open?.attrGet('href') ?? '', aims)}>`
  }
}

/** `#/p03-quorum` is an address already. */
const isInner = (href: string): boolean => /^#(?!\/)/.test(href)

function tagOf(href: string, aims: ReadonlyMap<string, number> | undefined): string {
  return isInner(href) && aims?.has(href) ? 'Link' : 'a'
}

export function alias(slide: number): string {
  return `marp-${slide}`
}

/** Which slide each inner link of the deck leads to. */
export function aimsOf(slides: readonly Slide[]): Map<string, number> {
  const places = new Map<string, number>()
  slides.forEach(({ tokens }, index) => {
    places.set(`#${index + 1}`, index + 1)
    for (const { text } of headingsOf(tokens)) if (!places.has(slug(text))) places.set(slug(text), index + 1)
  })
  const aims = slides.flatMap(({ tokens }) => hrefsIn(tokens)).filter(isInner).map(href => [href, places.get(href)] as const)
  return new Map(aims.flatMap(([href, place]) => place === undefined ? [] : [[href, place]]))
}

function hrefsIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap(token => [
    ...token.type === 'link_open' ? [token.attrGet('href') ?? ''] : [],
    ...hrefsIn(token.children ?? []),
  ])
}

/** As GitHub makes them. */
function slug(heading: string): string {
  const kept = heading.toLowerCase().replace(/\s+/g, '-').replace(/[^\p{L}\p{N}\p{So}_-]/gu, '')
  return `#${encodeURI(kept)}`
}
