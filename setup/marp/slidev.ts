// What a comment in our own decks says of its slide alone, as Marp says things: `<!-- _clicks: 3 -->`. Some is Slidev's
// (clicks, zoom …), some is the lecture's: `_id` is the slide's lasting address, `_way` the shorter ways it lies on,
// `_covers` what of the curriculum it teaches.
import { load } from 'js-yaml'
import type { MarkdownIt, Token } from './token.ts'

const keys = ['clicks', 'clicksStart', 'covers', 'hideInToc', 'id', 'level', 'preload', 'routeAlias', 'way', 'zoom']

export function slidevKeys(md: MarkdownIt): void {
  md.core.ruler.after('marpit_directives_parse', 'slidev_keys', ({ tokens }) => {
    for (const comment of comments(tokens))
      if (Object.keys(spots(comment)).length > 0) comment.meta = { ...comment.meta, marpitCommentParsed: 'slidev' }
  })
}

/** All that the comments say of a slide. */
export function saidOf(tokens: readonly Token[]): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...comments(tokens).map(spots))
}

/** What of it Slidev is to know: the address is an alias of the slide's number. */
export function slidevKeysOf(tokens: readonly Token[]): Record<string, unknown> {
  const { covers: _covers, way: _way, id, ...keys } = saidOf(tokens)
  return { ...keys, ...id === undefined ? {} : { routeAlias: id } }
}

/** The words of a directive that may hold several. */
export function wordsOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(/[\s,]+/).filter(word => word !== '') : []
}

function spots(comment: Token): Record<string, unknown> {
  const said = Object.entries(comment.meta?.marpitParsedDirectives ?? {})
  return Object.fromEntries(said.filter(([key]) => key.startsWith('_') && keys.includes(key.slice(1)))
    .map(([key, value]) => [key.slice(1), typeof value === 'string' ? load(value) : value]))
}

export function comments(tokens: readonly Token[]): Token[] {
  return tokens.flatMap(token => token.type === 'marpit_comment' ? [token] : comments(token.children ?? []))
}
