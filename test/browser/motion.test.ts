// Who asked for less motion: nothing flies and nothing slides, and what it would have told stands there as words.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { goToSlide, lastClick } from '../../tools/lib/stage.ts'

let browser: Browser
beforeAll(async () => { browser = await launchBrowser() })
afterAll(() => browser.close())

const open = async (reducedMotion: 'reduce' | 'no-preference'): Promise<Page> =>
  (await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion, locale: 'ko-KR', serviceWorkers: 'block' })).newPage()

/** What a slide with requests on their way shows, and whether anything slides to its place. */
const seenOn = async (page: Page): Promise<{ readonly flying: boolean, readonly told: readonly string[], readonly slides: boolean }> => ({
  flying: await page.locator('.traffic-layer .request-dot:visible').count() > 0,
  told: (await page.locator('.cluster-stage .last-requests:visible li').allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim()),
  slides: await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--motion')) > 0),
})

test('requests fly, or are told', async () => {
  const [moving, calm] = await Promise.all([open('no-preference'), open('reduce')])
  let shown = 0
  for (shown of inject('slidesWith')['last-requests'] ?? []) {
    await goToSlide(moving, inject('site'), shown, lastClick)
    if ((await seenOn(moving)).flying) break
  }
  await goToSlide(calm, inject('site'), shown, lastClick)
  expect(await seenOn(moving)).toEqual({ flying: true, told: [], slides: true })
  const still = await seenOn(calm)
  expect(still).toEqual({ flying: false, told: expect.anything(), slides: false })
  expect(still.told.length).toBeGreaterThan(0)
  for (const line of still.told) expect(line).toMatch(/^\S+ → \S+( → \S+)? (가는 중|응답함|오류 응답|거절됨|시간 초과)$/)
})
