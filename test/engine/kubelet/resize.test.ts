import { expect, test } from 'vitest'
import type { ResourceRequirements } from '../../../engine/apiserver/types.gen.ts'
import { oneNode, type OneNode } from '../../support/one-node.ts'

const sleeping = ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done']
const options = { preloaded: ['busybox'] }
const small = { requests: { cpu: '100m', memory: '32Mi' }, limits: { cpu: '200m', memory: '64Mi' } }

function resize({ client, clock }: OneNode, name: string, resources: ResourceRequirements): void {
  clock.input(`resize ${name}`, () => {
    const pod = client.get('pods', 'default', name)
    client.update('pods', { ...pod, spec: { ...pod.spec, containers: pod.spec.containers.map(each => ({ ...each, resources })) } }, 'resize')
  })
}

const about = (node: OneNode, word: string): readonly string[] => node.events.filter(text => text.includes(word)).map(text => text.replace(/^\S+ /, ''))
const resizing = (node: OneNode, name = 'p') => node.pod(name).status.conditions?.filter(({ type }) => type.startsWith('PodResize')).map(({ type, reason, message }) => [type, reason, message])

test('a pod gets other resources while it runs', () => {
  const node = oneNode(options)
  node.run('p', [{ command: sleeping, resources: small }])
  node.pass(5)
  const before = node.pod('p').status.containerStatuses?.[0]
  const bigger = { requests: { cpu: '150m', memory: '32Mi' }, limits: { cpu: '300m', memory: '64Mi' } }
  resize(node, 'p', bigger)
  node.pass(0.05)
  expect(resizing(node)).toEqual([['PodResizeInProgress', undefined, undefined]])
  node.pass(5)
  const after = node.pod('p').status.containerStatuses?.[0]
  const text = '{"containers":[{"name":"c1","resources":{"limits":{"cpu":"300m","memory":"64Mi"},"requests":{"cpu":"150m","memory":"32Mi"}}}],"generation":2}'
  expect([before?.resources, after?.resources, after?.allocatedResources, after?.restartCount, resizing(node)]).toEqual([small, bigger, bigger.requests, 0, []])
  expect(about(node, 'Resize')).toEqual([`ResizeStarted: Pod resize started: ${text}`, `ResizeCompleted: Pod resize completed: ${text}`])
})

test('a container that wants to be restarted for more memory is', () => {
  const node = oneNode(options)
  node.run('p', [{ command: sleeping, resources: small, resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }] }])
  node.pass(5)
  const { uid } = node.pod('p').metadata
  resize(node, 'p', { requests: { cpu: '100m', memory: '48Mi' }, limits: { cpu: '200m', memory: '96Mi' } })
  node.pass(10)
  const { metadata, status } = node.pod('p')
  expect([about(node, 'Killing'), status.containerStatuses?.[0]?.restartCount, metadata.uid === uid, status.containerStatuses?.[0]?.resources?.limits?.['memory'], resizing(node)])
    .toEqual([['Killing: Container c1 resize requires restart'], 1, true, '96Mi', []])
})

test('more than the node has is infeasible, more than it has left waits', () => {
  const node = oneNode(options)
  node.run('p', [{ command: sleeping, resources: { requests: { cpu: '1' } } }])
  node.run('q', [{ command: sleeping, resources: { requests: { cpu: '2' } } }])
  node.pass(5)
  resize(node, 'p', { requests: { cpu: '5' } })
  node.pass(2)
  expect(resizing(node)).toEqual([['PodResizePending', 'Infeasible', 'Node didn\'t have enough capacity: cpu, requested: 5000, capacity: 4000']])
  resize(node, 'p', { requests: { cpu: '3' } })
  node.pass(2)
  expect(resizing(node)).toEqual([['PodResizePending', 'Deferred', 'Node didn\'t have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000']])
  expect(node.pod('p').status.containerStatuses?.[0]?.allocatedResources).toEqual({ cpu: '1' })
  node.client.delete('pods', 'default', 'q')
  node.pass(5)
  expect([resizing(node), node.pod('p').status.containerStatuses?.[0]?.allocatedResources]).toEqual([[], { cpu: '3' }])
  expect(about(node, 'Resize').map(text => text.split(':')[0])).toEqual(['ResizeInfeasible', 'ResizeDeferred', 'ResizeStarted', 'ResizeCompleted'])
})
