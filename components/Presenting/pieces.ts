// What otherwise comes only when it is needed: labs and challenges, what widgets load by themselves, and every slide.
import { challengeFiles } from '../Challenge/challenges.ts'
import { labFiles } from '../Lab/labs.ts'
import type { Piece } from './provision.ts'

export const piecesOf = (slides: readonly { load?(): Promise<unknown> }[]): readonly Piece[] => [
  ...labFiles, () => import('../Terminal/xterm.ts'), () => import('../Manifest/editor.ts'),
  ...slides.map(slide => async () => slide.load?.()), ...challengeFiles,
]
