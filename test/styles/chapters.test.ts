import { expect, it } from 'vitest'
import { chapterAt } from '../../styles/chapters.ts'

const slides = ['cover', 'default', 'chapter', 'default', 'chapter'].map((layout, index) =>
  ({ no: index + 1, meta: { slide: { title: `제목 ${index + 1}`, frontmatter: { layout } } } }))

it('counts the parts by their chapter slides', () => {
  expect([1, 2, 3, 4, 5].map(page => chapterAt(slides, page))).toEqual([
    { number: 0, title: '시작하기' },
    { number: 0, title: '시작하기' },
    { number: 1, title: '제목 3' },
    { number: 1, title: '제목 3' },
    { number: 2, title: '제목 5' },
  ])
})
