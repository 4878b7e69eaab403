// Every lab of the lecture, played as a lecturer does: by the clicker alone, back and forth; and the state at each step is
// the one that Node comes to. In two halves, one a core.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { goToSlide, openPage } from '../../tools/lib/stage.ts'
import { watch } from './checks/watch.ts'
import { clickOf, expectSame } from './lab-state.ts'

export function playLabs(half: 0 | 1): void {
  const slides = inject('labs').filter((_, index) => index % 2 === half)
  let browser: Browser
  let page: Page
  let watched: ReturnType<typeof watch>
  beforeAll(async () => {
    browser = await launchBrowser()
    page = await openPage(browser, { width: 1280, height: 720 }, 'light')
    watched = watch(page, inject('site'))
  })
  afterAll(() => browser.close())

  test('the lecture has labs', () => expect(slides.length).toBeGreaterThan(2))

  test.each(slides)('$lab on slide $no', async ({ no, lab }) => {
    await goToSlide(page, inject('site'), no)
    const forward = [await expectSame(page, lab)]
    for (let click = clickOf(page); ; click = clickOf(page)) {
      await page.keyboard.press('PageDown')
      await page.waitForTimeout(80)
      if (!page.url().includes(`/${no}`) || clickOf(page) === click) break
      forward.push(await expectSame(page, lab))
    }
    await goToSlide(page, inject('site'), no, forward.length - 1)
    const backward = [await expectSame(page, lab)]
    while (clickOf(page) > 0) {
      await page.keyboard.press('PageUp')
      await page.waitForTimeout(50)
      backward.unshift(await expectSame(page, lab))
    }
    expect([...new Set(backward)]).toEqual([...new Set(forward)])
    expect(watched.take()).toEqual([])
  })
}
