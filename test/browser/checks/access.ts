// What axe calls serious or critical: what keeps somebody from reading or using the slide. And what keeps Tab busy for nothing.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function accessFindings(page: Page, no: number): Promise<string[]> {
  if (await page.evaluate('typeof axe') === 'undefined') await page.evaluate(axe)
  await page.locator('html:not([data-looking])').waitFor({ state: 'attached' }) // what scrolls has been made a stop (components/Presenting/scrolling.ts)
  const slide = `#slide-content [data-slidev-no="${no}"]`
  const idle = await page.locator(`${slide} [data-stop]`).evaluateAll(stops => stops
    .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => scrollWidth <= clientWidth && scrollHeight <= clientHeight)
    .map(({ localName, className }) => `<${localName} class="${className}"> is a stop, and does not scroll`))
  const { violations } = await page.evaluate<AxeResults>(`axe.run('${slide}', { resultTypes: ['violations'] })`)
  return [...idle, ...violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `axe ${id}: ${target.join(' ')}${any[0] === undefined ? '' : ` (${any[0].message})`}`))]
}
