// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Lab from '../../../components/Lab/Lab.vue'
import OwnerGraph from '../../../components/OwnerGraph/OwnerGraph.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(() => {
  resetSlide()
  slide.renderContext.value = 'previewNext'
})
afterEach(() => shown?.unmount())

async function show(clicks: number, props: Record<string, unknown> = {}): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = shown = mount(Lab, { props: { of: 'owners', terminal: false }, slots: { default: () => h(OwnerGraph, props) } })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}
const texts = (wrapper: VueWrapper, selector: string): string[] => wrapper.findAll(selector).map(found => found.text().replace(/\s+/g, ' '))

test('owners stand above what they own, and every pod is selected', async () => {
  const seen = await show(2)
  expect(texts(seen, '.object-chip').map(chip => chip.replace(/ .*/, ''))).toEqual(['ReplicaSet', 'Service', 'Deployment', 'ReplicaSet'])
  expect(texts(seen, 'thead .selector code').map(code => code.replace(/….*/, '…'))).toEqual(['app=web', 'pod-template-hash=…', 'app=web'])
  expect(seen.findAll('tbody .tree').map(cell => cell.attributes('style'))).toEqual(['--depth: 0;', '--depth: 1;', '--depth: 2;', '--depth: 2;'])
  expect(texts(seen, 'td.selector span')).toEqual(['고름', '고름', '고름', '고름'])
})

test('a selector that misses says by which key', async () => {
  const seen = await show(4)
  expect(texts(seen, '.no')).toEqual(['app=old', 'app=old', 'pod-template-hash 없음'])
  expect(texts(seen, '.blamed')).toEqual(['app=old'])
  expect(texts(seen, '.tree small')).toEqual(['주인 없음', '주인 없음'])
})

test('shows the selectors that are asked for, and keeps its height', async () => {
  const seen = await show(2, { selectors: 'Service web', rows: 3 })
  expect(texts(seen, 'thead .selector code')).toEqual(['app=web'])
  expect([seen.findAll('tbody tr').length, seen.find('caption').text()]).toEqual([3, '아래 1개는 접음'])
  expect((await show(0)).find('.lab-view').text()).toBe('아직 아무것도 없다')
})
