// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { h } from 'vue'
import Errata from '../../../components/Errata/Errata.vue'

const voices = () => [h('blockquote', '노트의 말'), h('p', '실제로는 이렇다')]

test('the two voices stand as they were written, and the source below', () => {
  const seen = mount(Errata, { props: { source: '02_Workload/README.md 412행' }, slots: { default: voices } })
  expect(seen.html()).toBe('<div class="errata">\n  <blockquote>노트의 말</blockquote>\n  <p>실제로는 이렇다</p>\n  <p class="errata-source">출처 02_Workload/README.md 412행</p>\n</div>')
})

test('without a source there is no line for it', () => expect(mount(Errata, { slots: { default: voices } }).find('.errata-source').exists()).toBe(false))
