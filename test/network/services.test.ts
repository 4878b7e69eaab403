// Services at their edges: ports that are taken, two protocols at one port, endpoints by hand; and the time on the way.
import { describe, expect, test } from 'vitest'
import { createCluster } from '../../engine/index.ts'
import { follow, type Journey } from '../../engine/network/journey.ts'
import { Running } from '../../engine/runtime/task.ts'
import { NetworkStage } from '../support/network-stage.ts'
import { tableStage } from './stage.ts'

describe('node ports', () => {
  const cluster = createCluster({ nodes: 1 })
  const apply = (name: string, ...ports: readonly object[]): string => {
    const { stdout, stderr } = cluster.run('kubectl apply -f -', { stdin: JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { type: 'NodePort', selector: { app: name }, ports } }) })
    return stdout + stderr
  }

  test('belong to one Service, and lie in their range', () => {
    expect(apply('a', { port: 80, nodePort: 30_080 })).toBe('service/a created\n')
    expect(apply('b', { port: 80, nodePort: 30_080 })).toBe('The Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated\n')
    expect(apply('c', { port: 80, protocol: 'UDP', nodePort: 30_080 }), 'of another protocol, too').toMatch(/already allocated\n$/)
    expect(apply('c', { name: 'tcp', port: 80, nodePort: 30_081 }, { name: 'udp', port: 80, protocol: 'UDP', nodePort: 30_081 }), 'but one Service may have both').toBe('service/c created\n')
    expect(apply('d', { port: 80, nodePort: 8080 })).toBe('The Service "d" is invalid: spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767\n')
    cluster.run('kubectl delete service a')
    expect(apply('b', { port: 80, nodePort: 30_080 })).toBe('service/b created\n')
  })

  test('are given out when nobody asks, each once', () => {
    for (let i = 0; i < 50; i++) apply(`many-${i}`, { port: 80 })
    const given = cluster.client.list('services').flatMap(({ spec }) => (spec.ports ?? []).flatMap(({ nodePort }) => nodePort ?? [])).filter(port => port !== 30_080 && port !== 30_081)
    expect(new Set(given).size).toBe(50)
    expect(given.filter(port => port < 30_000 || port > 32_767)).toEqual([])
  })
})

describe.each(['iptables', 'nftables'] as const)('with %s', mode => {
  const staged = (): NetworkStage => {
    const stage = new NetworkStage({ mode })
    stage.addPod({ name: 'web-1', node: 'node-1', address: '10.244.0.5', labels: { app: 'web' }, listens: [8080, 9090] })
    stage.addPod({ name: 'client', node: 'node-2', address: '10.244.1.9', labels: {} })
    return stage
  }
  const asked = (stage: NetworkStage, port: number, transport: 'tcp' | 'udp'): readonly unknown[] => {
    const { outcome, station, hops } = stage.network.connect(stage.station('client'), '10.96.50.1', port, transport, true)
    return [outcome, station?.name, hops.find(({ kind }) => kind === 'dnat')?.destination]
  }

  test('two protocols share a port, several ports share an address', () => {
    const stage = staged()
    stage.station('web-1').ports.listen(5353, { dns: () => ({ code: 'NXDOMAIN', isAuthoritative: false, answers: [] }) }, 'udp')
    stage.addService({ kind: 'Service', metadata: { name: 'dual' }, spec: { clusterIP: '10.96.50.1', selector: { app: 'web' }, ports: [
      { name: 'tcp', port: 53, targetPort: 8080 }, { name: 'udp', port: 53, targetPort: 5353, protocol: 'UDP' }, { name: 'admin', port: 81, targetPort: 9090 },
    ] }, status: { loadBalancer: {} } })
    stage.pass(3000)
    expect(asked(stage, 53, 'tcp')).toEqual(['open', 'web-1', '10.244.0.5:8080'])
    expect(asked(stage, 53, 'udp')).toEqual(['open', 'web-1', '10.244.0.5:5353'])
    expect(asked(stage, 81, 'tcp')).toEqual(['open', 'web-1', '10.244.0.5:9090'])
    expect(asked(stage, 81, 'udp')[0]).not.toBe('open')
  })

  test('endpoints by hand lead out of the cluster, to another port', () => {
    const stage = staged()
    stage.station('outside').ports.listen(5432, { http: ({ from }) => ({ status: 200, body: `legacy ${from}\n` }) })
    const { admin } = stage.cluster
    stage.addService({ kind: 'Service', metadata: { name: 'legacy' }, spec: { clusterIP: '10.96.50.1', ports: [{ port: 80, targetPort: 5432 }] }, status: { loadBalancer: {} } })
    stage.pass(3000)
    expect(asked(stage, 80, 'tcp')[0]).toBe('rejected')
    stage.act('endpoints', () => admin.create('endpoints', { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'legacy', namespace: stage.namespace }, subsets: [{ addresses: [{ ip: '192.168.56.100' }], ports: [{ port: 5432 }] }] }))
    stage.pass(3000)
    expect(stage.run('client', 'curl -s http://10.96.50.1/')).toMatchObject({ exit: 0, stdout: 'legacy 192.168.56.12\n' })
  })
})

test('time only goes on along the way, and the answer takes as long as the way there', () => {
  const stage = tableStage()
  const journey = (from: string, host: string, port = 80): Journey => {
    const running = stage.act(`${from} to ${host}`, () => new Running(follow(stage.outletAt(stage.station(from)), host, port)))
    while (!running.result) stage.cluster.clock.step()
    return running.result.value
  }
  const ways = ['client-1', 'client-2', 'node-1', 'outside'].flatMap(from => ['10.96.50.1', '10.96.50.2', '10.96.50.9', '10.96.50.14', 'plain', 'alias', 'nobody'].map(host => ({ from, host, hops: journey(from, host).hops })))
  for (const { from, host, hops } of ways) {
    const times = hops.map(({ us }) => us)
    expect(times, `${from} to ${host}`).toEqual([...times].sort((a, b) => a - b))
    if (from.startsWith('client')) expect(hops.length, `${from} to ${host}`).toBeGreaterThan(1)
  }
  const near = journey('client-1', '10.96.50.1').hops
  const far = journey('client-2', '10.96.50.1').hops
  const usOf = (hops: Journey['hops'], kind: string): number => hops.findLast(hop => hop.kind === kind)?.us ?? -1
  expect(usOf(near, 'answer')).toBe(2 * usOf(near, 'deliver'))
  expect(usOf(far, 'deliver'), 'another node is further away').toBeGreaterThan(usOf(near, 'deliver'))
})
