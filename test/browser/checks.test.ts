// The checks themselves: each is seen to find the fault that was planted for it, and only that; and none in a sound deck.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { findDeck } from '../../tools/lib/deck.ts'
import { withSite } from '../../tools/lib/site.ts'
import { goToPrint, goToSlide, openPage } from '../../tools/lib/stage.ts'
import { accessFindings } from './checks/access.ts'
import { fontFindings } from './checks/fonts.ts'
import { geometryFindings } from './checks/geometry.ts'
import { watch } from './checks/watch.ts'

let browser: Browser
beforeAll(async () => { browser = await launchBrowser() })
afterAll(() => browser.close())

/** What all checks together find on each slide of a deck; then `act` may look at the page in its own way. */
async function findingsOf(deck: string, act: (page: Page, site: string, count: number) => Promise<void> = async () => undefined): Promise<string[][]> {
  return withSite(findDeck(new URL(`decks/${deck}.md`, import.meta.url).pathname), async site => {
    const count = await goToPrint(await openPage(browser, { width: 1280, height: 720 }, 'light'), site)
    const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
    const watched = watch(page, site)
    const findings: string[][] = []
    for (let no = 1; no <= count; no++) {
      await goToSlide(page, site, no)
      findings.push([...await geometryFindings(page, no), ...await fontFindings(page, no), ...await accessFindings(page, no), ...watched.take()])
    }
    await act(page, site, count)
    return findings
  })
}

describe('the checks', () => {
  it('find what was planted', async () => {
    const inColumn: string[][] = []
    const findings = await findingsOf('bad', async (page, site, count) => {
      await page.setViewportSize({ width: 390, height: 844 })
      for (let no = 1; no <= count; no++) {
        await goToSlide(page, site, no)
        inColumn.push(await geometryFindings(page, no))
      }
    })
    expect(findings).toEqual([
      [expect.stringMatching(/^"열하나, 종이 밖으로 나갑니다" sticks out of <section\.slidev-layout.+> by \d+ px \(bottom\)$/)],
      [expect.stringMatching(/^"잘린 줄" sticks out of <div> by \d+ px \(bottom\)$/)],
      [expect.stringMatching(/^"이 기계의 글꼴" is drawn with (?!Pretendard)/), '"kubectl" is code drawn with Pretendard'],
      [expect.stringMatching(/^axe color-contrast: p /)],
      [],
      ['leaves the origin: https://elsewhere.invalid/picture.png', expect.stringMatching(/^console error: Failed to load resource/)],
    ])
    // A phone's column may be long, but not wide.
    const cut = expect.stringMatching(/^"잘린 줄" sticks out of <div> by \d+ px \(bottom\)$/)
    const wide = expect.stringMatching(/^<div> sticks out of the slide by \d+ px \(right\)$/)
    expect(inColumn).toEqual([[], [cut], [], [], [wide], []])
  })

  it('find nothing in a sound deck, whose diagrams and drawings keep their sizes', async () => {
    const sizes: string[] = []
    const findings = await findingsOf('good', async page => {
      sizes.push(await page.locator('#measured').evaluate(text => getComputedStyle(text).fontSize))
    })
    expect({ findings, sizes }).toEqual({ findings: [[], [], []], sizes: ['30px'] })
  })
})

it('hears what a page says and asks for', async () => {
  const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  await page.route('**', route => new URL(route.request().url()).pathname === '/missing' ? route.fulfill({ status: 404 }) : route.fulfill({ body: '<p>', contentType: 'text/html' }))
  const watched = watch(page, 'http://here.invalid/')
  await page.goto('http://here.invalid/')
  await page.evaluate(async () => {
    console.log('heard by nobody')
    console.warn('careful')
    console.error('broken')
    setTimeout(() => { throw new Error('thrown') })
    await fetch('/missing')
    await fetch('https://elsewhere.invalid/spy', { mode: 'no-cors' })
  })
  const heard = watched.take()
  expect(heard.sort()).toEqual([
    'answered 404: http://here.invalid/missing',
    'console error: Failed to load resource: the server responded with a status of 404 (Not Found)',
    'console error: broken',
    'console warning: careful',
    'leaves the origin: https://elsewhere.invalid/spy',
    'page error: thrown',
  ])
  expect(watched.take()).toEqual([])
})
