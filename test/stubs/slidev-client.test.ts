// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import * as real from '@slidev/client'
import * as stub from './slidev-client.ts'

const { resetSlide, slide } = stub satisfies typeof real // the compiler's test: nothing is missing

afterEach(resetSlide)

it('stands behind the name of the client, and follows what a test sets', async () => {
  const entered: number[] = []
  const wrapper = mount(defineComponent({
    setup() {
      const { $clicks, $page, $renderContext } = real.useSlideContext()
      const active = real.useIsSlideActive()
      real.onSlideEnter(to => entered.push(to))
      return () => h('p', `${$page.value} ${$clicks.value} ${$renderContext.value} ${active.value}`)
    },
  }))
  expect(wrapper.text()).toBe('1 0 slide true')
  slide.current.value = 2
  slide.clicks.value = 3
  slide.renderContext.value = 'presenter'
  await nextTick()
  expect(wrapper.text()).toBe('1 3 presenter false')
  await real.useSlideContext().$nav.value.go(1)
  await nextTick()
  expect(entered).toEqual([1, 1])
})

it('counts the locks on the shortcuts, each once', () => {
  const unlock = real.lockShortcuts()
  real.lockShortcuts()
  expect(slide.shortcutLocks.value).toBe(2)
  unlock()
  unlock()
  expect(slide.shortcutLocks.value).toBe(1)
})
