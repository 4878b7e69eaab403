// `![w:300 h:200 blur](picture.png)`. Marpit has read the keywords; a background (`bg`) is not part of the text.
import { localUrl } from './url.ts'
import type { MarkdownIt } from './token.ts'

export function image(md: MarkdownIt): void {
  md.renderer.rules['image'] = (tokens, index, options, env, self) => {
    const token = tokens[index]
    if (!token || token.hidden) return ''
    const { width, height } = token.meta?.marpitImage ?? {}
    const percents = [['width', width], ['height', height]].filter(([, length]) => length?.endsWith('%')).map(([side, length]) => `${side}:${length};`)
    const style = `${token.attrGet('style') ?? ''}${percents.join('')}` // Marpit leaves percentages out
    token.attrSet('src', localUrl(token.attrGet('src') ?? ''))
    token.attrSet('alt', self.renderInlineAsText(token.children ?? [], options, env))
    if (style !== '') token.attrSet('style', style)
    if (token.meta?.line !== undefined) token.attrSet('data-marp-line', String(token.meta.line))
    return self.renderToken(tokens, index, options)
  }
}
