// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Lab from '../../../components/Lab/Lab.vue'
import StatefulOrder from '../../../components/StatefulOrder/StatefulOrder.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(() => {
  resetSlide()
  slide.renderContext.value = 'previewNext'
})
afterEach(() => shown?.unmount())

async function show(clicks: number, printing = false): Promise<VueWrapper> {
  slide.clicks.value = clicks
  slide.printing.value = printing
  const mounted = shown = mount(Lab, { props: { of: 'ordinals', terminal: false, still: clicks }, slots: { default: () => h(StatefulOrder, { of: 'db' }) } })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}
const texts = (wrapper: VueWrapper, selector: string): string[] => wrapper.findAll(selector).map(found => found.text())

test('a place for each ordinal; the next waits for the one before', async () => {
  const seen = await show(1, true)
  expect(texts(seen, 'h3')).toEqual(['db-0', 'db-1', 'db-2'])
  expect(texts(seen, '.pod-capsule .word')[0]).toBe('준비됨')
  expect([seen.find('.waiting').text(), seen.find('li.awaited').attributes('aria-label')]).toEqual([expect.stringMatching(/^db-1(를 만들 차례|가 준비되기를 기다림)$/), 'db-1'])
})

test('the places and the disks of those who are gone stay', async () => {
  const seen = await show(2)
  expect(seen.findAll('li.over').map(place => place.attributes('aria-label'))).toEqual(['db-0, 더는 바라지 않음', 'db-1, 더는 바라지 않음', 'db-2, 더는 바라지 않음'])
  expect(seen.findAll('li.over .pod-capsule')).toEqual([])
  expect(texts(seen, 'li.over .object-chip')).toEqual(['PVC data-db-0', 'PVC data-db-1', 'PVC data-db-2'])
})

test('the partition parts the revisions', async () => {
  const seen = await show(4)
  expect(texts(seen, '.revision')).toEqual(['옛 리비전', '옛 리비전', '새 리비전'])
  expect(seen.find('li.partition h3').text()).toBe('db-2새 리비전')
})

test('says that there is none yet', async () => {
  expect((await show(0)).find('.lab-view').text()).toBe('아직 없음: 스테이트풀셋 db')
})
