// Makes a challenge file importable: what it says, and what a slide must know before (its title, how many clicks its hints take). One that cannot be read fails here, with its line, and not on stage.
import type { Plugin } from 'vite'
import { challengeOf } from '../../engine/lab/challenge.ts'
import { labDocument } from '../labs.ts'

const challengeFile = /\/challenges\/([\w-]+)\.yaml$/

export const challenges: Plugin = {
  name: 'podium-challenges',
  transform(source, id) {
    const name = challengeFile.exec(id)?.[1]
    if (name === undefined) return undefined
    const document = labDocument(name, source)
    const { title, hints } = challengeOf(name, document)
    return { code: `export const title = ${JSON.stringify(title)}\nexport const hints = ${hints.length}\nexport const document = ${JSON.stringify(document)}\n`, map: null }
  },
}
