import { expect, test } from 'vitest'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const make = (world: SmallCluster, replicas: number) => world.create('replicationcontrollers', {
  apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'old', namespace },
  spec: { replicas, selector: { app: 'old' }, template: { metadata: { labels: { app: 'old' } }, spec: { containers: [{ name: 'c', image: 'nginx', resources: {} }] } } },
})
const status = (world: SmallCluster) => world.client.get('replicationcontrollers', namespace, 'old').status

test('keeps as many pods as wanted, takes orphans in, and says so like a ReplicaSet', () => {
  const world = new SmallCluster(2)
  world.create('pods', podOf('stray', {}, { labels: { app: 'old' } }))
  world.pass(2)
  make(world, 3)
  world.pass(3)
  expect([status(world), world.pods().map(({ metadata }) => metadata.ownerReferences?.map(({ kind, name }) => `${kind}/${name}`))]).toEqual([
    { replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3, observedGeneration: 1 },
    Array.from({ length: 3 }, () => ['ReplicationController/old']),
  ])
  expect(world.client.list('events').filter(({ reason }) => reason === 'SuccessfulCreate').map(({ source, involvedObject }) => [source?.component, involvedObject.kind])).toEqual([
    ['replication-controller', 'ReplicationController'], ['replication-controller', 'ReplicationController'],
  ])
  world.edit('replicationcontrollers', 'old', rc => ({ ...rc, spec: { ...rc.spec, replicas: 1 } }))
  world.pass(40)
  expect([world.pods().length, status(world).replicas]).toEqual([1, 1])
  world.delete('replicationcontrollers', 'old')
  world.pass(40)
  expect(world.pods()).toEqual([])
})
