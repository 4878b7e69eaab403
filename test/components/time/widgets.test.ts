// @vitest-environment happy-dom
// Widgets of time and of the control plane: views of a lab's cluster at the step that the clicks say.
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h, nextTick, type Component } from 'vue'
import ControlFlow from '../../../components/ControlFlow/ControlFlow.vue'
import RequestGates from '../../../components/ControlFlow/RequestGates.vue'
import ControlLoop from '../../../components/ControlLoop/ControlLoop.vue'
import EtcdLedger from '../../../components/EtcdLedger/EtcdLedger.vue'
import EventTimeline from '../../../components/EventTimeline/EventTimeline.vue'
import JobBoard from '../../../components/JobBoard/JobBoard.vue'
import Lab from '../../../components/Lab/Lab.vue'
import PodLifecycle from '../../../components/PodLifecycle/PodLifecycle.vue'
import ProbeLab from '../../../components/ProbeLab/ProbeLab.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let lab: VueWrapper | undefined

async function show(of: string, step: string, widget: Component, props: Record<string, unknown>): Promise<VueWrapper> {
  const mounted = lab = mount(Lab, { props: { of, at: step, terminal: false }, slots: { default: () => h(widget, props) } })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}

const texts = (wrapper: VueWrapper, selector: string): string[] => wrapper.findAll(selector).map(found => found.text().replace(/\s+/g, ' '))
const laneOf = (wrapper: VueWrapper, name: string): string => wrapper.findAll('.chart-lane').find(lane => lane.find('.name').text() === name)?.attributes('aria-label') ?? 'no such lane'

beforeEach(() => {
  resetSlide()
  slide.renderContext.value = 'previewNext'
})
afterEach(() => lab?.unmount())

describe('a flow', () => {
  test('shows every hop, and says the last', async () => {
    const seen = await show('pod-birth', 'run', ControlFlow, { of: 'pod/web-*, deployment/web' })
    expect(texts(seen, '.hop .actor')).toEqual(Array.from({ length: 12 }, (_, i) => String(i + 1)))
    expect(seen.find('li.lit').text()).toMatch(/^12kubelet w\d-k8s파드 web-…-\w{5} 변경\+\d+ms$/)
    expect(seen.findAll('.hop .stored')).toHaveLength(7)
    expect(seen.findAll('button')).toEqual([]) // a still
  })

  test('can begin at a hop, and says nothing of what comes later', async () => {
    const seen = await show('pod-birth', 'run', ControlFlow, { of: 'pod/web-*', hop: 1 })
    expect(seen.find('li.lit').text()).toMatch(/^1kubectlcreate deployment web --image=nginx:1\.27$/)
    expect(seen.findAll('.hop.later')).toHaveLength(11)
    expect(seen.find('[role=slider]').attributes('aria-valuenow')).toBe('1')
  })

  test('waits at the part that is stopped', async () => {
    const seen = await show('pod-birth', 'no-scheduler', ControlFlow, { of: 'pod/late-*' })
    expect(seen.find('.hop.waits').text()).toBe('?여기서 기다린다')
    expect(seen.findAll('.lane.dead .station-lamp').map(lamp => lamp.attributes('aria-label'))).toEqual(['스케줄러: 멈춤'])
  })

  test('is stepped with the keys, and stops parts', async () => {
    slide.renderContext.value = 'slide'
    const seen = await show('pod-birth', 'run', ControlFlow, { of: 'pod/web-*' })
    const board = seen.find('[role=slider]')
    await board.trigger('keydown', { key: 'ArrowLeft' })
    expect(board.attributes('aria-valuenow')).toBe('11')
    await board.trigger('keydown', { key: 'Home' })
    expect(board.attributes('aria-valuenow')).toBe('1')
    await board.trigger('keydown', { key: 'End' })
    expect(board.attributes('aria-valuenow')).toBe('12')
    await seen.find('[aria-label="스케줄러 끄기"]').trigger('click')
    await nextTick()
    expect(seen.find('[aria-label="스케줄러 켜기"]').exists()).toBe(true)
    await seen.find('[aria-label="스케줄러 켜기"]').trigger('click')
  })

  test('on paper tells all its hops', async () => {
    slide.printing.value = true
    const seen = await show('pod-birth', 'run', ControlFlow, { of: 'pod/web-*' })
    expect(seen.findAll('ol li')).toHaveLength(12)
  })
})

test('gates: each request gets as far as it may', async () => {
  const seen = await show('gate', 'validation', RequestGates, { rows: 6 })
  const told = seen.findAll('tbody tr').filter(row => row.find('td.code').exists()).map(row => [row.find('td.code').text(), ...row.findAll('td.refused').map(cell => cell.attributes('title'))].join(' '))
  expect(told).toEqual(['401 인증 막힘', '403 인가 막힘 jane', '201', '403 검증 어드미션 막힘 ResourceQuota', '422 검증 막힘 Namespace'])
})

describe('a loop', () => {
  test('tells the difference that nobody mends', async () => {
    const seen = await show('control-loop', 'pause', ControlLoop, { of: 'replicaset/web-*' })
    expect(texts(seen, '.turn > li > b')).toEqual(['5', '4', '+1'])
    expect(seen.find('.act em').text()).toBe('파드 1개를 만들 일이 있지만 컨트롤러가 멈췄다')
    expect(seen.find('.station-lamp').attributes('aria-label')).toBe('replicaset-controller: 멈춤')
  })

  test('tells what was written and not yet seen', async () => {
    const seen = await show('control-loop', 'generation', ControlLoop, { of: 'deployment/web' })
    expect(texts(seen, '.generation > b')).toEqual(['3', '2'])
    expect(seen.find('.generation').classes()).toContain('behind')
    expect(seen.find('.log-lines li').text()).toContain('0 → 3')
  })

  test('has nothing to do in the end', async () => {
    const seen = await show('control-loop', 'catch-up', ControlLoop, { of: 'deployment/web' })
    expect(seen.find('.act em').text()).toBe('할 일이 없다')
  })
})

describe('the ledger', () => {
  test('shows the members, and that nothing can be written', async () => {
    const seen = await show('etcd-quorum', 'two-down', EtcdLedger, { rows: 3 })
    expect(texts(seen, '.members li p').map(text => text.split(' ')[0]).toSorted()).toEqual(['멈춤', '멈춤', expect.stringMatching(/^(후보|팔로워)$/)])
    expect(seen.find('.verdict').text()).toBe('3대 가운데 1대, 과반은 2대: 아무것도 적지 못한다 · configmaps/third: etcdserver: request timed out')
  })

  test('shows what of a key changed', async () => {
    const seen = await show('pod-birth', 'run', EtcdLedger, { keys: 'pods/default', rows: 9, members: false })
    expect(seen.findAll('tbody tr:not(.blank)').map(row => row.findAll('td').slice(2).map(cell => cell.text()).join(' '))).toEqual(['새로 만듦 ADDED', 'spec, status MODIFIED', 'status MODIFIED', 'status MODIFIED', 'status MODIFIED'])
  })

  test('names the fields of what has no spec', async () => {
    const seen = await show('memory', 'restart', EtcdLedger, { keys: 'configmaps/default/memo', rows: 3, members: false })
    expect(seen.findAll('tbody tr:not(.blank)').map(row => row.findAll('td').slice(2).map(cell => cell.text()).join(' '))).toEqual(['새로 만듦 ADDED', 'data MODIFIED'])
  })
})

describe('a pod over time', () => {
  test('shows its runs, and how they ended', async () => {
    const seen = await show('liveness', 'restart', PodLifecycle, { of: 'workshop/pod/proddetail-*' })
    expect(laneOf(seen, 'proddetail')).toMatch(/^proddetail, ContainerCreating \S+, Running 0\/1 .*, Running .*, 137 .*, 137 → Running 0\/1 .*, Running .*Error 137$/)
    expect(seen.find('header').text()).toMatch(/재시작 1마지막 종료 코드 137 Error나이/)
    expect(seen.findAll('.chart-lane')).toHaveLength(4)
  })

  test('tells a failure from the waiting after it', async () => {
    const seen = await show('image-pull', 'wait', PodLifecycle, { of: 'pod/nginx-trouble', conditions: '' })
    const looks = seen.findAll('.stretch.failing').map(stretch => `${stretch.attributes('title')?.split(' ')[1]} ${stretch.classes().includes('idle') ? 'idle' : 'busy'}`)
    expect(new Set(looks)).toEqual(new Set(['ErrImagePull busy', 'ImagePullBackOff idle']))
  })

  test('says that there is none yet', async () => {
    expect((await show('liveness', '0', PodLifecycle, { of: 'workshop/pod/proddetail-*' })).find('.lab-view').text()).toBe('아직 없음: workshop/pod/proddetail-*')
  })
})

describe('probes', () => {
  test('have their thresholds and their next attempt', async () => {
    const seen = await show('liveness', 'ready', ProbeLab, { of: 'workshop/pod/proddetail-*' })
    expect(texts(seen, 'dd')).toEqual(['GET :3000/ping 처음 5초 뒤 · 5초마다 · 제한 1초 · 실패 3번 · 성공 1번', 'cat readiness.txt | grep ready 처음 15초 뒤 · 3초마다 · 제한 1초 · 실패 3번 · 성공 1번'])
    expect(texts(seen, '.note')).toEqual(['성공 1/1', '성공 1/1', '재시작 0', '보냄'])
    expect(seen.find('.forecast').text()).toMatch(/^다음은 \d:\d\d (활성|준비성) 검사$/)
    expect(seen.findAll('.mark.expected')).toHaveLength(2)
  })

  test('take a pod out of its Service, and no more', async () => {
    const seen = await show('readiness', 'fail', ProbeLab, { of: 'workshop/pod/proddetail-*' })
    expect(texts(seen, '.note')).toEqual(['성공 1/1', '실패 3/3', '재시작 0', '안 보냄'])
    expect(seen.find('.forecast').text()).toBe('서비스에서 빠져 있다. 재시작은 없다. 한 번 성공하면 돌아온다')
  })
})

describe('a board of jobs', () => {
  test('shows what was done in which place', async () => {
    const seen = await show('job', 'batch', JobBoard, { of: 'job/batch' })
    expect(texts(seen, '.note')).toEqual(['3 ✓', '3 ✓'])
    expect(seen.find('.done').attributes('aria-label')).toBe('6번 중 6번 성공')
    expect(seen.find('.end').text()).toMatch(/^Complete /)
  })

  test('shows how long it waits after a failure', async () => {
    const seen = await show('job', 'broken', JobBoard, { of: 'job/broken' })
    expect(texts(seen, '.stretch.failing')).toHaveLength(4)
    const gaps = texts(seen, '.words').filter(text => /^\d+초$/.test(text)).map(text => Number.parseInt(text))
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b))
    expect(gaps).toHaveLength(3)
  })

  test('shows what a schedule makes of jobs that take too long', async () => {
    const seen = await show('cron', 'forbid', JobBoard, { of: 'cronjob/forbid' })
    expect(laneOf(seen, '*/1 * * * *')).toMatch(/시작.*건너뜀.*다음 예정$/)
    expect(seen.find('header').text()).toContain('concurrencyPolicy: Forbid 겹치면 건너뛴다')
  })
})

test('a timeline shows how long it took until a node was given up, and until its pods had to go', async () => {
  const seen = await show('node-failure', 'evict', EventTimeline, { of: 'node/node-1, pod/web-*, pod/db-1' })
  expect(laneOf(seen, '걸린 시간')).toMatch(/^걸린 시간, 4\d초 .*, 300초 5분$/)
  expect(laneOf(seen, 'node-1')).toMatch(/NotReady 5분/)
  expect(laneOf(seen, 'db-1')).toMatch(/Running, Ready=False 5분.*, Terminating/)
  expect(seen.find('.guide').text()).toBe('stop machine node-1')
})
