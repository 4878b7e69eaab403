// Every fence of the decks that offers to run does so, or fails as its author says. To see what does not:
// node tools/fences.ts
import { expect, test } from 'vitest'
import { deckFences } from '../tools/fences/deck.ts'

test.each(deckFences().map(({ file, findings }) => [file, findings] as const))('the fences of %s run', (_file, findings) => {
  expect(findings()).toEqual([])
})
