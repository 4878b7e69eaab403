// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import ClusterMap from '../../../components/ClusterMap/ClusterMap.vue'
import { components, layoutFor, upright, wide, type Box } from '../../../components/ClusterMap/components.ts'

it('tells of whom one picks what it looks at and what it writes', async () => {
  const map = mount(ClusterMap)
  expect(map.get('p').text()).toBe('kube-apiserver 보는 것 들어오는 모든 요청 적는 것 etcd에 오브젝트를 적는 유일한 이')
  await map.findAll('button').find(button => button.text() === 'kube-scheduler')?.trigger('click')
  expect(map.get('p').text()).toBe('kube-scheduler 보는 것 자리가 없는 파드와 모든 노드 적는 것 파드의 nodeName 한 칸')
  expect(map.findAll('[aria-pressed="true"]').map(button => button.text())).toEqual(['kube-scheduler'])
})

it('stands in a column where the canvas has no room', () => {
  expect([1152, 1148, 537, 492].map(px => layoutFor(px) === wide ? 'wide' : 'upright')).toEqual(['wide', 'wide', 'upright', 'upright'])
})

const isWithin = (box: Box, frame: Box): boolean => box.x >= frame.x && box.y >= frame.y && box.x + box.width <= frame.x + frame.width && box.y + box.height <= frame.y + frame.height
const isOver = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
/** The corners of a path of M, H and V. */
function cornersOf(path: string): readonly (readonly [number, number])[] {
  let [x, y] = [0, 0]
  return [...path.matchAll(/([MHV])(\d+)(?: (\d+))?/g)].map(([, step, first, second]) => {
    if (step !== 'V') x = Number(first)
    if (step !== 'H') y = Number(step === 'M' ? second : first)
    return [x, y] as const
  })
}

describe.each([['wide', wide], ['upright', upright]] as const)('the %s map', (_, { width, height, places, boxes, ways }) => {
  it('has the five of the control plane and the three of a node in their frames, and kubectl outside', () => {
    const frameOf = (box: Box): string => places.find(place => isWithin(box, place))?.title ?? ''
    expect([...Map.groupBy(components, ({ name }) => frameOf(boxes[name]))].map(([frame, inside]) => [frame, inside.length]))
      .toEqual([['', 1], ['컨트롤 플레인', 5], ['노드마다', 3]])
    expect(Object.entries(boxes).filter(([, box]) => !isWithin(box, { x: 0, y: 0, width, height }))).toEqual([])
  })

  it('has nobody upon another, and no way through anybody', () => {
    const all = Object.entries(boxes)
    expect(all.flatMap(([name, box], i) => all.slice(i + 1).filter(([, other]) => isOver(box, other)).map(([other]) => `${name} ${other}`))).toEqual([])
    const through = Object.entries(ways).flatMap(([name, { path }]) => {
      const corners = cornersOf(path)
      return corners.slice(1).flatMap(([x, y], i) => {
        const [fromX, fromY] = corners[i] ?? [x, y]
        const leg = { x: Math.min(x, fromX), y: Math.min(y, fromY), width: Math.abs(x - fromX), height: Math.abs(y - fromY) }
        return all.filter(([, box]) => isOver({ x: leg.x, y: leg.y, width: leg.width || 1, height: leg.height || 1 }, box)).map(([other]) => `${name} through ${other}`)
      })
    })
    expect(through).toEqual([])
  })

  it('leads all but the runtime to the API server, and that to etcd', () => {
    const isAt = ([x, y]: readonly [number, number], box: Box): boolean => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height
    const ends = Object.fromEntries(Object.entries(ways).map(([name, { path }]) => [name, components.filter(each => isAt(cornersOf(path).at(-1) ?? [0, 0], boxes[each.name])).map(each => each.name)]))
    expect(ends).toEqual(Object.fromEntries(Object.keys(ways).map(name => [name, [name === 'kube-apiserver' ? 'etcd' : name === '컨테이너 런타임' ? '컨테이너 런타임' : 'kube-apiserver']])))
  })
})
