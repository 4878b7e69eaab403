// Vue components in our own decks. Marpit's Markdown knows only HTML; a component may have attributes like `@click` and
// `#slot`, stands for itself on a line, and is passed on to the letter.
import type { BlockRule, InlineRule, MarkdownIt } from './token.ts'
import { isComponentName } from './html/names.ts'

const tag = /^<\/?([A-Za-z][\w.-]*)(?:[^<>"']|"[^"]*"|'[^']*')*>/
const standsAlone = /^<([A-Za-z][\w.-]*)(?:[^<>"']|"[^"]*"|'[^']*')*(?:\/>|>.*<\/\1\s*>)\s*$/

export function component(md: MarkdownIt): void {
  md.block.ruler.before('html_block', 'component_block', componentBlock, { alt: ['paragraph', 'reference', 'blockquote'] })
  md.inline.ruler.before('html_inline', 'component_inline', componentInline)
}

/** From a line that begins with a component's tag to the next blank line; a tag that stands alone is a block of its own. */
const componentBlock: BlockRule = (state, start, end, silent) => {
  const name = /^<\/?([A-Za-z][\w.-]*)/.exec(lineAt(start))?.[1]
  if (state.sCount[start] === undefined || state.sCount[start] - state.blkIndent >= 4) return false
  if (name === undefined || !isComponentName(name)) return false
  if (silent) return true

  let next = start + 1
  if (!standsAlone.test(lineAt(start))) while (next < end && lineAt(next) !== '') next++
  const token = state.push('html_block', '', 0)
  token.map = [start, next]
  token.content = state.getLines(start, next, state.blkIndent, true)
  state.line = next
  return true

  function lineAt(line: number): string {
    return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
  }
}

const componentInline: InlineRule = (state, silent) => {
  if (state.src[state.pos] !== '<') return false
  const match = tag.exec(state.src.slice(state.pos, state.posMax))
  if (!match || !isComponentName(match[1] ?? '')) return false
  if (!silent) state.push('html_inline', '', 0).content = match[0]
  state.pos += match[0].length
  return true
}
