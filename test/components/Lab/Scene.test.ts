// @vitest-environment happy-dom
// A lab as a picture: before one's eyes for who likes things to move, as the still of its second step for who asked for less.
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { playerOf } from '../../../components/Lab/labs.ts'
import Scene from '../../../components/Lab/Scene.vue'
import { resetSlide } from '../../stubs/slidev-client.ts'

const captions = ['디플로이먼트를 만들자 파드 세 개가 노드마다 하나씩 자리를 잡았다.', '파드 하나를 지웠다. 레플리카셋이 모자란 하나를 새 이름으로 다시 만든다.']
let scene: VueWrapper | undefined

async function show(isCalm: boolean): Promise<VueWrapper> {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: isCalm && query === '(prefers-reduced-motion: reduce)' }))
  const mounted = scene = mount(Scene, { props: { of: 'replace' } })
  await vi.waitFor(() => { if (!mounted.find('.scene-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return mounted
}

beforeEach(() => {
  resetSlide()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'], shouldAdvanceTime: true })
})
afterEach(() => {
  scene?.unmount()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a scene', () => {
  test('for who asked for less motion is a still, and stays it', async () => {
    const shown = await show(true)
    const still = shown.html()
    expect(shown.attributes('aria-label')).toBe(captions[1])
    expect(shown.findAll('.pod-capsule')).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(5_000)
    expect([shown.html(), (await playerOf('replace', 'scene slide 1')).playing.value]).toEqual([still, false])
  })

  test('for all others takes its second step before their eyes', async () => {
    const shown = await show(false)
    expect(shown.attributes('aria-label')).toBe(captions[0])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(shown.attributes('aria-label')).toBe(captions[1])
  })
})
