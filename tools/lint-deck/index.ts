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

export interface Stock {
  readonly labs: ReadonlyMap<string, Lab>
  readonly challenges: ReadonlySet<string>
  readonly components: ReadonlySet<string>
}

export function deckFindings(slides: readonly CourseSlide[], { labs, challenges, components }: Stock): Finding[] {
  const house = { components, challenges, labs: new Map([...labs].map(([name, { steps }]) => [name, steps.map(step => step.name)])), ways }
  return [
    ...slides.flatMap(slide => [...partFindings(slide, house), ...spellingFindings(slide), ...fenceFindings(slide, name => labs.get(name))]),
    ...addressFindings(slides),
    ...firstMentionFindings(slides),
  ]
}

/** What the lecture has. */
export function stock(): Stock {
  const namesOf = (pattern: string, ending: string): [name: string, path: string][] =>
    globSync(pattern, { cwd: projectRoot }).map(path => [basename(path, ending), join(projectRoot, path)])
  return {
    labs: new Map(namesOf('pages/*/labs/*.yaml', '.yaml').map(([name, path]) => [name, readLab(name, readFileSync(path, 'utf8'))])),
    challenges: new Set(namesOf('pages/*/challenges/*.yaml', '.yaml').map(([name]) => name)),
    components: new Set(namesOf('components/**/*.vue', '.vue').map(([name]) => name)),
  }
}
