// The curriculum is on the slides: every statement (S…) and every correction (E-…) that the outline gives to a part is
// covered by a slide, which says so itself: `<!-- _covers: S001 E-05 -->`.
import { describe, expect, it } from 'vitest'
import { courseSlides } from '../../tools/course/slides.ts'
import curriculum from './curriculum.json' with { type: 'json' }

/** Parts that are not written to their end yet. The list only shrinks. */
const notYet: readonly string[] = []

const slides = courseSlides()
const covered = new Set(slides.flatMap(({ covers }) => covers))
const missingOf = (rows: readonly string[]): string[] => rows.filter(row => !covered.has(row))
const parts = Object.entries(curriculum)

it.each(parts.filter(([part]) => !notYet.includes(part)))('all of %s is on a slide', (_part, rows) => {
  expect(missingOf(rows)).toEqual([])
})

describe('the list of what is not written yet', () => {
  it('names parts that there are', () => { expect(notYet.filter(part => !Object.hasOwn(curriculum, part))).toEqual([]) })

  it.each(parts.filter(([part]) => notYet.includes(part)))('still needs %s', (_part, rows) => {
    expect(missingOf(rows)).not.toEqual([])
  })
})

it('is only said to be covered where there is such a row', () => {
  const strange = slides.flatMap(({ covers, id }) => covers.filter(row => !isRow(row)).map(row => `${id}: ${row}`))
  expect(strange).toEqual([])
})

/** The inventory counts 564 statements and 80 corrections, of which this file holds only those of the first parts. */
function isRow(name: string): boolean {
  const [, kind, digits = ''] = /^(S|E-)(\d+)$/.exec(name) ?? []
  if (kind === 'S') return digits.length === 3 && Number(digits) >= 1 && Number(digits) <= 564
  return kind === 'E-' && digits.length === 2 && Number(digits) >= 1 && Number(digits) <= 80
}
