// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import TimeBar from '../../../components/TimeBar/TimeBar.vue'

const run = { beganMs: 0, endMs: 40_000, marks: [0, 10_000], warnings: [{ atMs: 30_000, reason: 'Unhealthy' }] }
const bar = (props: Partial<InstanceType<typeof TimeBar>['$props']> = {}): VueWrapper => mount(TimeBar, { props: { nowMs: 20_000, playing: false, speed: 1, run, ...props } })
const press = (seen: VueWrapper, label: string): Promise<void> => seen.get(`button[aria-label="${label}"]`).trigger('click')
const labels = (seen: VueWrapper): (string | undefined)[] => seen.findAll('button').map(button => button.attributes('aria-label') ?? button.text())

test('each button says one thing', async () => {
  const seen = bar()
  for (const label of ['처음으로', '이전 단계', '한 걸음 뒤로', '재생', '한 걸음', '다음 단계', '느리게', '빠르게']) await press(seen, label)
  expect(seen.emitted()).toMatchObject({ reset: [[]], previous: [[]], back: [[]], play: [[]], step: [[]], next: [[]], speed: [[0.1], [10]] })
})

test('what plays can be paused', async () => {
  const seen = bar({ playing: true })
  expect(labels(seen)).not.toContain('재생')
  await press(seen, '멈춤')
  expect(seen.emitted('pause')).toEqual([[]])
})

test.each([[0.01, '1/100', '느리게', '빠르게'], [600, '×600', '빠르게', '느리게']])('at a speed of %d it goes only one way', (speed, name, over, open) => {
  const seen = bar({ speed })
  expect(seen.get('output').text()).toBe(name)
  expect(seen.get(`[aria-label="${over}"]`).attributes()).toHaveProperty('disabled')
  expect(seen.get(`[aria-label="${open}"]`).attributes()).not.toHaveProperty('disabled')
})

test('steps and warnings lie where they happened, and what has passed is filled', () => {
  const seen = bar()
  expect(seen.findAll('.scrub > .mark, .scrub > .warning').map(tick => [tick.attributes('title'), tick.attributes('style')])).toEqual([
    ['Unhealthy', 'left: 75%;'], ['1단계', 'left: 0%;'], ['2단계', 'left: 25%;'],
  ])
  expect(seen.get('.scrub > .run').attributes('style')).toBe('width: 50%;')
  expect(seen.get('input').attributes()).toMatchObject({ 'min': '0', 'max': '40000', 'aria-label': '시점', 'aria-valuetext': '00:20.0' })
})

test('a drag jumps at most once a frame, to where the hand is by then, and ends where it is let go', async () => {
  const frames: FrameRequestCallback[] = []
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame))
  vi.stubGlobal('cancelAnimationFrame', () => { frames.length = 0 })
  const seen = bar()
  const input = seen.get('input')
  const drag = (toMs: number): Promise<void> => {
    input.element.value = String(toMs)
    return input.trigger('input')
  }
  for (const atMs of [21_000, 22_000, 23_000]) await drag(atMs)
  expect(seen.emitted('seek')).toBeUndefined()
  expect(frames).toHaveLength(1)
  for (const frame of frames.splice(0)) frame(0)
  expect(seen.emitted('seek')).toEqual([[23_000]])
  await drag(5_000)
  await input.trigger('pointerup')
  expect(seen.emitted('seek')).toEqual([[23_000], [5_000]])
  expect(frames).toEqual([])
  vi.unstubAllGlobals()
})

test('without a run there is no way back; with two branches one chooses', async () => {
  expect(labels(bar({ run: undefined }))).toEqual(['처음으로', '재생', '한 걸음', '느리게', '빠르게'])
  const seen = bar({ branch: 'A' })
  const [a, b] = seen.findAll('.branches button')
  expect([a, b].map(each => [each?.text(), each?.attributes('aria-pressed')])).toEqual([['A', 'true'], ['B', 'false']])
  await b?.trigger('click')
  expect(seen.emitted('branch')).toEqual([['B']])
})
