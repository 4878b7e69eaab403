// `npm start` with two who look at it, each in a browser of his own: one cluster, whoever types. And the page for authors.
import { request } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { goToSlide } from '../../tools/lib/stage.ts'
import { watch } from './checks/watch.ts'
import { start, stop } from './dev-server.ts'

const lab = 'replace'
const liveSlide = 2

let browser: Browser
let address: string
beforeAll(async () => {
  browser = await launchBrowser()
  address = await start()
})
afterAll(async () => {
  await stop()
  await browser.close()
})

async function visitor(path = ''): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  if (path === '') await goToSlide(page, address, liveSlide)
  else await page.goto(`${address}${path}`)
  return page
}

const stateOf = (page: Page, of = lab) => page.evaluate(lab => window.podium?.state(lab), of)

test('two who type at once end in the same state; who comes later catches up', async () => {
  const one = await visitor()
  const other = await visitor()
  await expect.poll(() => stateOf(one), { timeout: 30_000 }).toBeDefined()
  await expect.poll(() => stateOf(other), { timeout: 30_000 }).toBeDefined()
  await one.keyboard.press('PageDown')
  await expect.poll(async () => (await stateOf(other))?.steps, { timeout: 20_000 }).toBe(1)
  await expect.poll(async () => (await stateOf(one))?.running, { timeout: 20_000 }).toBe(false)
  for (const page of [one, other]) await page.locator('.podium-terminal').locator('visible=true').first().click()
  await Promise.all([one.keyboard.type('kubectl get pods\n', { delay: 40 }), other.keyboard.type('kubectl get nodes\n', { delay: 50 })])
  await one.keyboard.press('Escape')
  await one.getByRole('button', { name: '멈춤' }).locator('visible=true').first().click()
  await expect.poll(async () => JSON.stringify(await stateOf(other)) === JSON.stringify(await stateOf(one)), { timeout: 20_000 }).toBe(true)
  const late = await visitor()
  await expect.poll(async () => JSON.stringify(await stateOf(late)) === JSON.stringify(await stateOf(one)), { timeout: 30_000 }).toBe(true)
  expect((await stateOf(late))?.screen).toContain('command not found') // what two hands wrote into one line
  await Promise.all([one, other, late].map(page => page.context().close()))
})

test('the socket is closed to pages of other sites', async () => {
  const token = /token[^"']*["']([\w-]+)["']/.exec(await (await fetch(`${address}@vite/client`)).text())?.[1] ?? ''
  const upgrade = (headers: Record<string, string>, query = ''): Promise<number | undefined> => new Promise(resolve => {
    const asked = request(`${address}${query}`, { headers: { 'connection': 'Upgrade', 'upgrade': 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': 'vite-hmr', ...headers } })
    asked.on('upgrade', (answer, socket) => {
      socket.destroy()
      resolve(answer.statusCode)
    })
    asked.on('response', answer => resolve(answer.statusCode))
    asked.on('error', () => resolve(undefined))
    asked.end()
  })
  expect(await upgrade({ host: 'rebound.invalid', origin: 'http://rebound.invalid' }, `?token=${token}`)).not.toBe(101)
  expect(await upgrade({ origin: 'http://elsewhere.invalid' })).not.toBe(101)
})

test('authors find all labs and widgets, and run them', async () => {
  const page = await visitor('#/lab')
  const watched = watch(page, address)
  await page.getByRole('button', { name: 'isolation' }).click()
  await page.locator('.lab-ready').waitFor()
  await page.getByRole('button', { name: '다음', exact: true }).click()
  await expect.poll(async () => (await stateOf(page, 'isolation'))?.steps, { timeout: 20_000 }).toBe(1)
  await page.getByRole('button', { name: 'Rollout:' }).click()
  await page.locator('.authors-bench .lab-ready').getByText('아직 없음: 디플로이먼트 web').waitFor()
  expect(watched.take()).toEqual([])
})
