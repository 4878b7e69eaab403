import { describe, expect, test } from 'vitest'
import { podStatus } from '../../../engine/apiserver/tables/index.ts'
import type { Kubelet } from '../../../engine/kubelet/index.ts'
import { World } from '../../../engine/lab/world.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const preloaded = { preloaded: ['busybox'] }
const sleeping = 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'
const about = (node: OneNode, word: string): readonly string[] => node.events.filter(text => text.includes(word)).map(text => text.replace(/^\S+ /, ''))
const conditionOf = (node: OneNode, type: string) => node.client.get('nodes', undefined, 'node-1').status.conditions?.find(each => each.type === type)
const mebibytes = (count: number): number => count * 2 ** 20

/** Makes the first process of a container take memory. */
function load(node: OneNode, pod: string, memoryBytes: number): void {
  node.clock.input(`load ${pod}`, () => node.kubelet.load({ namespace: 'default', pod, container: 'c1' }, { cpuMillicores: 0, memoryBytes }))
}

describe('storage beyond its limit', () => {
  const cases = [
    ['of an emptyDir', { volumeMounts: [{ name: 'd', mountPath: '/d' }], command: ['sh', '-c', `dd if=/dev/zero of=/d/f bs=1M count=8; ${sleeping}`] }, { volumes: [{ name: 'd', emptyDir: { sizeLimit: '2Mi' } }] }, 'Usage of EmptyDir volume "d" exceeds the limit "2Mi". '],
    ['of a container', { resources: { limits: { 'ephemeral-storage': '4Mi' } }, command: ['sh', '-c', `dd if=/dev/zero of=/f bs=1M count=8; ${sleeping}`] }, {}, 'Pod ephemeral local storage usage exceeds the total limit of containers 4Mi. '],
  ] as const
  test.each(cases)('%s evicts the pod within 30 s', (_what, container, spec, message) => {
    const node = oneNode(preloaded)
    node.run('p', [container], spec)
    node.pass(45)
    const { status } = node.pod('p')
    expect([status.phase, status.reason, status.message, podStatus(node.pod('p')), status.containerStatuses?.[0]?.restartCount]).toEqual(['Failed', 'Evicted', message, 'ContainerStatusUnknown', 1])
    expect([about(node, 'Evicted'), about(node, 'Killing')]).toEqual([[`Evicted: ${message}`], ['Killing: Stopping container c1']])
    expect(status.conditions?.some(({ type }) => type === 'DisruptionTarget')).toBe(false)
  })

  test('of one container, though the pod as a whole may have more', () => {
    const node = oneNode(preloaded)
    node.run('p', [
      { resources: { limits: { 'ephemeral-storage': '4Mi' } }, command: ['sh', '-c', `dd if=/dev/zero of=/f bs=1M count=8; ${sleeping}`] },
      { resources: { limits: { 'ephemeral-storage': '100Mi' } }, command: ['sh', '-c', sleeping] },
    ])
    node.pass(45)
    expect(node.pod('p').status.message).toBe('Container c1 exceeded its local ephemeral storage limit "4Mi". ')
  })

  test('is not looked for where there is no limit', () => {
    const node = oneNode(preloaded)
    node.run('p', [{ volumeMounts: [{ name: 'd', mountPath: '/d' }], command: ['sh', '-c', `dd if=/dev/zero of=/d/f bs=1M count=800; ${sleeping}`] }], { volumes: [{ name: 'd', emptyDir: {} }] })
    node.pass(60)
    expect(podStatus(node.pod('p'))).toBe('Running')
  })
})

describe('a node that runs short of memory', () => {
  test('evicts who uses most beyond what was asked for, says so, and takes no best-effort pods for five minutes', () => {
    const node = oneNode(preloaded, 1, { capacity: { memory: '1000Mi' } })
    node.run('modest', [{ command: ['sh', '-c', sleeping], resources: { requests: { memory: '500Mi' } } }])
    node.run('greedy', [{ command: ['sh', '-c', sleeping], resources: { requests: { memory: '100Mi' } } }])
    node.run('plain', [{ command: ['sh', '-c', sleeping] }])
    node.pass(5)
    load(node, 'modest', mebibytes(450))
    load(node, 'greedy', mebibytes(400))
    load(node, 'plain', mebibytes(100))
    node.pass(25)
    const message = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container c1 was using 400Mi, request is 100Mi, has larger consumption of memory. '
    expect(['modest', 'greedy', 'plain'].map(name => node.pod(name).status.reason ?? node.pod(name).status.phase)).toEqual(['Running', 'Evicted', 'Running'])
    expect(node.pod('greedy').status.message).toBe(message)
    expect(node.pod('greedy').status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'TerminationByKubelet', message })
    expect(conditionOf(node, 'MemoryPressure')).toMatchObject({ status: 'True', reason: 'KubeletHasInsufficientMemory', message: 'kubelet has insufficient memory available' })
    expect([about(node, 'EvictionThresholdMet'), about(node, 'NodeHasInsufficientMemory')]).toEqual([['EvictionThresholdMet: Attempting to reclaim memory'], ['NodeHasInsufficientMemory: Node node-1 status is now: NodeHasInsufficientMemory']])

    node.run('late', [{ command: ['sh', '-c', sleeping] }])
    node.run('counted', [{ command: ['sh', '-c', sleeping], resources: { requests: { memory: '10Mi' } } }])
    node.pass(5)
    expect([node.pod('late').status.message, node.pod('late').status.reason, node.pod('counted').status.phase]).toEqual(['Pod was rejected: The node had condition: [MemoryPressure]. ', 'Evicted', 'Running'])
    node.pass(330)
    expect(conditionOf(node, 'MemoryPressure')).toMatchObject({ status: 'False', reason: 'KubeletHasSufficientMemory' })
  })

  test('spares what matters more, and what it lives by', () => {
    const node = oneNode(preloaded, 1, { capacity: { memory: '1000Mi' } })
    node.client.create('priorityclasses.scheduling.k8s.io', { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'important' }, value: 1000 })
    node.run('first', [{ command: ['sh', '-c', sleeping] }], { priorityClassName: 'important' })
    node.run('second', [{ command: ['sh', '-c', sleeping] }])
    node.run('critical', [{ command: ['sh', '-c', sleeping] }], { priorityClassName: 'system-node-critical' })
    node.pass(5)
    load(node, 'first', mebibytes(400))
    load(node, 'second', mebibytes(100))
    load(node, 'critical', mebibytes(450))
    node.pass(15)
    expect(['first', 'second', 'critical'].map(name => node.pod(name).status.reason ?? node.pod(name).status.phase)).toEqual(['Running', 'Evicted', 'Running'])
  })
})

test('a node under pressure is tainted: best-effort pods go elsewhere or wait', () => {
  const { cluster } = new World({ nodes: [{ name: 'node-1', capacity: { memory: '1000Mi' } }] })
  const { admin, clock } = cluster
  const pass = (seconds: number): void => { clock.advanceTo(clock.nowMs + seconds * 1000) }
  const run = (name: string): void => {
    clock.input(name, () => admin.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c1', image: 'busybox', command: ['sleep', '1000'], resources: {} }] } }))
    pass(15)
  }
  pass(5)
  run('p')
  const agent = cluster.parts.get('kubelet node-1') as Kubelet // as the cluster made it
  clock.input('load', () => agent.load({ namespace: 'default', pod: 'p', container: 'c1' }, { cpuMillicores: 0, memoryBytes: mebibytes(950) }))
  pass(25)
  const taints = () => admin.get('nodes', undefined, 'node-1').spec.taints?.map(({ key, effect }) => `${key}:${effect}`)
  expect([admin.get('pods', 'default', 'p').status.reason, taints()]).toEqual(['Evicted', ['node.kubernetes.io/memory-pressure:NoSchedule']])
  run('q')
  expect(admin.get('pods', 'default', 'q').status.conditions?.[0]).toMatchObject({ type: 'PodScheduled', reason: 'Unschedulable' })
  pass(330)
  expect([taints(), admin.get('pods', 'default', 'q').status.phase]).toEqual([undefined, 'Running'])
})

test('a node that runs short of disk drops images first, then pods', () => {
  const node = oneNode({ preloaded: ['busybox', 'nginx', 'mysql'] }, 1, { capacity: { 'ephemeral-storage': '1000Mi' } })
  node.run('p', [{ command: ['sh', '-c', `dd if=/dev/zero of=/f bs=1M count=700; ${sleeping}`] }])
  node.pass(25)
  const images = () => node.client.get('nodes', undefined, 'node-1').status.images?.length
  expect([node.pod('p').status.phase, about(node, 'EvictionThresholdMet').length > 0]).toEqual(['Running', true])
  node.pass(300)
  expect(images()).toBe(1)
  node.run('q', [{ command: ['sh', '-c', `dd if=/dev/zero of=/f bs=1M count=400; ${sleeping}`] }])
  node.pass(25)
  expect([node.pod('p').status.reason, conditionOf(node, 'DiskPressure')?.reason]).toEqual(['Evicted', 'KubeletHasDiskPressure'])
})
