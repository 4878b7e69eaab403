// What kubectl and the API server would say of a manifest, and on which line it is.
import { World } from '../world.ts'
import { documentsIn, entriesIn, lineOf, pathOf, type Document } from './outline.ts'

export interface Problem {
  /** Of the whole text, from 0. */
  readonly line: number
  /** To the letter. */
  readonly text: string
}

/** Each document is tried on a cluster of its own, without nodes, in which its namespace is there. */
export function problemsIn(text: string, file: string): readonly Problem[] {
  const documents = documentsIn(text).filter(({ text }) => /^\s*[^\s#]/m.test(text))
  if (documents.length === 0) return []
  const world = new World({ nodes: 1 })
  const run = (line: string, files: Readonly<Record<string, string>> = {}) => world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, files } })
  return documents.flatMap(document => {
    const namespace = /^ {2}namespace:[ \t]*["']?([a-z0-9-]+)/m.exec(document.text)?.[1]
    if (namespace !== undefined) run(`kubectl create namespace ${namespace}`)
    const tried = run(`kubectl apply --dry-run=server -f '${file.replaceAll('\'', '')}'`, { [file]: `${document.text}\n` })
    return tried?.exitCode === 0 || !tried ? [] : placed(tried.stderr.trimEnd(), document)
  })
}

const numbered = /yaml: line (\d+):/
const named = /unknown field "([^"]+)"|duplicate field "([^"]+)"|Go struct field \w+\.(\S+) of type/g
const invalid = /(?:^\* |is invalid: )([A-Za-z][\w.[\]/-]*): /gm

function placed(text: string, { text: written, line }: Document): readonly Problem[] {
  const number = numbered.exec(text)?.[1]
  if (number !== undefined) return [{ line: line + Math.min(Number(number), written.split('\n').length) - 1, text }]
  const entries = entriesIn(written)
  const paths = [...[...text.matchAll(named)].map(([, unknown, twice, field]) => unknown ?? twice ?? field ?? ''), ...[...text.matchAll(invalid)].map(([, path = '']) => path)]
  if (paths.length > 0) return [...new Set(paths.map(path => lineOf(entries, pathOf(path))))].map(at => ({ line: line + at, text }))
  return [{ line: line + lineOf(entries, [/no matches for kind/.test(text) ? 'kind' : 'metadata']), text }]
}
