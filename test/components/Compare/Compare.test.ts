// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Compare from '../../../components/Compare/Compare.vue'
import { playerOf } from '../../../components/Lab/labs.ts'
import Rollout from '../../../components/Rollout/Rollout.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let compare: VueWrapper | undefined

async function show(clicks: number, of = 'no-readiness'): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = compare = mount(Compare, { props: { of }, slots: { default: () => h(Rollout, { of: 'web' }) } })
  await vi.waitFor(() => { if (!mounted.find('.compare-branches').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  await flushPromises()
  return mounted
}

const revisions = (of: VueWrapper, branch: number): string[] => of.findAll('.compare-branch')[branch]?.findAll('h3').slice(1).map(title => title.text().replace(/\s+/g, ' ')) ?? []

beforeEach(resetSlide)
afterEach(() => compare?.unmount())

test('both branches stand at the same step, and only differ by what was forked', async () => {
  const seen = await show(2)
  expect(seen.findAll('.compare-branch > h3').map(title => title.text())).toEqual([
    'A 일하지 않는 버전을 냈다. 프로브가 통과하지 못해 롤아웃이 멈추고, 옛 파드 셋이 남는다.',
    'B 프로브가 없다면? 켜지기만 하면 준비된 것으로 친다. 세 파드가 모두 일하지 않는 버전으로 바뀐다.',
  ])
  expect([revisions(seen, 0), revisions(seen, 1)]).toEqual([['리비전 1nginx:1.273/3', '리비전 2nginx:1.280/1'], ['리비전 1nginx:1.270/0', '리비전 2nginx:1.283/3']])
  expect(seen.findAll('.time-bar')).toHaveLength(1)
})

test('what differs is lit, and nothing is where nothing differs', async () => {
  const seen = await show(2)
  expect(seen.findAll('.differs').length).toBeGreaterThan(1)
  slide.clicks.value = 1
  await flushPromises()
  await flushPromises()
  expect(seen.findAll('.differs')).toEqual([])
})

test('going back in time takes both along', async () => {
  const seen = await show(2)
  const player = await playerOf('no-readiness')
  player.seek(player.view.value.marks[1] ?? 0)
  player.stepBack()
  await flushPromises()
  expect(revisions(seen, 1)).toEqual(revisions(seen, 0))
})

test('a reader may fork by hand, and compare', async () => {
  const player = await playerOf('replace')
  player.appear()
  player.goToStep(1, false)
  const other = player.fork()
  other.command('kubectl scale deployment web --replicas=1')
  other.pause()
  const seen = await show(1, 'replace')
  player.seek(player.nowMs)
  await flushPromises()
  expect(seen.findAll('.compare-branch > h3').map(title => title.text())).toEqual(['A 디플로이먼트를 만들자 파드 세 개가 노드마다 하나씩 자리를 잡았다.', 'B 갈라 본 쪽'])
})
