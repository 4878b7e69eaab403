// @vitest-environment happy-dom
// The shared parts say what they show, in words as well as in shapes.
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { NodeView, PodView } from '../../../engine/lab/index.ts'
import FactList from '../../../components/parts/FactList.vue'
import LogLines from '../../../components/parts/LogLines.vue'
import NodeRack from '../../../components/parts/NodeRack.vue'
import ObjectChip from '../../../components/parts/ObjectChip.vue'
import PodCapsule from '../../../components/parts/PodCapsule.vue'
import RequestMark from '../../../components/parts/RequestMark.vue'
import { requestStateNames, requestStates } from '../../../components/parts/requestStates.ts'
import RuledTable from '../../../components/parts/RuledTable.vue'
import ServicePill from '../../../components/parts/ServicePill.vue'
import StationLamp, { lamps } from '../../../components/parts/StationLamp.vue'
import StillStrip from '../../../components/parts/StillStrip.vue'
import WordArrow from '../../../components/parts/WordArrow.vue'

const pod: PodView = { uid: 'u1', name: 'web-7d-abc', short: 'abc', state: 'unready', status: 'Running', restarts: 2, containers: [true, false] }
const node: NodeView = { name: 'node-1', zone: 'ap-northeast-2a', ready: true, cordoned: false, slots: [pod], requested: { cpu: 0.5, memory: 0.25 } }

describe('a pod', () => {
  it('is its glyph, its short name, its containers, its word and its restarts', () => {
    const capsule = mount(PodCapsule, { props: { pod } })
    expect([capsule.attributes('aria-label'), capsule.attributes('role'), capsule.text()]).toEqual(['파드 web-7d-abc: 준비 안 됨, Running, 재시작 2회', 'img', 'abc준비 안 됨↻2'])
    expect(capsule.findAll('.containers i').map(dot => dot.classes())).toEqual([['full'], []])
  })

  it('is a button where it can be picked', () => {
    const capsule = mount(PodCapsule, { props: { pod, pick: true, picked: true } })
    expect([capsule.element.tagName, capsule.attributes('role'), capsule.attributes('aria-pressed')]).toEqual(['BUTTON', undefined, 'true'])
  })
})

describe('a node', () => {
  it('has its name, zone and health, and keeps empty slots', () => {
    const rack = mount(NodeRack, { props: { node, depth: 3 } })
    expect(rack.find('header').text()).toBe('node-1ap-northeast-2a Ready')
    expect(rack.findAll('li').map(slot => slot.findAll('.pod-capsule').length)).toEqual([1, 0, 0])
    expect(rack.findAll('button')).toEqual([])
  })

  it.each([
    [{ cordoned: true }, 'node-1ap-northeast-2a cordon'],
    [{ cordoned: true, ready: false }, 'node-1ap-northeast-2a NotReady'],
  ])('a node says that it is closed, unless it is lost: %o', (change, words) => {
    expect(mount(NodeRack, { props: { node: { ...node, ...change }, depth: 3 } }).find('header').text()).toBe(words)
  })

  it('tells what was picked, by capsules as by cells', async () => {
    for (const dense of [false, true]) {
      const rack = mount(NodeRack, { props: { node, depth: 1, dense, pick: true } })
      for (const button of rack.findAll('button')) await button.trigger('click')
      expect(rack.emitted()).toMatchObject({ node: [['node-1']], pod: [['u1']] })
    }
  })
})

it('a service says how many can answer, and when nobody can', () => {
  const pill = (ready: number) => mount(ServicePill, { props: { name: 'web', port: '80/TCP', ready, total: 3 } })
  expect([pill(2).text(), pill(2).attributes('aria-label')]).toEqual(['web80/TCP2/3', '서비스 web 80/TCP: 엔드포인트 3개 중 2개 준비됨'])
  expect([pill(0).text(), pill(0).classes()]).toEqual(['web80/TCP받을 파드 없음', ['service-pill', 'nobody']])
})

it.each(['idle', 'working', 'stopped'] as const)('the lamp of a component that is %s is a shape and a word', lamp => {
  const station = mount(StationLamp, { props: { name: 'kube-scheduler', lamp } })
  expect([station.attributes('aria-label'), station.find('.word').text()]).toEqual([`kube-scheduler: ${lamps[lamp]}`, lamps[lamp]])
})

it.each(requestStateNames)('a request that is %s is a shape and a word', state => {
  const mark = mount(RequestMark, { props: { state } })
  expect([mark.text(), mark.findAll('.cross').length, mark.findAll('.ring').length])
    .toEqual([requestStates[state].word, requestStates[state].end === 'cross' ? 1 : 0, requestStates[state].end === 'fade' ? 1 : 0])
})

it('an object is its kind and name, with its revision where that is spoken of', () => {
  expect(mount(ObjectChip, { props: { kind: 'Pod', name: 'web', revision: 41, look: 'gone' } }).text()).toBe('Pod web #41')
})

it('an arrow says its words and whether the way was taken', () => {
  expect(mount(WordArrow, { props: { words: '80/TCP', look: 'refused' } }).attributes('aria-label')).toBe('✕ 80/TCP')
})

describe('a table', () => {
  const columns = [{ name: '규칙', as: 'code' }, { name: '확률', as: 'number' }] as const
  const rows = [{ key: 'a', cells: ['KUBE-SEP-A', 0.33] }, { key: 'b', cells: ['KUBE-SEP-B', 0.5], look: 'lit' }] as const

  it('lights the row that is spoken of and keeps room for more', () => {
    const table = mount(RuledTable, { props: { columns, rows, least: 3, caption: 'KUBE-SVC' } })
    expect(table.findAll('tbody tr').map(row => [row.classes(), row.attributes('aria-current'), row.text()])).toEqual([[[], undefined, 'KUBE-SEP-A0.33'], [['lit'], 'true', 'KUBE-SEP-B0.5'], [['blank'], undefined, '']])
    expect(table.findAll('tbody tr:first-child > *').map(cell => cell.classes())).toEqual([['code'], ['number']])
  })

  it('says that it is empty, and draws cells as it is told', () => {
    expect(mount(RuledTable, { props: { columns, rows: [], least: 1, empty: '규칙이 없다' } }).find('tbody').text()).toBe('규칙이 없다')
    expect(mount(RuledTable, { props: { columns, rows }, slots: { cell: '<template #cell="{ value, at }">{{ at }}:{{ value }}</template>' } }).find('tbody').text()).toBe('0:KUBE-SEP-A1:0.330:KUBE-SEP-B1:0.5')
  })
})

it('log lines show the newest, and mark warnings with more than colour', () => {
  const lines = ['하나', '둘', '셋'].map((text, i) => ({ key: i, atMs: i * 1000, head: 'Pulled', text, isWarning: i === 2, count: i }))
  const log = mount(LogLines, { props: { lines, rows: 2 } })
  expect(log.findAll('li').map(line => line.text())).toEqual(['00:01.0 Pulled둘', '00:02.0 Pulled ×2셋'])
  expect(log.findAll('.warning .state-glyph')).toHaveLength(1)
  expect(mount(LogLines, { props: { lines: [], empty: '아직 없다' } }).text()).toBe('아직 없다')
})

it('a strip is stills with captions; the one spoken of is lit', () => {
  const strip = mount(StillStrip, { props: { stills: [{ key: 1, caption: '셋' }, { key: 2, caption: '넷', at: '00:12.0' }], lit: 1 }, slots: { default: ({ i }: { i: number }) => `그림 ${i}` } })
  expect(strip.findAll('li').map(still => [still.text(), still.attributes('aria-current')])).toEqual([['그림 0 셋', undefined], ['그림 100:12.0 넷', 'step']])
})

it('facts are names and values; bad news has its glyph', () => {
  const facts = mount(FactList, { props: { facts: [{ name: 'IP', value: '10.244.1.2' }, { name: 'Ready', value: 'False', isBad: true }] } })
  expect(facts.findAll('div').map(fact => fact.text())).toEqual(['IP 10.244.1.2', 'Ready False'])
  expect(facts.findAll('.state-glyph')).toHaveLength(1)
})
