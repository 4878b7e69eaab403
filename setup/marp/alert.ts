// `> [!NOTE]`: Marp shows the bracket, GitHub and Slidev show a box; so do we, with the classes that Slidev styles.
import type { MarkdownIt } from './token.ts'

const marker = /^\[!(TIP|NOTE|IMPORTANT|WARNING|CAUTION)\][^\S\n]*([^\n]*)\n?/i

export function alert(md: MarkdownIt): void {
  md.core.ruler.after('block', 'alert', ({ tokens }) => {
    tokens.forEach((open, index) => {
      const first = tokens[index + 2]
      if (open.type !== 'blockquote_open' || tokens[index + 1]?.type !== 'paragraph_open' || !first) return
      const match = marker.exec(first.content)
      if (!match) return
      const [whole, kind = '', title = ''] = match
      first.content = first.content.slice(whole.length)
      const close = tokens.find((token, at) => at > index && token.type === 'blockquote_close' && token.level === open.level)
      for (const end of [open, close]) if (end) Object.assign(end, { tag: 'div', meta: { alert: kind.toLowerCase() } })
      open.info = title.trim() || kind[0]?.toUpperCase() + kind.slice(1).toLowerCase()
    })
  })

  md.renderer.rules['blockquote_open'] = (tokens, index) => {
    const token = tokens[index]
    const kind = token?.meta?.alert
    if (!token || kind === undefined) return '<blockquote>\n'
    return `<div class="markdown-alert markdown-alert-${kind}">\n<p class="markdown-alert-title">${md.utils.escapeHtml(token.info)}</p>\n`
  }
}
