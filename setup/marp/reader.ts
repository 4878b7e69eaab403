// Marp's own reading of a deck: Marpit splits it into slides, resolves the directives and reads the pictures' keywords; the
// constructs of this folder add what Marp Core adds, and say how each thing is written for Slidev.
import { Marpit, ThemeSet } from '@marp-team/marpit'
import { alert } from './alert.ts'
import { component } from './component.ts'
import type { Deck, Notice, Slide, Ways } from './deck.ts'
import { globals, locals } from './directives.ts'
import { emoji } from './emoji.ts'
import { fit } from './fit.ts'
import { fragment } from './fragment.ts'
import { frontMatterOf, type FrontMatter } from './frontmatter.ts'
import { image } from './image.ts'
import { aimsOf, link } from './link.ts'
import { math } from './math.ts'
import { nearDirective, unknownDirective } from './near.ts'
import { commentNotices } from './notice.ts'
import { rawHtml } from './rawhtml.ts'
import { slidevKeys } from './slidev.ts'
import type { MarkdownIt, Token } from './token.ts'
import { where } from './where.ts'

export function readDeck(source: readonly string[]): Deck {
  const frontMatter = frontMatterOf(source)
  const { theme, math: wantsMath } = frontMatter.values
  const own = theme === 'podium'
  const reader = new Reader({ own, math: wantsMath !== false })
  const { slides, globals } = reader.read(frontMatter.lines.join('\n'))
  const aims = aimsOf(slides)
  const [first, ...rest] = slides
  return {
    slides: first ? [{ ...first, notices: [...frontMatterNotices(frontMatter), ...first.notices] }, ...rest] : [],
    globals,
    frontMatter: frontMatter.values,
    own,
    render: tokens => reader.md.renderer.render([...tokens], reader.md.options, { aims }),
  }
}

function frontMatterNotices({ notices, entries }: FrontMatter): Notice[] {
  const misspelt = entries.filter(({ key }) => nearDirective(key) !== undefined)
  return [...notices, ...misspelt.map(({ key, line }) => ({ line, text: unknownDirective(key) }))]
}

/** Themes are style sheets of ours; a deck may name any. */
class AnyTheme extends ThemeSet {
  override has(): boolean {
    return true
  }
}

class Reader extends Marpit {
  readonly md: MarkdownIt

  constructor(ways: Ways) {
    super({
      anchor: false, container: false, inlineSVG: true, looseYAML: true,
      markdown: ['commonmark', { html: true, breaks: true, linkify: true }],
    })
    this.themeSet = new AnyTheme()
    Object.assign(this.customDirectives.global, globals)
    Object.assign(this.customDirectives.local, locals)

    const md: MarkdownIt = this.markdown
    md.enable(['table', 'linkify', 'strikethrough'])
    md.linkify.set({ fuzzyLink: false })
    for (const construct of [alert, emoji, fit, fragment, image, link, where]) construct(md)
    rawHtml(md, ways)
    if (ways.math) math(md)
    if (ways.own) for (const construct of [component, slidevKeys]) construct(md)
    this.md = md
  }

  read(source: string): Pick<Deck, 'slides' | 'globals'> {
    this.md.parse(source, {})
    const comments = this.lastComments ?? []
    const slides = (this.lastSlideTokens ?? []).map((tokens: Token[], index) => slideOf(tokens, comments[index] ?? []))
    return { slides, globals: this.lastGlobalDirectives ?? {} }
  }
}

function slideOf(all: readonly Token[], comments: readonly string[]): Slide {
  const begin = all.findIndex(({ type }) => type === 'marpit_slide_open')
  const end = all.findIndex(({ type }) => type === 'marpit_slide_close')
  const open = all[begin]
  if (!open) throw new Error('Marpit made a slide without a beginning')
  const tokens = all.slice(begin + 1, end)
  const line = (open.map?.[0] ?? 0) + 1
  const background = all.find(({ type }) => type === 'marpit_inline_svg_content_open')?.meta?.marpitBackground
  return { tokens, open, background, comments, notices: commentNotices(tokens, line) }
}
