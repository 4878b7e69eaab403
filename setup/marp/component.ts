// Vue components in our own decks. Marpit's Markdown knows only HTML; a component may have attributes like `@click` and
// `#slot`, and is passed on to the letter.
import type { BlockRule, InlineRule, MarkdownIt } from './token.ts'
import { isComponentName } from './html/names.ts'

const tag = /^<\/?([A-Za-z][\w.-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>/

export function component(md: MarkdownIt): void {
  md.block.ruler.before('html_block', 'component_block', componentBlock, { alt: ['paragraph', 'reference', 'blockquote'] })
  md.inline.ruler.before('html_inline', 'component_inline', componentInline)
}

/** A tag with nothing else on its line. An opening tag takes along what follows it up to a blank line, as HTML does. */
const componentBlock: BlockRule = (state, start, end, silent) => {
  const lineAt = (line: number) => state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
  if (!isComponentName(/^<\/?([A-Za-z][\w.-]*)/.exec(lineAt(start))?.[1] ?? '')) return false

  let next = start + 1
  let written = lineAt(start)
  while (!tag.test(written) && next < end && lineAt(next) !== '') written += `\n${lineAt(next++)}`
  const [whole = ''] = tag.exec(written) ?? []
  const after = written.slice(whole.length).trim()
  if (whole === '' || after !== '' && after !== whole.replace(/^<([\w.-]+)[^]*$/, '</$1>')) return false
  if (silent) return true

  const isOpening = !/^<\/|\/>$/.test(whole) && after === ''
  if (isOpening) while (next < end && lineAt(next) !== '') next++
  const token = state.push('html_block', '', 0)
  token.map = [start, next]
  token.content = state.getLines(start, next, state.blkIndent, true)
  state.line = next
  return true
}

const componentInline: InlineRule = (state, silent) => {
  if (state.src[state.pos] !== '<') return false
  const match = tag.exec(state.src.slice(state.pos, state.posMax))
  if (!match || !isComponentName(match[1] ?? '')) return false
  if (!silent) state.push('html_inline', '', 0).content = match[0]
  state.pos += match[0].length
  return true
}
