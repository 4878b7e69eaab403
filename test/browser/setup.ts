// Builds the deck with notes, serves it under a sub-path, counts its slides, and finds what stands on which.
import type { TestProject } from 'vitest/node'
import { launchBrowser } from '../../tools/browser.ts'
import { findDeck } from '../../tools/lib/deck.ts'
import { serveFolder } from '../../tools/lib/folder-server.ts'
import { builtSite } from '../../tools/lib/site.ts'
import { goToPrint, openPage } from '../../tools/lib/stage.ts'

declare module 'vitest' {
  interface ProvidedContext {
    site: string
    slides: number
    labs: readonly { readonly no: number, readonly lab: string }[]
    /** The slides on which each class is to be seen. */
    slidesWith: Readonly<Record<string, readonly number[]>>
  }
}

export default async function setup(project: TestProject) {
  const served = await serveFolder(await builtSite(findDeck(undefined)))
  const browser = await launchBrowser()
  const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  project.provide('site', served.url)
  project.provide('slides', await goToPrint(page, served.url))
  project.provide('labs', await page.locator('.print-slide-container').evaluateAll(slides => slides.flatMap((slide, index) =>
    [...slide.querySelectorAll('[data-lab]')].slice(0, 1).map(lab => ({ no: index + 1, lab: lab.getAttribute('data-lab') ?? '' })))))
  project.provide('slidesWith', await page.locator('.print-slide-container').evaluateAll(slides => {
    const found = new Map<string, Set<number>>()
    for (const [index, slide] of slides.entries()) for (const element of slide.querySelectorAll('.slidev-layout [class]')) for (const name of element.classList) found.set(name, (found.get(name) ?? new Set()).add(index + 1))
    return Object.fromEntries([...found].map(([name, numbers]) => [name, [...numbers]]))
  }))
  await browser.close()
  return () => served.close()
}
