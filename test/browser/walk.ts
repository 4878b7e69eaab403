// Walks every slide in one colour scheme, at a projector's size and at a phone's, and keeps a picture of each.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { cacheRoot } from '../../tools/lib/project.ts'
import { goToSlide, lastClick, openPage, type Scheme } from '../../tools/lib/stage.ts'
import { accessFindings } from './checks/access.ts'
import { fontFindings } from './checks/fonts.ts'
import { geometryFindings } from './checks/geometry.ts'
import { watch } from './checks/watch.ts'

const projector = { width: 1280, height: 720 }
const phones = [{ width: 390, height: 844 }, { width: 844, height: 390 }]

export function walk(scheme: Scheme): void {
  const site = inject('site')
  const slides = Array.from({ length: inject('slides') }, (_, index) => index + 1)
  let browser: Browser
  beforeAll(async () => { browser = await launchBrowser() })
  afterAll(() => browser.close())

  describe.each([projector, ...phones])(`${scheme}, $width × $height`, size => {
    const pictures = join(cacheRoot, 'podium', 'screenshots', `${scheme}-${size.width}x${size.height}`)
    let page: Page
    let watched: ReturnType<typeof watch>
    beforeAll(async () => {
      mkdirSync(pictures, { recursive: true })
      page = await openPage(browser, size, scheme)
      watched = watch(page, site)
    })
    afterAll(() => page.context().close())

    it.each(slides)('slide %d', async no => {
      const number = String(no).padStart(2, '0')
      await goToSlide(page, site, no)
      const atFirst = size === projector ? await geometryFindings(page, no) : []
      const before = await page.screenshot({ path: join(pictures, `${number}.png`) })
      await goToSlide(page, site, no, lastClick)
      const after = await page.screenshot()
      if (!after.equals(before)) await page.screenshot({ path: join(pictures, `${number}-end.png`) })
      const atLast = await geometryFindings(page, no)
      const deep = size === projector ? [...await fontFindings(page, no), ...await accessFindings(page, no)] : []
      expect([...new Set([...atFirst, ...atLast]), ...deep, ...watched.take()]).toEqual([])
    })
  })
}
