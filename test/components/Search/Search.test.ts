// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import Search from '../../../components/Search/Search.vue'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

const pages = [
  { address: 'p03-etcd', title: 'etcd는 기억이다', text: '정족수가 적는다' },
  { address: 'p03-quorum', title: '정족수는 과반이다', text: '둘' },
  { address: 'p99-left-out', title: '정족수', text: '다른 길에는 없다' },
]

beforeEach(() => {
  slide.slides.value = ['p03-etcd', 'p03-quorum'].map((routeAlias, index) =>
    ({ no: index + 1, meta: { slide: { no: index + 1, frontmatter: { routeAlias } } }, component: {} }))
})
afterEach(resetSlide)

function search() {
  const wrapper = mount(Search, { props: { pages }, attachTo: document.body })
  const field = wrapper.get('input')
  return { wrapper, field, found: () => wrapper.findAll('li').map(li => [li.attributes('aria-selected'), li.get('b').text()]) }
}

it('takes the keys at once, finds while one types, only slides of this deck', async () => {
  const { wrapper, field, found } = search()
  await nextTick()
  await nextTick()
  expect(document.activeElement).toBe(field.element)
  await field.setValue('ㅈㅈㅅ')
  expect(found()).toEqual([['true', '정족수는 과반이다'], ['false', 'etcd는 기억이다']])
  await field.setValue('없는 말')
  expect(wrapper.get('[role="status"]').text()).toBe('이 말이 있는 슬라이드가 없습니다.')
  wrapper.unmount()
})

it('is led by the arrows; Enter goes there and closes, but not in the middle of a syllable', async () => {
  const { wrapper, field, found } = search()
  await field.setValue('정족수')
  await field.trigger('keydown', { key: 'Down' })
  await field.trigger('keydown', { key: 'ArrowDown' })
  expect(found().map(([chosen]) => chosen)).toEqual(['false', 'true'])
  await field.trigger('keydown', { key: 'Enter', isComposing: true })
  slide.current.value = 2
  expect(wrapper.emitted('close')).toBeUndefined()
  await field.trigger('keydown', { key: 'Enter' })
  expect([wrapper.emitted('close')?.length, slide.current.value]).toEqual([1, 1])
  wrapper.unmount()
})

it('closes on Escape and gives the keys back', async () => {
  const { wrapper, field } = search()
  await nextTick()
  await field.trigger('keydown', { key: 'Escape' })
  expect([wrapper.emitted('close')?.length, document.activeElement]).toEqual([1, document.body])
  wrapper.unmount()
})
