// The live slide, as a lecturer uses it: two keys, a terminal, and time.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { goToSlide, openPage } from '../../tools/lib/stage.ts'
import { watch } from './checks/watch.ts'
import { clickOf } from './lab-state.ts'

const liveSlide = 2

let browser: Browser
let page: Page
let watched: ReturnType<typeof watch>

beforeAll(async () => {
  browser = await launchBrowser()
  page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  watched = watch(page, inject('site'))
  await goToSlide(page, inject('site'), liveSlide)
})
afterAll(() => browser.close())

const caption = () => page.locator('.lab .caption').first()
const words = () => page.locator('.lab .pod-capsule .word').allInnerTexts()
const podNames = () => page.locator('.lab .pod-capsule .name').allInnerTexts()
const untilReady = (count: number) => expect.poll(words, { timeout: 30_000 }).toEqual(Array.from({ length: count }, () => '준비됨'))
const screen = () => page.locator('.podium-terminal .xterm-rows').innerText()

test('the right key runs the next step, in the open', async () => {
  await page.keyboard.press('ArrowRight')
  await expect.poll(words).toContain('대기')
  await untilReady(3)
  await expect.poll(screen).toContain('deployment.apps/web created')
})

test('a pod that is deleted is seen to go, and another to come', async () => {
  const before = await podNames()
  await page.keyboard.press('ArrowRight')
  await expect.poll(words, { interval: 20 }).toContain('종료 중')
  await expect.poll(async () => (await podNames()).filter(name => !before.includes(name)), { timeout: 30_000 }).toHaveLength(1)
  await untilReady(3)
})

test('the left key restores the cluster exactly as it was', async () => {
  const after = await podNames()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => caption().innerText()).toContain('디플로이먼트를 만들자')
  const restored = await podNames()
  expect(restored).toHaveLength(3)
  expect(restored).not.toEqual(after)
  await page.keyboard.press('ArrowRight')
  await expect.poll(podNames, { timeout: 30_000 }).toEqual(after)
  await untilReady(3)
})

test('what is typed is answered, and Escape gives the keys back to the deck', async () => {
  await page.locator('.podium-terminal').click()
  await page.keyboard.type('kubectl scale deployment web --replicas=4\n')
  await expect.poll(screen).toContain('deployment.apps/web scaled')
  await untilReady(4)
  await page.keyboard.type('kubectl get pods -o name\n')
  await expect.poll(async () => (await screen()).match(/pod\/web-/g)?.length).toBe(4)
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowLeft')
  await untilReady(3)
})

test('the left key leads back to the last click of the slide before', async () => {
  await goToSlide(page, inject('site'), liveSlide)
  const shown: string[] = []
  for (let presses = 0; !page.url().endsWith('promise') && presses < 9; presses++) {
    shown.push(page.url())
    await page.keyboard.press('ArrowRight')
    await page.waitForURL(url => url.href !== shown.at(-1))
  }
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => clickOf(page)).toBe(shown.length - 1)
})

test('a click on a control leaves the keys with the deck', async () => {
  await page.getByRole('button', { name: '처음으로' }).click()
  await expect.poll(words).toEqual([])
  await page.keyboard.press('ArrowRight')
  await untilReady(3)
  expect(watched.take()).toEqual([])
})

test('a button of an editor stays where one presses it, and what was answered is seen without a terminal', async () => {
  await page.goto(`${inject('site')}#/p07-manifest?clicks=1`)
  const seen = (selector: string) => page.locator(`${selector}:visible`)
  await seen('.cm-line').filter({ hasText: 'replicas' }).click()
  await page.keyboard.press('End')
  await page.keyboard.type('x')
  await seen('.manifest .says.wrong span').waitFor()
  const bottomOf = async (selector: string) => { const box = await seen(selector).boundingBox(); return Math.round((box?.y ?? 0) + (box?.height ?? 0)) }
  await seen('.manifest .says.tall').waitFor()
  expect(await bottomOf('.manifest .says span')).toBeGreaterThanOrEqual(await bottomOf('.lab .caption')) // not cut off behind its first line, and no half line shows below
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('5')
  await seen('.manifest button').filter({ hasText: '차이 보기' }).click()
  await expect.poll(() => seen('.cm-changedLine').allInnerTexts()).toEqual(['  replicas: 5'])
  await seen('.manifest button').filter({ hasText: '적용' }).click()
  await expect.poll(() => seen('.manifest .says').innerText()).toBe('deployment.apps/nginx-deployment configured')
  expect(watched.take()).toEqual([])
})
