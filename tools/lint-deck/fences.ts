// Every fence runs: `console`, `bash`, and manifests in `yaml` (setup/fences). Pictures in letters are `text`, files of other
// tools by their name.
import { load } from 'js-yaml'
import type { Lab } from '../../engine/lab/lab.ts'
import { FenceError, isLanguage, languages } from '../../setup/fences/options.ts'
import { planOf } from '../../setup/fences/plan.ts'
import { fenceFindings as runFindings } from '../../setup/fences/run.ts'
import type { Fence } from '../course/content.ts'
import type { CourseSlide } from '../course/slides.ts'
import type { Finding } from './finding.ts'

/** Of these the deck only shows what they look like. */
const shown = new Set(['text', 'mermaid', 'dockerfile', 'json', 'ini', 'diff'])

export function fenceFindings({ fences, components, file }: CourseSlide, labNamed: (name: string) => Lab | undefined): Finding[] {
  const lab = components.find(({ name }) => name === 'Lab')?.attributes['of']
  const strange = fences.flatMap(fence => strangeIn(fence).map(text => ({ file, line: fence.line, text })))
  try { return [...strange, ...runFindings(planOf(fences, lab), labNamed).map(finding => ({ file, ...finding }))] }
  catch (error) {
    if (error instanceof FenceError) return [...strange, { file, line: fences[0]?.line ?? 1, text: error.message }]
    throw error
  }
}

function strangeIn({ info, body }: Fence): string[] {
  const [language = '', ...words] = info.replace(/\{.*$/s, '').trim().split(/\s+/)
  if (language === 'yaml') return words.includes('part') ? yamlWrong(body) : [] // whole manifests are tried on a cluster
  return isLanguage(language) || shown.has(language) ? [] : [`a fence in "${language}" does not run: ${languages.join(', ')}, or one of ${[...shown].join(', ')}`]
}

function yamlWrong(body: string): string[] {
  try { load(body) }
  catch (error) { if (!/^---$/m.test(body)) return [`this is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`] }
  return []
}
