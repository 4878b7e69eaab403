// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import Chapter from '../../layouts/chapter.vue'
import Quiz from '../../layouts/quiz.vue'
import Floor from '../../slide-top.vue'
import { resetSlide, slide } from '../stubs/slidev-client.ts'

afterEach(resetSlide)

function deck(...layouts: string[]): void {
  slide.slides.value = layouts.map((layout, index) =>
    ({ no: index + 1, meta: { slide: { no: index + 1, title: `제목 ${index + 1}`, frontmatter: { layout } } }, component: {} }))
}

function turnTo(no: number): void {
  slide.no.value = slide.current.value = no
  slide.frontmatter.value = slide.slides.value[no - 1]?.meta.slide.frontmatter ?? {}
}

it('stands on a floor that tells the part, the page and the way', () => {
  deck('cover', 'chapter', 'wide', 'default')
  turnTo(3)
  const floor = mount(Floor)
  expect(floor.findAll('span').map(span => span.text())).toEqual(['', '제목 2', '3'])
  expect(floor.get('.way').attributes('style')).toBe('width: 75%;')
})

it.each(['cover', 'marp', 'none'])('has no floor under a slide of layout %s', (layout) => {
  deck('cover', layout)
  turnTo(2)
  expect(mount(Floor).find('footer').exists()).toBe(false)
})

it('gives a chapter its number', () => {
  deck('cover', 'chapter', 'default', 'chapter')
  turnTo(4)
  expect(mount(Chapter).get('.number').text()).toBe('2')
})

const question = '<h1>그런가요?</h1><ol><li>아니다</li><li><strong>그렇다</strong></li></ol><details><summary>답 보기</summary><p>까닭</p></details>'

it('opens the answer of a quiz with the next click, and closes it on the way back', async () => {
  const quiz = mount(Quiz, { slots: { default: question } })
  const open = async (clicks: number): Promise<boolean> => {
    slide.clicks.value = clicks
    await nextTick()
    return quiz.find('.choice-list.revealed').exists()
  }
  expect([await open(0), await open(1), await open(0)]).toEqual([false, true, false])
})

it('gives the focus back to the slide after a click with the pointer, not after a key', async () => {
  const quiz = mount(Quiz, { attachTo: document.body, slots: { default: question } })
  await nextTick()
  const choice = quiz.get<HTMLElement>('.choice-list button')
  choice.element.focus()
  await choice.trigger('click', { detail: 0 })
  expect(document.activeElement).toBe(choice.element)
  await choice.trigger('click', { detail: 1 })
  expect(document.activeElement).toBe(document.body)
  quiz.unmount()
})
