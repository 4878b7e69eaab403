// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nextTick } from 'vue'
import Quiz from '../../../components/Quiz/Quiz.vue'
import { answerOf, blank, isRight, questionIn, shuffled, solution, type Question } from '../../../components/Quiz/question.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

let quiz: VueWrapper | undefined

beforeEach(() => {
  resetSlide()
  localStorage.clear()
})
afterEach(() => quiz?.unmount())

const one = '<h1>어떻게 될까요?</h1><ol><li>같은 이름</li><li>새 이름</li><li><strong>남는다</strong></li></ol><details><summary>답 보기</summary><p>주인이 없다.</p></details>'
const several = '<ul><li><strong>가</strong></li><li>나</li><li><strong>다</strong></li></ul>'
const order = '<ol><li>하나</li><li>둘</li><li>셋</li></ol><blockquote><p>차례대로.</p></blockquote>'
const match = '<table><thead><tr><th>객체</th><th>하는 일</th></tr></thead><tbody><tr><td>Job</td><td>끝난다</td></tr><tr><td>Service</td><td>나눈다</td></tr><tr><td>Pod</td><td>돈다</td></tr></tbody></table>'
const number = '<p>컨트롤 플레인은 셋, 기본 복제본은 <strong>1</strong>개다.</p>'

const show = async (slot: string): Promise<VueWrapper> => {
  quiz = mount(Quiz, { slots: { default: slot } })
  await nextTick()
  await nextTick()
  return quiz
}
const question = (html: string): Question | undefined => {
  const root = document.createElement('div')
  root.innerHTML = html
  return questionIn(root)?.question
}
const buttonOf = (wrapper: VueWrapper, text: string) => wrapper.findAll('button').find(button => button.text() === text)
const verdictOf = (wrapper: VueWrapper): string => wrapper.find('.verdict').text()

describe('the form of a question says what it is', () => {
  test.each([
    ['one choice', one, { kind: 'choice', isSeveral: false, choices: [{ html: '같은 이름', isRight: false }, { html: '새 이름', isRight: false }, { html: '남는다', isRight: true }] }],
    ['several', several, { kind: 'choice', isSeveral: true, choices: [{ html: '가', isRight: true }, { html: '나', isRight: false }, { html: '다', isRight: true }] }],
    ['order', order, { kind: 'order', items: ['하나', '둘', '셋'] }],
    ['match', match, { kind: 'match', heads: ['객체', '하는 일'], pairs: [{ left: 'Job', right: '끝난다' }, { left: 'Service', right: '나눈다' }, { left: 'Pod', right: '돈다' }] }],
    ['number', number, { kind: 'number', before: '컨트롤 플레인은 셋, 기본 복제본은 ', answer: '1', after: '개다.' }],
    ['nothing', '<p>그냥 <strong>굵은</strong> 글</p>', undefined],
  ])('%s', (_name, html, expected) => {
    expect(question(html)).toEqual(expected)
  })

  test.each([one, several, order, match, number])('its solution is right, and what stands there first is not: %#', html => {
    const found = question(html)
    if (!found) throw new Error('no question')
    expect([isRight(found, solution(found)), isRight(found, blank(found))]).toEqual([true, false])
  })

  test('on paper the answer is a few letters', () => {
    expect([one, several, order, match, number].map(html => { const found = question(html); return found && answerOf(found) }))
      .toEqual(['3', '1, 3', 'ㄷ → ㄴ → ㄱ', '1–ㄷ, 2–ㄴ, 3–ㄱ', '1'])
  })

  test('two left sides may share a right side', () => {
    const found = question(match.replace('돈다', '끝난다'))
    expect(found && isRight(found, ['2', '1', '0'])).toBe(true)
  })
})

test('what is shuffled is a permutation, always the same, never the right one', () => {
  for (let count = 2; count < 12; count++) {
    const order = shuffled(count)
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
    expect(order.some((value, i) => value !== i)).toBe(true)
    expect(shuffled(count)).toEqual(order)
  }
})

describe('a quiz', () => {
  test('judges what was chosen, and says why', async () => {
    const seen = await show(one)
    expect(seen.find('.reason').classes()).toContain('covered')
    expect(buttonOf(seen, '확인')?.attributes('disabled')).toBeDefined()
    await buttonOf(seen, '새 이름')?.trigger('click')
    await buttonOf(seen, '확인')?.trigger('click')
    expect(verdictOf(seen)).toBe('다시 생각해 보세요')
    expect(seen.findAll('.mark')).toEqual([])
    await buttonOf(seen, '남는다')?.trigger('click')
    expect(verdictOf(seen)).toBe('')
    await buttonOf(seen, '확인')?.trigger('click')
    expect([verdictOf(seen), seen.find('.mark').text(), seen.find('.reason').classes()]).toEqual(['맞았습니다', '맞음', ['reason']])
  })

  test('the click of the deck opens the answer, and back covers it', async () => {
    const seen = await show(one)
    slide.clicks.value = 1
    await nextTick()
    expect(seen.findAll('.choice-list .mark').map(mark => mark.text())).toEqual(['맞음'])
    slide.clicks.value = 0
    await nextTick()
    expect(seen.findAll('.choice-list .mark')).toEqual([])
  })

  test('takes several', async () => {
    const seen = await show(several)
    for (const text of ['다', '가', '나', '나']) await buttonOf(seen, text)?.trigger('click')
    await buttonOf(seen, '확인')?.trigger('click')
    expect(verdictOf(seen)).toBe('맞았습니다')
  })

  test('takes an order', async () => {
    const seen = await show(order)
    const items = (): string[] => seen.findAll('.item').map(item => item.text())
    expect(items()).not.toEqual(['하나', '둘', '셋'])
    for (const text of ['하나', '하나', '둘']) {
      const up = seen.findAll('button').find(button => button.attributes('aria-label') === `${text} 위로`)
      await up?.trigger('click')
    }
    expect(items()).toEqual(['하나', '둘', '셋'])
    await buttonOf(seen, '확인')?.trigger('click')
    expect(verdictOf(seen)).toBe('맞았습니다')
  })

  test('takes pairs', async () => {
    const seen = await show(match)
    for (const [i, select] of seen.findAll('select').entries()) await select.setValue(String(i))
    await buttonOf(seen, '확인')?.trigger('click')
    expect(verdictOf(seen)).toBe('맞았습니다')
  })

  test('takes a number, with Enter', async () => {
    const seen = await show(number)
    const input = seen.find('input')
    await input.setValue('2')
    await input.trigger('keydown', { key: 'Enter' })
    expect(verdictOf(seen)).toBe('다시 생각해 보세요')
    await input.setValue(' 1 ')
    await input.trigger('keydown', { key: 'Enter' })
    expect(verdictOf(seen)).toBe('맞았습니다')
  })

  test('keeps what was answered', async () => {
    await buttonOf(await show(one), '새 이름')?.trigger('click')
    quiz?.unmount()
    expect((await show(one)).findAll('[aria-pressed=true]').map(button => button.text())).toEqual(['새 이름'])
  })

  test('on paper has no buttons, nothing of this device, and its answer upside down', async () => {
    await buttonOf(await show(one), '새 이름')?.trigger('click')
    quiz?.unmount()
    slide.printing.value = true
    const seen = await show(one)
    expect([seen.findAll('button'), seen.findAll('.chosen'), seen.find('.paper-answer').text()]).toEqual([[], [], '답 3 주인이 없다.'])
  })

  test('says what it lacks', async () => {
    expect((await show('<p>글</p>')).find('[role=alert]').text()).toBe('이 위젯을 그릴 수 없습니다: 고를 목록, 짝지을 표, 굵은 수가 있는 문단 가운데 하나가 있어야 합니다')
  })
})
