// How smoothly a slide runs: 200 pods and 50 requests a second, drawn by the software renderer at half the size of the canvas.
import { join } from 'node:path'
import { launchBrowser } from '../browser.ts'
import { findDeck } from '../lib/deck.ts'
import { projectRoot } from '../lib/project.ts'
import { withSite } from '../lib/site.ts'
import { goToSlide } from '../lib/stage.ts'

export interface Frames {
  /** Frames a second, over some seconds of play. */
  readonly rate: number
  /** How much of the picture jumped, as browsers score it (0: nothing did). */
  readonly shift: number
}

const watchedMs = 6_000

export const measureFrames = (): Promise<Frames> => withSite(findDeck(join(projectRoot, 'test', 'browser', 'decks', 'crowd.md')), async url => {
  const browser = await launchBrowser()
  try {
    const page = await (await browser.newContext({ viewport: { width: 640, height: 360 } })).newPage()
    await goToSlide(page, url, 1, 2)
    await page.getByRole('button', { name: '재생' }).dispatchEvent('click')
    return await page.evaluate(async watchedMs => {
      let shift = 0
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if ('value' in entry) shift += Number(entry.value)
      }).observe({ type: 'layout-shift' })
      const frame = (): Promise<number> => new Promise(resolve => { requestAnimationFrame(resolve) })
      const beganMs = await frame()
      let frames = 0
      let nowMs = beganMs
      for (; nowMs - beganMs < watchedMs; frames++) nowMs = await frame()
      return { rate: frames * 1000 / (nowMs - beganMs), shift }
    }, watchedMs)
  }
  finally { await browser.close() }
})
