// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { h } from 'vue'
import Lab from '../../components/Lab/Lab.vue'
import { answerTo, isDone } from '../../components/Manifest/answer.ts'
import { inksOf } from '../../components/Manifest/highlight.ts'
import Manifest from '../../components/Manifest/Manifest.vue'
import { wordsFor } from '../../components/Manifest/words.ts'
import { resetSlide, slide } from '../stubs/slidev-client.ts'

let shown: VueWrapper | undefined
beforeEach(() => {
  resetSlide()
  slide.printing.value = true // a still: the editor needs a real browser
})
afterEach(() => shown?.unmount())

async function show(file: string, lab: { of: string, still: number | string } = { of: 'rollout', still: 0 }, how: { rows?: number, from?: number, paper?: number } = {}): Promise<VueWrapper> {
  const seen = shown = mount(Lab, { props: { ...lab, terminal: false }, slots: { default: () => h(Manifest, { file, ...how }) } })
  await vi.waitFor(() => { if (!seen.find('.lab-ready').exists()) throw new Error('not yet') }, { timeout: 50_000 })
  return seen
}

describe('a manifest on paper', () => {
  test('is the file of the lab, keys in their ink, without buttons', async () => {
    const seen = await show('web.yaml')
    expect(seen.find('.still').element.textContent.split('\n').slice(0, 4)).toEqual(['apiVersion: apps/v1', 'kind: Deployment', 'metadata:', '  name: web'])
    expect(seen.findAll('.still .key').slice(0, 4).map(key => key.text())).toEqual(['apiVersion', 'kind', 'metadata', 'name'])
    expect(seen.find('.still').element.textContent.trimEnd().split('\n').slice(-2)).toEqual(['  selector:', '# … 15줄 더'])
    expect(seen.findAll('.manifest button')).toEqual([])
  })

  test('shows the lines that matter, as many as paper has room for', async () => {
    const seen = await show('web.yaml', undefined, { rows: 3, from: 5, paper: 4 })
    expect(seen.find('.still').element.textContent.trimEnd().split('\n')).toEqual(['spec:', '  replicas: 4', '  strategy:', '# … 19줄 더'])
    expect(seen.find('.manifest').attributes('style')).toBe('--rows: 4; --from: 4;')
  })

  test('is the file as the step has left it', async () => {
    const linesAt = async (still: string): Promise<readonly string[]> => (await show('ingress.yaml', { of: 'typed-port', still }, { rows: 3, from: 15 })).find('.still').element.textContent.trimEnd().split('\n')
    expect([await linesAt('refused'), await linesAt('fixed')].map(lines => lines.at(-1))).toEqual(['            port: 8080', '            port: {number: 8080}'])
  })

  test('a file that the lab has not is said', async () => {
    expect((await show('none.yaml')).find('[role=alert]').text()).toBe('이 위젯을 그릴 수 없습니다: 실습에 none.yaml 파일이 없습니다. 있는 파일: web.yaml')
  })
})

test.each([
  ['  - name: web # its name', [['  - ', 'plain'], ['name', 'key'], [': web', 'plain'], [' # its name', 'note']]],
  ['# all', [['# all', 'note']]],
  ['    - -c', [['    - -c', 'plain']]],
  ['image: a:b#c', [['image', 'key'], [': a:b#c', 'plain']]],
  ['', []],
])('%j has its inks', (line, inks) => {
  expect(inksOf(line).map(({ text, look }) => [text, look])).toEqual(inks)
  expect(inksOf(line).map(({ text }) => text).join('')).toBe(line)
})

test('fields have words of ours, by the end of their way', () => {
  expect(['spec.replicas', 'spec.template.spec.containers.0.image', 'spec.template.spec.containers.0.livenessProbe.periodSeconds', 'kind', 'spec.template.spec.kind'].map(path => wordsFor(path.split('.'))))
    .toEqual(['있어야 할 파드의 수', '내려받을 이미지. 태그가 없으면 latest', '몇 초마다 물을지', '오브젝트의 종류', ''])
})

test.each([
  ['nothing yet', ['$ kubectl apply -f a.yaml'], ''],
  ['one line', ['$ kubectl apply -f a.yaml', 'pod/a created', '$ '], 'pod/a created'],
  ['the newest run', ['$ kubectl apply -f a.yaml', 'pod/a created', '$ kubectl apply -f a.yaml', 'pod/a unchanged', '$'], 'pod/a unchanged'],
  ['several lines', ['$ kubectl apply -f a.yaml', 'pod/a created', '  pod/b created', '', '$ ls', 'a.yaml', '$ '], 'pod/a created pod/b created'],
  ['another command', ['$ kubectl apply -f b.yaml', 'pod/b created', '$ '], ''],
])('%s is what was answered', (_what, lines, answer) => {
  expect(answerTo('kubectl apply -f a.yaml', lines)).toBe(answer)
})

test('an answer tells whether it was done', () => {
  expect(['deployment.apps/web configured', 'pod/a created pod/b unchanged', 'The ConfigMap "big" is invalid: metadata.annotations: Too long', 'pod/a created error: no'].map(isDone)).toEqual([true, true, false, false])
})
