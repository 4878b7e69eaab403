// A lecture of some seventy slides, with all that authors do to Marp.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { linesOf, toSlidev } from '../../../setup/marp/index.ts'
import { withoutMissing } from '../../../setup/marp/missing.ts'
import { marpSlides, slidevText } from './oracle.ts'
import { slidevSlides, vueErrors } from './slidev.ts'

const deck = new URL('decks/container.md', import.meta.url)
const source = readFileSync(deck, 'utf8')
const slides = slidevSlides(toSlidev(linesOf(source), { isEntry: false }))
const marp = marpSlides(source, true)

test('has the slides that Marp makes', () => {
  expect(slides.length).toBe(marp.length)
})

test('reads as in Marp', () => {
  expect(slides.map(slidevText)).toEqual(marp.map(({ text }) => text))
})

test('shows no directive', () => {
  const text = slides.map(slidevText).join('\n')
  expect(text.match(/_?(?:class|paginate|header|footer|backgroundImage|transition|theme):|<!--|!\[/g)).toBe(null)
})

test('keeps the notes', () => {
  const flat = (note: string) => note.replace(/\s+/g, ' ')
  expect(slides.map(({ note }) => flat(note ?? ''))).toEqual(marp.map(({ notes }) => flat(notes.join(' '))))
})

test('passes Vue’s compiler', () => {
  expect(slides.flatMap(({ template }) => vueErrors(template))).toEqual([])
})

test('misses one picture only, and says where', () => {
  const exists = (url: string) => existsSync(new URL(encodeURI(url), deck)) || url.startsWith(fileURLToPath(deck))
  const checked = slides.map(({ template }) => withoutMissing(template, { file: 'container.md', exists }))
  const missing = checked.flatMap(template => template.match(/<MarpMissing[^>]*>/g) ?? [])
  const line = linesOf(source).findIndex(text => text.includes('없다.png')) + 1
  expect(missing).toEqual([`<MarpMissing src="./images/없다.png" at="container.md:${line}" style="width:300px;">`])
})
