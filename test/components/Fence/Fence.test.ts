// @vitest-environment happy-dom
// A fence that runs. Its terminal draws itself with xterm, which wants a real browser: here it is told what it is given.
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import Fence from '../../../components/Fence/Fence.vue'
import { benchOf } from '../../../components/Fence/bench.ts'
import type { Plan } from '../../../engine/lab/index.ts'
import { resetSlide, slide } from '../../stubs/slidev-client.ts'

const Terminal = defineComponent({ props: { lines: { type: Array, default: () => [] } }, setup: props => () => h('pre', props.lines.length) })

const plan: Plan = {
  nodes: 1, lab: undefined, step: undefined, before: undefined,
  files: { 'web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: nginx}]}' },
  steps: [{ run: 'kubectl apply -f web.yaml' }, { run: 'kubectl get pod web -o name' }, { run: 'kubectl delete pod web' }],
}

let seen: VueWrapper | undefined
let cluster = 0

/** A fence of a slide of its own. */
function show(props: Partial<InstanceType<typeof Fence>['$props']> = {}): VueWrapper {
  const shown = mount(Fence, {
    props: { language: 'bash', cluster: `${++cluster}`, from: 0, count: 3, plan: encodeURIComponent(JSON.stringify(plan)), ...props },
    slots: { default: () => h('pre', { class: 'slidev-code' }, h('code', 'kubectl apply -f web.yaml')) },
    global: { stubs: { Terminal, teleport: true } },
    attachTo: document.body,
  })
  return seen = shown
}

const words = (): string[] => seen?.findAll('.fence-bar > *').map(each => each.text()) ?? []
const player = async () => (await benchOf(`1 ${cluster}`, plan)).player
const pods = async (): Promise<string[]> => (await player()).cluster.admin.list('pods', 'default').map(({ metadata }) => metadata.name)

/** Presses the button, and waits until so many lines have come to their end. */
async function run(label: string, ended: number): Promise<void> {
  await seen?.findAll('button').find(each => each.text() === label)?.trigger('click')
  await untilEnded(ended)
}

async function untilEnded(steps: number): Promise<void> {
  const { view } = await player()
  await vi.waitFor(() => { if (view.value.steps !== steps || view.value.running) throw new Error('not yet') }, { timeout: 50_000 })
  await flushPromises()
}

beforeEach(resetSlide)
afterEach(() => seen?.unmount())

test('it is read as it is written until one runs it', () => {
  expect(show().get('code').text()).toBe('kubectl apply -f web.yaml')
  expect(words()).toEqual(['실행 1/3'])
  expect(seen?.find('.fence-bench').exists()).toBe(false)
})

test('each press runs a line, on a cluster of the slide’s own', async () => {
  show()
  await run('실행 1/3', 1)
  expect(await pods()).toEqual(['web'])
  expect(words()).toEqual(['실행 2/3'])
  expect(seen?.get('.fence-bench header code').text()).toBe('kubectl get pod web -o name')
  await run('실행 2/3', 2)
  await run('실행 3/3', 3)
  expect(await pods()).toEqual([])
  expect(words()).toEqual(['실행 1/3'])
})

test('the lines of a slide that are clicks run with them, and back', async () => {
  show({ clicks: true })
  slide.clicks.value = 1
  await vi.waitFor(() => { if (!seen?.find('.fence-bench').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  await untilEnded(1)
  expect(await pods()).toEqual(['web'])
  slide.clicks.value = 3
  await untilEnded(3)
  expect(await pods()).toEqual([])
  slide.clicks.value = 0
  await untilEnded(0)
  expect(seen?.find('.fence-bench').exists()).toBe(false)
})

test('a manifest says how its file is called, and is applied', async () => {
  show({ language: 'yaml', file: 'web.yaml', count: 1 })
  expect(words()).toEqual(['web.yaml', '적용'])
  await run('적용', 1)
  expect(await pods()).toEqual(['web'])
})

test('on paper it is the code, and the name of its file', () => {
  slide.printing.value = true
  show({ file: 'web.yaml' })
  expect(words()).toEqual(['web.yaml'])
})

test('what goes wrong is said beside the code', async () => {
  show({ plan: encodeURIComponent(JSON.stringify({ ...plan, lab: 'no-such-lab' })) })
  await seen?.get('.fence-bar button').trigger('click')
  await vi.waitFor(() => { if (!seen?.find('[role=alert]').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  expect(seen?.get('[role=alert]').text()).toMatch(/^'no-such-lab' 실습이 없습니다\. 비슷한 이름: no-readiness/)
})
