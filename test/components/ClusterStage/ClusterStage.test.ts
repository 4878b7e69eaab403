// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h } from 'vue'
import ClusterStage from '../../../components/ClusterStage/ClusterStage.vue'
import Lab from '../../../components/Lab/Lab.vue'
import type { PodView, Scene } from '../../../engine/lab/index.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(resetSlide)
afterEach(() => shown?.unmount())

async function inLab(clicks: number, props: Record<string, unknown>): Promise<VueWrapper> {
  slide.clicks.value = clicks
  const mounted = shown = mount(Lab, { props: { of: 'traffic', terminal: false }, slots: { default: () => h(ClusterStage, props) }, attachTo: document.body })
  await vi.waitFor(() => { if (!mounted.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}

const podAt = (i: number): PodView => ({ uid: `u${i}`, name: `web-${i}`, short: `${i}`, state: 'ready', status: 'Running', restarts: 0, containers: [true] })
const scene = (pods: number, nodes: number): Scene => ({
  nowMs: 0, unscheduled: [], workloads: [], writes: [],
  nodes: Array.from({ length: nodes }, (_, n) => ({ name: `node-${n}`, zone: '', ready: true, cordoned: false, requested: { cpu: 0, memory: 0 }, slots: Array.from({ length: pods / nodes }, (_, i) => podAt(n * 1000 + i)) })),
})

describe('services and requests', () => {
  test('a Service has its endpoints, and requests are counted by their fate', async () => {
    const stage = await inLab(4, { services: true })
    expect(stage.find('.service-pill').text()).toBe('web80/TCP받을 파드 없음')
    const [answered = 0, refused = 0, timeout = 0] = stage.findAll('.tally > span').map(count => Number(count.text()))
    expect([answered > 0, refused > 0, timeout]).toEqual([true, true, 0])
    expect(stage.findAll('.last-requests li').map(request => request.text())).toEqual(['client → web 거절됨', 'client → web 거절됨', 'client → web 거절됨'])
  })

  test('nothing of that where it is not asked for', async () => {
    const stage = await inLab(2, {})
    expect([stage.findAll('.service-pill').length, stage.findAll('.traffic-layer').length]).toEqual([0, 0])
  })
})

describe('picking', () => {
  test('shows the facts of a pod, by keyboard too, and lets go with Escape', async () => {
    const stage = await inLab(1, { facts: true })
    expect(stage.find('.about').text()).toBe('파드나 노드를 고르면 여기에 나온다')
    const [name, pod] = stage.find('.node-rack').findAll('button')
    name?.element.focus()
    await name?.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(pod?.element)
    await pod?.trigger('click')
    expect(stage.find('.about h3').text()).toMatch(/^Pod (web-\w+-\w{5}|client)$/)
    expect(stage.findAll('.about .fact-list > div').map(fact => fact.text()).slice(0, 3)).toEqual(['STATUS Running', 'phase Running', 'READY 1/1'])
    await pod?.trigger('keydown', { key: 'Escape' })
    expect(stage.find('.about h3').exists()).toBe(false)
  })

  test('gives the keys back to the deck after a click of the pointer', async () => {
    const stage = await inLab(1, {})
    const button = stage.find('.node-rack button')
    button.element.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))
    await stage.vm.$nextTick()
    expect(document.activeElement).toBe(document.body)
    expect(stage.find('.ledger').text()).toMatch(/^node-1 Ready True · IP 172\.18\.0\.2 · /)
  })

  test('has a line for a pod, in which nothing is said twice', async () => {
    const stage = await inLab(1, {})
    await stage.findAll('.node-rack button')[1]?.trigger('click')
    expect(stage.find('.ledger').text()).toMatch(/^[\w-]+ STATUS Running · READY 1\/1 · NODE node-1 · IP 10\.244\./)
  })

  test('begins with what its author names, on paper too, where nothing is a button', async () => {
    slide.printing.value = true
    const stage = await inLab(1, { facts: 'node-2' })
    expect(stage.find('.about h3').text()).toBe('Node node-2')
    expect(stage.findAll('.cluster-stage button')).toEqual([])
  })
})

describe('many pods', () => {
  test.each([[30, 5, 'pod-capsule'], [500, 10, 'pod-cell']])('%d on %d nodes are %s', (pods, nodes, as) => {
    shown = mount(ClusterStage, { props: { scene: scene(pods, nodes) } })
    expect(shown.findAll(`.racks .${as}`)).toHaveLength(pods)
  })

  test('are capsules or cells as their author wants', () => {
    shown = mount(ClusterStage, { props: { scene: scene(30, 3), dense: true } })
    expect(shown.findAll('.pod-cell')).toHaveLength(30)
  })
})
