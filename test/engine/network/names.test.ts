// Names: which there are, what is asked for them and in which order, and what the clients print.
import { beforeAll, describe, expect, test } from 'vitest'
import { candidates, resolvConf } from '../../../engine/network/dns/resolver.ts'
import { configOf } from '../../../engine/network/dns/policy.ts'
import { World } from '../../../engine/lab/world.ts'
import { settle } from '../../../engine/lab/settle.ts'
import { outletOf } from '../../../engine/network/cni.ts'
import { clients } from '../../../engine/network/clients/index.ts'
import { StationMachine } from '../../../engine/network/machine.ts'
import { applet } from '../../../engine/runtime/programs/busybox/index.ts'

const clusterFirst = configOf({ metadata: { namespace: 'shop' }, spec: {} })

describe('the resolver', () => {
  test.each([
    ['web', ['web.shop.svc.cluster.local', 'web.svc.cluster.local', 'web.cluster.local', 'web']],
    ['web.shop', ['web.shop.shop.svc.cluster.local', 'web.shop.svc.cluster.local', 'web.shop.cluster.local', 'web.shop']],
    ['a.b.c.d.e.example.com', ['a.b.c.d.e.example.com', 'a.b.c.d.e.example.com.shop.svc.cluster.local', 'a.b.c.d.e.example.com.svc.cluster.local', 'a.b.c.d.e.example.com.cluster.local']],
    ['example.com.', ['example.com']],
  ])('asks for %s as %j', (name, expected) => expect(candidates(name, clusterFirst)).toEqual(expected))

  test.each([
    ['ClusterFirst', {}, 'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'],
    ['ClusterFirst on the host', { hostNetwork: true }, 'nameserver 192.168.0.2\n'],
    ['ClusterFirstWithHostNet', { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' as const }, 'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'],
    ['Default', { dnsPolicy: 'Default' as const }, 'nameserver 192.168.0.2\n'],
    ['None with its own', { dnsPolicy: 'None' as const, dnsConfig: { nameservers: ['192.0.2.1'], searches: ['corp.example'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] } }, 'search corp.example\nnameserver 192.0.2.1\noptions ndots:2 edns0\n'],
    ['ClusterFirst with more', { dnsConfig: { searches: ['corp.example'], options: [{ name: 'ndots', value: '1' }] } }, 'search shop.svc.cluster.local svc.cluster.local cluster.local corp.example\nnameserver 10.96.0.10\noptions ndots:1\n'],
  ])('is told by the policy %s', (_, spec, file) => expect(resolvConf(configOf({ metadata: { namespace: 'shop' }, spec }))).toBe(file))
})

const manifest = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: 10.96.100.1, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{name: sql, port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: old}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: example/db, ports: [{containerPort: 5432}]}]}
`

describe('the names of a cluster', () => {
  const world = new World({ profile: 'kind', nodes: 3 })
  const { cluster } = world
  const pass = (seconds: number): void => cluster.clock.advanceTo(world.nowMs + seconds * 1000)
  const podIP = (name: string): string => cluster.admin.get('pods', 'default', name).status.podIP ?? ''

  beforeAll(() => {
    settle(world)
    world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: 'kubectl apply -f -', stdin: manifest } })
    world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: 'kubectl run client --image=busybox -- sleep 36000' } })
    pass(60)
  })

  /** What a command prints in the pod of the client. */
  function run(line: string): { readonly code: number | undefined, readonly text: string } {
    const network = cluster.network.pods
    const station = network.at(podIP('client'))
    if (!station) throw new Error('the client is not there')
    const outlet = outletOf(network, station, cluster.clock, configOf(cluster.admin.get('pods', 'default', 'client')), name => clients.get(name))
    const machine = new StationMachine({ clock: cluster.clock, epochMs: cluster.epochMs, name: 'client', ports: station.ports, outlet, find: name => clients.get(name) ?? applet(name) })
    let text = ''
    let code: number | undefined
    const out = (more: string): void => { text += more }
    cluster.clock.input(line, () => machine.run(['sh', '-c', line], { out, err: out, exited: status => { code = status.code } }))
    while (code === undefined) cluster.clock.step()
    return { code, text }
  }

  test.each([
    ['dig +short web.default.svc.cluster.local', () => '10.96.100.1\n'],
    ['dig +short +search web', () => '10.96.100.1\n'],
    ['dig +short _http._tcp.web.default.svc.cluster.local SRV', () => '0 100 80 web.default.svc.cluster.local.\n'],
    ['dig +short db-0.db.default.svc.cluster.local', () => `${podIP('db-0')}\n`],
    ['dig +short -x 10.96.100.1', () => 'web.default.svc.cluster.local.\n'],
    ['dig +short old.default.svc.cluster.local', () => 'example.com.\n203.0.113.80\n'],
    ['dig +short nobody.default.svc.cluster.local', () => ''],
    ['dig +short 10-1-2-3.default.pod.cluster.local', () => '10.1.2.3\n'],
    ['dig +short web.default.svc.cluster.local AAAA', () => ''],
  ])('%s', (line, answer) => expect(run(line)).toEqual({ code: 0, text: answer() }))

  test('the name of a headless Service has the addresses of its pods, each first in its turn', () => {
    const [first, second] = ['db-0', 'db-1'].map(podIP)
    const answers = [1, 2].map(() => run('dig +short db.default.svc.cluster.local').text.trim().split('\n').sort())
    expect(answers).toEqual([[first, second].sort(), [first, second].sort()])
  })

  test('the ports of a headless Service are those of its pods, each with its name', () => {
    expect(run('dig +short _sql._tcp.db.default.svc.cluster.local SRV').text.trim().split('\n').sort()).toEqual(['0 50 5432 db-0.db.default.svc.cluster.local.', '0 50 5432 db-1.db.default.svc.cluster.local.'])
  })

  test('nslookup asks for a name without a dot in every domain of the search path', () => {
    expect(run('nslookup web')).toEqual({
      code: 1,
      text: 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.100.1\n\n'
        + '** server can\'t find web.svc.cluster.local: NXDOMAIN\n\n** server can\'t find web.cluster.local: NXDOMAIN\n\n\n'
        + '** server can\'t find web.svc.cluster.local: NXDOMAIN\n\n** server can\'t find web.cluster.local: NXDOMAIN\n\n',
    })
  })

  test('nslookup asks for a name with a dot as it is', () => {
    expect(run('nslookup web.default.svc.cluster.local')).toEqual({ code: 0, text: 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.100.1\n\n\n' })
    expect(run('nslookup kubernetes.default').text).toBe('Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can\'t find kubernetes.default: NXDOMAIN\n\n** server can\'t find kubernetes.default: NXDOMAIN\n\n')
  })

  test('what came from outside is kept, and grows old', () => {
    const ttl = (): number[] => [1, 2, 3, 4].flatMap(() => /\.\s+(\d+)\tIN\tA/.exec(run('dig example.com').text)?.slice(1).map(Number) ?? [])
    const fresh = ttl()
    pass(10)
    const old = ttl()
    expect([fresh.every(seconds => seconds === 30), Math.min(...old)]).toEqual([true, 20])
  })

  test('without its name server a client waits and gives up', () => {
    world.apply({ atMs: world.nowMs, kind: 'run', payload: { line: 'kubectl scale -n kube-system deployment/coredns --replicas=0' } })
    pass(60)
    const beganMs = world.nowMs
    expect(run('wget -qO- http://web')).toEqual({ code: 1, text: "wget: bad address 'web'\n" })
    expect(world.nowMs - beganMs).toBeLessThan(30_000)
    expect(run('nslookup web.default.svc.cluster.local')).toEqual({ code: 1, text: 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n;; connection timed out; no servers could be reached\n\n' })
  })
})
