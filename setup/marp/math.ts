// `$x^2$` and `$$ … $$`, set by KaTeX when the slide is read. As in Marp Core it is on unless the deck says `math: false`.
import katex from 'katex'
import { escaped } from './html/pieces.ts'
import type { BlockRule, InlineRule, MarkdownIt } from './token.ts'

export function math(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'math_inline', mathInline)
  md.block.ruler.after('blockquote', 'math_block', mathBlock, { alt: ['paragraph', 'reference', 'blockquote', 'list'] })
  md.renderer.rules['math_inline'] = (tokens, index) => typeset(tokens[index]?.content ?? '', false)
  md.renderer.rules['math_block'] = (tokens, index) => `<p>${typeset(tokens[index]?.content ?? '', true)}</p>\n`
}

/** Whether a slide holds math: Slidev adds KaTeX's style sheet to a deck only when it sees two dollars on a line. */
export function holdsMath(html: string): boolean {
  return html.includes('class="katex')
}

export const styleSheetSign = '$$'

function typeset(tex: string, displayMode: boolean): string {
  try {
    return katex.renderToString(tex.trim(), { displayMode, throwOnError: false, strict: false }).replace(/\s*\n\s*/g, ' ')
  }
  catch {
    return escaped(tex)
  }
}

/** A dollar opens before what is no blank, and closes after what is no blank unless a digit follows: `$5 and $6` is money. */
const mathInline: InlineRule = (state, silent) => {
  const { src, pos } = state
  if (src[pos] !== '$') return false
  const end = isBlank(src[pos + 1]) ? -1 : closing(src, pos + 1)
  const found = end > pos + 1 && !isBlank(src[end - 1]) && !/\d/.test(src[end + 1] ?? '')
  const length = found ? end + 1 - pos : end === pos + 1 ? 2 : 1
  if (!silent && found) state.push('math_inline', 'math', 0).content = src.slice(pos + 1, end)
  if (!silent && !found) state.pending += src.slice(pos, pos + length)
  state.pos += length
  return true
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}

/** The next dollar that no odd number of backslashes escapes. */
function closing(src: string, from: number): number {
  for (let at = src.indexOf('$', from); at >= 0; at = src.indexOf('$', at + 1)) {
    const backslashes = /\\*$/.exec(src.slice(from, at))?.[0].length ?? 0
    if (backslashes % 2 === 0) return at
  }
  return -1
}

const mathBlock: BlockRule = (state, start, end, silent) => {
  const lineAt = (line: number) => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
  const first = lineAt(start)
  if (!first.startsWith('$$')) return false
  if (silent) return true

  const body = [first.slice(2)]
  let next = start + 1
  if (!first.slice(2).trimEnd().endsWith('$$')) {
    while (next < end && !lineAt(next).trimEnd().endsWith('$$')) body.push(lineAt(next++))
    body.push(lineAt(next++))
  }
  const token = state.push('math_block', 'math', 0)
  token.content = body.join('\n').trimEnd().replace(/\$\$$/, '')
  token.map = [start, Math.min(next, end)]
  token.block = true
  state.line = Math.min(next, end)
  return true
}
