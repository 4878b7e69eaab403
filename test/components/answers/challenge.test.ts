// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import Challenge from '../../../components/Challenge/Challenge.vue'
import { notices, openChallenge } from '../../../components/Challenge/challenges.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined

vi.mock('../../../components/Terminal/Terminal.vue', () => ({ default: { props: ['lines'], template: '<pre class="terminal">{{ lines.join("\\n") }}</pre>' } })) // xterm needs a real browser

beforeEach(() => {
  resetSlide()
  localStorage.clear()
})
afterEach(() => shown?.unmount())

async function show(of = 'taint'): Promise<VueWrapper> {
  const seen = shown = mount(Challenge, { props: { of } })
  await vi.waitFor(() => { if (!seen.find('.challenge-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  await flushPromises()
  return seen
}

const buttonOf = (seen: VueWrapper, text: string) => seen.findAll('button').find(button => button.text() === text)
const hintOf = (seen: VueWrapper): string => seen.find('.hint-list p').text()
const goalsOf = (seen: VueWrapper): string[] => seen.findAll('.goal-list li').map(goal => goal.text().replace(/\s+/g, ' '))

describe('a challenge', () => {
  test('tells its story, its goals, and that none holds', async () => {
    const seen = await show()
    expect(seen.find('.story').text()).toMatch(/^노드 둘을 점검하고/)
    expect(goalsOf(seen)).toEqual(['report 파드가 준비되었다아직'])
    expect(seen.find('.hint-list h3').text()).toBe('힌트 0/3힌트 보기')
    expect(buttonOf(seen, '풀이 보기')).toBeUndefined()
  })

  test('opens hints one by one, by button or by click, and the ways out after the last', async () => {
    const seen = await show()
    expect(notices.find(({ name }) => name === 'taint')).toEqual({ name: 'taint', title: '받아 주는 노드가 없다', hints: 3 })
    await buttonOf(seen, '힌트 보기')?.trigger('click')
    expect(hintOf(seen)).toMatch(/^스케줄러는 까닭을/)
    slide.clicks.value = 3
    await nextTick()
    expect([hintOf(seen), seen.find('.hint-list h3').text()]).toEqual([expect.stringMatching(/^테인트를 걷으려면/), '힌트 3/3123'])
    await buttonOf(seen, '2')?.trigger('click')
    expect(hintOf(seen)).toMatch(/^untolerated taint/)
    await buttonOf(seen, '풀이 보기')?.trigger('click')
    expect(seen.findAll('.solution-list .way:not(.trap)')).toHaveLength(3)
  })

  test('is solved when the cluster is whole for a while, which is kept, and can be forgotten', async () => {
    const seen = await show()
    const { player, challenge } = await openChallenge('taint', '')
    const arrivedMs = player.view.value.scene.nowMs
    player.setSpeed(600)
    player.command(challenge.solutions[0]?.run ?? '')
    await vi.waitFor(() => { if (!seen.find('.outcome b').exists()) throw new Error('not yet') }, { timeout: 50_000 })
    player.pause()
    expect(goalsOf(seen)).toEqual(['report 파드가 준비되었다이루어짐'])
    expect(seen.find('.outcome').text()).toMatch(/^해결! [\d.]+m?초?s?.*, 힌트 0개$/)
    expect(player.view.value.scene.nowMs).toBeGreaterThan(arrivedMs + 10_000)
    shown?.unmount()
    const again = await show()
    expect(again.find('.outcome').text()).toMatch(/^해결!/)
    await buttonOf(again, '기록 지우기')?.trigger('click')
    expect([again.find('.outcome').text(), goalsOf(again), localStorage.length]).toEqual(['', ['report 파드가 준비되었다아직'], 0])
  })

  test('on paper stands what one comes to, without buttons, hints upside down', async () => {
    slide.printing.value = true
    const seen = await show('image')
    expect(seen.find('.terminal').text()).toMatch(/^\$ kubectl get pods\nNAME +READY +STATUS +RESTARTS +AGE\nshop-/)
    expect([seen.findAll('button'), seen.findAll('.paper-answer li')]).toEqual([[], expect.objectContaining({ length: 3 })])
  })

  test('a name that none has is said', async () => {
    expect((await show('nosuch')).text()).toMatch(/'nosuch' 문제가 없습니다\. 있는 이름: configmap, .* … 모두 \d+개/)
  })
})
