// What axe calls serious or critical: what keeps somebody from reading or using the slide.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export async function accessFindings(page: Page, no: number): Promise<string[]> {
  if (await page.evaluate('typeof axe') === 'undefined') await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>(`axe.run('#slide-content [data-slidev-no="${no}"]', { resultTypes: ['violations'] })`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, any }) => `axe ${id}: ${target.join(' ')}${any[0] === undefined ? '' : ` (${any[0].message})`}`))
}
