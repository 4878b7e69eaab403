import { expect, it } from 'vitest'
import type { Pod } from '../../../../engine/apiserver/types.gen.ts'
import { formatQuantity } from '../../../../engine/apiserver/schema/quantity.ts'
import { resourcesOf, type Side } from '../../../../engine/cli/describe/pod-resources.ts'

const container = (name: string, requests: Record<string, string>, more: object = {}): object => ({ name, resources: { requests, limits: requests }, ...more })
const podOf = (spec: object, status: object = {}): Pod => ({ metadata: { name: 'p' }, spec, status }) as Pod
const texts = (pod: Pod, side: Side, actual = false): Record<string, string> =>
  Object.fromEntries([...resourcesOf(pod, side, actual)].map(([name, amount]) => [name, formatQuantity(amount)]))

it('adds up containers', () => {
  const pod = podOf({ containers: [container('a', { cpu: '100m', memory: '1Gi' }), container('b', { cpu: '1', memory: '512Mi' })] })
  expect(texts(pod, 'requests')).toEqual({ cpu: '1100m', memory: '1536Mi' })
})

it('takes the largest moment of starting, with the sidecars that run by then', () => {
  const initContainers = [container('side', { cpu: '200m' }, { restartPolicy: 'Always' }), container('big', { cpu: '2', memory: '1Gi' }), container('late', { cpu: '100m' }, { restartPolicy: 'Always' })]
  expect(texts(podOf({ initContainers, containers: [container('a', { cpu: '500m' })] }), 'requests')).toEqual({ cpu: '2200m', memory: '1Gi' })
  expect(texts(podOf({ initContainers, containers: [container('a', { cpu: '3' })] }), 'requests')).toEqual({ cpu: '3300m', memory: '1Gi' })
})

it('lets the pod speak for its containers, and adds what the sandbox costs', () => {
  const spec = { containers: [container('a', { cpu: '500m', 'nvidia.com/gpu': '1' })], resources: { requests: { cpu: '1', 'nvidia.com/gpu': '7' } }, overhead: { cpu: '250m', memory: '100Mi' } }
  expect(texts(podOf(spec), 'requests')).toEqual({ cpu: '1250m', memory: '100Mi', 'nvidia.com/gpu': '1' })
  expect(texts(podOf(spec), 'limits')).toEqual({ cpu: '750m', 'nvidia.com/gpu': '1' })
})

it('counts a container that shrinks with what it still has', () => {
  const pod = podOf({ containers: [container('a', { cpu: '500m' })] }, { containerStatuses: [{ name: 'a', allocatedResources: { cpu: '800m' }, resources: { requests: { cpu: '1' } } }] })
  expect(texts(pod, 'requests')).toEqual({ cpu: '500m' })
  expect(texts(pod, 'requests', true)).toEqual({ cpu: '1' })
})
