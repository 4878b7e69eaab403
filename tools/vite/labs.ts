// Makes a lab file importable: `?steps` tells what its steps are called, which slides must know at once; `?lab` is all of
// it. A lab that cannot be read fails the build, with its line; while one writes, its slide says so.
import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import type { Plugin } from 'vite'
import { LabError } from '../../engine/lab/lab.ts'
import { labDocument, placed, readLab } from '../labs.ts'
import { projectRoot } from '../lib/project.ts'

const labFile = /^(.*\/labs\/([\w-]+)\.yaml)(?:\?(steps|lab))?$/
let isServing = false

export const labs: Plugin = {
  name: 'podium-labs',
  configResolved({ command }) { isServing = command === 'serve' },
  transform(source, id) {
    const [, path = '', name, part] = labFile.exec(id) ?? []
    if (name === undefined) return undefined
    const { document, steps, problem } = read(name, source, relative(projectRoot, path))
    if (part === 'steps') return { code: `export const steps = ${JSON.stringify(steps)}\n`, map: null }
    const digest = createHash('sha256').update(JSON.stringify(document) ?? '').digest('hex').slice(0, 8)
    return { code: `export const document = ${JSON.stringify(document) ?? 'undefined'}\nexport const digest = ${JSON.stringify(digest)}\nexport const problem = ${JSON.stringify(problem)}\n`, map: null }
  },
}

function read(name: string, source: string, file: string): { readonly document: unknown, readonly steps: readonly string[], readonly problem: string } {
  try {
    return { steps: readLab(name, source).steps.map(step => step.name), document: labDocument(name, source), problem: '' }
  }
  catch (error) {
    if (!(error instanceof LabError)) throw error
    if (!isServing) throw new LabError(placed(file, error.message))
    return { document: undefined, steps: [], problem: placed(file, error.message) }
  }
}
