// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import Contents from '../../../components/Contents/Contents.vue'
import { see, seen } from '../../../components/Contents/seen.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

const deck: readonly [layout: string, title: string, address?: string][] =
  [['cover', '표지', 'p00-cover'], ['wide', '지도', 'p00-map'], ['chapter', '컨테이너', 'p01'], ['wide', '격리', 'p01-isolation'], ['chapter', '아키텍처']]

beforeEach(() => {
  seen.value = new Set()
  slide.slides.value = deck.map(([layout, title, routeAlias], index) =>
    ({ no: index + 1, meta: { slide: { no: index + 1, title, frontmatter: { layout, ...routeAlias && { routeAlias } } } }, component: {} }))
})
afterEach(resetSlide)

const stations = (): string[] => mount(Contents).findAll('li').map(li => li.text().replace(/\s+/g, ' '))

it('lists the chapters with their slides', () => { expect(stations()).toEqual(['1컨테이너2장', '2아키텍처1장']) })

it('tells how much of each one has seen, by addresses, or numbers where there are none', () => {
  see('p01-isolation')
  expect(stations()).toEqual(['1컨테이너2장 중 1장 봄', '2아키텍처1장'])
  see('p01')
  see('5')
  const contents = mount(Contents)
  expect(contents.findAll('li').map(li => li.classes())).toEqual([['done', 'begun'], ['done', 'begun']])
  expect(JSON.parse(localStorage.getItem('podium seen') ?? '')).toEqual(['p01-isolation', 'p01', '5'])
})

it('tells on paper only what there is', () => {
  see('p01')
  slide.printing.value = true
  expect(stations()).toEqual(['1컨테이너2장', '2아키텍처1장'])
})

it('goes to a chapter', async () => {
  await mount(Contents).findAll('button')[1]?.trigger('click')
  expect(slide.current.value).toBe(5)
})
