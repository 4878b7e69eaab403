// Every fence runs. `console` is filled by the engine, a manifest in `yaml` is applied to it; `fails` says that it must not
// go well, `part` that it is only a piece of a manifest. Pictures in letters are `text`, files of other tools by their name.
import { load } from 'js-yaml'
import { createCluster } from '../../engine/index.ts'
import type { Lab } from '../../engine/lab/lab.ts'
import { FenceError, filled } from '../../setup/console.ts'
import type { CourseSlide } from '../course/slides.ts'
import type { Fence } from '../course/content.ts'
import type { Finding } from './finding.ts'

/** Of these the deck only shows what they look like. */
const shown = new Set(['text', 'mermaid', 'dockerfile', 'json', 'ini', 'diff'])

export function fenceFindings({ fences, file }: CourseSlide, labNamed: (name: string) => Lab | undefined): Finding[] {
  return fences.flatMap((fence) => {
    const text = wrong(fence, labNamed)
    return text === undefined ? [] : [{ file, line: fence.line, text }]
  })
}

function wrong({ info, body }: Fence, labNamed: (name: string) => Lab | undefined): string | undefined {
  const [language = '', ...words] = info.replace(/\{.*$/s, '').trim().split(/\s+/)
  if (language === 'console') return consoleWrong(body, words.join(' '), labNamed)
  if (language === 'yaml') return manifestWrong(body, words)
  return shown.has(language) ? undefined : `a fence in "${language}" does not run: console, yaml, or one of ${[...shown].join(', ')}`
}

function consoleWrong(body: string, info: string, labNamed: (name: string) => Lab | undefined): string | undefined {
  try { filled(body, info, { labNamed }) }
  catch (error) {
    if (error instanceof FenceError) return error.message
    throw error
  }
  return undefined
}

function manifestWrong(body: string, words: readonly string[]): string | undefined {
  const strange = words.find(word => word !== 'fails' && word !== 'part')
  if (strange !== undefined) return `a fence in yaml knows fails and part, not "${strange}"`
  if (words.includes('part')) return yamlWrong(body)
  const { exitCode, stderr } = createCluster({ nodes: 1 }).apply(body)
  if (words.includes('fails')) return exitCode === 0 ? 'this manifest was to fail, and did not' : undefined
  return exitCode === 0 ? undefined : `this manifest cannot be applied (\`yaml fails\` if it must not, \`yaml part\` for a piece): ${stderr.trim()}`
}

function yamlWrong(body: string): string | undefined {
  try { load(body) }
  catch (error) { return `this is no YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` }
  return undefined
}
