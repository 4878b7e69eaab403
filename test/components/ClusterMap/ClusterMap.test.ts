// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import ClusterMap from '../../../components/ClusterMap/ClusterMap.vue'
import { boxHeight, components, mapHeight, mapWidth, places } from '../../../components/ClusterMap/components.ts'

it('tells of whom one picks what it looks at and what it writes', async () => {
  const map = mount(ClusterMap)
  expect(map.get('p').text()).toBe('kube-apiserver 보는 것 들어오는 모든 요청 적는 것 etcd에 오브젝트를 적는 유일한 이')
  await map.findAll('button').find(button => button.text() === 'kube-scheduler')?.trigger('click')
  expect(map.get('p').text()).toBe('kube-scheduler 보는 것 자리가 없는 파드와 모든 노드 적는 것 파드의 nodeName 한 칸')
  expect(map.findAll('[aria-pressed="true"]').map(button => button.text())).toEqual(['kube-scheduler'])
})

it('has the five of the control plane and the three of a node in their frames, and kubectl outside', () => {
  const frameOf = (x: number, width: number): string => places.find(place => x >= place.x && x + width <= place.x + place.width)?.title ?? ''
  expect([...Map.groupBy(components, ({ x, width }) => frameOf(x, width))].map(([frame, inside]) => [frame, inside.length]))
    .toEqual([['', 1], ['컨트롤 플레인', 5], ['노드마다', 3]])
  expect(components.filter(({ x, y, width }) => x + width > mapWidth || y + boxHeight > mapHeight)).toEqual([])
})
