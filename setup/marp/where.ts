// Which line of the source a picture or a piece of HTML stands on: what is missing is reported with its place.
import type { MarkdownIt, Token } from './token.ts'

export function where(md: MarkdownIt): void {
  md.core.ruler.push('where', ({ tokens, src }) => {
    const lines = src.split('\n')
    let map: [number, number] = [0, 0]
    for (const token of tokens) {
      if (token.map) map = token.map
      if (token.type === 'html_block') mark(token, map[0] + 1)
      for (const child of token.children ?? []) mark(child, lineOf(child, map, lines))
    }
  })
}

/** Within its block; what has none (a header) stands anywhere. */
function lineOf(token: Token, [begin, end]: [number, number], lines: readonly string[]): number {
  const url = token.type === 'image' ? token.attrGet('src') ?? '' : token.content
  const holdsIt = (line: string) => line.includes(url) || line.includes(decoded(url))
  const within = lines.slice(begin, end).findIndex(holdsIt)
  return within >= 0 ? begin + within + 1 : Math.max(lines.findIndex(holdsIt), begin) + 1
}

function mark(token: Token, line: number): void {
  if (token.type === 'image' || token.type.startsWith('html_')) token.meta = { ...token.meta, line }
}

export function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  }
  catch {
    return url
  }
}
