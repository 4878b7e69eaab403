// The deck on paper: what the browser makes of the site's two print pages.
import type { Browser, Page } from 'playwright-core'
import { goToPrint, openPage } from './stage.ts'

export interface Printed {
  readonly pdf: Buffer
  readonly slides: number
}

/** One page per slide, in the size of the slide. */
export function printSlides(browser: Browser, site: string): Promise<Printed> {
  return print(browser, site, 'print')
}

/**
 * A sheet of A4 per slide, with its note; `live`: where its codes lead, if not where its headmatter says; `look` sees the page
 * as it will be printed.
 */
export function printHandout(browser: Browser, site: string, live?: string, look?: (page: Page) => Promise<void>): Promise<Printed> {
  return print(browser, site, 'handout', live === undefined ? '' : `&site=${encodeURIComponent(live)}`, look)
}

async function print(browser: Browser, site: string, route: string, query = '', look?: (page: Page) => Promise<void>): Promise<Printed> {
  const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  try {
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' }) // before the widgets draw for it
    const slides = await goToPrint(page, site, route, query)
    await page.addStyleTag({ content: '.print-slide-container:last-child { break-after: auto }' }) // or an empty page follows
    await orderHeadlines(page)
    await look?.(page)
    // Tagged, so that a screen reader can read it; the outline comes from the headlines.
    return { slides, pdf: await page.pdf({ printBackground: true, preferCSSPageSize: true, tagged: true, outline: true }) }
  }
  finally {
    await page.context().close()
  }
}

/** In a deck of chapters, the outline has the slides below their chapters, and nothing of what widgets call their parts. */
function orderHeadlines(page: Page): Promise<void> {
  return page.evaluate(() => {
    if (document.querySelector('.podium-chapter') === null) return
    for (const slide of document.querySelectorAll('.print-slide-container')) {
      const [headline, ...parts] = slide.querySelectorAll('h1, h2, h3, h4, h5, h6')
      if (slide.querySelector('.podium-chapter, .podium-cover') === null) headline?.setAttribute('aria-level', '2')
      for (const part of parts) part.setAttribute('role', 'presentation')
    }
    for (const part of document.querySelectorAll('.lab-strip :is(h2, h3, h4, h5, h6)')) part.setAttribute('role', 'presentation')
  })
}
