// Makes a lab file importable: its source, and how many clicks its steps take. A lab that cannot be read fails here,
// with its line, and not on stage.
import type { Plugin } from 'vite'
import { readLab } from '../../engine/lab/lab.ts'

const labFile = /\/labs\/([\w-]+)\.yaml$/

export const labs: Plugin = {
  name: 'podium-labs',
  transform(source, id) {
    const name = labFile.exec(id)?.[1]
    if (name === undefined) return undefined
    const { steps } = readLab(name, source)
    return { code: `export const clicks = ${steps.length}\nexport const source = ${JSON.stringify(source)}\n`, map: null }
  },
}
