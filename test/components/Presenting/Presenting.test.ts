// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { isBlack, toggleBlack } from '../../../components/Presenting/blackout.ts'
import { layIn } from '../../../components/Presenting/provision.ts'
import Presenting from '../../../components/Presenting/Presenting.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let seen: VueWrapper

beforeEach(() => {
  resetSlide()
  slide.slides.value = [{ no: 1, meta: { slide: { no: 1, frontmatter: {} } }, component: {} }, { no: 2, meta: { slide: { no: 2, frontmatter: {} } }, component: {} }]
  seen = mount(Presenting)
})
afterEach(() => {
  seen.unmount()
  isBlack.value = false
})

test('the third key turns the screen black, and a touch turns it back', async () => {
  toggleBlack()
  await nextTick()
  const black = document.querySelector<HTMLButtonElement>('body > .blackout')
  expect(black?.getAttribute('aria-label')).toBe('화면 켜기')
  black?.click()
  await nextTick()
  expect(document.querySelector('.blackout')).toBeNull()
  expect(isBlack.value).toBe(false)
})

const phoneBar = (): readonly (string | null | undefined)[] => [...document.querySelectorAll('.phone-bar > *')].map(each => each.textContent.trim() + (each.hasAttribute('disabled') ? ' ✕' : ''))

test('a phone has a button for each way, and says where one is', async () => {
  expect(phoneBar()).toEqual(['이전 ✕', '1 / 2', '다음'])
  slide.clicksTotal.value = 3
  slide.clicks.value = 1
  await nextTick()
  expect(phoneBar()).toEqual(['이전', '1 / 2 · 1/3단계', '다음'])
  slide.current.value = 2
  slide.clicks.value = 3
  await nextTick()
  expect(phoneBar()).toEqual(['이전', '2 / 2 · 3/3단계', '다음 ✕'])
})

test('its buttons go a click, and no further', async () => {
  slide.clicksTotal.value = 1
  await nextTick()
  for (const button of document.querySelectorAll<HTMLButtonElement>('.phone-bar button')) if (!button.disabled) button.click()
  await nextTick()
  expect(slide.clicks.value).toBe(1)
})

test.each(['presenter', 'print'] as const)('it is not there for %s', async place => {
  if (place === 'print') slide.printing.value = true
  else slide.renderContext.value = 'presenter'
  await nextTick()
  expect(document.querySelector('.phone-bar')).toBeNull()
})

test('on a black screen a key brings the light back, and nobody else hears of it', async () => {
  const heard: string[] = []
  const hear = ({ key }: KeyboardEvent): void => { heard.push(key) }
  addEventListener('keydown', hear)
  const press = (key: string): boolean => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  toggleBlack()
  for (const key of ['Shift', 'PageDown', 'PageDown']) press(key)
  expect([isBlack.value, heard]).toEqual([false, ['Shift', 'PageDown']])
  slide.renderContext.value = 'presenter'
  toggleBlack()
  await nextTick()
  expect(document.querySelector('.blackout')?.textContent).toBe('청중의 화면이 꺼져 있습니다 · 켜기')
  press('PageUp')
  expect([isBlack.value, heard.at(-1)]).toEqual([true, 'PageUp'])
  removeEventListener('keydown', hear)
})

test('what the deck needs is fetched once there is time, whatever fails, until one leaves', async () => {
  vi.useFakeTimers()
  try {
    const fetched: string[] = []
    const piece = (name: string) => () => {
      fetched.push(name)
      return name === 'broken' ? Promise.reject(new Error('no network')) : Promise.resolve()
    }
    const stop = layIn(() => Promise.resolve(['first', 'broken', 'last'].map(piece)))
    await vi.advanceTimersByTimeAsync(14_000)
    expect(fetched).toEqual([])
    await vi.advanceTimersByTimeAsync(3_000)
    expect(fetched).toEqual(['first', 'broken', 'last'])
    stop()
    const stopAtOnce = layIn(() => Promise.resolve([piece('never')]))
    stopAtOnce()
    await vi.advanceTimersByTimeAsync(19_000)
    expect(fetched).not.toContain('never')
  }
  finally { vi.useRealTimers() }
})

test('the clicks of a slide that has gone are forgotten, so that one comes back to its end', async () => {
  const [first, second] = slide.slides.value
  if (first) first.meta.__clicksContext = { isMounted: false }
  if (second) second.meta.__clicksContext = { isMounted: true }
  slide.current.value = 2
  await vi.waitFor(() => expect([first, second].map(route => route?.meta.__clicksContext)).toEqual([null, { isMounted: true }]))
})
