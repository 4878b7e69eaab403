// What one does on a slide, in a real browser: answer, repair, write, run.
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../tools/browser.ts'
import { findDeck } from '../../tools/lib/deck.ts'
import { serveFolder } from '../../tools/lib/folder-server.ts'
import { builtSite } from '../../tools/lib/site.ts'
import { goToSlide, openPage } from '../../tools/lib/stage.ts'
import { accessFindings } from './checks/access.ts'
import { geometryFindings } from './checks/geometry.ts'
import { watch } from './checks/watch.ts'

const deck = findDeck(fileURLToPath(new URL('decks/doing.md', import.meta.url)))
let served: Awaited<ReturnType<typeof serveFolder>>
let browser: Browser
let page: Page
let watched: ReturnType<typeof watch>
beforeAll(async () => {
  served = await serveFolder(await builtSite(deck))
  browser = await launchBrowser()
  page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  page.setDefaultTimeout(20_000)
  watched = watch(page, served.url)
}, 240_000)
afterAll(async () => {
  await browser.close()
  await served.close()
})

const go = (no: number, clicks = 0): Promise<void> => goToSlide(page, served.url, no, clicks)
const seen = (selector: string) => page.locator(`${selector}:visible`)
const terminalText = (): Promise<string> => seen('.xterm-rows').last().innerText()

describe.each([1, 2, 3, 4])('slide %d', no => {
  it('fits, can be read by all, and says nothing bad', async () => {
    await go(no)
    expect([...await geometryFindings(page, no), ...await accessFindings(page, no), ...watched.take()]).toEqual([])
  })
})

it('a quiz is answered by keyboard alone, and the clicker goes on after a click', async () => {
  await go(1)
  await seen('.choice-list button').nth(1).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await seen('.verdict').innerText()).toContain('맞았습니다')
  await seen('.quiz .action-button').first().click()
  await page.keyboard.press('ArrowRight')
  await seen('.choice-list.revealed').waitFor()
})

it('a challenge is solved by what is typed', async () => {
  await go(2)
  await seen('.challenge .screen').click()
  await page.keyboard.type('kubectl set image deployment/shop web=nginx:1.27\n')
  await page.keyboard.press('Escape')
  for (let i = 0; i < 2; i++) await seen('.challenge button[aria-label="빠르게"]').click()
  await seen('.challenge .outcome b').waitFor()
  expect(await seen('.goal-list li.met').count()).toBe(2)
})

describe('a manifest', () => {
  it('offers fields, says what kubectl says, shows what it would change, and is applied', async () => {
    await go(3)
    await seen('.cm-line').filter({ hasText: 'replicas' }).click()
    await page.keyboard.press('End')
    await page.keyboard.type('\nminR')
    expect(await seen('.cm-tooltip-autocomplete li').first().innerText()).toMatch(/^minReadySeconds/)
    await page.waitForTimeout(150) // a list that has only just opened takes no Enter
    await page.keyboard.press('Enter')
    await page.keyboard.type('five')
    await expect.poll(() => seen('.manifest .says').innerText(), { timeout: 10_000 }).toBe('Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.minReadySeconds of type int32')
    for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
    await page.keyboard.type('5')
    await page.keyboard.press('Escape')
    await seen('.manifest .says:not(.wrong)').waitFor({ state: 'attached' })
    await seen('.manifest button').filter({ hasText: '차이 보기' }).click()
    await expect.poll(() => seen('.cm-changedLine').allInnerTexts()).toEqual(['  minReadySeconds: 5'])
    await seen('.manifest button').filter({ hasText: '적용' }).click()
    await expect.poll(terminalText, { timeout: 20_000 }).toContain('deployment.apps/web configured')
  })

  it('refuses what is too long, and Escape gives the keys back', async () => {
    await go(3)
    if (await seen('.manifest button').filter({ hasText: '편집하기' }).count() > 0) await seen('.manifest button').filter({ hasText: '편집하기' }).click()
    await seen('.cm-line').first().click()
    await page.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'x'.repeat(10_000_000))
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    expect(await seen('.manifest .says').innerText()).toMatch(/^10,000,\d{3}자는 너무 깁니다/)
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('body')
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(/#\/4/)
  })
})

it('a fence runs its lines, one by one', async () => {
  await go(4)
  await seen('.fence button').filter({ hasText: '실행' }).click()
  await expect.poll(terminalText, { timeout: 20_000 }).toContain('configmap/settings created')
  await seen('.fence-bench button.main').filter({ hasText: '2/2' }).click()
  await expect.poll(terminalText, { timeout: 20_000 }).toContain('configmap/settings\n')
  await seen('.fence-bench button').filter({ hasText: '닫기' }).click()
  expect(await seen('.fence-bench').count()).toBe(0)
  expect(watched.take()).toEqual([])
})
