// All that the linter of the deck asks of the slides.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Lab } from '../../engine/lab/lab.ts'
import { ways } from '../course/ways.ts'
import type { CourseSlide } from '../course/slides.ts'
import { readLab } from '../labs.ts'
import { projectRoot } from '../lib/project.ts'
import { fenceFindings } from './fences.ts'
import type { Finding } from './finding.ts'
import { addressFindings, partFindings } from './parts.ts'
import { firstMentionFindings, spellingFindings } from './terms.ts'

export function deckFindings(slides: readonly CourseSlide[], labs: ReadonlyMap<string, Lab>, components: ReadonlySet<string>): Finding[] {
  const house = { components, labs: new Map([...labs].map(([name, { steps }]) => [name, steps.length])), ways }
  return [
    ...slides.flatMap(slide => [...partFindings(slide, house), ...spellingFindings(slide), ...fenceFindings(slide, name => labs.get(name))]),
    ...addressFindings(slides),
    ...firstMentionFindings(slides),
  ]
}

export function allLabs(): Map<string, Lab> {
  return new Map(globSync('pages/*/labs/*.yaml', { cwd: projectRoot }).map((path) => {
    const name = basename(path, '.yaml')
    return [name, readLab(name, readFileSync(join(projectRoot, path), 'utf8'))]
  }))
}

export const allComponents = (): Set<string> =>
  new Set(globSync('components/**/*.vue', { cwd: projectRoot }).map(path => basename(path, '.vue')))
