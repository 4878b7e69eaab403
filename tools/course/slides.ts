// The lecture as its authors wrote it, slide by slide, for whoever asks something of it: the linter, the test of what is
// covered, the search.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { readDeck } from '../../setup/marp/reader.ts'
import { linesOf } from '../../setup/marp/index.ts'
import { saidOf, wordsOf } from '../../setup/marp/slidev.ts'
import type { Slide } from '../../setup/marp/deck.ts'
import { projectRoot } from '../lib/project.ts'
import { contentOf, type Content } from './content.ts'

export interface CourseSlide extends Content {
  /** Where it stands, from the root of the project; lines are counted from one. */
  readonly file: string
  readonly line: number
  readonly id: string | undefined
  readonly covers: readonly string[]
  readonly ways: readonly string[]
  readonly layout: string
  /** What the speaker reads; each comment that is no directive. */
  readonly notes: readonly string[]
  /** What the reader of Marp found wrong with it. */
  readonly notices: readonly string[]
}

/** All slides of the lecture in their order. */
export function courseSlides(root = projectRoot): CourseSlide[] {
  return slidesIn('slides.md', path => readFileSync(join(root, path), 'utf8'))
}

export function slidesIn(file: string, read: (file: string) => string): CourseSlide[] {
  return readDeck(linesOf(read(file))).slides.flatMap((slide) => {
    const imported = importOf(slide)
    return imported === undefined ? [courseSlide(slide, file)] : slidesIn(join(file, '..', imported), read)
  })
}

/** A file put in between two slides reads, in Marp, as a heading that is underlined with dashes. */
function importOf({ tokens }: Slide): string | undefined {
  const text = tokens.find(({ type }) => type === 'inline')?.content ?? ''
  const isImport = tokens.some(({ type, markup }) => type === 'heading_open' && markup === '-') && /^src:\s/m.test(text)
  const keys = isImport ? Object(load(text)) : {}
  return typeof keys.src === 'string' ? keys.src : undefined
}

function courseSlide(slide: Slide, file: string): CourseSlide {
  const said = saidOf(slide.tokens)
  const { class: classes } = slide.open.meta?.marpitDirectives ?? {}
  return {
    ...contentOf(slide.tokens),
    file,
    line: firstLine(slide),
    id: typeof said['id'] === 'string' ? said['id'] : undefined,
    covers: wordsOf(said['covers']),
    ways: wordsOf(said['way']),
    layout: String(classes ?? 'default'),
    notes: slide.comments.map(comment => comment.trim()).filter(comment => comment !== ''),
    notices: slide.notices.map(({ text }) => text),
  }
}

const firstLine = ({ tokens, open }: Slide): number =>
  (tokens.find(({ map, type }) => map !== null && !['marpit_comment', 'front_matter', 'heading_close'].includes(type))?.map?.[0] ?? open.map?.[0] ?? 0) + 1
