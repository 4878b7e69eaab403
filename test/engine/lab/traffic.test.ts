// A lab lets clients ask: one request to look at, or so many a second; and what is seen of them.
import { beforeAll, describe, expect, it, test } from 'vitest'
import { parseLoad } from '../../../engine/lab/faults/load.ts'
import { settle } from '../../../engine/lab/settle.ts'
import { Views } from '../../../engine/lab/views/index.ts'
import { World } from '../../../engine/lab/world.ts'

test.each([
  ['load web with 1 request from default/client', { from: 'default/client', host: 'web', port: 80, path: '/', count: 1, isSteady: false }],
  ['load web.default:8080/a?b with 20 requests/s from node-1', { from: 'node-1', host: 'web.default', port: 8080, path: '/a?b', count: 20, isSteady: true }],
])('%s', (line, requests) => {
  expect(parseLoad(line)).toEqual(requests)
})

describe('traffic', () => {
  let world: World
  let views: Views
  const run = (line: string, stdin = ''): void => { world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, stdin } }) }
  const act = (payload: string): void => { world.apply({ atMs: world.nowMs, kind: 'act', payload }) }
  const wait = (seconds: number): void => { world.cluster.clock.advanceTo(world.nowMs + seconds * 1000) }

  beforeAll(() => {
    world = new World({ nodes: 2, addons: ['coredns'] })
    settle(world)
    views = new Views(world.cluster)
    run('kubectl create deployment web --image=nginx --replicas=2')
    run('kubectl expose deployment web --port=80')
    run('kubectl expose deployment web --port=81 --target-port=9999 --name=wrong')
    run('kubectl create service clusterip nobody --tcp=80')
    run('kubectl run client --image=busybox -- sleep 36000')
    wait(30)
  })

  const seen = (withinMs: number): string[] => views.traffic(withinMs).requests.map(({ line, state }) => `${line}: ${state}`.replace(/web-\w+-\w{5}/, 'web-…'))

  it('shows who stands behind a Service', () => {
    expect(views.traffic(0).services.map(({ name, ports, type, endpoints }) => [name, ports, type, endpoints.length, endpoints.every(({ isReady, pod }) => isReady && pod !== '')])).toEqual([
      ['nobody', '80/TCP', 'ClusterIP', 0, true], ['web', '80/TCP', 'ClusterIP', 2, true], ['wrong', '81/TCP', 'ClusterIP', 2, true],
    ])
  })

  it('shows a request, its Service, its pod and its fate', () => {
    act('load web with 1 request from default/client')
    act('load wrong:81 with 1 request from default/client')
    act('load nobody with 1 request from default/client')
    wait(1)
    expect(seen(1000)).toEqual(['client → web → web-…: answered', 'client → wrong → web-…: refused', 'client → nobody: refused'])
    expect(seen(0)).toEqual([])
    expect(world.cluster.traffic.made.map(({ host, journey }) => [host, journey?.outcome])).toEqual([['web', 'open'], ['wrong', 'refused'], ['nobody', 'rejected']])
  })

  it('goes on at its rate until it is ended', () => {
    act('load web with 10 requests/s from default/client')
    wait(2)
    expect(seen(2000)).toHaveLength(20)
    act('load web with 0 requests/s from default/client')
    wait(1)
    expect(seen(900)).toEqual([])
  })

  it('says who is not there', () => {
    expect(() => act('load web with 1 request from default/nobody')).toThrow('there is no pod "default/nobody" with an address')
    expect(() => act('load web with 1 request from node-9')).toThrow('there is no node "node-9"; write a node, host, or a pod as default/client')
  })
})
