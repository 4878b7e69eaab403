// `> [!NOTE]`: Marp shows the bracket, GitHub and Slidev show a box; so do we, with the classes that Slidev styles.
import type { MarkdownIt, State, Token } from './token.ts'

const marker = /^\[!(TIP|NOTE|IMPORTANT|WARNING|CAUTION)\][^\S\n]*([^\n]*)\n?/i

export function alert(md: MarkdownIt): void {
  md.core.ruler.after('block', 'alert', (state) => {
    state.tokens = state.tokens.flatMap((token, index, tokens) => token.type === 'blockquote_open' ? opened(token, index, tokens, state) : [token])
  })
}

/** The opening of a quotation; if it is an alert, with its title. */
function opened(open: Token, index: number, tokens: readonly Token[], { Token }: State): Token[] {
  const text = tokens[index + 2]
  const [whole, kind = '', title = ''] = marker.exec(tokens[index + 1]?.type === 'paragraph_open' ? text?.content ?? '' : '') ?? []
  if (whole === undefined || !text) return [open]
  text.content = text.content.slice(whole.length)

  const close = tokens.find((token, at) => at > index && token.type === 'blockquote_close' && token.level === open.level)
  for (const end of [open, close]) if (end) end.tag = 'div'
  open.attrSet('class', `markdown-alert markdown-alert-${kind.toLowerCase()}`)
  const paragraph = Object.assign(new Token('paragraph_open', 'p', 1), { block: true })
  paragraph.attrSet('class', 'markdown-alert-title')
  const words = Object.assign(new Token('inline', '', 0), {
    content: title.trim() || `${kind.slice(0, 1).toUpperCase()}${kind.slice(1).toLowerCase()}`, children: [], map: text.map,
  })
  return [open, paragraph, words, Object.assign(new Token('paragraph_close', 'p', -1), { block: true })]
}
