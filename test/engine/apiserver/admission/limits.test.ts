// What limit ranges and quotas let through.
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../engine/apiserver/object.ts'
import type { Pod, ResourceQuota } from '../../../../engine/apiserver/types.gen.ts'
import { complaint, TestServer } from '../kinds/server.ts'
import { container, object, pod } from '../validation/cases.ts'

const limitRange = (...limits: readonly JsonObject[]): JsonObject => object('v1', 'LimitRange', { spec: { limits } })
const limits = limitRange(
  { type: 'Container', default: { cpu: '500m', memory: '512Mi' }, defaultRequest: { cpu: '100m', memory: '128Mi' }, max: { cpu: '1', memory: '1Gi' }, min: { cpu: '50m' } },
  { type: 'Pod', max: { cpu: '1500m' } },
  { type: 'PersistentVolumeClaim', max: { storage: '5Gi' } },
)
const asking = (...resources: readonly JsonObject[]): JsonObject => pod({ containers: resources.map((each, i) => container({ name: `c${i}`, resources: each })) })
const claim = (storage: string): JsonObject => object('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } })

function serverWith(...objects: readonly JsonObject[]): TestServer {
  const server = new TestServer()
  for (const each of objects) expect(complaint(server.create(each))).toBe('')
  return server
}

describe('limit ranges', () => {
  it('give containers what they do not ask for, and say so', () => {
    const { spec, metadata } = serverWith(limits).create(pod({ initContainers: [container({ name: 'i', resources: { limits: { cpu: '200m' } } })] })).body as Pod
    expect([spec.containers[0]?.resources, spec.initContainers?.[0]?.resources, metadata.annotations]).toEqual([
      { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
      { limits: { cpu: '200m', memory: '512Mi' }, requests: { cpu: '200m', memory: '128Mi' } },
      { 'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c; memory request for init container i; memory limit for init container i' },
    ])
  })

  const cases: readonly (readonly [what: string, manifest: JsonObject, why: string])[] = [
    ['too much for both', asking({ limits: { cpu: '2' } }), 'pods "p" is forbidden: [maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1500m, but limit is 2]'],
    ['too little', asking({ requests: { cpu: '10m' } }), 'pods "p" is forbidden: minimum cpu usage per Container is 50m, but request is 10m'],
    ['too much together', asking({ limits: { cpu: '600m' } }, { limits: { cpu: '1' } }), 'pods "p" is forbidden: maximum cpu usage per Pod is 1500m, but limit is 1600m'],
    ['the same fault twice', asking({ requests: { cpu: '10m' } }, { requests: { cpu: '10m' } }), 'pods "p" is forbidden: minimum cpu usage per Container is 50m, but request is 10m'],
    ['a large claim', claim('10Gi'), 'persistentvolumeclaims "x" is forbidden: maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 10Gi'],
    ['what fits', asking({ limits: { cpu: '1' } }), ''],
  ]
  for (const [what, manifest, why] of cases) it(`answer ${what}`, () => expect(complaint(serverWith(limits).create(manifest))).toBe(why))

  it('ask for amounts where they bound them', () => {
    const bounded = limitRange({ type: 'Pod', min: { cpu: '1' }, max: { memory: '1Gi' }, maxLimitRequestRatio: { cpu: '2' } })
    expect(complaint(serverWith(bounded).create(pod({})))).toBe('pods "p" is forbidden: [minimum cpu usage per Pod is 1.  No request is specified, maximum memory usage per Pod is 1Gi.  No limit is specified, cpu max limit to request ratio per Pod is 2, but no request is specified or request is 0]')
    expect(complaint(serverWith(limitRange({ type: 'Container', maxLimitRequestRatio: { cpu: '2' } })).create(asking({ requests: { cpu: '1' }, limits: { cpu: '3' } })))).toBe('pods "p" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000')
  })
})

describe('quotas', () => {
  const nothing = { 'configmaps': '0', 'limits.memory': '0', 'pods': '0', 'requests.cpu': '0', 'services': '0' }
  const hard = { 'configmaps': '3', 'limits.memory': '1Gi', 'pods': '3', 'requests.cpu': '1', 'services': '1' }

  /** A server with a quota that its controller has counted once. */
  function counted(spec: JsonObject = { hard }, used: JsonObject = nothing): TestServer {
    const server = new TestServer()
    const quota = object('v1', 'ResourceQuota', { spec }, { name: 'q' })
    server.create(quota)
    server.update({ ...quota, status: { hard: spec['hard'], used } }, 'status')
    return server
  }
  const used = (server: TestServer): unknown => (server.get(object('v1', 'ResourceQuota', {}, { name: 'q' })).body as ResourceQuota).status.used
  const usual = (name: string): JsonObject => ({ ...asking({ requests: { cpu: '600m' }, limits: { memory: '256Mi' } }), metadata: { name } })

  it('are used up', () => {
    const server = counted()
    expect(complaint(server.create(usual('p1')))).toBe('')
    expect(used(server)).toEqual({ ...nothing, 'limits.memory': '256Mi', 'pods': '1', 'requests.cpu': '600m' })
    expect(complaint(server.create(usual('p2')))).toBe('pods "p2" is forbidden: exceeded quota: q, requested: requests.cpu=600m, used: requests.cpu=600m, limited: requests.cpu=1')
    const services = ['s1', 's2'].map(name => complaint(server.create(object('v1', 'Service', { spec: { ports: [{ port: 80 }] } }, { name }))))
    expect(services).toEqual(['', 'services "s2" is forbidden: exceeded quota: q, requested: services=1, used: services=1, limited: services=1'])
  })

  it('want amounts of every container', () => {
    expect(complaint(counted().create(pod({})))).toBe('pods "p" is forbidden: failed quota: q: must specify limits.memory for: c; requests.cpu for: c')
  })

  it('are not used by what is only tried, or there already', () => {
    const server = counted()
    server.create(usual('p1'), { dryRun: true })
    expect(used(server)).toEqual(nothing)
    server.create(object('v1', 'ConfigMap', {}))
    server.create(object('v1', 'ConfigMap', {}))
    expect(used(server)).toEqual({ ...nothing, configmaps: '1' })
  })

  it('count nothing before they are counted once', () => {
    const server = new TestServer()
    server.create(object('v1', 'ResourceQuota', { spec: { hard } }, { name: 'q' }))
    expect(complaint(server.create(pod({})))).toBe('')
  })

  it('count a service by its ports, and again when it changes', () => {
    const ports = { 'services.nodeports': '2', 'services.loadbalancers': '1' }
    const server = counted({ hard: ports }, { 'services.nodeports': '0', 'services.loadbalancers': '0' })
    const service = (type: string): JsonObject => object('v1', 'Service', { spec: { type, ports: [{ name: 'a', port: 80 }, { name: 'b', port: 81 }] } })
    expect(complaint(server.create(service('ClusterIP')))).toBe('')
    expect(complaint(server.update(service('LoadBalancer')))).toBe('')
    expect(used(server)).toEqual(ports)
    expect(complaint(server.update(service('ClusterIP')))).toBe('')
    expect(used(server)).toEqual({ 'services.nodeports': '0', 'services.loadbalancers': '0' })
  })

  it('look only at what they are about', () => {
    const scoped = counted({ hard: { pods: '0' }, scopes: ['BestEffort'] }, { pods: '0' })
    expect(complaint(scoped.create(pod({})))).toBe('pods "p" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0')
    expect(complaint(scoped.create(usual('p')))).toBe('')
    const important = counted({ hard: { pods: '0' }, scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] }] } }, { pods: '0' })
    expect(complaint(important.create(pod({})))).toBe('')
    expect(complaint(important.create(pod({ priorityClassName: 'system-node-critical' })))).toBe('pods "p" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0')
  })

  it('count storage by class, and anything by name', () => {
    const gold = 'gold.storageclass.storage.k8s.io/requests.storage'
    const server = counted({ hard: { [gold]: '5Gi', 'count/deployments.apps': '0' } }, { [gold]: '0', 'count/deployments.apps': '0' })
    const golden = object('v1', 'PersistentVolumeClaim', { spec: { storageClassName: 'gold', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '6Gi' } } } })
    expect(complaint(server.create(golden))).toBe(`persistentvolumeclaims "x" is forbidden: exceeded quota: q, requested: ${gold}=6Gi, used: ${gold}=0, limited: ${gold}=5Gi`)
    expect(complaint(server.create(object('apps/v1', 'Deployment', { spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container()] } } } }))))
      .toBe('deployments.apps "x" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0')
  })
})
