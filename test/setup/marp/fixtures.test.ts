// Every construct: a deck in Marp's words and the deck that Slidev gets. UPDATE=1 writes what came out, for review.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { env } from 'node:process'
import { expect, test } from 'vitest'
import { linesOf, toSlidev } from '../../../setup/marp/index.ts'
import { marpSlides, slidevText } from './oracle.ts'
import { slidevSlides, vueErrors } from './slidev.ts'

const folder = new URL('fixtures/', import.meta.url)
const names = readdirSync(folder).filter(name => /^[^.]+\.md$/.test(name)).map(name => name.replace('.md', ''))

/** Where the text differs from Marp's for a reason: components and files of our own, tags that Marp shows as text, front
    matter that Marp drops as a whole. */
const ownText = ['component', 'entry-podium', 'rawhtml', 'frontmatter']

test.for(names)('%s', (name) => {
  const source = readFileSync(new URL(`${name}.md`, folder), 'utf8')
  const lines = toSlidev(linesOf(source), { isEntry: name.startsWith('entry-') })
  const slides = slidevSlides(lines)

  const golden = new URL(`${name}.slidev.md`, folder)
  if (env['UPDATE']) writeFileSync(golden, lines.join('\n'))
  expect(lines.join('\n')).toBe(readFileSync(golden, 'utf8'))

  const marp = marpSlides(source, true)
  expect(slides.length).toBe(marp.length)
  expect(slides.flatMap(({ template }) => vueErrors(template))).toEqual([])
  if (!ownText.includes(name)) expect(slides.map(slidevText)).toEqual(marpSlides(source).map(({ text }) => text))
})
