// Marp in, Slidev out.
import { readDeck } from './reader.ts'
import { headmatter } from './headmatter.ts'
import { aimsOf } from './link.ts'
import { escaped } from './html/pieces.ts'
import { slideLines } from './slide.ts'
import { merged, styles, stylesOf } from './style.ts'
import { deckTitle } from './title.ts'
import { widgetNotices, type Widgets } from './widgets.ts'
import { frontMatterLines } from './yaml.ts'

export interface Place {
  /** The file that Slidev was started with: its first slide carries the settings of the whole deck. */
  readonly isEntry: boolean
  /** Which way to take through the lecture; all of it unless said otherwise. */
  readonly way?: string | undefined
  /** What a deck of ours may name; anything, unless said. */
  readonly widgets?: Widgets
}

/** The lines of a Marp deck as lines of a Slidev deck. Never throws: Slidev would drop the deck without a word. */
export function toSlidev(lines: readonly string[], place: Place): string[] {
  try {
    return deckLines(lines, place)
  }
  catch (error) {
    return failureLines(error)
  }
}

/** The settings that a deck asks for, for an entry that imports it. */
export function headmatterOf(source: string): Record<string, unknown> {
  try {
    return titled(readDeck(linesOf(source)))
  }
  catch {
    return {}
  }
}

export function linesOf(source: string): string[] {
  return source.split(/\r?\n/)
}

function deckLines(lines: readonly string[], { isEntry, way, widgets }: Place): string[] {
  const [first = '', ...rest] = lines
  const deck = readDeck([first.replace(/^\uFEFF/, ''), ...rest])
  const { style } = deck.globals
  const shared = merged([
    styles(typeof style === 'string' ? style : '', 1),
    ...deck.slides.map(({ tokens }) => stylesOf(tokens, false)),
  ])
  const aims = new Set(aimsOf(deck.slides).values())
  return deck.slides.flatMap((slide, index) => {
    const misnamed = deck.own && widgets ? widgetNotices(slide.tokens, widgets, (slide.open.map?.[0] ?? 0) + 1) : []
    const noticed = { ...slide, notices: [...slide.notices, ...misnamed, ...index === 0 ? shared.notices : []] }
    return slideLines(noticed, deck, { styles: shared, aims, number: index + 1, head: isEntry && index === 0 ? titled(deck) : {}, way: deck.own ? way : undefined })
  })
}

function titled(deck: Parameters<typeof headmatter>[0]): Record<string, unknown> {
  const title = deckTitle(deck)
  return { ...headmatter(deck), ...title === undefined ? {} : { title } }
}

function failureLines(error: unknown): string[] {
  const reason = error instanceof Error ? error.stack ?? error.message : String(error)
  return [
    ...frontMatterLines({ theme: 'none', layout: 'marp', title: '덱을 읽지 못했습니다' }),
    '', '<h1>덱을 읽지 못했습니다</h1>', '<p>Marp 덱을 Slidev 덱으로 바꾸다가 멈췄습니다.</p>',
    `<pre>${escaped(reason).replaceAll('{', '&#123;').split('\n').slice(0, 8).join('&#10;')}</pre>`, '',
  ]
}
