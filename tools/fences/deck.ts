// The fences of all our decks, and which of them do not run.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Lab } from '../../engine/lab/lab.ts'
import { FenceError, isLanguage } from '../../setup/fences/options.ts'
import { planOf } from '../../setup/fences/plan.ts'
import { fenceFindings } from '../../setup/fences/run.ts'
import { slidesIn, type CourseSlide } from '../course/slides.ts'
import { readLab } from '../labs.ts'
import { projectRoot } from '../lib/project.ts'

export interface DeckFences {
  readonly file: string
  /** `file:line: what`, for those that do not run as they should. */
  readonly findings: () => readonly string[]
  /** Those that are only shown, though they are in a language that runs. */
  readonly shown: () => readonly string[]
}

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8')

export function deckFences(): readonly DeckFences[] {
  const labs = new Map(globSync('pages/*/labs/*.yaml', { cwd: projectRoot }).map(file => [basename(file, '.yaml'), file]))
  const labNamed = (name: string): Lab | undefined => {
    const file = labs.get(name)
    return file === undefined ? undefined : readLab(name, read(file))
  }
  const decks = ['slides.md', 'docs/widgets.md'].flatMap(file => slidesIn(file, read))
  return [...Map.groupBy(decks, ({ file }) => file)].map(([file, slides]) => ({
    file,
    findings: () => slides.flatMap(slide => findingsOf(slide, labNamed)),
    shown: () => slides.flatMap(shownOf),
  }))
}

function findingsOf(slide: CourseSlide, labNamed: (name: string) => Lab | undefined): readonly string[] {
  const lab = slide.components.find(({ name }) => name === 'Lab')?.attributes['of']
  try { return fenceFindings(planOf(slide.fences, lab), labNamed).map(({ line, text }) => `${slide.file}:${line}: ${text}`) }
  catch (error) {
    if (!(error instanceof FenceError)) throw error
    return [`${slide.file}:${slide.line}: ${error.message}`]
  }
}

function shownOf({ file, fences }: CourseSlide): readonly string[] {
  const planned = new Set(planOf(fences, undefined).fences.map(({ line }) => line))
  return fences.filter(({ info, line }) => isLanguage(/^\w*/.exec(info)?.[0] ?? '') && !planned.has(line)).map(({ line, info }) => `${file}:${line}: ${info}`)
}
