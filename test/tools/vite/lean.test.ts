// A slide's facts in the built site, said shortly: what Slidev reads of them stays the same.
import { expect, it } from 'vitest'
import { leanFacts } from '../../../tools/vite/lean.ts'
import { slideOf } from '../../../tools/vite/slide-of.ts'

/** As Slidev writes it. */
const told = (base: object, frontmatter: object): string => [
  'import { computed, reactive, shallowReactive } from "vue"',
  `export const frontmatterData = ${JSON.stringify(frontmatter)}`,
  'export const frontmatter = import.meta.hot ? import.meta.hot.data.frontmatter : reactive(frontmatterData)',
  'export const meta = shallowReactive({',
  '  slide: {',
  `    ...(${JSON.stringify(base)}),`,
  '    frontmatter,',
  '  },',
  '})',
].join('\n')

const lines = (code: string | undefined) => code?.split('\n').slice(1) // without the import

it('says once what stands in two places, and what a reader needs', () => {
  const frontmatter = { layout: 'wide', title: '제목 `code` ${x}', level: 1 }
  expect(lines(leanFacts(told({ title: frontmatter.title, level: 1, index: 4, note: '말', noteHTML: '<p>말</p>', images: ['a.png'], frontmatterRaw: 'x', revision: 'r' }, frontmatter), 5)?.code)).toEqual([
    'export const { frontmatter, meta } = slideOf(5, {"layout":"wide","title":"제목 `code` ${x}","level":1}, {"note":"말","noteHTML":"<p>말</p>","images":["a.png"]})',
    'export default frontmatter', '',
  ])
})

it('keeps a title that is not in the front matter', () => {
  expect(lines(leanFacts(told({ title: '머리글', level: 2, note: '', images: [] }, { layout: 'default' }), 1)?.code)?.[0])
    .toBe('export const { frontmatter, meta } = slideOf(1, {"layout":"default"}, {"title":"머리글","level":2})')
})

it('tells Slidev the layout, title, note and pictures', () => {
  const frontmatter = { layout: 'wide', title: '제목', level: 1, clicks: 3 }
  const { meta } = slideOf(5, frontmatter, { note: '말', images: ['a.png'] })
  expect([meta.layout, meta.clicks, meta.transition]).toEqual(['wide', 3, undefined])
  expect(meta.slide).toMatchObject({ no: 5, id: 4, index: 4, title: '제목', level: 1, note: '말', noteHTML: '', images: ['a.png'], frontmatter })
})

it('leaves alone what it does not know', () => {
  expect(leanFacts('export const frontmatter = {}', 1)).toBeUndefined()
})
