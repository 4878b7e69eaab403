// HTML in Markdown.
import type { Ways } from './deck.ts'
import { sanitize } from './html/sanitize.ts'
import type { MarkdownIt, RenderRule } from './token.ts'

export function rawHtml(md: MarkdownIt, { own }: Ways): void {
  const rule: RenderRule = (tokens, index) => {
    const token = tokens[index]
    return token ? sanitize(token.content, { own, line: token.meta?.line ?? 1 }) : ''
  }
  md.renderer.rules['html_inline'] = rule
  md.renderer.rules['html_block'] = rule
}
