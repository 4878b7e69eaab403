import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../../engine/apiserver/types.gen.ts'
import { md5 } from '../../../engine/controllers/endpointslice/md5.ts'
import { groupsOf } from '../../../engine/controllers/endpointslice/desired.ts'
import { subsetsOf } from '../../../engine/controllers/endpointslice/endpoints.ts'
import { plan, type Wish } from '../../../engine/controllers/endpointslice/reconcile.ts'
import { podOf, namespace, SmallCluster } from '../../support/small-cluster.ts'

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['12345678901234567890123456789012345678901234567890123456789012345678901234567890', '57edf4a22be3c955ac49da2e2107b67a'],
])('md5 of %j', (text, digest) => expect(md5(text)).toBe(digest))

const slice = (name: string, addresses: readonly string[], port = 80): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4',
  metadata: { name, namespace, uid: name, resourceVersion: '1', creationTimestamp: '2026-11-21T09:00:00Z', labels: { of: 'web' } },
  endpoints: addresses.map(endpoint),
  ports: [{ name: '', protocol: 'TCP', port }],
})
const endpoint = (address: string): Endpoint => ({ addresses: [address], conditions: { ready: true } })
const wish = (addresses: readonly string[], more: Partial<Wish> = {}): Wish => ({
  groups: addresses.length > 0 ? [{ ports: [{ name: '', protocol: 'TCP', port: 80 }], endpoints: addresses.map(endpoint) }] : [],
  labels: { of: 'web' }, maxEndpoints: 3, placeholder: true, ...more,
})
const addressesIn = (slices: readonly Pick<EndpointSlice, 'endpoints'>[]) => slices.map(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses))

describe('slices change as little as possible', () => {
  test('nothing changes when nothing is asked', () => {
    expect(plan([slice('a', ['1', '2'])], wish(['2', '1']))).toEqual({ create: [], update: [], remove: [] })
  })

  test('what is new goes into the fullest slice that has room for all of it', () => {
    const { create, update, remove } = plan([slice('a', ['1']), slice('b', ['2', '3'])], wish(['1', '2', '3', '4']))
    expect({ create, remove, update: update.map(({ metadata }) => metadata.name), in: addressesIn(update) }).toEqual({ create: [], remove: [], update: ['b'], in: [['2', '3', '4']] })
  })

  test('slices shrink in place; the last one stays, empty', () => {
    expect(plan([slice('a', ['1']), slice('b', ['2'])], wish(['2'])).remove.map(({ metadata }) => metadata.name)).toEqual(['a'])
    const { create, update, remove } = plan([slice('a', ['1'])], wish([]))
    expect({ create, remove, update: update.map(({ metadata: { name }, endpoints, ports }) => ({ name, endpoints, ports })) }).toEqual({ create: [], remove: [], update: [{ name: 'a', endpoints: null, ports: null }] })
  })

  test('a slice of other ports takes over the name of one that goes', () => {
    const { create, update, remove } = plan([slice('a', ['1'], 8080)], wish(['1']))
    expect({ create, remove, update: update.map(({ metadata: { name }, ports }) => [name, ports?.[0]?.port]) }).toEqual({ create: [], remove: [], update: [['a', 80]] })
  })

  test('whatever was there, each endpoint is in one slice, none is too full, and doing it again does nothing', () => {
    const addresses = fc.uniqueArray(fc.integer({ min: 1, max: 30 }).map(String))
    fc.assert(fc.property(fc.array(addresses, { maxLength: 6 }), addresses, (before, wanted) => {
      const existing = before.map((those, i) => slice(`s${i}`, those.slice(0, 3)))
      const { create, update, remove } = plan(existing, wish(wanted))
      const gone = new Set(remove.map(({ metadata }) => metadata.name))
      const after = [
        ...existing.filter(({ metadata }) => !gone.has(metadata.name)).map(old => update.find(({ metadata }) => metadata.name === old.metadata.name) ?? old),
        ...create.map((contents, i) => ({ ...slice(`new${i}`, []), ...contents })),
      ]
      expect(addressesIn(after).flat().sort()).toEqual([...wanted].sort())
      expect(Math.max(0, ...addressesIn(after).map(({ length }) => length))).toBeLessThanOrEqual(3)
      expect(plan(after, wish(wanted))).toEqual({ create: [], update: [], remove: [] })
    }))
  })
})

const at = '2026-11-21T09:00:00Z'
const meta = (name: string) => ({ name, namespace, uid: name, resourceVersion: '1', creationTimestamp: at })
const service = (spec: Partial<Service['spec']> = {}): Service => ({
  apiVersion: 'v1', kind: 'Service', metadata: meta('web'), status: { loadBalancer: {} },
  spec: { clusterIP: '10.96.0.9', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }], ...spec },
})
interface Like { readonly ready?: boolean, readonly going?: boolean, readonly spec?: Partial<Pod['spec']> }
const pod = (name: string, ip: string, { ready = true, going = false, spec = {} }: Like = {}): Pod => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { ...meta(name), labels: { app: 'web' }, ...going && { deletionTimestamp: at } },
  spec: { ...podOf(name).spec, nodeName: 'n1', ...spec },
  status: { phase: 'Running', podIP: ip, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: at }] },
})
const node: Pick<Node, 'metadata'> = { metadata: { ...meta('n1'), labels: { 'topology.kubernetes.io/zone': 'a' } } }
const withPort = (name: string, containerPort: number): Like => ({ spec: { containers: [{ name: 'c', image: 'nginx', resources: {}, ports: [{ name, containerPort, protocol: 'TCP' }] }] } })
const groups = (of: Service, pods: readonly Pod[]) => groupsOf(of, pods, name => name === 'n1' ? node : undefined)
const targetRef = (name: string) => ({ kind: 'Pod', namespace, name, uid: name })

describe('endpoints of a Service', () => {
  test('a terminating pod still serves but is not ready; publishNotReadyAddresses says ready of all (ctl-terminating, ctl-publish-not-ready)', () => {
    const pods = [pod('a', '1', { ready: false }), pod('b', '2', { going: true }), pod('c', '3')]
    const conditions = (of: Service) => groups(of, pods).flatMap(({ endpoints }) => endpoints.map(each => each.conditions))
    expect(conditions(service())).toEqual([
      { ready: false, serving: false, terminating: false }, { ready: false, serving: true, terminating: true }, { ready: true, serving: true, terminating: false },
    ])
    expect(conditions(service({ publishNotReadyAddresses: true }))).toEqual([
      { ready: true, serving: false, terminating: false }, { ready: true, serving: true, terminating: true }, { ready: true, serving: true, terminating: false },
    ])
  })

  test('pods that give a port name different numbers are in different slices; without the name, in one without ports (ctl-named-ports)', () => {
    const named = service({ ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' }] })
    const pods = [pod('a', '1', withPort('web', 8080)), pod('b', '2', withPort('web', 9090)), pod('c', '3', withPort('other', 7070))]
    expect(groups(named, pods).map(({ ports, endpoints }) => [ports, endpoints.map(({ addresses }) => addresses)])).toEqual([
      [[{ name: 'http', protocol: 'TCP', port: 8080 }], [['1']]],
      [[{ name: 'http', protocol: 'TCP', port: 9090 }], [['2']]],
      [[], [['3']]],
    ])
    expect(subsetsOf(named, pods).flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip)).sort()).toEqual(['1', '2'])
  })

  test('ports come in the order of their digests (ctl-multi-port)', () => {
    const many = service({ ports: [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }, { name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' }] })
    expect(groups(many, [pod('a', '1')])[0]?.ports.map(({ name }) => name)).toEqual(['http', 'dns', 'https'])
  })

  test('of a headless Service pods are known by their host names, also without ports (ctl-headless)', () => {
    const headless = service({ clusterIP: 'None', ports: [] })
    const pods = [pod('db-0', '10.0.0.10', { spec: { hostname: 'db-0', subdomain: 'web' } }), pod('db-1', '10.0.0.9', { ready: false })]
    expect(groups(headless, pods)).toEqual([{
      ports: [],
      endpoints: [
        { addresses: ['10.0.0.10'], conditions: { ready: true, serving: true, terminating: false }, hostname: 'db-0', targetRef: targetRef('db-0'), nodeName: 'n1', zone: 'a' },
        { addresses: ['10.0.0.9'], conditions: { ready: false, serving: false, terminating: false }, targetRef: targetRef('db-1'), nodeName: 'n1', zone: 'a' },
      ],
    }])
    expect(subsetsOf(headless, pods)).toEqual([{
      addresses: [{ ip: '10.0.0.10', hostname: 'db-0', nodeName: 'n1', targetRef: targetRef('db-0') }],
      notReadyAddresses: [{ ip: '10.0.0.9', nodeName: 'n1', targetRef: targetRef('db-1') }],
    }])
  })

  test.each([
    [undefined, undefined],
    ['PreferClose', { forZones: [{ name: 'a' }] }],
    ['PreferSameNode', { forZones: [{ name: 'a' }], forNodes: [{ name: 'n1' }] }],
  ])('hints of trafficDistribution %s (ctl-prefer-close)', (trafficDistribution, hints) => {
    const [group] = groups(service({ ...trafficDistribution !== undefined && { trafficDistribution } }), [pod('a', '1'), pod('b', '2', { ready: false })])
    expect(group?.endpoints.map(each => each.hints)).toEqual([hints, undefined])
  })
})

describe('in a cluster', () => {
  const draft = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } as const
  const slices = (world: SmallCluster) => world.client.list('endpointslices.discovery.k8s.io', namespace).filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')

  test('250 pods are in three slices, and the Service takes its slices and Endpoints with it (ctl-slices)', () => {
    const world = new SmallCluster([{ name: 'n1', capacity: { cpu: '64', memory: '64Gi', pods: '300' } }])
    for (let i = 0; i < 250; i++) world.create('pods', podOf(`web-${i}`, {}, { labels: { app: 'web' } }))
    world.pass(10)
    world.create('services', draft) // that finds them all ready: those that come by and by fill slices less evenly
    world.pass(5)
    expect(slices(world).map(({ endpoints }) => endpoints?.length).sort()).toEqual([100, 100, 50])
    expect(world.client.get('endpoints', namespace, 'web').subsets?.map(({ addresses }) => addresses?.length)).toEqual([250])
    world.delete('services', 'web')
    world.pass(5)
    expect(slices(world)).toEqual([])
    expect(world.client.find('endpoints', namespace, 'web')).toBeUndefined()
  })

  test('Endpoints written by hand are mirrored, and their mirror goes with them (ctl-manual-endpoints)', () => {
    const world = new SmallCluster()
    world.create('services', { ...draft, spec: { ports: [{ port: 80 }] } })
    world.create('endpoints', {
      apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web', namespace },
      subsets: [{ addresses: [{ ip: '192.0.2.50' }], notReadyAddresses: [{ ip: '192.0.2.51' }], ports: [{ port: 8080 }] }],
    })
    world.pass(2)
    expect(slices(world).map(({ metadata: { generateName, labels }, endpoints, ports }) => ({ generateName, labels, endpoints, ports }))).toEqual([{
      generateName: 'web-',
      labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io', 'kubernetes.io/service-name': 'web' },
      endpoints: [{ addresses: ['192.0.2.50'], conditions: { ready: true } }, { addresses: ['192.0.2.51'], conditions: { ready: false } }],
      ports: [{ name: '', protocol: 'TCP', port: 8080 }],
    }])
    world.delete('endpoints', 'web')
    world.pass(2)
    expect(slices(world)).toEqual([])
  })
})
