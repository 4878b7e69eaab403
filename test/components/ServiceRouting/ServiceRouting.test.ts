// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Lab from '../../../components/Lab/Lab.vue'
import ServiceRouting from '../../../components/ServiceRouting/ServiceRouting.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(resetSlide)
afterEach(() => shown?.unmount())

async function show(clicks: number, props: Record<string, unknown> = {}, of = 'routing'): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = shown = mount(Lab, { props: { of, terminal: false }, slots: { default: () => h(ServiceRouting, { service: 'web', from: 'default/client', ...props }) }, attachTo: document.body })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}
const texts = (wrapper: VueWrapper, selector: string): string[] => wrapper.findAll(selector).map(found => found.text())

test('before anyone asks there are the rules, and no request', async () => {
  const seen = await show(1)
  expect(texts(seen, '.steps li')).toEqual(['아직 요청이 없다'])
  expect(texts(seen, 'tbody tr:not(.blank) td:nth-child(4)')).toEqual(['0.3333', '0.5000', '나머지'])
})

test('a request is told from the name to the answer, and its rule is lit', async () => {
  const seen = await show(2)
  expect(texts(seen, '.steps b').filter(where => !where.startsWith('node-'))).toEqual(['DNS', 'client', 'PREROUTING', 'KUBE-SERVICES', 'KUBE-SVC-…', 'DNAT', expect.stringMatching(/^\w{5}$/), 'client'])
  expect(seen.find('.steps [aria-current]').text()).toBe('client 응답 200')
  expect(seen.findAll('tr.lit')).toHaveLength(1)
  expect(seen.find('.fate').text()).toBe('응답함')
})

test('the keys go back through it: before the rule is taken, no row is lit', async () => {
  const seen = await show(2)
  for (let i = 0; i < 5; i++) await seen.find('.steps').trigger('keydown', { key: 'ArrowUp' })
  expect(seen.findAll('tr.lit')).toHaveLength(0)
  expect(seen.find('.fate').text()).toBe('')
  expect(document.activeElement).toBe(seen.find('.steps [aria-current] button').element)
})

test('many requests are counted against what is expected', async () => {
  const seen = await show(3)
  expect(texts(seen, 'tbody tr:not(.blank) td:nth-child(7)')).toEqual(['20.3', '20.3', '20.3'])
  expect(texts(seen, 'tbody td:nth-child(6)').map(Number).reduce((sum, hits) => sum + hits, 0)).toBe(61)
})

test('an endpoint that is not ready has no rule; without any the request is refused', async () => {
  expect(texts(await show(4), 'tr.dim td').slice(0, 3)).toEqual(['slow', expect.stringMatching(/^node-/), '없음'])
  shown?.unmount()
  const refused = await show(6)
  expect([refused.find('.steps [aria-current]').text(), refused.find('.fate').text(), refused.find('tbody').text()]).toEqual([expect.stringMatching(/받을 엔드포인트가 없다: 규칙이 거절$/), '거절됨', '보낼 규칙이 없다: 받을 엔드포인트가 없다'])
})

test('of a name that nobody has the ending is told that was tried', async () => {
  const questions = texts(await show(3, {}, 'ndots'), '.steps li').filter(step => step.startsWith('DNS'))
  expect(questions).toEqual(['DNS + default.svc.cluster.local → 없음', expect.stringMatching(/^DNS web\.default… → 10\./)])
})

test('a rule may lead to a pod that is gone', async () => {
  const seen = await show(4, {}, 'stale')
  expect(texts(seen, 'tbody td:nth-child(2)').slice(0, 3)).toEqual(['사라짐', '사라짐', '사라짐'])
  expect(texts(seen, '.flow .object-chip').at(-1)).toBe('Pod ?')
})

test('on paper there is nothing to press', async () => {
  slide.printing.value = true
  expect((await show(2)).findAll('button')).toEqual([])
})
