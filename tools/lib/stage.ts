// A built (or running) deck in a browser page: going to a slide, and knowing when it has come to rest.
import type { Browser, Page } from 'playwright-core'

export type Scheme = 'light' | 'dark'
export interface Size { readonly width: number, readonly height: number }

export const lastClick = 9999 // Slidev takes the slide's last click for any larger number

export async function openPage(browser: Browser, size: Size, scheme: Scheme, deviceScaleFactor = 1): Promise<Page> {
  const context = await browser.newContext({ viewport: size, deviceScaleFactor, colorScheme: scheme, reducedMotion: 'reduce', locale: 'ko-KR', serviceWorkers: 'block' })
  return context.newPage()
}

export function slideUrl(site: string, no: number, clicks = 0): string {
  return `${site}#/${no}${clicks === 0 ? '' : `?clicks=${clicks}`}`
}

/** Shows the slide and waits until nothing on it is on its way any more. */
export async function goToSlide(page: Page, site: string, no: number, clicks = 0): Promise<void> {
  await page.goto(slideUrl(site, no, clicks)) // within one site only the hash changes: no reload
  await page.locator(`#slide-content [data-slidev-no="${no}"]`).waitFor()
  await settle(page)
}

/** All slides at once take their time: every lab of the deck is run. */
const printPatienceMs = 240_000

/** All slides at once, as they are printed. Tells how many there are. */
export async function goToPrint(page: Page, site: string, route = 'print', query = ''): Promise<number> {
  await page.goto(`${site}?print=true${query}#/${route}`)
  await page.locator('.print-slide-container').first().waitFor()
  await settle(page, printPatienceMs)
  return page.locator('.print-slide-container').count()
}

/** Says what it still waited for when the patience is over: a widget that never comes to rest is a fault. */
async function settle(page: Page, patienceMs = 20_000): Promise<void> {
  const waitedFor = await page.evaluate(async patienceMs => {
    const isShown = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().width > 0
    const unfinished = () => [
      ...[...document.querySelectorAll('.slidev-page')].filter(slide => slide.checkVisibility() && slide.querySelector('.slidev-layout') === null),
      ...document.querySelectorAll('.slidev-slide-loading, #mermaid-rendering-container > div'),
      ...[...document.querySelectorAll('.mermaid')].filter(diagram => diagram.checkVisibility() && !diagram.shadowRoot?.querySelector('svg')),
      ...[...document.querySelectorAll('[data-waitfor]')] // Slidev's mark: this widget still draws
        .filter(widget => isShown(widget) && ![...widget.querySelectorAll(widget.getAttribute('data-waitfor') || '*')].some(isShown)),
    ][0]
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
    const deadline = performance.now() + patienceMs
    for (let element = unfinished(); element !== undefined; element = unfinished()) {
      if (performance.now() > deadline) return element.outerHTML.slice(0, 200)
      await frame()
    }
    await document.fonts.ready
    const images = [...document.images].filter(image => image.checkVisibility() && image.loading !== 'lazy')
    await Promise.all(images.map(image => image.decode().catch(() => undefined))) // a broken one is the checks' business
    const finite = document.getAnimations().filter(animation => animation.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.all(finite.map(animation => animation.finished.catch(() => undefined)))
    await frame()
    await frame()
    return undefined
  }, patienceMs)
  if (waitedFor !== undefined) throw new Error(`${page.url()} did not come to rest; still at work: ${waitedFor}`)
}
