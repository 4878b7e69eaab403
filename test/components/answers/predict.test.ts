// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Lab from '../../../components/Lab/Lab.vue'
import Predict from '../../../components/Predict/Predict.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let shown: VueWrapper | undefined

beforeEach(() => {
  resetSlide()
  slide.renderContext.value = 'previewNext' // a still: no xterm, which needs a real browser
  localStorage.clear()
})
afterEach(() => shown?.unmount())

const list = '<p>몇 개가 남을까요?</p><ul><li>둘 <code>pod -l app=web count=2</code></li><li>셋 <code>pod -l app=web count=3</code></li></ul>'

/** The lab of the deck in which a pod is deleted, and a guess beside it. */
async function show(props: Record<string, unknown> = {}, slot = list): Promise<VueWrapper> {
  const seen = shown = mount({ render: () => [h(Predict, { of: 'replace', step: 2, ...props }, { default: () => h(Markdown, { html: slot }) }), h(Lab, { of: 'replace', terminal: false })] })
  await vi.waitFor(() => { if (!seen.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  await flushPromises()
  return seen
}

/** What Slidev makes of Markdown: plain elements in a slot. */
const Markdown = ({ html }: { html: string }) => {
  const root = document.createElement('div')
  root.innerHTML = html
  return [...root.children].map(child => h(child.tagName.toLowerCase(), { innerHTML: child.innerHTML }))
}

const verdictOf = (seen: VueWrapper): string => seen.find('.verdict').text()
const until = (seen: VueWrapper, text: string) => vi.waitFor(() => { if (verdictOf(seen) !== text) throw new Error(verdictOf(seen)) }, { timeout: 50_000 })

describe('a prediction', () => {
  test('is guessed before the step and judged by the cluster after it', async () => {
    slide.clicks.value = 1
    const seen = await show()
    expect([verdictOf(seen), seen.find('.predict .source').text(), seen.findAll('.guesses li').map(each => each.text())])
      .toEqual(['골라 놓고, 다음으로 넘겨 봅시다', expect.stringContaining('몇 개가 남을까요?'), ['둘', '셋']])
    await seen.findAll('.guesses button')[0]?.trigger('click')
    expect(verdictOf(seen)).toBe('예측했습니다. 이제 실행해 봅시다')
    slide.clicks.value = 2
    await until(seen, '예측과 달랐습니다')
    expect(seen.findAll('li.happened').map(each => each.text())).toEqual(['셋'])
    slide.clicks.value = 1
    await until(seen, '예측했습니다. 이제 실행해 봅시다')
    await seen.findAll('.guesses button')[1]?.trigger('click')
    slide.clicks.value = 3
    await until(seen, '예측이 맞았습니다')
  })

  test('keeps the guess on the device', async () => {
    slide.clicks.value = 1
    await (await show()).findAll('.guesses button')[1]?.trigger('click')
    shown?.unmount()
    expect((await show()).findAll('[aria-pressed=true]').map(each => each.text())).toEqual(['셋'])
  })

  test('on paper has its answer upside down, with what held', async () => {
    slide.printing.value = true
    const seen = await show()
    await vi.waitFor(() => { if (!seen.find('.paper-answer').exists()) throw new Error('not yet') }, { timeout: 50_000 })
    expect([seen.find('.paper-answer').text(), seen.findAll('.predict button')]).toEqual(['답 2 셋', []])
  })

  test.each([
    [{ of: 'nosuch' }, list, /'nosuch' 실습이 없습니다/],
    [{ step: 'nosuch' }, list, /그런 단계가 없습니다/],
    [{}, '<ul><li>조건 없이</li><li>둘</li></ul>', /항목마다 `조건`으로 끝나야 합니다/],
  ])('says what its author cannot mean: %j', async (props, slot, complaint) => {
    expect((await show(props, slot)).find('.predict [role=alert]').text()).toMatch(complaint)
  })
})
