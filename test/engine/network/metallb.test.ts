// LoadBalancers with MetalLB: addresses from pools, a node that answers for each, and another when that one is gone.
import { describe, expect, test } from 'vitest'
import { settle } from '../../../engine/lab/settle.ts'
import { World, type Ran } from '../../../engine/lab/world.ts'
import { freeAddress, rangeOf } from '../../../engine/network/metallb/pools.ts'

const pool = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: first, namespace: metallb-system}
spec: {addresses: [192.168.1.11-192.168.1.12]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: all, namespace: metallb-system}
`
const services = ['one', 'two', 'three'].map((name, i) => `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {type: LoadBalancer, clusterIP: 10.96.100.${i + 1}, selector: {run: web}, ports: [{port: 80, targetPort: 8080, nodePort: ${30_081 + i}}]}
`).join('---')

function lab(addons?: readonly ['metallb']) {
  const world = new World({ profile: 'kubeadm-4', ...addons && { addons } })
  const run = (line: string, stdin?: string): Ran | undefined => world.apply({ atMs: world.nowMs, kind: 'run', payload: { line, ...stdin !== undefined && { stdin } } })
  const pass = (seconds: number): void => world.cluster.clock.advanceTo(world.nowMs + seconds * 1000)
  const external = (): readonly string[] => (run('kubectl get svc one two three --no-headers')?.stdout ?? '').trim().split('\n').map(line => line.split(/\s+/)[3] ?? '')
  settle(world)
  pass(60)
  run('kubectl run web --image=example/echo --port=8080')
  run('kubectl apply -f -', services)
  pass(30)
  return { world, run, pass, external }
}

test.each([
  ['192.168.1.11-192.168.1.12', [3_232_235_787, 3_232_235_788]], ['10.0.0.0/30', [167_772_160, 167_772_163]], ['10.0.0.5', [167_772_165, 167_772_165]], ['10.0.0.9-10.0.0.1', undefined], ['nonsense', undefined],
])('%s is the range %j', (text, range) => expect(rangeOf(text)).toEqual(range))

test('the lowest free address of a pool is given', () => {
  const first = { name: 'first', isAutomatic: true, ranges: [rangeOf('10.0.0.1-10.0.0.2') ?? [0, 0], rangeOf('10.0.1.1') ?? [0, 0]] as const }
  expect([[], ['10.0.0.1'], ['10.0.0.1', '10.0.0.2'], ['10.0.0.1', '10.0.0.2', '10.0.1.1']].map(taken => freeAddress(first, new Set(taken)))).toEqual(['10.0.0.1', '10.0.0.2', '10.0.1.1', undefined])
})

test('without anybody to give addresses, they are pending', () => expect(lab().external()).toEqual(['<pending>', '<pending>', '<pending>']))

describe('MetalLB', () => {
  const { world, run, pass, external } = lab(['metallb'])

  test('gives what its pool has, as soon as there is one', () => {
    expect(external()).toEqual(['<pending>', '<pending>', '<pending>'])
    run('kubectl apply -f -', pool)
    pass(5)
    expect(external()).toEqual(['192.168.1.11', '192.168.1.12', '<pending>'])
    expect(run('kubectl get events --field-selector involvedObject.name=three,reason=AllocationFailed --no-headers -o custom-columns=M:.message')?.stdout).toBe('Failed to allocate IP for "default/three": no available IPs\n')
  })

  test('has a node answer for an address, so that the user reaches it', () => {
    expect(run('curl -s http://192.168.1.11/')).toEqual({ stdout: 'web\n', stderr: '', exitCode: 0 })
    expect(run('curl -sS -m 1 http://192.168.1.13/')?.exitCode).toBe(28)
    expect(run('kubectl get events --field-selector involvedObject.name=one,reason=nodeAssigned --no-headers -o custom-columns=M:.message')?.stdout).toMatch(/^announcing from node "w[123]-k8s" with protocol "layer2"\n$/)
  })

  test('gives an address that has become free to who waits for it', () => {
    run('kubectl delete svc two')
    pass(5)
    expect(external()).toEqual(['192.168.1.11', '192.168.1.12'])
    expect(run('kubectl get svc three -o jsonpath={.status.loadBalancer.ingress[0].ip}')?.stdout).toBe('192.168.1.12')
  })

  test.each(['metallb.io', 'metallb.universe.tf'])('gives the address that is wished for by %s/loadBalancerIPs', prefix => {
    run('kubectl delete svc three')
    run('kubectl create service loadbalancer wish --tcp=80 --dry-run=client -o yaml > wish.yaml')
    run(`kubectl annotate --local -f wish.yaml ${prefix}/loadBalancerIPs=192.168.1.12 -o yaml | kubectl apply -f -`)
    pass(5)
    expect(run('kubectl get svc wish -o jsonpath={.status.loadBalancer.ingress[0].ip}')?.stdout).toBe('192.168.1.12')
    run('kubectl delete svc wish')
  })

  test('lets another node answer when that one is gone', () => {
    const speaker = (): string => /node "([^"]+)"/.exec(run('kubectl get events --field-selector involvedObject.name=one,reason=nodeAssigned --no-headers --sort-by=.lastTimestamp -o custom-columns=M:.message')?.stdout.trim().split('\n').pop() ?? '')?.[1] ?? ''
    const before = speaker()
    run(`kubectl delete node ${before}`)
    pass(30)
    expect(speaker()).not.toBe(before)
    const { pods } = world.cluster.network
    expect(pods.connect(world.cluster.network.user, '192.168.1.11', 80, 'tcp', true).hops.find(({ kind }) => kind === 'rule')?.at).toBe(speaker())
  })
})
