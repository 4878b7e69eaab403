// What only Slidev knows of a slide, said in our own decks as Marp says things of one slide: `<!-- _clicks: 3 -->`.
import { load } from 'js-yaml'
import type { MarkdownIt, Token } from './token.ts'

const keys = ['clicks', 'clicksStart', 'hideInToc', 'level', 'preload', 'routeAlias', 'zoom']

export function slidevKeys(md: MarkdownIt): void {
  md.core.ruler.after('marpit_directives_parse', 'slidev_keys', ({ tokens }) => {
    for (const comment of comments(tokens))
      if (Object.keys(spots(comment)).length > 0) comment.meta = { ...comment.meta, marpitCommentParsed: 'slidev' }
  })
}

/** The keys that the comments of a slide set for it. */
export function slidevKeysOf(tokens: readonly Token[]): Record<string, unknown> {
  return Object.assign({}, ...comments(tokens).map(spots))
}

function spots(comment: Token): Record<string, unknown> {
  const said = Object.entries(comment.meta?.marpitParsedDirectives ?? {})
  return Object.fromEntries(said.filter(([key]) => key.startsWith('_') && keys.includes(key.slice(1)))
    .map(([key, value]) => [key.slice(1), typeof value === 'string' ? load(value) : value]))
}

export function comments(tokens: readonly Token[]): Token[] {
  return tokens.flatMap(token => token.type === 'marpit_comment' ? [token] : comments(token.children ?? []))
}
