import { expect, test } from 'vitest'
import { minikubeHostPath } from '../../../engine/addons/storage/index.ts'
import type { PodSpec } from '../../../engine/apiserver/types.gen.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const scratch: Partial<PodSpec> = { volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: {
  metadata: { labels: { tier: 'tmp' } }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
} } }] }
const claims = (world: SmallCluster) => world.client.list('persistentvolumeclaims').map(({ metadata, status }) => [metadata.name, metadata.labels, metadata.ownerReferences?.map(({ kind, name, controller }) => [kind, name, controller]), status.phase])

test('a pod gets the claim it brings a template for, and the claim goes with it', () => {
  const world = new SmallCluster(1, 1, { addons: [minikubeHostPath] })
  world.create('pods', podOf('p', scratch))
  world.pass(5)
  expect([claims(world), world.pod('p').status.phase]).toEqual([[['p-scratch', { tier: 'tmp' }, [['Pod', 'p', true]], 'Bound']], 'Running'])
  world.delete('pods', 'p')
  world.pass(60)
  expect([claims(world), world.client.list('persistentvolumes')]).toEqual([[], []])
})

test('a claim of that name that somebody else made is not taken', () => {
  const world = new SmallCluster(1, 1, { addons: [minikubeHostPath] })
  world.create('persistentvolumeclaims', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p-scratch', namespace }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } })
  world.pass(5)
  world.create('pods', podOf('p', scratch))
  world.pass(5)
  const why = 'PVC "default/p-scratch" was not created for pod "default/p" (pod is not the owner)'
  expect([world.told('FailedBinding'), world.told('FailedScheduling')]).toEqual([[`ephemeral volume: ${why}`], [`0/1 nodes are available: ${why}. not found`]])
})
