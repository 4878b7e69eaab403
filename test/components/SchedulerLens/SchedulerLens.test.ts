// @vitest-environment happy-dom
// What a reader changes is a command of the session, and the scheduler chooses anew.
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Lab from '../../../components/Lab/Lab.vue'
import SchedulerLens from '../../../components/SchedulerLens/SchedulerLens.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(resetSlide)
afterEach(() => shown?.unmount())

async function show(clicks: number): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = shown = mount(Lab, { props: { of: 'lens', terminal: false }, slots: { default: () => h(SchedulerLens, { of: 'pod/web-*', change: true }) } })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}
const texts = (wrapper: VueWrapper, selector: string): string[] => wrapper.findAll(selector).map(found => found.text().replace(/\s+/g, ' '))

test('what is written on nodes shows as pressed, and decides', async () => {
  const seen = await show(2)
  expect(seen.find('tr.chosen th').text()).toBe('w2-k8s')
  expect(seen.findAll('[aria-pressed=true]').map(button => button.attributes('aria-label') ?? button.text())).toEqual(['w2-k8s 레이블 disk=ssd', '500m'])
  shown?.unmount()
  const tainted = await show(3)
  expect(tainted.find('tr.chosen th').text()).not.toBe('w2-k8s')
  expect(texts(tainted, 'tr.down th')).toEqual(['m-k8s', 'w2-k8s'])
})

test('a click is a command into the terminal', async () => {
  const seen = await show(1)
  const press = (name: string) => seen.findAll('button').find(button => (button.attributes('aria-label') ?? button.text()) === name)?.trigger('click')
  await press('w1-k8s 테인트 busy=1:NoSchedule')
  await vi.waitFor(() => { if (seen.find('[aria-label="w1-k8s 테인트 busy=1:NoSchedule"]').attributes('aria-pressed') !== 'true') throw new Error('not yet') }, { timeout: 5_000 })
  expect(seen.find('.again').classes()).toContain('wanted')
  await press('64')
  await vi.waitFor(() => { if (texts(seen, 'tr.down th').length < 4) throw new Error('not yet') }, { timeout: 5_000 })
  expect(seen.find('tfoot').text()).toMatch(/^0\/4 nodes are available: /)
  expect(seen.find('.again').classes()).not.toContain('wanted')
})

test('on paper what is written on nodes is text', async () => {
  slide.printing.value = true
  const seen = await show(3)
  expect(seen.findAll('button')).toEqual([])
  expect(texts(seen, '.has')).toEqual(['테인트 busy', '레이블 disk'])
})
