// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h } from 'vue'
import IngressMap from '../../../components/IngressMap/IngressMap.vue'
import Lab from '../../../components/Lab/Lab.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(resetSlide)
afterEach(() => shown?.unmount())

async function show(clicks: number, props: Record<string, unknown> = {}): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = shown = mount(Lab, { props: { of: 'ingress-map', terminal: false, still: clicks }, slots: { default: () => h(IngressMap, props) } })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}
const texts = (wrapper: VueWrapper, selector: string): string[] => wrapper.findAll(selector).map(found => found.text().replace(/\s+/g, ' '))

test('rules stand in the order in which they are looked through, with who is behind them', async () => {
  const seen = await show(1)
  expect(texts(seen, 'tbody th').filter(path => path !== '')).toEqual(['/cart(/|$)(.*)', '/help', '/'])
  expect(texts(seen, 'tbody tr:not(.blank) td:nth-child(4)')).toEqual(['cart:80', 'helpdesk:80', 'web:80'])
  expect(seen.find('tbody tr:nth-child(2) td:last-child').text()).toBe('503 받을 파드 없음')
  expect(seen.find('.certificate').text()).toBe('TLS: 가짜 인증서 · Secret shop-tls 없음')
})

test('the last request lights its rule, and shows what the pod was asked for', async () => {
  const seen = await show(2)
  expect(texts(seen, 'tr.lit th')).toEqual(['/cart(/|$)(.*)'])
  expect(texts(seen, '.flow .words')).toEqual(['/cart(/|$)(.*)', '/7'])
})

test('an address that is typed lights its rule without being asked', async () => {
  const seen = await show(1)
  await seen.find('input').setValue('shop.com/abc')
  expect(texts(seen, 'tr.lit th')).toEqual(['/'])
  await seen.find('input').setValue('nobody.com/')
  expect(seen.find('.flow .words').text()).toBe('맞는 규칙 없음')
})

test('a certificate takes the place of the fake one; on paper nothing is to be typed', async () => {
  slide.printing.value = true
  const seen = await show(4, { ask: 'shop.com/help' })
  expect(seen.find('.certificate').text()).toBe('TLS: CN=shop.com · Secret shop-tls')
  expect([seen.findAll('input').length, seen.find('.asked').text(), texts(seen, '.flow .words')[1]]).toEqual([0, 'shop.com/help', '503'])
})
