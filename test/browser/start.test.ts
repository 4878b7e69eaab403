// `npm start`, as a newcomer sees it: the lecture, any other deck, and a door that is closed to other sites.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { projectRoot } from '../../tools/lib/project.ts'
import { goToSlide, openPage } from '../../tools/lib/stage.ts'
import { watch } from './checks/watch.ts'
import { start, stop } from './dev-server.ts'

/** The opening chapter is gone through, of the hundreds of slides behind it every so manieth is looked at. */
const opening = 10
const sampled = 12

let browser: Browser
beforeAll(async () => { browser = await launchBrowser() })
afterAll(() => browser.close())
afterEach(stop)

it('shows the lecture at the printed address, asks nobody else, and lets no other site in', async () => {
  const address = await start()
  const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
  const watched = watch(page, address)
  await goToSlide(page, address, 1)
  expect(await page.locator('[data-slidev-no="1"] h1').innerText()).toMatch(/\p{Script=Hangul}/u)
  for (let no = 2; no <= inject('slides'); no += no < opening ? 1 : sampled) await goToSlide(page, address, no)
  expect(watched.take()).toEqual([]) // also no warning of Vue, which only speaks up here

  expect(await ask(address, { host: 'rebound.invalid' })).toEqual({ status: 403, allowed: undefined })
  expect(await ask(address, { origin: 'http://elsewhere.invalid' })).toEqual({ status: 200, allowed: undefined })
})

it('shows any other deck, with the pictures beside it, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'podium deck-'))
  try {
    const deck = join(folder, '남의 덱.md')
    writeFileSync(join(folder, 'dot.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>')
    writeFileSync(deck, '---\nmarp: true\n---\n\n# 남의 덱\n\n![점](dot.svg)\n\n---\n\n# 둘째\n')
    const address = await start(deck)
    const page = await openPage(browser, { width: 1280, height: 720 }, 'light')
    const watched = watch(page, address)
    await goToSlide(page, address, 1)
    expect(await page.locator('[data-slidev-no="1"] h1').innerText()).toBe('남의 덱')
    expect(await page.locator('img[alt="점"]').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8)
    await goToSlide(page, address, 2)
    expect(watched.take()).toEqual([])

    writeFileSync(deck, '---\nmarp: true\n---\n\n# 고친 덱\n\n---\n\n# 둘째\n')
    await goToSlide(page, address, 1)
    await page.getByText('고친 덱').waitFor()
    expect(leftovers()).toHaveLength(1)
    await stop()
    expect(leftovers()).toEqual([])
  }
  finally {
    rmSync(folder, { recursive: true })
  }
})

/** Stubs of the other deck at the root of the project. */
function leftovers(): string[] {
  return readdirSync(projectRoot).filter(name => /^\.podium-[0-9a-f]{12}\.md$/.test(name) && readFileSync(join(projectRoot, name), 'utf8').includes('남의 덱.md'))
}

function ask(address: string, headers: Record<string, string>): Promise<{ status: number | undefined, allowed: string | undefined }> {
  return new Promise((resolve, reject) => {
    request(address, { headers }, answer => {
      answer.resume()
      resolve({ status: answer.statusCode, allowed: answer.headers['access-control-allow-origin'] })
    }).on('error', reject).end()
  })
}
