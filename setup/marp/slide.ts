// One slide for Slidev: front matter, body, note.
import { backgroundHtml, split } from './background.ts'
import { bodyLines } from './body.ts'
import type { Deck, Slide } from './deck.ts'
import { canvasWidth } from './headmatter.ts'
import { importLines } from './imports.ts'
import { alias } from './link.ts'
import { holdsMath, styleSheetSign } from './math.ts'
import { noteLines } from './notes.ts'
import { noticeHtml } from './notice.ts'
import { sectionOf } from './section.ts'
import { slidevKeysOf } from './slidev.ts'
import { merged, styleLines, stylesOf, type Styles } from './style.ts'
import { headingOf, titleText } from './title.ts'
import { slidevTransition } from './transition.ts'
import { isOnWay } from './way.ts'
import { frontMatterLines } from './yaml.ts'

/** The layouts of our own decks, picked by the directive `class`. */
const layouts = ['cover', 'chapter', 'default', 'wide', 'quiz', 'errata']

export interface Surroundings {
  readonly styles: Styles
  /** Slides that inner links lead to. */
  readonly aims: ReadonlySet<number>
  readonly number: number
  /** The settings of the whole deck, on the first slide of an entry. */
  readonly head: Readonly<Record<string, unknown>>
  /** The way through the lecture, if not all of it. */
  readonly way: string | undefined
}

export function slideLines(slide: Slide, deck: Deck, { styles, aims, number, head, way }: Surroundings): string[] {
  const file = importLines(slide, way)
  if (file) return file

  const section = sectionOf(slide.open)
  const scoped = stylesOf(slide.tokens, true)
  const css = merged([styles, scoped]).css
  const { background, tokens } = slide
  const pictures = background ? backgroundHtml(background, tokens) : ''
  const body = bodyLines(tokens, deck, `${pictures}\n${noticeHtml([...slide.notices, ...scoped.notices].toSorted((one, other) => one.line - other.line))}`)
  const divided = background ? split(background, canvasWidth(deck)) : {}
  const style = [section.style, divided['style'] ?? ''].filter(part => part !== '').join(';')
  const heading = headingOf(slide)

  return [
    ...frontMatterLines({
      ...layoutOf(slide, deck),
      title: heading && titleText(heading.text),
      level: heading?.level,
      transition: slidevTransition(slide.open.meta?.marpitDirectives?.['transition']),
      routeAlias: aims.has(number) ? alias(number) : undefined,
      ...section.attributes,
      ...deck.globals['size'] === '4:3' ? { 'data-size': '4:3' } : {},
      ...divided,
      style: style === '' ? undefined : style,
      math: body.some(holdsMath) ? styleSheetSign : undefined,
      ...deck.own ? slidevKeysOf(slide.tokens) : {},
      hide: Object.keys(head).length > 0 || isOnWay(slide.tokens, way) ? undefined : true,
      ...head,
    }),
    ...[styleLines([...css, ...section.css]), body, noteLines(slide.comments)].flatMap(lines => lines.length > 0 ? ['', ...lines] : []),
    '',
  ]
}

function layoutOf(slide: Slide, deck: Deck): Record<string, string | undefined> {
  const classes = String(slide.open.meta?.marpitDirectives?.['class'] ?? '').split(/\s+/).filter(name => name !== '')
  const layout = deck.own ? classes.find(name => layouts.includes(name)) ?? 'default' : 'marp'
  const rest = deck.own ? classes.filter(name => name !== layout) : classes
  return { layout, class: rest.length > 0 ? rest.join(' ') : undefined }
}
