// A node that goes down, in good order or not, and what it takes.
import { describe, expect, test } from 'vitest'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const preloaded = { preloaded: ['busybox', 'nginx'] }
const stubborn = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done']
const sleeping = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done']
const about = (node: OneNode, word: string): readonly string[] => node.events.filter(text => text.includes(word))
const ready = (node: OneNode) => node.client.get('nodes', undefined, 'node-1').status.conditions?.find(({ type }) => type === 'Ready')

describe('a graceful shutdown', () => {
  const grace = { shutdownGrace: { totalSeconds: 20, criticalSeconds: 5 } }

  test('ends pods in two rounds, tells why, and takes no more', () => {
    const node = oneNode(preloaded, 1, grace)
    node.run('p', [{ command: stubborn }])
    node.run('critical', [{ command: stubborn }], { priorityClassName: 'system-node-critical' })
    node.pass(5)
    node.clock.input('shut down', () => node.kubelet.shutDown())
    node.pass(1)
    expect([podStatus(node.pod('p')), podStatus(node.pod('critical')), ready(node)?.status, ready(node)?.message]).toEqual(['Running', 'Running', 'False', 'node is shutting down'])
    node.run('late', [{ command: sleeping }])
    node.pass(1)
    expect([node.pod('late').status.reason, node.pod('late').status.message]).toEqual(['NodeShutdown', 'Pod was rejected: Pod was rejected as the node is shutting down.'])
    node.pass(25)
    const { status } = node.pod('p')
    expect([status.phase, status.reason, status.message]).toEqual(['Failed', 'Terminated', 'Pod was terminated in response to imminent node shutdown.'])
    expect(status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'TerminationByKubelet' })
    const endOf = (name: string) => node.pod(name).status.containerStatuses?.[0]?.state.terminated?.finishedAt
    expect([endOf('p'), endOf('critical')]).toEqual(['2026-11-21T09:00:25Z', '2026-11-21T09:00:30Z'])
  })

  test('without a time for it nothing happens', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ command: sleeping }])
    node.pass(5)
    node.clock.input('shut down', () => node.kubelet.shutDown())
    node.pass(30)
    expect(podStatus(node.pod('p'))).toBe('Running')
  })
})

test('after a reboot pods run again: the same pods, in new sandboxes, with new addresses; disks keep what they held, memory does not', () => {
  const node = oneNode(preloaded)
  node.run('p', [{ command: ['sh', '-c', `echo x >> /disk/n; echo x >> /memory/n; echo x >> /own; cat /disk/n /memory/n /own; ${sleeping[2]}`], volumeMounts: [{ name: 'd', mountPath: '/disk' }, { name: 'm', mountPath: '/memory' }] }], {
    volumes: [{ name: 'd', emptyDir: {} }, { name: 'm', emptyDir: { medium: 'Memory' } }],
    initContainers: [{ name: 'init', image: 'busybox', imagePullPolicy: 'IfNotPresent', command: ['sh', '-c', 'echo init >> /disk/i'], volumeMounts: [{ name: 'd', mountPath: '/disk' }], resources: {} }],
  })
  node.pass(5)
  const before = node.pod('p')
  node.clock.input('reboot', () => node.kubelet.reboot())
  node.pass(40)
  const after = node.pod('p')
  const [container] = after.status.containerStatuses ?? []
  expect([after.metadata.uid === before.metadata.uid, after.status.podIP === before.status.podIP, container?.restartCount, container?.lastState.terminated?.exitCode, container?.lastState.terminated?.reason, podStatus(after)])
    .toEqual([true, false, 1, 255, 'Unknown', 'Running'])
  expect(after.status.initContainerStatuses?.[0]?.restartCount).toBe(1)
  expect(node.kubelet.logs({ namespace: 'default', pod: 'p', container: 'c1' })?.map(({ text }) => text).join('')).toBe('x\nx\nx\nx\n')
  expect(about(node, 'SandboxChanged').map(text => text.replace(/^\S+ /, ''))).toEqual(['SandboxChanged: Pod sandbox changed, it will be killed and re-created.'])
})

describe('a pod that names a node itself', () => {
  const capacity = { cpu: '2', memory: '1Gi', pods: '2' }

  test('is refused when the node has not enough left', () => {
    const node = oneNode(preloaded, 1, { capacity })
    node.run('p', [{ command: sleeping, resources: { requests: { cpu: '1500m' } } }])
    node.run('q', [{ command: sleeping, resources: { requests: { cpu: '1' } } }])
    node.pass(5)
    const message = 'Node didn\'t have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000'
    expect([podStatus(node.pod('p')), node.pod('q').status.phase, node.pod('q').status.reason, node.pod('q').status.message]).toEqual(['Running', 'Failed', 'OutOfcpu', `Pod was rejected: ${message}`])
    expect(about(node, 'OutOfcpu').map(text => text.replace(/^\S+ /, ''))).toEqual([`OutOfcpu: ${message}`])
  })

  test('is refused when the node runs as many as it may', () => {
    const node = oneNode(preloaded, 1, { capacity })
    for (const name of ['a', 'b', 'c']) node.run(name, [{ command: sleeping }])
    node.pass(5)
    expect(['a', 'b', 'c'].map(name => node.pod(name).status.reason)).toEqual([undefined, undefined, 'OutOfpods'])
  })

  test('is refused by a node that it does not mean', () => {
    const node = oneNode(preloaded, 1, { labels: { disk: 'slow' } })
    node.run('p', [{ command: sleeping }], { nodeSelector: { disk: 'fast' } })
    node.pass(5)
    expect([node.pod('p').status.reason, node.pod('p').status.message]).toEqual(['NodeAffinity', 'Pod was rejected: Predicate NodeAffinity failed: node(s) didn\'t match Pod\'s node affinity/selector'])
  })
})

test('cordoning is told of at the next beat', () => {
  const node = oneNode(preloaded)
  node.pass(15)
  const cordon = (unschedulable: boolean) => node.clock.input('cordon', () => {
    const found = node.client.get('nodes', undefined, 'node-1')
    node.client.update('nodes', { ...found, spec: { ...found.spec, unschedulable } })
  })
  cordon(true)
  node.pass(10)
  cordon(false)
  node.pass(10)
  expect(about(node, 'chedulable').map(text => text.replace(/^\S+ /, ''))).toEqual(['NodeNotSchedulable: Node node-1 status is now: NodeNotSchedulable', 'NodeSchedulable: Node node-1 status is now: NodeSchedulable'])
})
