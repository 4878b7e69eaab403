import { expect, test } from 'vitest'
import { isMarp } from '../../../setup/marp/detect.ts'

test.for<[string, boolean, boolean]>([
  ['---\nmarp: true\n---\n', false, true],
  ['---\ntitle: x\nmarp: "true" # yes\n---', false, true],
  ['\uFEFF---\nmarp: true\n---', false, true],
  ['---\nmarp: false\n---', false, false],
  ['---\ntitle: x\n---\nmarp: true', false, false],
  ['# marp: true', false, false],
  ['---\nmarp: true', false, true],
  ['# a deck opened by name', true, true],
  ['---\npodium: stub\nmarp: true\n---', true, false],
])('%j, opened by name: %j → %j', ([deck, isDeckOpened, expected]) => {
  expect(isMarp(deck.split('\n'), isDeckOpened)).toBe(expected)
})
