// The deck on paper: what the browser makes of the site's two print pages.
import type { Browser } from 'playwright-core'
import { goToPrint, openPage } from './stage.ts'

export interface Printed {
  readonly pdf: Buffer
  readonly slides: number
}

/** One page per slide, in the size of the slide. */
export function printSlides(browser: Browser, site: string): Promise<Printed> {
  return print(browser, site, 'print')
}

/** A sheet of A4 per slide, with its note; `live`: where its codes lead, if not where its headmatter says. */
export function printHandout(browser: Browser, site: string, live?: string): Promise<Printed> {
  return print(browser, site, 'handout', live === undefined ? '' : `&site=${encodeURIComponent(live)}`)
}

async function print(browser: Browser, site: string, route: string, query = ''): Promise<Printed> {
  const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  try {
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' }) // before the widgets draw for it
    const slides = await goToPrint(page, site, route, query)
    await page.addStyleTag({ content: '.print-slide-container:last-child { break-after: auto }' }) // or an empty page follows
    // Tagged, so that a screen reader can read it; the outline comes from the headlines.
    return { slides, pdf: await page.pdf({ printBackground: true, preferCSSPageSize: true, tagged: true, outline: true }) }
  }
  finally {
    await page.context().close()
  }
}
