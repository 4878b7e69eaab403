// Labs as a lecturer plays them: from anywhere, whatever has the focus, in two windows, taken elsewhere. Each of them
// forwards and backwards: labs-even.test.ts and labs-odd.test.ts.
import { deflateRawSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { launchBrowser } from '../../tools/browser.ts'
import { goToSlide, openPage, slideUrl } from '../../tools/lib/stage.ts'
import { clickOf, expectSame, hashesOf, rested, same, stateOf } from './lab-state.ts'

const slides = inject('labs')
let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await launchBrowser()
  page = await openPage(browser, { width: 1280, height: 720 }, 'light')
})
afterAll(() => browser.close())

test('the lecture has labs', () => expect(slides.length).toBeGreaterThan(2))

test('from anywhere to anywhere', async () => {
  let seed = 7
  const draw = (below: number): number => (seed = seed * 48_271 % 2_147_483_647) % below
  for (let jump = 0; jump < 25; jump++) {
    const { no, lab } = slides[draw(slides.length)] ?? { no: 1, lab: '' }
    await goToSlide(page, inject('site'), no, draw(4))
    await expectSame(page, lab)
  }
}, 300_000)

describe('whatever has the focus', () => {
  test('the clicker moves the deck', async () => {
    const { no, lab } = slides[0] ?? { no: 1, lab: '' }
    const visible = (selector: string) => page.locator(selector).locator('visible=true').first()
    const focuses: readonly (readonly [string, () => Promise<void>])[] = [
      ['a button of the bar', () => page.getByRole('button', { name: '빠르게' }).locator('visible=true').first().click()],
      ['the scrub bar', async () => visible('.scrub input').click({ position: { x: ((await visible('.scrub input').boundingBox())?.width ?? 0) - 3, y: 19 } })],
      ['a button by keyboard', () => visible('.time-bar button').focus()],
      ['the menu', () => page.getByRole('button', { name: '더 보기' }).locator('visible=true').first().click()],
      ['the terminal', () => visible('.podium-terminal').click()],
    ]
    for (const [what, focus] of focuses) {
      await goToSlide(page, inject('site'), no, 1)
      await rested(page, lab)
      await focus()
      await page.keyboard.press('PageDown')
      await expect.poll(() => clickOf(page), { message: `PageDown with ${what}` }).toBe(2)
      await focus()
      await page.keyboard.press('PageUp')
      await expect.poll(() => clickOf(page), { message: `PageUp with ${what}` }).toBe(1)
    }
  })

  test('a period turns the screen black, and back', async () => {
    await page.keyboard.press('.')
    await page.locator('.blackout').waitFor()
    await page.keyboard.press('.')
    await page.locator('.blackout').waitFor({ state: 'detached' })
  })

  test('on a black screen the clicker brings the light back, before it goes on', async () => {
    const before = page.url()
    await page.keyboard.press('.')
    await page.locator('.blackout').waitFor()
    await page.keyboard.press('PageDown')
    await page.locator('.blackout').waitFor({ state: 'detached' })
    await page.waitForTimeout(100)
    expect(page.url()).toBe(before)
    await page.keyboard.press('PageDown')
    await expect.poll(() => page.url()).not.toBe(before)
  })
})

describe('two windows', () => {
  test('the presenter and the audience see the same cluster', async () => {
    const { no, lab } = slides[0] ?? { no: 1, lab: '' }
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
    const [presenter, audience] = await Promise.all([context.newPage(), context.newPage()])
    await presenter.goto(`${inject('site')}#/presenter/${no}`)
    await audience.goto(slideUrl(inject('site'), no))
    for (const each of [presenter, audience]) await rested(each, lab)
    await presenter.keyboard.press('.')
    await audience.locator('.blackout:not(.noted)').waitFor()
    expect(await presenter.locator('.blackout').innerText()).toBe('청중의 화면이 꺼져 있습니다 · 켜기')
    await presenter.keyboard.press('.')
    await audience.locator('.blackout').waitFor({ state: 'detached' })
    for (let click = 1; click <= 2; click++) {
      await presenter.keyboard.press('PageDown')
      await expect.poll(async () => (await stateOf(presenter, lab))?.steps).toBe(click)
      const told = await expectSame(presenter, lab)
      await expect.poll(async () => (await same(audience, lab))[0], { timeout: 20_000 }).toBe(told)
    }
    const led = new URL(presenter.url()).hash
    const late = await context.newPage()
    await late.goto(slideUrl(inject('site'), no))
    await expect.poll(async () => (await same(late, lab))[0] === (await same(presenter, lab))[0], { timeout: 20_000 }).toBe(true)
    await expectSame(late, lab)
    expect([(await stateOf(presenter, lab))?.steps, new URL(presenter.url()).hash]).toEqual([2, led]) // who comes late takes nobody along
    await late.keyboard.press('PageDown')
    await expect.poll(() => new URL(presenter.url()).hash).not.toBe(led) // and leads as soon as he wants to
    await context.close()
  })
})

describe('a run taken elsewhere', () => {
  const opened = async (address: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' })
    const other = await context.newPage()
    await other.goto(address)
    await other.locator('.lab-ready').first().waitFor()
    return other
  }

  test('is kept over a reload, goes with a link, and is forgotten when one wants', async () => {
    const { no, lab } = slides[0] ?? { no: 1, lab: '' }
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] })
    const mine = await context.newPage()
    await goToSlide(mine, inject('site'), no, 1)
    await mine.locator('.podium-terminal').first().click()
    await mine.keyboard.type('kubectl get nodes\n', { delay: 30 })
    await expect.poll(async () => (await stateOf(mine, lab))?.steps).toBe(1)
    await mine.keyboard.press('Escape')
    await mine.getByRole('button', { name: '멈춤' }).click()
    const before = await stateOf(mine, lab)
    expect(before?.hash).not.toBe(hashesOf(lab)[1])
    await mine.waitForTimeout(600)
    await mine.reload()
    await expect.poll(() => stateOf(mine, lab), { timeout: 20_000 }).toEqual(before)

    await mine.getByRole('button', { name: '더 보기' }).click()
    const cut = await mine.getByRole('menu').evaluate(menu => [menu, ...menu.children].filter(each => each.scrollWidth > each.clientWidth || each.getBoundingClientRect().right > innerWidth).map(each => each.textContent))
    expect(cut, 'what sticks out of the menu, or of the slide').toEqual([])
    await mine.getByRole('menuitem', { name: '링크 복사' }).click()
    const copied = () => mine.evaluate(() => navigator.clipboard.readText())
    await expect.poll(copied).toContain('run=')
    const link = await copied()
    expect(link.length).toBeLessThan(500)
    const other = await opened(link)
    await expect.poll(() => stateOf(other, lab), { timeout: 20_000 }).toEqual(before)
    await other.context().close()

    await mine.getByRole('button', { name: '더 보기' }).click()
    await mine.getByRole('menuitem', { name: '진행 지우기' }).click()
    await expect.poll(async () => (await stateOf(mine, lab))?.steps).toBe(0)
    await context.close()
  })

  test('by another version of the deck is said in full, and what is said is put away', async () => {
    const { no, lab } = slides[0] ?? { no: 1, lab: '' }
    const code = deflateRawSync(JSON.stringify({ podium: 1, lab, engine: '0.0.0-old', nowMs: 0, tape: [] })).toString('base64url')
    const other = await opened(`${inject('site')}#/${no}?run=${code}`)
    expect(await other.locator('.lab-told').innerText()).toMatch(/^다른 버전에서 만든 링크입니다/)
    await other.locator('.lab-notice').click({ timeout: 5_000 })
    await other.locator('.lab-notice').waitFor({ state: 'detached' })
    await other.context().close()
  })

  test('from a hostile address is refused in Korean, and the slide stays whole', async () => {
    const { no, lab } = slides[0] ?? { no: 1, lab: '' }
    const bomb = 'S0xKTklNS8_IzMpOyS7KSS1KTklNS'
    for (const code of ['x', 'AAAA', bomb, 'a'.repeat(40_000)]) {
      const other = await opened(`${inject('site')}#/${no}?run=${code}`)
      await other.getByText('이 링크를 열 수 없습니다').first().waitFor()
      expect((await rested(other, lab)).hash).toBe(hashesOf(lab)[0])
      await other.context().close()
    }
  })
})
