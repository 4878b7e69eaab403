// What an opener writes into the entry that shows a deck.
import { expect, test } from 'vitest'
import { headmatterOf } from '../../../setup/marp/index.ts'

const only = (deck: string, ...keys: string[]) => Object.fromEntries(Object.entries(headmatterOf(deck)).filter(([key]) => keys.includes(key)))

test('the title, or else the first heading', () => {
  expect(only('---\ntitle: 덱\n---\n# 하나', 'title')).toEqual({ title: '덱' })
  expect(only('글\n\n---\n\n# `하나` **둘** <b>셋</b><br>넷', 'title')).toEqual({ title: '하나 둘 셋 넷' })
  expect(only('글', 'title')).toEqual({})
})

test('the size of the canvas', () => {
  expect(only('# a', 'canvasWidth', 'aspectRatio')).toEqual({ canvasWidth: 1280 })
  expect(only('---\nsize: 4:3\n---', 'canvasWidth', 'aspectRatio')).toEqual({ canvasWidth: 960, aspectRatio: '4/3' })
})

test('never a theme of the registry, nor keys that a foreign deck has for somebody else', () => {
  expect(only('---\ntheme: gaia\naddons: [x]\nlayout: post\n---', 'theme', 'addons', 'layout')).toEqual({ theme: 'none' })
})

test('a deck that cannot be read still has the settings', () => {
  expect(only('---\ntitle: "a\n---\n', 'theme', 'title')).toEqual({ theme: 'none' })
})
