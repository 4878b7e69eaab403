// What is wrong with a deck, shown on the slide where it is wrong.
import { comments } from './slidev.ts'
import type { Notice } from './deck.ts'
import { escaped } from './html/pieces.ts'
import { nearDirective, unknownDirective } from './near.ts'
import type { Token } from './token.ts'

/** Comments that were surely meant to be directives. They remain notes, as in Marp. */
export function commentNotices(tokens: readonly Token[], line: number): Notice[] {
  return tokens.flatMap((token) => {
    const at = token.map ? token.map[0] + 1 : line
    return comments([token]).flatMap(({ meta }) => {
      if (meta?.marpitCommentParsed !== undefined) return []
      const names = Object.keys(meta?.marpitParsedDirectives ?? {})
      return names.filter(name => nearDirective(name) !== undefined || /^_[a-z]+$/i.test(name))
        .map(name => ({ line: at, text: unknownDirective(name) }))
    })
  })
}

export function noticeHtml(notices: readonly Notice[]): string {
  if (notices.length === 0) return ''
  return ['<MarpNotice>', ...notices.map(({ line, text }) => `<li>${line}행: ${escaped(text)}</li>`), '</MarpNotice>'].join('\n')
}
