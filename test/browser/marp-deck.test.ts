// A Marp deck of some seventy slides, with most of what authors do to Marp, opened unchanged.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../../tools/browser.ts'
import { findDeck } from '../../tools/lib/deck.ts'
import { withSite } from '../../tools/lib/site.ts'
import { goToPrint, openPage } from '../../tools/lib/stage.ts'
import { marpSlides } from '../setup/marp/oracle.ts'
import { watch } from './checks/watch.ts'

const path = fileURLToPath(new URL('../setup/marp/decks/container.md', import.meta.url))
const directive = /\b_?(?:class|paginate|header|footer|color|background\w+|theme|transition|headingDivider):|!\[|<!--/
let browser: Browser
beforeAll(async () => { browser = await launchBrowser() })
afterAll(() => browser.close())

it('has the slides that Marp makes of it, shows no directive, and its pictures in the sizes that were asked for', async () => {
  await withSite(findDeck(path), async site => {
    const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
    const watched = watch(page, site)
    const slides = await goToPrint(page, site)
    expect(slides).toBe(marpSlides(readFileSync(path, 'utf8'), true).length)
    expect(watched.take()).toEqual([])

    const seen = await page.locator('.print-slide-container').evaluateAll(slides => slides.map(slide => ({
      headline: slide.querySelector('h1, h2')?.textContent?.trim(),
      text: slide instanceof HTMLElement ? slide.innerText : '',
      pictures: [...slide.querySelectorAll('img')].map(image => ({ width: image.offsetWidth, height: image.offsetHeight, isLoaded: image.naturalWidth > 0 })),
    })))
    expect(seen.map(({ text }) => text).filter(text => directive.test(text))).toEqual([])
    expect(seen.flatMap(({ pictures }) => pictures).filter(({ isLoaded }) => !isLoaded)).toEqual([])
    const picturesOf = (headline: string) => seen.find(slide => slide.headline === headline)?.pictures
    expect(picturesOf('가상 머신과 견주기')?.map(({ height }) => height)).toEqual([320, 320])
    expect(picturesOf('크기를 준 그림')?.[0]).toEqual({ width: 300, height: 200, isLoaded: true })
  })
})
