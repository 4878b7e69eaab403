// A built (or running) deck in a browser page: going to a slide, and knowing when it has come to rest.
import type { Browser, Page } from 'playwright-core'

export type Scheme = 'light' | 'dark'
export interface Size { readonly width: number, readonly height: number }

export const lastClick = 9999 // Slidev takes the slide's last click for any larger number

export async function openPage(browser: Browser, size: Size, scheme: Scheme): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: 'reduce', locale: 'ko-KR', serviceWorkers: 'block' })
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

/** All slides at once, as they are printed. Tells how many there are. */
export async function goToPrint(page: Page, site: string, route = 'print'): Promise<number> {
  await page.goto(`${site}?print=true#/${route}`)
  await page.locator('.print-slide-container').first().waitFor()
  await settle(page)
  return page.locator('.print-slide-container').count()
}

async function settle(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const busy = [...document.querySelectorAll('.slidev-slide-loading, #mermaid-rendering-container > div')]
    if (busy.length > 0) return false
    const isShown = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().width > 0
    const waiting = [...document.querySelectorAll('[data-waitfor]')].filter(isShown) // Slidev's mark: this widget still draws
    if (waiting.some(element => ![...element.querySelectorAll(element.getAttribute('data-waitfor') || '*')].some(isShown))) return false
    await document.fonts.ready
    const images = [...document.images].filter(image => image.checkVisibility() && image.loading !== 'lazy')
    await Promise.all(images.map(image => image.decode().catch(() => undefined))) // a broken one is the checks' business
    const finite = document.getAnimations().filter(animation => animation.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.all(finite.map(animation => animation.finished.catch(() => undefined)))
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return true
  })
}
