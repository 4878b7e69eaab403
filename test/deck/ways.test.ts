// The ways through the lecture keep what they promise.
import { expect, test } from 'vitest'
import { courseSlides } from '../../tools/course/slides.ts'
import { chapters, isWay } from '../../tools/course/ways.ts'

const slides = courseSlides()

/** Every slide's notes begin with them. */
const minutesOf = ({ notes }: typeof slides[number]): number => Number(/^\d+(\.5)?/.exec(notes[0] ?? '')?.[0] ?? NaN)

test('two hours are enough for the short talk, and it is more than one', () => {
  const talk = slides.filter((slide, index) => index === 0 || slide.ways.includes('two-hours'))
  const minutes = talk.reduce((sum, slide) => sum + minutesOf(slide), 0)
  expect(minutes).toBeLessThanOrEqual(120)
  expect(minutes).toBeGreaterThan(45)
})

test('each chapter begins with its slide, whatever the way', () => {
  const firsts = chapters().filter(chapter => chapter !== '00-start').map(chapter => slides.find(({ file }) => file.startsWith(`pages/${chapter}/`)))
  expect(firsts.filter(first => first?.layout !== 'chapter' || !first.ways.includes('two-hours')).map(first => first?.file)).toEqual([])
})

test('a chapter is a way by its number and by its name', () => {
  expect(['two-hours', '03', '03-architecture', '3', '99', 'two'].map(isWay)).toEqual([true, true, true, false, false, false])
})
