// `:rocket:`, as in Marp. A name that is not in the list stays as it is written.
import { emojis } from './emoji-names.ts'
import type { MarkdownIt, Token } from './token.ts'

const shortcode = /:([a-z0-9_+-]+):/g

export function emoji(md: MarkdownIt): void {
  md.core.ruler.push('emoji', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) replaceIn(token)
  })
}

function replaceIn(token: Token): void {
  if (token.type === 'text') token.content = token.content.replace(shortcode, (code, name: string) => emojis.get(name) ?? code)
}
