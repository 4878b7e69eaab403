// What a reader waits for: the JavaScript that has come when the first headline is there, and a slide's widget after it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../browser.ts'
import { findDeck, withEntry } from '../lib/deck.ts'
import { serveFolder } from '../lib/folder-server.ts'
import { cacheRoot, slidevCli } from '../lib/project.ts'
import { buildSite } from '../lib/slidev.ts'
import { goToSlide, openPage, slideUrl } from '../lib/stage.ts'
import { withSite } from '../lib/site.ts'

declare global { interface Window { readableAtMs?: number } }

const size = { width: 1280, height: 720 }
const lookedFor = '#slide-content h1'

/** KiB, gzipped, over an empty deck of plain Slidev. Sites as readers get them: without notes. */
export async function firstSlideKiB(): Promise<number> {
  mkdirSync(join(cacheRoot, 'podium'), { recursive: true })
  const folder = mkdtempSync(join(cacheRoot, 'podium', 'first-slide-'))
  const browser = await launchBrowser()
  try {
    writeFileSync(join(folder, 'slides.md'), '# Empty\n')
    spawnSync(process.execPath, [slidevCli, 'build', 'slides.md', '--base', './', '--router-mode', 'hash', '--out', 'plain', '--theme', 'none'], { cwd: folder })
    await withEntry(findDeck(undefined), entry => buildSite(entry, join(folder, 'ours'), { withNotes: false }))
    return await scriptsUntilReadable(browser, join(folder, 'ours')) - await scriptsUntilReadable(browser, join(folder, 'plain'))
  }
  finally {
    await browser.close()
    rmSync(folder, { recursive: true })
  }
}

async function scriptsUntilReadable(browser: Browser, folder: string): Promise<number> {
  const served = await serveFolder(folder)
  const page = await openPage(browser, size, 'light')
  const sizes = new Map<string, Promise<number>>()
  page.on('response', response => {
    if (response.url().endsWith('.js')) sizes.set(response.url(), response.body().then(body => gzipSync(body, { level: 9 }).length / 1024))
  })
  await page.addInitScript(lookedFor => {
    const look = (): void => {
      if (document.querySelector(lookedFor)?.checkVisibility()) window.readableAtMs = performance.now()
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, lookedFor)
  await page.goto(slideUrl(served.url, 1))
  await page.waitForFunction(() => window.readableAtMs !== undefined)
  await page.waitForLoadState('networkidle')
  const come = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter(entry => entry instanceof PerformanceResourceTiming && entry.responseEnd < (window.readableAtMs ?? 0)).map(({ name }) => name))
  const each = await Promise.all(come.map(url => sizes.get(url) ?? 0))
  await page.context().close()
  await served.close()
  return each.reduce((sum, one) => sum + one, 0)
}

/** Milliseconds from a jump to another slide until the widget there stands; of all slides with a lab, what one in twenty is longer than. */
export const slideChangeMs = (): Promise<number> => withSite(findDeck(undefined, '06'), async url => {
  const browser = await launchBrowser()
  try {
    const page = await openPage(browser, size, 'light')
    await goToSlide(page, url, 2)
    const times = await page.evaluate(async ready => {
      const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
      const shown = (no: number) => document.querySelector(`#slide-content [data-slidev-no="${no}"]`)
      const visit = async (no: number): Promise<number | undefined> => {
        const from = performance.now()
        location.hash = `#/${no}`
        while (!shown(no)?.querySelector('.slidev-layout')) {
          if (performance.now() - from > 5_000) return undefined
          await frame()
        }
        if (!shown(no)?.querySelector('[data-lab]')) return undefined
        while (!shown(no)?.querySelector(ready)) await frame()
        return performance.now() - from
      }
      const times: number[] = []
      for (let no = 3; no <= 40; no++) {
        const took = await visit(no)
        if (took !== undefined) times.push(took)
        await new Promise(resolve => setTimeout(resolve, 700)) // a reader's glance: what is next is made ready meanwhile
      }
      return times
    }, '.lab-ready')
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
  }
  finally { await browser.close() }
})
