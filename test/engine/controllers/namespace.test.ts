import { expect, test } from 'vitest'
import { podOf, SmallCluster } from '../../support/small-cluster.ts'

const team = 'team-a'

function started(): SmallCluster {
  const world = new SmallCluster()
  world.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: team }, spec: {} })
  world.create('pods', podOf('p', {}, { namespace: team }))
  world.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'hold', namespace: team, finalizers: ['example.com/hold'] } })
  world.pass(2)
  return world
}

const content = (world: SmallCluster): readonly string[] =>
  [...world.client.list('pods', team), ...world.client.list('configmaps', team), ...world.client.list('serviceaccounts', team)].map(({ kind, metadata }) => `${kind} ${metadata.name}`)

const conditions = (world: SmallCluster): readonly string[] =>
  (world.client.find('namespaces', undefined, team)?.status.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`)

test('every namespace gets its service account and the certificate of the CA', () => {
  expect(content(started())).toEqual(['Pod p', 'ConfigMap hold', 'ConfigMap kube-root-ca.crt', 'ServiceAccount default'])
})

test('what goes missing is made again, but not in a namespace that is going', () => {
  const world = started()
  world.delete('configmaps', 'kube-root-ca.crt', {}, team)
  world.delete('serviceaccounts', 'default', {}, team)
  world.pass(1)
  expect(content(world)).toEqual(['Pod p', 'ConfigMap hold', 'ConfigMap kube-root-ca.crt', 'ServiceAccount default'])
})

test('a deleted namespace loses its pods first, then the rest, and waits for finalizers (namespace-termination)', () => {
  const world = started()
  world.delete('namespaces', team, {}, undefined)
  world.pass(7)
  expect(world.client.get('namespaces', undefined, team).status.phase).toBe('Terminating')
  expect(content(world)).toEqual(['ConfigMap hold', 'ConfigMap kube-root-ca.crt', 'ServiceAccount default'])
  expect(conditions(world)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered',
    'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions',
    'NamespaceDeletionContentFailure=False ContentDeleted',
    'NamespaceContentRemaining=False ContentRemoved',
    'NamespaceFinalizersRemaining=False ContentHasNoFinalizers',
  ])
  world.pass(5)
  expect(content(world)).toEqual(['ConfigMap hold'])
  expect(conditions(world).slice(3)).toEqual(['NamespaceContentRemaining=True SomeResourcesRemain', 'NamespaceFinalizersRemaining=True SomeFinalizersRemain'])
  const messages = world.client.get('namespaces', undefined, team).status.conditions?.slice(3).map(({ message }) => message)
  expect(messages).toEqual([
    'Some resources are remaining: configmaps. has 1 resource instances',
    'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  ])
  world.edit('configmaps', 'hold', ({ metadata: { finalizers: _finalizers, ...metadata }, ...rest }) => ({ ...rest, metadata }), team)
  world.pass(16)
  expect(world.client.find('namespaces', undefined, team)).toBeUndefined()
})
