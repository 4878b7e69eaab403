// @vitest-environment happy-dom
// Widgets inside a lab: views of its cluster at the step that the clicks say.
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h, type Component } from 'vue'
import ClusterStage from '../../../components/ClusterStage/ClusterStage.vue'
import EventLog from '../../../components/EventLog/EventLog.vue'
import Lab from '../../../components/Lab/Lab.vue'
import OwnerGraph from '../../../components/OwnerGraph/OwnerGraph.vue'
import Rollout from '../../../components/Rollout/Rollout.vue'
import SchedulerLens from '../../../components/SchedulerLens/SchedulerLens.vue'
import Why from '../../../components/Why/Why.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let lab: VueWrapper | undefined

async function show(of: string, clicks: number, widget: Component, props: Record<string, unknown>): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = lab = mount(Lab, { props: { of, terminal: false }, slots: { default: () => h(widget, props) } })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}

const texts = (wrapper: VueWrapper, selector: string): string[] => wrapper.findAll(selector).map(found => found.text().replace(/\s+/g, ' '))

beforeEach(() => {
  resetSlide()
  slide.renderContext.value = 'previewNext'
})
afterEach(() => lab?.unmount())

describe('a rollout', () => {
  test('shows the revisions with their pods, and the bounds', async () => {
    const seen = await show('rollout', 3, Rollout, { of: 'web' })
    expect(texts(seen, 'h3').slice(-2)).toEqual(['리비전 2nginx:1.283/3', '리비전 3nginx:1.990/2'])
    expect(seen.find('header').text()).toBe('web원하는 수 4있는 파드 5 ≤ 5쓸 수 있는 파드 3 ≥ 3바꾸는 중')
    expect(texts(seen, '.revision.newest .word')).toEqual(['실패', '실패'])
    expect(seen.find('.gauge').attributes('aria-label')).toBe('파드 5개 중 3개를 쓸 수 있음. 3개 이상, 5개 이하')
  })

  test('says that there is none yet', async () => {
    expect((await show('rollout', 0, Rollout, { of: 'web' })).find('.lab-view').text()).toBe('아직 없음: 디플로이먼트 web')
  })
})

describe('an event log', () => {
  test('shows the last, and folds the others', async () => {
    const seen = await show('rollout', 3, EventLog, { rows: 3 })
    expect(seen.findAll('tbody tr')).toHaveLength(3)
    expect(seen.find('caption').text()).toMatch(/^이벤트 앞의 \d+개는 접음$/)
  })

  test('marks warnings with more than colour', async () => {
    const seen = await show('rollout', 3, EventLog, { of: 'pod/web-*', rows: 50 })
    const warnings = texts(seen, 'tr.warning th')
    expect(warnings.length).toBeGreaterThan(0)
    expect(seen.findAll('tr.warning .state-glyph')).toHaveLength(warnings.length)
  })

  test('keeps its height while there is nothing', async () => {
    const seen = await show('rollout', 0, EventLog, { of: 'pod/none', rows: 4 })
    expect(texts(seen, 'tbody tr')).toEqual(['아직 이벤트가 없다', '', '', ''])
  })
})

describe('why', () => {
  test('leads from what was typed to what is, and folds the middle', async () => {
    const seen = await show('rollout', 1, Why, { of: 'pod/web-*', rows: 6 })
    const links = texts(seen, 'li')
    expect(links).toHaveLength(6)
    expect(links[0]).toBe('kubectl apply -f web.yaml')
    expect(links[1]).toMatch(/^kube-controller-manager ?deployments 소식을 들음\+\d+ms$/)
    expect(links[2]).toMatch(/^… \d+단계를 접음$/)
    expect(seen.find('h3').text()).toMatch(/^왜\? pod\/web-\w+-\w{5}$/)
  })

  test('says what its author cannot mean', async () => {
    expect((await show('rollout', 1, Why, { of: 'web' })).find('[role=alert]').text()).toBe('이 위젯을 그릴 수 없습니다: "web" names no object; write kind/name, as deployment/web')
  })
})

describe('a decision', () => {
  test('shows who was turned down, who was chosen, and with how many points', async () => {
    const seen = await show('placement', 1, SchedulerLens, { of: 'pod/web-*' })
    expect(texts(seen, 'tbody tr')[0]).toBe('m-k8sTaintToleration node(s) had untolerated taint(s)')
    expect(seen.findAll('tr.chosen')).toHaveLength(1)
    const totals = texts(seen, 'td.total').map(Number)
    expect(Number(seen.find('tr.chosen .total').text())).toBe(Math.max(...totals))
  })

  test('of a pod that fits nowhere', async () => {
    const seen = await show('placement', 3, SchedulerLens, { of: 'pod/big' })
    expect(seen.findAll('tr.down')).toHaveLength(4)
    expect(seen.find('tfoot').text()).toMatch(/^0\/4 nodes are available: /)
  })
})

test('a widget without a lab says so', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {}) // Vue's own
  expect(mount(EventLog).text()).toBe('이 위젯을 그릴 수 없습니다: 이 위젯은 <Lab> 안에 씁니다.')
})

describe('a lab looked at in a namespace', () => {
  const widgets = () => [h(ClusterStage, { services: true }), h(OwnerGraph)]
  async function showIn(namespace: string | undefined): Promise<string[]> {
    const mounted = lab = mount(Lab, { props: { of: 'liveness', at: 'ready', terminal: false, namespace }, slots: { default: widgets } })
    await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
    return ['.node-rack .pod-capsule', '.service-pill', '.owner-graph tbody .tree'].map(what => String(mounted.findAll(what).length))
  }

  test('shows what lives there', async () => {
    expect(await showIn('workshop')).toEqual(['2', '1', '4'])
  })

  test('which is not what lives in default', async () => {
    expect(await showIn(undefined)).toEqual(['0', '0', '0'])
  })
})
