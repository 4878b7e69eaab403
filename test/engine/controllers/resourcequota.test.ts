import { expect, test } from 'vitest'
import { kindCountedBy } from '../../../engine/controllers/resourcequota.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

test.each([
  ['pods', 'pods'], ['requests.cpu', 'pods'], ['limits.memory', 'pods'], ['requests.nvidia.com/gpu', 'pods'],
  ['services.nodeports', 'services'], ['configmaps', 'configmaps'], ['count/deployments.apps', 'deployments.apps'],
  ['requests.storage', 'persistentvolumeclaims'], ['fast.storageclass.storage.k8s.io/requests.storage', 'persistentvolumeclaims'],
])('%s is used by %s', (resource, kind) => expect(kindCountedBy(resource)).toBe(kind))

test('what goes or ends is given back', () => {
  const world = new SmallCluster()
  world.create('resourcequotas', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace }, spec: { hard: { 'pods': '3', 'count/deployments.apps': '1' } } })
  world.pass(1)
  const used = () => world.client.get('resourcequotas', namespace, 'q').status?.used
  expect(used()).toEqual({ 'pods': '0', 'count/deployments.apps': '0' })
  for (const name of ['a', 'b', 'c']) world.create('pods', podOf(name))
  expect(used()).toEqual({ 'pods': '3', 'count/deployments.apps': '0' })
  expect(() => world.create('pods', podOf('d'))).toThrow('pods "d" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3')
  world.pass(2)
  world.delete('pods', 'a')
  world.setFate('succeeded', pod => pod.metadata.name === 'b')
  world.pass(2)
  expect(used()).toEqual({ 'pods': '1', 'count/deployments.apps': '0' })
})
