// Finding one's way without turning pages: lasting addresses, the search behind `/`, the contents.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { goToSlide, openPage } from '../../tools/lib/stage.ts'
import { watch } from './checks/watch.ts'

let browser: Browser
let page: Page
let watched: ReturnType<typeof watch>
beforeAll(async () => {
  browser = await launchBrowser()
  page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  watched = watch(page, inject('site'))
  await goToSlide(page, inject('site'), 1)
})
afterAll(() => browser.close())

const headline = () => page.locator('[data-slidev-no]:visible h1').first().innerText()

test('an address leads to its slide', async () => {
  await page.goto(`${inject('site')}#/p03-map`)
  await expect.poll(headline).toBe('머리는 컨트롤 플레인에, 몸은 노드에 있다')
})

test('first letters find a slide, Enter goes there, and the keys are the deck\'s again', async () => {
  await page.keyboard.press('/')
  await page.locator('.podium-search input').fill('ㅋㅌㄹㄹ')
  await expect.poll(() => page.locator('.podium-search [aria-selected="true"] b').innerText()).toContain('컨트롤러')
  const title = await page.locator('.podium-search [aria-selected="true"] b').innerText()
  await page.keyboard.press('Enter')
  await expect.poll(headline).toBe(title)
  expect(await page.locator('.podium-search').count()).toBe(0)
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(headline).not.toBe(title)
})

test('the contents tell what has been seen, and lead to a chapter', async () => {
  await page.goto(`${inject('site')}#/p00-map`)
  await expect.poll(() => page.locator('.contents small').allInnerTexts()).toContainEqual(expect.stringMatching(/^\d+장 중 [1-9]\d*장 봄$/))
  await page.locator('.contents button').first().click()
  await expect.poll(headline).toBe('컨테이너 이전과 이후')
  expect(watched.take()).toEqual([])
})
