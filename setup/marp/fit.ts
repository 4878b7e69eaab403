// `# <!-- fit --> Title`: a heading as wide as the slide.
import type { MarkdownIt, Token } from './token.ts'

export function fit(md: MarkdownIt): void {
  md.core.ruler.after('inline', 'fit', ({ tokens }) => {
    tokens.forEach((token, index) => {
      const marks = token.type === 'heading_open' ? (tokens[index + 1]?.children ?? []).filter(isFit) : []
      for (const mark of marks) mark.meta = { ...mark.meta, marpitCommentParsed: 'fit' }
      const close = tokens[index + 2]
      if (marks.length > 0 && close) for (const end of [token, close]) end.meta = { ...end.meta, fit: true }
    })
  })

  md.renderer.rules['heading_open'] = (tokens, index, options, _env, self) =>
    self.renderToken(tokens, index, options) + (tokens[index]?.meta?.fit ? '<MarpFit>' : '')
  md.renderer.rules['heading_close'] = (tokens, index, options, _env, self) =>
    (tokens[index]?.meta?.fit ? '</MarpFit>' : '') + self.renderToken(tokens, index, options)
}

function isFit(token: Token): boolean {
  return token.type === 'marpit_comment' && token.content === 'fit'
}
