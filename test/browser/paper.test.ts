// The PDF files: all slides are there, every word can be selected and searched, every font is inside.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { printHandout, printSlides } from '../../tools/lib/print.ts'
import { bare, readPaper, type Paper } from './checks/pdf.ts'

const fontsOfOurs = /^(Pretendard|D2Coding)/
const site = inject('site')
/** Of a page of A4, and of a slide, whose width is a bit more than that of a page held sideways. What stands on a slide is
 *  21 px of 1280 at least; a diagram that is a little too wide is a little smaller. */
const leastPoints = { 'slides.pdf': 11.5, 'handout.pdf': 7.9 }
const elsewhere = 'https://example.org/k8s/'
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 }) // the whole deck is printed, each time
let browser: Browser
let handout: Paper
let headlines: string[] // of each slide, '' where it has none
let chapters: string[] // those of the cover and of the chapters
let notes: string[]
let codes: (readonly [string | null, string | null | undefined])[] // where the codes lead, and how their drawings begin
let minutes: string[] // of its labs

beforeAll(async () => {
  browser = await launchBrowser()
  const { pdf, slides } = await printHandout(browser, site, elsewhere, look)
  expect(slides).toBe(inject('slides'))
  handout = await readPaper(pdf)
})
afterAll(() => browser.close())

async function look(page: Page): Promise<void> {
  const texts = (selector: string) => page.locator('.sheet').evaluateAll(
    (sheets, selector) => sheets.map(sheet => [...sheet.querySelectorAll<HTMLElement>(selector)].find(found => found.checkVisibility())?.innerText ?? ''), selector)
  headlines = (await texts('h1, h2')).map(bare)
  chapters = (await texts(':is(.podium-cover, .podium-chapter) h1')).map(bare).filter(headline => headline !== '')
  notes = (await texts('.sheet-note')).map(bare)
  minutes = (await texts('.lab-minutes .say')).map(say => bare(say).replace(/^\d+|\d\d:\d\d\.\d.*$/g, '')) // the numbers stand at the margins
  codes = await page.locator('.live:visible').evaluateAll(links => links.map(link => [link.getAttribute('href'), link.querySelector('.qr-code path')?.getAttribute('d')?.slice(0, 1)]))
}

const papers = [
  { name: 'slides.pdf', read: async () => readPaper((await printSlides(browser, site)).pdf), size: { width: 960, height: 540 } },
  { name: 'handout.pdf', read: async () => handout, size: { width: 595, height: 842 } },
] as const

describe.each(papers)('$name', ({ name, read, size }) => {
  let paper: Paper
  beforeAll(async () => { paper = await read() })

  it('has a page for each slide; a long note runs on to the next, and so does a strip', () => {
    const pages = sheetsOf(paper, name === 'handout.pdf')
    expect(pages.map(({ text }, index) => text.includes(headlines[index] ?? '') ? headlines[index] : text)).toEqual(headlines)
    expect(headlines.join('')).toMatch(/\p{Script=Hangul}/u)
  })

  it('has the right size and is tagged for screen readers on each page, with the headlines as outline, below their chapters', () => {
    expect(paper.pages.map(({ width, height, isTagged }) => ({ width, height, isTagged }))).toEqual(paper.pages.map(() => ({ ...size, isTagged: true })))
    // Below the slides: the headlines of pages in a browser on a slide.
    expect(paper.outline.filter(({ depth }) => depth < 2).map(({ title }) => title)).toEqual(headlines.filter(headline => headline !== ''))
    expect(paper.outline.filter(({ depth }) => depth === 0).map(({ title }) => title)).toEqual(chapters)
    expect(chapters.length).toBeGreaterThan(1)
  })

  it('has no word that is too small', () => {
    const small = paper.pages.flatMap(({ smallest }, index) => smallest.points < leastPoints[name] ? [`page ${index + 1}: ${smallest.points.toFixed(1)} pt: ${smallest.text}`] : [])
    expect(small).toEqual([])
  })

  it('has its fonts inside, none of them drawn (Type 3)', () => {
    expect(paper.fonts.length).toBeGreaterThan(0)
    expect(paper.fonts).toEqual(paper.fonts.map(() => ({ name: expect.stringMatching(fontsOfOurs), type: 'CIDFontType2', isEmbedded: true })))
  })
})

it('prints the notes under their slides, and the numbers of the pages', () => {
  const { pages } = handout
  const numbers = pages.map((_, index) => `${index + 1}/${pages.length}`)
  expect(pages.map(({ text }, index) => text.startsWith(numbers[index] ?? '') ? numbers[index] : text)).toEqual(numbers)
  const beginnings = notes.map(note => note.slice(0, 60))
  expect(sheetsOf(handout, true).map(({ text }, index) => text.includes(beginnings[index] ?? '') ? beginnings[index] : text)).toEqual(beginnings)
  expect(notes.join('')).not.toBe('')
})

it('wastes no page', () => {
  const leastLetters = 80 // with those in the margin
  const empty = handout.pages.flatMap(({ text }, index) => text.length < leastLetters ? [`page ${index + 1}: ${text}`] : [])
  expect(empty).toEqual([])
})

it('says where each live slide can be seen, and what its labs did', () => {
  const all = handout.pages.map(({ text }) => text).join('')
  const addresses = codes.map(([href]) => href ?? '')
  expect(addresses.length).toBeGreaterThan(0)
  expect(addresses.filter(address => !/^https:\/\/example\.org\/k8s\/#\/[\w-]+(\?clicks=\d+)?$/.test(address))).toEqual([])
  expect(addresses.filter(address => !all.includes(bare(address)))).toEqual([])
  expect(minutes.filter(first => !all.includes(first))).toEqual([])
  expect(minutes.join('')).not.toBe('')
})

it('has a code to scan at each of them', () => { expect(codes.filter(([, path]) => path !== 'M')).toEqual([]) })

/** The pages on which a slide begins: a page that only goes on with a note or a strip has none of the next headline. */
function sheetsOf({ pages }: Pick<Paper, 'pages'>, withNotes: boolean): Paper['pages'] {
  let from = 0
  return headlines.map((headline, index) => {
    const found = pages.findIndex(({ text }, at) => at >= from && text.includes(headline) && (!withNotes || text.includes((notes[index] ?? '').slice(0, 60))))
    const page = pages[found] ?? pages[from] ?? { width: 0, height: 0, text: 'no such page', isTagged: false, smallest: { points: 0, text: '' } }
    from = (found < 0 ? from : found) + 1
    return page
  })
}

it('sees a font that is drawn, and one of this machine', async () => {
  const page = await browser.newPage()
  await page.setContent('<h1 style="font-family: serif">Not ours</h1>')
  const { fonts } = await readPaper(await page.pdf())
  expect(fonts.map(({ name }) => fontsOfOurs.test(name))).toEqual([false])
})
