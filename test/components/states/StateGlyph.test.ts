// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { podStateNames, podStates } from '../../../components/states/podState.ts'
import StateGlyph from '../../../components/states/StateGlyph.vue'

it('draws another shape for each state', () => {
  const shapes = podStateNames.map(state => mount(StateGlyph, { props: { state } }).element.innerHTML)
  expect(new Set(shapes).size).toBe(podStateNames.length)
})

it.each(podStateNames)('says %s in a word, and knows its colour', (state) => {
  const glyph = mount(StateGlyph, { props: { state } })
  expect([glyph.attributes('role'), glyph.attributes('aria-label'), glyph.attributes('aria-hidden'), glyph.attributes('data-state')])
    .toEqual(['img', podStates[state].word, undefined, state])
})

it('is silent where the word stands beside it', () => {
  const glyph = mount(StateGlyph, { props: { state: 'ready', silent: true } })
  expect([glyph.attributes('role'), glyph.attributes('aria-label'), glyph.attributes('aria-hidden')]).toEqual([undefined, undefined, 'true'])
})

it('takes a place and a size inside a drawing', () => {
  const glyph = mount(StateGlyph, { props: { state: 'ready' }, attrs: { x: 10, y: 20, width: 30, height: 30 } })
  expect([glyph.attributes('x'), glyph.attributes('y'), glyph.attributes('width'), glyph.attributes('height')]).toEqual(['10', '20', '30', '30'])
})
