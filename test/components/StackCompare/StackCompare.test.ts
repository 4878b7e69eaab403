// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import StackCompare from '../../../components/StackCompare/StackCompare.vue'
import { costOf } from '../../../components/StackCompare/model.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

afterEach(resetSlide)

it('a virtual machine costs a kernel for each app, a container none', () => {
  const costs = [1, 3].map(apps => [costOf('vm', apps), costOf('container', apps)].map(({ memoryMib, startMs }) => [memoryMib, startMs]))
  expect(costs).toEqual([
    [[1624, 30_300], [100, 300]],
    [[2824, 30_300], [300, 300]],
  ])
})

it('shows what each app has for itself as many times as there are apps', async () => {
  const wrapper = mount(StackCompare, { props: { of: 'vm container', apps: '2', costs: true } })
  const layers = () => wrapper.findAll('figure').map(figure => figure.findAll('.layer').map(layer => `${layer.findAll('span').length} ${layer.text()}`))
  expect(layers()).toEqual([
    ['2 앱앱', '2 라이브러리라이브러리', '2 커널커널', '1 하이퍼바이저', '1 하드웨어'],
    ['2 앱앱', '2 라이브러리라이브러리', '1 커널', '1 하드웨어'],
  ])
  await wrapper.get('[aria-label="앱 하나 더하기"]').trigger('click')
  expect(wrapper.findAll('figure p').map(p => p.text())).toEqual(['메모리 2.8 GiB 마지막 것이 뜨기까지 30.3초', '메모리 300 MiB 마지막 것이 뜨기까지 300ms'])
})

it('goes no lower than one app and no higher than eight', async () => {
  const wrapper = mount(StackCompare, { props: { of: 'vm', apps: 1, costs: true } })
  const [fewer, more] = wrapper.findAll('button')
  expect(fewer?.attributes('disabled')).toBe('')
  for (let i = 0; i < 9; i++) await more?.trigger('click')
  expect([wrapper.get('output').text(), more?.attributes('disabled')]).toEqual(['앱 8개', ''])
})

it('has no buttons on paper', () => {
  slide.printing.value = true
  expect(mount(StackCompare, { props: { of: 'vm', costs: true } }).findAll('button')).toEqual([])
})
