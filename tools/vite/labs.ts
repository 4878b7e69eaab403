// Makes a lab file importable: what it says, and what its steps are called. A lab that cannot be read fails here,
// with its line, and not on stage.
import type { Plugin } from 'vite'
import { labOf } from '../../engine/lab/lab.ts'
import { labDocument } from '../labs.ts'

const labFile = /\/labs\/([\w-]+)\.yaml$/

export const labs: Plugin = {
  name: 'podium-labs',
  transform(source, id) {
    const name = labFile.exec(id)?.[1]
    if (name === undefined) return undefined
    const document = labDocument(name, source)
    const { steps } = labOf(name, document)
    return { code: `export const steps = ${JSON.stringify(steps.map(step => step.name))}\nexport const document = ${JSON.stringify(document)}\n`, map: null }
  },
}
