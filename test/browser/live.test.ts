// The live slide, as a lecturer uses it: two keys, a terminal, and time.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { goToSlide, openPage } from '../../tools/lib/stage.ts'
import { watch } from './checks/watch.ts'

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

test('a click on a control leaves the keys with the deck', async () => {
  await page.getByRole('button', { name: '처음으로' }).click()
  await expect.poll(words).toEqual([])
  await page.keyboard.press('ArrowRight')
  await untilReady(3)
  expect(watched.take()).toEqual([])
})
