// Slidev swallows what a preparser throws and drops the deck: a failure must be a slide.
import { expect, test, vi } from 'vitest'
import { headmatterOf, toSlidev } from '../../../setup/marp/index.ts'
import { slidevSlides, vueErrors } from './slidev.ts'

vi.mock('../../../setup/marp/reader.ts', () => ({
  readDeck: () => {
    throw new Error('고장 <난> {{ 덱 }}')
  },
}))

test('a failure is a slide that tells of it', () => {
  const slides = slidevSlides(toSlidev(['---', 'marp: true', '---'], { isEntry: true }))
  expect(slides.length).toBe(1)
  expect(slides[0]?.frontmatter).toEqual({ theme: 'none', layout: 'marp', title: '덱을 읽지 못했습니다' })
  expect(slides[0]?.template).toContain('고장 &lt;난&gt; &#123;&#123; 덱 }}')
  expect(vueErrors(slides[0]?.template ?? '<')).toEqual([])
})

test('an entry without settings is better than none', () => {
  expect(headmatterOf('# a')).toEqual({})
})
