// `*` bullets and `1)` items come one click at a time. The clicks are numbered, because Vue mounts a nested item before the
// item that holds it.
import type { MarkdownIt } from './token.ts'

export function fragment(md: MarkdownIt): void {
  md.renderer.rules['list_item_open'] = (tokens, index, options, _env, self) => {
    const click = tokens[index]?.meta?.marpitFragment
    return typeof click === 'number' ? `<li v-click="${click}">` : self.renderToken(tokens, index, options)
  }
}
