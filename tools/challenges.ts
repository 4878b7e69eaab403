// Challenge files: YAML beside the chapters.
import { challengeOf, type Challenge } from '../engine/lab/challenge.ts'
import { labDocument } from './labs.ts'

export const readChallenge = (name: string, source: string): Challenge => challengeOf(name, labDocument(name, source))
