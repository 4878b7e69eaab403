import { describe, expect, test } from 'vitest'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../engine/apiserver/types.gen.ts'
import type { Draft } from '../../../engine/client/resources.ts'
import { bestMatch } from '../../../engine/client/volumes.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const volumeOf = (name: string, storage: string, spec: Partial<PersistentVolume['spec']> = {}): Draft<PersistentVolume> & Pick<PersistentVolume, 'spec'> => ({
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name },
  spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain', hostPath: { path: `/mnt/${name}` }, ...spec },
})
const claimOf = (name: string, storage: string, spec: Partial<PersistentVolumeClaim['spec']> = {}): Draft<PersistentVolumeClaim> & Pick<PersistentVolumeClaim, 'spec'> => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec },
})
const classOf = (name: string, provisioner: string): Draft<StorageClass> & Pick<StorageClass, 'provisioner'> =>
  ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner, volumeBindingMode: 'WaitForFirstConsumer' })
const mounting = (claimName: string) => ({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] })
const onNode = (...values: string[]) => ({ nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values } as const] }] } } })

const volumes = (world: SmallCluster) => Object.fromEntries(world.client.list('persistentvolumes').map(({ metadata, spec, status }) => [metadata.name, [status.phase, spec.claimRef?.name]]))
const claims = (world: SmallCluster) => Object.fromEntries(world.client.list('persistentvolumeclaims').map(({ metadata, spec, status }) => [metadata.name, [status.phase, spec.volumeName]]))

describe('which volume', () => {
  const meta = (name: string) => ({ name, uid: name, resourceVersion: '1', creationTimestamp: '2026-11-21T09:00:00Z' })
  const free = (name: string, storage: string, spec: Partial<PersistentVolume['spec']> = {}): PersistentVolume =>
    ({ apiVersion: 'v1', kind: 'PersistentVolume', spec: volumeOf(name, storage, spec).spec, metadata: meta(name), status: { phase: 'Available' } })
  const claim = (spec: Partial<PersistentVolumeClaim['spec']> = {}): PersistentVolumeClaim =>
    ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: claimOf('data', '3Gi', spec).spec, metadata: { ...meta('data'), namespace }, status: { phase: 'Pending' } })
  const one = free('one', '3Gi', onNode('n1'))
  const meant = free('meant', '9Gi', { claimRef: { kind: 'PersistentVolumeClaim', namespace, name: 'data' } })

  test.each([
    ['the smallest that is big enough', claim(), [free('big', '9Gi'), free('right', '4Gi'), free('small', '1Gi')], 'right'],
    ['not one that lacks an access mode', claim({ accessModes: ['ReadWriteMany'] }), [free('a', '4Gi')], undefined],
    ['not one of another class', claim({ storageClassName: 'fast' }), [free('a', '4Gi')], undefined],
    ['not one that the selector leaves out', claim({ selector: { matchLabels: { tier: 'gold' } } }), [free('a', '4Gi')], undefined],
    ['not one of another mode', claim({ volumeMode: 'Block' }), [free('a', '4Gi')], undefined],
    ['the one that is meant for it', claim(), [free('a', '4Gi'), meant], 'meant'],
  ])('%s', (_what, of, all, name) => expect(bestMatch(of, all, 'anywhere')?.metadata.name).toBe(name))

  test('only where the node can reach it, and none before there is a node, unless meant for it', () => {
    expect(bestMatch(claim(), [one], { name: 'n1', labels: { 'kubernetes.io/hostname': 'n1' } })).toBe(one)
    expect(bestMatch(claim(), [one], { name: 'n2', labels: { 'kubernetes.io/hostname': 'n2' } })).toBeUndefined()
    expect(bestMatch(claim(), [one], 'not yet')).toBeUndefined()
    expect(bestMatch(claim(), [one, meant], 'not yet')).toBe(meant)
  })
})

test('a claim is protected while a pod uses it; then its volume is released, and deleted if it can be', () => {
  const world = new SmallCluster()
  world.create('persistentvolumes', volumeOf('kept', '1Gi'))
  world.create('persistentvolumes', volumeOf('scratch', '2Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/scratch' } }))
  world.create('persistentvolumes', volumeOf('stuck', '3Gi', { persistentVolumeReclaimPolicy: 'Delete' }))
  world.pass(1)
  for (const [name, storage] of [['a', '1Gi'], ['b', '2Gi'], ['c', '3Gi']] as const) world.create('persistentvolumeclaims', claimOf(name, storage))
  world.create('pods', podOf('user', mounting('a')))
  world.pass(3)
  expect(claims(world)).toEqual({ a: ['Bound', 'kept'], b: ['Bound', 'scratch'], c: ['Bound', 'stuck'] })
  for (const name of ['a', 'b', 'c']) world.delete('persistentvolumeclaims', name)
  world.pass(3)
  expect(claims(world)).toEqual({ a: ['Bound', 'kept'] })
  expect(volumes(world)).toEqual({ kept: ['Bound', 'a'], stuck: ['Failed', 'c'] })
  expect(world.told('VolumeFailedDelete')).toEqual(['host_path deleter only supports /tmp/.+ but received provided /mnt/stuck'])
  world.delete('pods', 'user')
  world.pass(3)
  expect(claims(world)).toEqual({})
  expect(volumes(world)).toEqual({ kept: ['Released', 'a'], stuck: ['Failed', 'c'] })
})

test('a claim that waits for its consumer is bound where the pod goes, and the pod goes where its volume is', () => {
  const world = new SmallCluster(3)
  const [, second] = world.client.list('nodes').map(({ metadata }) => metadata.name)
  world.create('storageclasses.storage.k8s.io', classOf('local', 'kubernetes.io/no-provisioner'))
  world.create('persistentvolumes', volumeOf('disk', '5Gi', { storageClassName: 'local', ...onNode(second ?? '') }))
  world.create('persistentvolumeclaims', claimOf('data', '1Gi', { storageClassName: 'local' }))
  world.pass(2)
  expect(world.told('WaitForFirstConsumer')).toEqual(['waiting for first consumer to be created before binding'])
  world.create('pods', podOf('user', mounting('data')))
  world.create('pods', podOf('late', mounting('more')))
  world.pass(2)
  expect([world.pod('user').spec.nodeName, claims(world)]).toEqual([second, { data: ['Bound', 'disk'] }])
  expect(world.pod('late').status.conditions?.map(({ message }) => message)).toEqual(['0/3 nodes are available: persistentvolumeclaim "more" not found. not found'])
  world.create('persistentvolumeclaims', claimOf('more', '1Gi', { storageClassName: 'local' }))
  world.pass(3)
  expect(world.pod('late').status.conditions?.map(({ message }) => message)).toEqual([
    "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
  ])
  world.create('persistentvolumes', volumeOf('other', '5Gi', { storageClassName: 'local' }))
  world.pass(5)
  expect(claims(world)).toEqual({ data: ['Bound', 'disk'], more: ['Bound', 'other'] })
  expect(world.pod('late').status.phase).toBe('Running')
})

test('a volume that somebody has to make is asked for, and the pod waits for it without complaint', () => {
  const world = new SmallCluster(2)
  world.create('storageclasses.storage.k8s.io', classOf('cloud', 'ebs.csi.aws.com'))
  world.create('persistentvolumeclaims', claimOf('data', '1Gi', { storageClassName: 'cloud' }))
  world.create('pods', podOf('user', mounting('data')))
  world.pass(3)
  const { annotations = {} } = world.client.get('persistentvolumeclaims', namespace, 'data').metadata
  const chosen = annotations['volume.kubernetes.io/selected-node']
  expect(annotations).toEqual({
    'volume.kubernetes.io/selected-node': chosen,
    'volume.beta.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com',
    'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com',
  })
  expect([world.pod('user').spec.nodeName, world.told('FailedScheduling')]).toEqual([undefined, []])
  world.create('persistentvolumes', volumeOf('made', '1Gi', { storageClassName: 'cloud', claimRef: { kind: 'PersistentVolumeClaim', namespace, name: 'data' }, ...onNode(chosen ?? '') }))
  world.pass(20)
  expect([world.pod('user').spec.nodeName, claims(world)]).toEqual([chosen, { data: ['Bound', 'made'] }])
})
