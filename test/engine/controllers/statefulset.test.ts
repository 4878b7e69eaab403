import { describe, expect, test } from 'vitest'
import type { PersistentVolumeClaim, Pod, StatefulSet, StatefulSetSpec } from '../../../engine/apiserver/types.gen.ts'
import type { Draft } from '../../../engine/client/resources.ts'
import { byPolicy } from '../../../engine/controllers/statefulset/claims.ts'
import { byOrdinal, ordinalOf } from '../../../engine/controllers/statefulset/identity.ts'
import { maxUnavailable } from '../../../engine/controllers/statefulset/plan.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const setOf = (spec: Partial<StatefulSetSpec> = {}, fate = 'running'): Draft<StatefulSet> & { readonly spec: StatefulSetSpec } => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', namespace },
  spec: {
    replicas: 3,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    template: { metadata: { labels: { app: 'web' }, annotations: { 'oracle/fate': fate } }, spec: { containers: [{ name: 'main', image: 'web:v1', resources: {} }] } },
    ...spec,
  },
})

const names = (world: SmallCluster): readonly string[] => world.pods().map(({ metadata }) => metadata.name).sort()
const images = (world: SmallCluster): readonly string[] => world.pods().map(({ metadata, spec }) => `${metadata.name} ${spec.containers[0]?.image}`).sort()
const edit = (world: SmallCluster, change: Partial<StatefulSetSpec>): void =>
  world.edit('statefulsets.apps', 'web', set => ({ ...set, spec: { ...set.spec, ...change } }))
const setImage = (world: SmallCluster, image: string): void =>
  world.edit('statefulsets.apps', 'web', set => ({ ...set, spec: { ...set.spec, template: { ...set.spec.template, spec: { ...set.spec.template.spec, containers: [{ name: 'main', image, resources: {} }] } } } }))
const stored = (set: Draft<StatefulSet> & { readonly spec: StatefulSetSpec }): StatefulSet =>
  ({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web', namespace, uid: 'u', resourceVersion: '1', creationTimestamp: '' }, spec: set.spec, status: { replicas: 0, availableReplicas: 0 } })
const member = (name: string): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, uid: name, resourceVersion: '1', creationTimestamp: '' }, spec: podOf(name).spec, status: {} })

describe('ordinals', () => {
  const set = stored(setOf({ replicas: 2, ordinals: { start: 5 } }))

  test.each([['web-0', 0], ['web-12', 12], ['web-01', undefined], ['web-', undefined], ['other-1', undefined], ['web-1-2', undefined]])('%s', (name, ordinal) =>
    expect(ordinalOf(set, name)).toBe(ordinal))

  test('have places from the first on; what is beyond goes from the highest', () => {
    const { replicas, condemned } = byOrdinal(set, ['web-4', 'web-6', 'web-10', 'web-7'].map(member))
    expect(replicas.map(pod => pod?.metadata.name)).toEqual([undefined, 'web-6'])
    expect(condemned.map(({ metadata }) => metadata.name)).toEqual(['web-10', 'web-7', 'web-4'])
  })

  test.each([[undefined, 3, 1], [2, 3, 2], ['50%', 3, 2], ['1%', 3, 1], [0, 3, 1]])('maxUnavailable %s of %i is %i', (value, replicas, expected) =>
    expect(maxUnavailable(value, replicas)).toBe(expected))
})

test('a pod has its name, its labels, its host name and its claims', () => {
  const world = new SmallCluster()
  world.create('statefulsets.apps', setOf({
    replicas: 1,
    volumeClaimTemplates: [{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }, status: {} }],
  }))
  world.pass(2)
  const { metadata, spec } = world.pod('web-0')
  const [revision] = world.client.list('controllerrevisions.apps', namespace)
  expect(metadata.labels).toEqual({
    'app': 'web', 'apps.kubernetes.io/pod-index': '0', 'controller-revision-hash': revision?.metadata.name, 'statefulset.kubernetes.io/pod-name': 'web-0',
  })
  expect([spec.hostname, spec.subdomain, spec.volumes?.[0]]).toEqual(['web-0', 'web', { name: 'data', persistentVolumeClaim: { claimName: 'data-web-0' } }])
  expect(world.client.get('persistentvolumeclaims', namespace, 'data-web-0').metadata).toMatchObject({ labels: { app: 'web' } })
  expect(world.told('SuccessfulCreate')).toEqual(['Create Claim data-web-0 Pod web-0 in StatefulSet web success', 'Create Pod web-0 in StatefulSet web successful'])
})

test('in order, one waits for the one before it; in parallel, none does', () => {
  const world = new SmallCluster()
  world.create('statefulsets.apps', setOf({}, 'unready'))
  world.pass(5)
  expect(names(world)).toEqual(['web-0'])
  world.delete('statefulsets.apps', 'web')
  world.pass(5)
  world.create('statefulsets.apps', setOf({ podManagementPolicy: 'Parallel' }, 'unready'))
  world.pass(5)
  expect(names(world)).toEqual(['web-0', 'web-1', 'web-2'])
})

test('scaled down, the highest ordinals go first, one after another', () => {
  const world = new SmallCluster()
  world.create('statefulsets.apps', setOf())
  world.pass(5)
  edit(world, { replicas: 1 })
  world.pass(5)
  expect(names(world)).toEqual(['web-0'])
  expect(world.told('SuccessfulDelete')).toEqual(['Delete Pod web-2 in StatefulSet web successful', 'Delete Pod web-1 in StatefulSet web successful'])
})

test('an update goes down to the partition; below it a lost pod comes back as it was', () => {
  const world = new SmallCluster()
  world.create('statefulsets.apps', setOf({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } }))
  world.pass(5)
  setImage(world, 'web:v2')
  world.pass(5)
  world.delete('pods', 'web-0')
  world.pass(5)
  expect(images(world)).toEqual(['web-0 web:v1', 'web-1 web:v1', 'web-2 web:v2'])
  const { status } = world.client.get('statefulsets.apps', namespace, 'web')
  expect(status).toMatchObject({ replicas: 3, currentReplicas: 2, updatedReplicas: 1, collisionCount: 0 })
  edit(world, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } })
  world.pass(10)
  const done = world.client.get('statefulsets.apps', namespace, 'web').status
  expect(images(world)).toEqual(['web-0 web:v2', 'web-1 web:v2', 'web-2 web:v2'])
  expect([done.currentRevision, done.currentReplicas]).toEqual([status.updateRevision, 3])
})

test('OnDelete updates only what is deleted', () => {
  const world = new SmallCluster()
  world.create('statefulsets.apps', setOf({ updateStrategy: { type: 'OnDelete' } }))
  world.pass(5)
  setImage(world, 'web:v2')
  world.pass(5)
  world.delete('pods', 'web-1')
  world.pass(5)
  expect(images(world)).toEqual(['web-0 web:v1', 'web-1 web:v2', 'web-2 web:v1'])
})

test('a failed pod is made again under its name', () => {
  const world = new SmallCluster()
  world.create('statefulsets.apps', setOf({ replicas: 1 }))
  world.pass(2)
  world.setFate('failed')
  world.pass(5)
  expect(names(world)).toEqual(['web-0'])
  expect(world.told('RecreatingFailedPod')).toEqual(['StatefulSet default/web is recreating failed Pod web-0'])
})

test('going back to a template raises its revision instead of making another', () => {
  const world = new SmallCluster()
  world.create('statefulsets.apps', setOf({ replicas: 1 }))
  for (const image of ['web:v2', 'web:v1']) {
    world.pass(5)
    setImage(world, image)
  }
  world.pass(5)
  expect(world.client.list('controllerrevisions.apps', namespace).map(({ revision }) => revision).sort()).toEqual([2, 3])
})

test.each([
  ['Retain', 'Retain', [], []],
  ['Delete', 'Retain', ['StatefulSet web'], ['StatefulSet web']],
  ['Retain', 'Delete', [], ['Pod web-1']],
  ['Delete', 'Delete', ['StatefulSet web'], ['Pod web-1']],
])('claims when deleted: %s, when scaled: %s', (whenDeleted, whenScaled, kept, condemned) => {
  const set = stored(setOf({ persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled } }))
  const [pod, stranger] = [member('web-1'), { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: 'o' }]
  const claim: PersistentVolumeClaim = {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data-web-1', namespace, uid: 'c', resourceVersion: '1', creationTimestamp: '', ownerReferences: [stranger] }, spec: { accessModes: ['ReadWriteOnce'], resources: {} }, status: {},
  }
  const owners = ({ metadata }: PersistentVolumeClaim): readonly string[] => (metadata.ownerReferences ?? []).slice(1).map(({ kind, name }) => `${kind} ${name}`)
  const running = byPolicy(set, claim, 'web-1', undefined)
  const leaving = byPolicy(set, running, 'web-1', pod)
  expect([owners(running), owners(leaving), owners(byPolicy(set, leaving, 'web-1', undefined))]).toEqual([kept, condemned, kept])
  expect(byPolicy(set, leaving, 'web-1', pod)).toBe(leaving)
})
