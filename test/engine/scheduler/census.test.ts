// What is counted as pods come, change and go is what counting anew would give.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Node, Pod } from '../../../engine/apiserver/types.gen.ts'
import { ClusterCache } from '../../../engine/scheduler/cache.ts'
import { spreadQuestion } from '../../../engine/scheduler/census.ts'
import { podInfoOf } from '../../../engine/scheduler/pod-info.ts'
import { podOf } from '../../support/small-cluster.ts'

const zone = 'topology.kubernetes.io/zone'
const apps = ['a', 'b'] as const
const nodeNames = ['n1', 'n2', 'n3'] as const

const node = (name: string, inZone: string | undefined): Node => ({
  apiVersion: 'v1', kind: 'Node',
  metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '', labels: inZone === undefined ? {} : { [zone]: inZone } },
  spec: {},
  status: { allocatable: { cpu: '100', memory: '100Gi', pods: '100' }, daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: {
    architecture: '', bootID: '', containerRuntimeVersion: '', kernelVersion: '', kubeProxyVersion: '', kubeletVersion: '', machineID: '', operatingSystem: '', osImage: '', systemUUID: '',
  } },
})

const pod = (name: string, app: string, leaving: boolean): Pod => ({
  ...podOf(name), apiVersion: 'v1', kind: 'Pod', status: {},
  metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '', labels: { app }, ...leaving && { deletionTimestamp: 'soon' } },
})

const change = fc.oneof(
  fc.record({ kind: fc.constant('pod' as const), name: fc.constantFrom('p1', 'p2', 'p3', 'p4'), app: fc.constantFrom(...apps), on: fc.constantFrom(...nodeNames), leaving: fc.boolean() }),
  fc.record({ kind: fc.constant('gone' as const), name: fc.constantFrom('p1', 'p2', 'p3', 'p4') }),
  fc.record({ kind: fc.constant('node' as const), name: fc.constantFrom(...nodeNames), zone: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }) }),
  fc.record({ kind: fc.constant('node gone' as const), name: fc.constantFrom(...nodeNames) }),
)

test('counts by node and by zone', () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 40 }), fc.nat(40), (changes, askedAt) => {
    const cache = new ClusterCache()
    const ask = () => apps.map(app => cache.census.ask(spreadQuestion('default', { matchLabels: { app } })))
    const pods = new Map<string, { app: string, on: string, leaving: boolean }>()
    const zones = new Map<string, string | undefined>()
    changes.forEach((each, i) => {
      if (i === askedAt) ask() // a question may come at any time
      switch (each.kind) {
        case 'pod':
          pods.set(each.name, each)
          return cache.addPod(podInfoOf(pod(each.name, each.app, each.leaving)), each.on)
        case 'gone':
          pods.delete(each.name)
          return void cache.removePod(`default/${each.name}`)
        case 'node':
          zones.set(each.name, each.zone)
          return cache.putNode(node(each.name, each.zone))
        case 'node gone':
          zones.delete(each.name)
          return cache.removeNode(each.name)
      }
    })
    const tallies = ask()
    apps.forEach((app, i) => {
      const there = [...pods.values()].filter(each => each.app === app && !each.leaving && zones.has(each.on))
      const count = (keyOf: (each: { on: string }) => string | undefined) => Object.fromEntries([...Map.groupBy(there.filter(each => keyOf(each) !== undefined), keyOf)].map(([key, all]) => [key, all.length]))
      expect(Object.fromEntries([...cache.nodes.values()].map(info => [info.name, tallies[i]?.on(info) ?? 0]).filter(([, n]) => n !== 0))).toEqual(count(({ on }) => on))
      expect(Object.fromEntries(tallies[i]?.by(zone) ?? [])).toEqual(count(({ on }) => zones.get(on)))
      expect(tallies[i]?.total).toBe(there.length)
    })
  }), { numRuns: 300 })
})
