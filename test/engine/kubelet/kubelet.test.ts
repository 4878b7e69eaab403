import { describe, expect, test } from 'vitest'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const sleeping = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done']
const logsOf = ({ kubelet }: OneNode, container = 'c1', previous = false): string | undefined =>
  kubelet.logs({ namespace: 'default', pod: 'p', container, previous })?.map(({ text }) => text).join('')

test('a node is registered with what it is', () => {
  const { client, pass } = oneNode()
  const node = client.get('nodes', undefined, 'node-1')
  expect(node.metadata.labels).toEqual({
    'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': 'node-1', 'kubernetes.io/os': 'linux',
  })
  expect(node.status.addresses).toEqual([{ address: '172.18.0.2', type: 'InternalIP' }, { address: 'node-1', type: 'Hostname' }])
  expect(node.status.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ])
  pass(600)
  const lease = client.get('leases.coordination.k8s.io', 'kube-node-lease', 'node-1')
  const renewedMs = Date.parse(lease.spec.renewTime ?? '') - Date.parse('2026-11-21T09:10:05Z') // now
  expect([lease.spec.holderIdentity, renewedMs > -10_000, renewedMs <= 0]).toEqual(['node-1', true, true])
  expect(client.get('nodes', undefined, 'node-1').status.conditions?.[3]).toMatchObject({ lastTransitionTime: '2026-11-21T09:00:00Z' })
})

describe('images', () => {
  test('a cold nginx takes 3.2 s to pull and 0.3 s to start', () => {
    const node = oneNode({})
    node.run('p', [{ image: 'nginx:1.27' }])
    node.pass(10)
    expect(node.events).toEqual([
      '0.1 Pulling: Pulling image "nginx:1.27"',
      '3.3 Pulled: Successfully pulled image "nginx:1.27" in 3.2s (3.2s including waiting). Image size: 72000000 bytes.',
      '3.4 Created: Container created',
      '3.5 Started: Container started',
    ])
  })

  test('a node pulls one image after the other, and the same image once', () => {
    const node = oneNode({})
    node.run('p', [{ image: 'nginx' }])
    node.run('q', [{ image: 'nginx' }])
    node.run('r', [{ image: 'httpd' }])
    node.pass(10)
    expect(node.events.filter(text => text.includes('Pulled')).sort()).toEqual([
      '3.3 Pulled: Successfully pulled image "nginx" in 3.2s (3.2s including waiting). Image size: 72000000 bytes.',
      '3.3 Pulled: Successfully pulled image "nginx" in 5ms (3.205s including waiting). Image size: 72000000 bytes.',
      '5.9 Pulled: Successfully pulled image "httpd" in 2.622s (5.827s including waiting). Image size: 59000000 bytes.',
    ])
  })
})

describe('the API entry points', () => {
  test('logs of this run and of the one before', () => {
    const node = oneNode()
    node.run('p', [{ command: ['sh', '-c', 'echo run $(date +%s); sleep 3; exit 1'] }])
    node.pass(8)
    expect([logsOf(node), logsOf(node, 'c1', true), logsOf(node, 'other')]).toEqual(['run 1795251609\n', 'run 1795251605\n', undefined])
  })

  test('a command in a container', () => {
    const node = oneNode()
    node.run('p', [{ command: sleeping }])
    node.pass(2)
    const said: unknown[] = []
    const sinks = { out: (text: string) => said.push(text), err: (text: string) => said.push(text), exited: (status: unknown) => said.push(status) }
    node.kubelet.exec({ namespace: 'default', pod: 'p', container: 'c1' }, ['sh', '-c', 'hostname; sleep 2; exit 3'], sinks)
    node.pass(3)
    expect(said).toEqual(['p\n', { code: 3 }])
    expect(node.kubelet.exec({ namespace: 'default', pod: 'nope', container: 'c1' }, ['ls'], sinks)).toBeUndefined()
  })
})

describe('a container that ends', () => {
  test('keeps its address and uid, and loses its own files but not those of volumes', () => {
    const node = oneNode()
    node.run('p', [{ command: ['sh', '-c', 'touch /tmp/own; echo x >> /d/n; ls /tmp; cat /d/n; sleep 2; exit 1'], volumeMounts: [{ name: 'd', mountPath: '/d' }] }], { volumes: [{ name: 'd', emptyDir: {} }] })
    node.pass(2)
    const before = node.pod('p')
    node.pass(3)
    const after = node.pod('p')
    expect(logsOf(node)).toBe('own\nx\nx\n')
    expect([after.metadata.uid, after.status.podIP, after.status.containerStatuses?.[0]?.restartCount]).toEqual([before.metadata.uid, before.status.podIP, 1])
  })

  test('is forgotten after it has run well for ten minutes: the back-off begins again', () => {
    const node = oneNode()
    node.run('p', [{ command: ['sh', '-c', 'sleep 700; exit 1'] }])
    node.pass(4 * 705)
    expect(node.pod('p').status.containerStatuses?.[0]?.restartCount).toBe(4)
    expect(node.events.filter(text => text.includes('BackOff'))).toEqual([])
  })
})

test('containers outlive their kubelet, which takes them up again', () => {
  const node = oneNode()
  node.run('p', [{ image: 'nginx', livenessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 5 } }])
  node.pass(10)
  node.kubelet.stop()
  const before = node.pod('p')
  const seen = node.events.length
  node.pass(60)
  expect(node.pod('p')).toBe(before)
  node.kubelet.start()
  node.pass(60)
  const ofKubelet = [
    '70.0 Starting: Starting kubelet.',
    '70.0 NodeAllocatableEnforced: Updated Node Allocatable limit across pods',
    '70.0 NodeHasSufficientMemory: Node node-1 status is now: NodeHasSufficientMemory',
    '70.0 NodeHasNoDiskPressure: Node node-1 status is now: NodeHasNoDiskPressure',
    '70.0 NodeHasSufficientPID: Node node-1 status is now: NodeHasSufficientPID',
  ]
  expect([node.events.slice(seen), node.pod('p').status.containerStatuses?.[0]?.restartCount, podStatus(node.pod('p'))]).toEqual([ofKubelet, 0, 'Running'])
})

test('a pod that was deleted while its kubelet was away is ended when it comes back', () => {
  const node = oneNode()
  node.run('p', [{ image: 'nginx' }])
  node.pass(10)
  node.kubelet.stop()
  node.client.delete('pods', 'default', 'p')
  node.pass(60)
  expect(podStatus(node.pod('p'))).toBe('Terminating')
  node.kubelet.start()
  node.pass(3)
  expect(node.client.find('pods', 'default', 'p')).toBeUndefined()
})

test('a kubelet that went away while it ended a pod goes on with that', () => {
  const node = oneNode()
  node.run('p', [{ command: ['sleep', '3600'] }])
  node.pass(5)
  node.client.delete('pods', 'default', 'p')
  node.pass(5)
  node.kubelet.stop()
  node.pass(5)
  node.kubelet.start()
  node.pass(35)
  expect(node.client.find('pods', 'default', 'p')).toBeUndefined()
})

test('a second deletion can leave a pod less time', () => {
  const node = oneNode()
  node.run('p', [{ command: ['sleep', '3600'] }])
  node.pass(5)
  node.client.delete('pods', 'default', 'p')
  node.pass(5)
  expect(podStatus(node.pod('p'))).toBe('Terminating')
  node.client.delete('pods', 'default', 'p', { gracePeriodSeconds: 3 })
  node.pass(5)
  expect(node.client.find('pods', 'default', 'p')).toBeUndefined()
})

test('a pod of the same name after a forced deletion is another pod', () => {
  const node = oneNode()
  node.run('p', [{ command: ['sleep', '3600'] }])
  node.pass(5)
  const first = node.pod('p')
  node.client.delete('pods', 'default', 'p', { gracePeriodSeconds: 0 })
  node.pass(0.5)
  node.run('p', [{ command: sleeping }])
  node.pass(30)
  expect([podStatus(node.pod('p')), node.pod('p').metadata.uid === first.metadata.uid]).toEqual(['Running', false])
})

test('readiness gates hold a pod back', () => {
  const node = oneNode()
  node.run('p', [{ image: 'nginx' }], { readinessGates: [{ conditionType: 'example.com/ok' }] })
  node.pass(5)
  const ready = () => node.pod('p').status.conditions?.find(({ type }) => type === 'Ready')
  expect(ready()).toMatchObject({ status: 'False', reason: 'ReadinessGatesNotReady', message: 'corresponding condition of pod readiness gate "example.com/ok" does not exist.' })
})

test('time in small steps or in one makes no difference', () => {
  const histories = [60, 1, 0.1].map(step => {
    const node = oneNode()
    node.run('p', [{ command: ['sh', '-c', 'sleep 2; exit 1'], readinessProbe: { exec: { command: ['true'] }, periodSeconds: 3 } }])
    node.run('q', [{ image: 'nginx', livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 4 } }])
    for (let at = 0; at < 60 - step / 2; at += step) node.pass(step)
    return [node.events, node.pod('p').status, node.pod('q').status]
  })
  expect(histories[1]).toEqual(histories[0])
  expect(histories[2]).toEqual(histories[0])
})
