// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useLook } from '../../../components/Lab/context.ts'
import Lab from '../../../components/Lab/Lab.vue'
import { playerOf, stepsOf } from '../../../components/Lab/labs.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

const podsOf = (lab: VueWrapper): string[] => lab.findAll('.pod-capsule').map(pod => `${pod.find('.name').text()} ${pod.find('.word').text()}`)
const captionOf = (lab: VueWrapper): string => lab.find('.caption').text()

async function show(props: { of: string, still?: number | string, from?: string, to?: string | number, at?: string, terminal?: boolean } = { of: 'replace' }): Promise<VueWrapper> {
  const lab = mount(Lab, { props })
  await vi.waitFor(() => { if (!lab.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return lab
}

let lab: VueWrapper | undefined

beforeEach(() => {
  resetSlide()
  slide.renderContext.value = 'previewNext' // a still: no xterm, which needs a real browser
})
afterEach(() => lab?.unmount())

describe('a lab on a slide', () => {
  test('takes as many clicks as it has steps', async () => {
    lab = await show()
    expect(stepsOf('replace')).toEqual(['create', 'delete', 'scale'])
    expect(captionOf(lab)).toBe('노드 세 대. 아직 아무도 파드를 부탁하지 않았다.')
    expect(podsOf(lab)).toEqual([])
  })

  test('shows the step that the clicks say, forwards and backwards', async () => {
    slide.clicks.value = 1
    lab = await show()
    const before = podsOf(lab)
    expect(before).toHaveLength(3)
    expect(before.every(pod => pod.endsWith('준비됨'))).toBe(true)
    slide.clicks.value = 3
    await flushPromises()
    expect(podsOf(lab)).toHaveLength(5)
    expect(captionOf(lab)).toBe('원하는 수를 다섯으로 바꾸자 모자란 둘이 더 생겼다.')
    slide.clicks.value = 1
    await flushPromises()
    expect(podsOf(lab)).toEqual(before)
  })

  test('waits in the overview until its slide is in sight', async () => {
    slide.renderContext.value = 'overview'
    const watched: { show(): void }[] = []
    vi.stubGlobal('IntersectionObserver', class {
      constructor(tell: (entries: readonly { isIntersecting: boolean }[]) => void) { watched.push({ show: () => tell([{ isIntersecting: true }]) }) }
      observe(): void {}
      disconnect(): void {}
    })
    const seen = lab = mount(Lab, { props: { of: 'replace' } })
    await new Promise(resolve => { setTimeout(resolve, 300) })
    expect(seen.text()).toBe('클러스터를 켜는 중…')
    watched[0]?.show()
    await vi.waitFor(() => expect(seen.find('.lab-ready').exists()).toBe(true), { timeout: 50_000 })
    vi.unstubAllGlobals()
  })

  test('costs nothing while its slide is not on screen, whatever the lab does elsewhere', async () => {
    slide.renderContext.value = 'slide'
    let looks = 0
    const widget = defineComponent(() => {
      const { value } = useLook(views => {
        looks++
        return views.events().length
      })
      return () => h('i', value.value)
    })
    const shown = lab = mount(Lab, { props: { of: 'replace', terminal: false }, slots: { default: () => h(widget) } })
    await vi.waitFor(() => { if (!shown.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
    const player = await playerOf('replace')
    slide.current.value = 2
    await flushPromises()
    const before = { looks, html: shown.html() }
    player.goToStep(1, false)
    await flushPromises()
    expect({ looks, html: shown.html() }).toEqual(before)
    slide.clicks.value = 2
    slide.current.value = 1
    await flushPromises()
    expect([looks > before.looks, captionOf(shown)]).toEqual([true, '파드 하나를 지웠다. 레플리카셋이 모자란 하나를 새 이름으로 다시 만든다.'])
  })

  test('on paper it is the chosen step, with the terminal as text and no buttons', async () => {
    slide.printing.value = true
    lab = await show({ of: 'replace', still: 1 })
    expect(captionOf(lab)).toBe('디플로이먼트를 만들자 파드 세 개가 노드마다 하나씩 자리를 잡았다.')
    expect(lab.find('.podium-terminal').text()).toContain('deployment.apps/web created')
    expect(lab.findAll('button')).toEqual([])
  })

  test('of many slides, each has some of the steps', async () => {
    lab = await show({ of: 'replace', from: 'delete', to: 2 })
    expect(podsOf(lab)).toHaveLength(3)
    expect(captionOf(lab)).toBe('디플로이먼트를 만들자 파드 세 개가 노드마다 하나씩 자리를 잡았다.')
    slide.clicks.value = 9
    await flushPromises()
    expect(captionOf(lab)).toBe('파드 하나를 지웠다. 레플리카셋이 모자란 하나를 새 이름으로 다시 만든다.')
  })

  test('it may show a state without a click', async () => {
    slide.clicks.value = 2
    lab = await show({ of: 'replace', at: 'scale' })
    expect(podsOf(lab)).toHaveLength(5)
  })

  test('who comes back to a slide finds the cluster at its own step', async () => {
    slide.renderContext.value = 'slide'
    slide.clicks.value = 1
    lab = await show({ of: 'replace', terminal: false })
    slide.current.value = 2
    await flushPromises()
    const player = await playerOf('replace')
    player.appear()
    player.goToStep(3, false)
    await flushPromises()
    expect(player.view.value.steps).toBe(3)
    slide.current.value = 1
    await flushPromises()
    expect(podsOf(lab)).toHaveLength(3)
  })

  test('a step that no lab has is said', async () => {
    lab = await show({ of: 'replace', from: 'mend' })
    expect(lab.text()).toBe('from="mend": 그런 단계가 없습니다. 단계는 1부터 3까지, 이름은 create, delete, scale입니다.')
  })

  test('a name that no lab has is said, with those that there are', async () => {
    lab = await show({ of: 'nosuch' })
    expect(lab.text()).toMatch(/^'nosuch' 실습이 없습니다\. 있는 이름: .*\breplace\b.* … 모두 \d+개$/)
  })
})
