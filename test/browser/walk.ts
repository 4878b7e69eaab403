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
const isWhole = process.env['PODIUM_WALK'] === 'all'
const upright = { width: 390, height: 844 }
const onItsSide = { width: 844, height: 390 }

/**
 * Each slide is measured at a projector's size in light, since the lecture has hundreds: in dark, those of the opening
 * chapter and every so manieth of the rest; on phones, the opening chapter, and a few more in light, since
 * there a slide is laid out anew (whatever the colours). Whether all can read and reach what is there is asked on an upright
 * phone, where most scrolls: where anything is first to be seen, and of some more. PODIUM_WALK=all walks them all, in every way.
 */
const sampled = 8
const sampledOnPhones = 24
const opening = 11
const deeply = 3
const reached = 12

export function walk(scheme: Scheme): void {
  const site = inject('site')
  const all = Array.from({ length: inject('slides') }, (_, index) => index + 1)
  const firsts = new Set(Object.values(inject('slidesWith')).map(([first]) => first))
  let browser: Browser
  beforeAll(async () => { browser = await launchBrowser() })
  afterAll(() => browser.close())

  const sizes = [projector, ...isWhole || scheme === 'light' ? [upright] : [], onItsSide]
  describe.each(sizes)(`${scheme}, $width × $height`, size => {
    const pictures = join(cacheRoot, 'podium', 'screenshots', `${scheme}-${size.width}x${size.height}`)
    let page: Page
    let watched: ReturnType<typeof watch>
    beforeAll(async () => {
      mkdirSync(pictures, { recursive: true })
      page = await openPage(browser, size, scheme)
      watched = watch(page, site)
    })
    afterAll(() => page.context().close())

    const isFull = isWhole || (size === projector && scheme === 'light')
    const every = size === projector ? sampled : scheme === 'light' ? sampledOnPhones : Infinity
    const isSampled = (no: number): boolean => isFull || no <= opening || no % every === 1
    const isReached = (no: number): boolean => isWhole || size === upright && (firsts.has(no) || no % reached === 1)
    it.each(all.filter(no => isSampled(no) || isReached(no)))('slide %d', async no => {
      const isDeep = isWhole || (isFull ? no % deeply === 1 : size === projector)
      const number = String(no).padStart(2, '0')
      if (isDeep) await goToSlide(page, site, no)
      const atFirst = isDeep && size === projector ? await geometryFindings(page, no) : []
      if (isDeep) await page.screenshot({ path: join(pictures, `${number}.png`) })
      await goToSlide(page, site, no, lastClick)
      if (isSampled(no)) await page.screenshot({ path: join(pictures, `${number}-end.png`) })
      const atLast = isSampled(no) ? await geometryFindings(page, no) : []
      const fonts = isDeep && size === projector ? await fontFindings(page, no) : []
      const access = isReached(no) || isDeep && scheme === 'dark' ? await accessFindings(page, no) : []
      expect([...new Set([...atFirst, ...atLast]), ...fonts, ...access, ...watched.take()]).toEqual([])
    })
  })
}
