import { describe, expect, test } from 'vitest'
import { awsEbs, awsEfs, type Storage } from '../../../engine/addons/storage/index.ts'
import type { PersistentVolumeClaim } from '../../../engine/apiserver/types.gen.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const zonal = { 'topology.kubernetes.io/zone': 'zone-a' }
const nodes = [1, 2].map(i => ({ name: `node-${i}`, labels: zonal }))
const withClaim = (storage: Storage, modes: PersistentVolumeClaim['spec']['accessModes'] = ['ReadWriteOnce'], storageClassName = 'gp3') => {
  const world = new SmallCluster(nodes, 1, { addons: [storage] })
  world.create('persistentvolumeclaims', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace }, spec: { accessModes: modes, storageClassName, resources: { requests: { storage: '1Gi' } } } })
  return world
}
const user = (name: string, node: string) => podOf(name, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }], nodeSelector: { 'kubernetes.io/hostname': node } })
const attachments = (world: SmallCluster) => world.client.list('volumeattachments.storage.k8s.io').map(({ spec, status }) => [spec.nodeName, status.attached])
const volume = (world: SmallCluster) => world.client.list('persistentvolumes')[0]
const unique = (world: SmallCluster) => `kubernetes.io/csi/ebs.csi.aws.com^${volume(world)?.spec.csi?.volumeHandle}`
const listed = (world: SmallCluster, node: string) => world.client.get('nodes', undefined, node).status.volumesAttached
/** As a kubelet says that it has mounted the volume, or has no longer. */
const mount = (world: SmallCluster, node: string, volumesInUse: readonly string[]) =>
  world.act('mount', client => {
    const known = client.get('nodes', undefined, node)
    client.updateStatus('nodes', { ...known, status: { ...known.status, volumesInUse } })
  })

test('a volume is attached where its pod goes, and detached when the pod is gone', () => {
  const world = withClaim(awsEbs)
  world.create('pods', user('a', 'node-1'))
  world.pass(10)
  expect([attachments(world), listed(world, 'node-1'), world.told('SuccessfulAttachVolume')]).toEqual([
    [['node-1', true]], [{ name: unique(world), devicePath: '' }], [`AttachVolume.Attach succeeded for volume "${volume(world)?.metadata.name}" `],
  ])
  world.delete('pods', 'a')
  world.pass(60)
  expect([attachments(world), listed(world, 'node-1')]).toEqual([[], undefined])
})

test('a second pod on the same node uses it with the first; one on another node has to wait, and is told by whom it is used', () => {
  const world = withClaim(awsEbs)
  world.create('pods', user('a', 'node-1'))
  world.pass(10)
  world.create('pods', user('b', 'node-1'))
  world.create('pods', user('c', 'node-2'))
  world.pass(10)
  expect([attachments(world), world.told('FailedAttachVolume')]).toEqual([
    [['node-1', true]], [`Multi-Attach error for volume "${volume(world)?.metadata.name}" Volume is already used by pod(s) a, b`],
  ])
  world.delete('pods', 'a')
  world.delete('pods', 'b')
  world.pass(60)
  expect(attachments(world)).toEqual([['node-2', true]])
})

test('what many nodes may have is attached to each of them; what needs no attaching to none', () => {
  const many = withClaim({ ...awsEbs, driver: { ...awsEbs.driver, writers: 'many nodes' } }, ['ReadWriteMany'])
  const file = withClaim(awsEfs, ['ReadWriteMany'], 'efs-sc')
  for (const world of [many, file]) {
    world.create('pods', user('a', 'node-1'))
    world.pass(10)
    world.create('pods', user('b', 'node-2'))
    world.pass(10)
  }
  expect([attachments(many).sort(), attachments(file)]).toEqual([[['node-1', true], ['node-2', true]], []])
})

describe('a volume that is still mounted', () => {
  const mounted = () => {
    const world = withClaim(awsEbs)
    world.create('pods', user('a', 'node-1'))
    world.pass(10)
    mount(world, 'node-1', [unique(world)])
    return world
  }

  test('is detached when it is unmounted, however long that takes', () => {
    const world = mounted()
    world.delete('pods', 'a')
    world.create('pods', user('b', 'node-2'))
    world.pass(900)
    expect(attachments(world)).toEqual([['node-1', true]])
    expect(world.told('FailedAttachVolume')).toEqual([`Multi-Attach error for volume "${volume(world)?.metadata.name}" Volume is already exclusively attached to one node and can't be attached to another`])
    mount(world, 'node-1', [])
    world.pass(10)
    expect(attachments(world)).toEqual([['node-2', true]])
  })

  test('on a node that died is detached after six minutes', () => {
    const world = mounted()
    world.agents.get('node-1')?.stop()
    world.pass(120)
    world.create('pods', user('b', 'node-2'))
    world.delete('pods', 'a', { gracePeriodSeconds: 0 })
    world.pass(350)
    expect(attachments(world)).toEqual([['node-1', true]])
    world.pass(30)
    expect(attachments(world)).toEqual([['node-2', true]])
  })

  test('on a node out of service is detached at once, and its pods are let go', () => {
    const world = mounted()
    world.agents.get('node-1')?.stop()
    world.pass(120)
    world.delete('pods', 'a')
    world.create('pods', user('b', 'node-2'))
    world.act('taint', client => {
      const node = client.get('nodes', undefined, 'node-1')
      client.update('nodes', { ...node, spec: { ...node.spec, taints: [...node.spec.taints ?? [], { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }] } })
    })
    world.pass(40)
    expect([attachments(world), world.pods().map(({ metadata }) => metadata.name)]).toEqual([[['node-2', true]], ['b']])
  })
})

test('what was attached while the controllers were away is found when they come back', () => {
  const world = withClaim({ ...awsEbs, driver: { ...awsEbs.driver, csi: { attaches: true, attachMs: 30_000, detachMs: 100 } } })
  world.create('pods', user('a', 'node-1'))
  world.pass(20)
  expect(attachments(world)).toEqual([['node-1', false]])
  world.cluster.act('stop kube-controller-manager')
  world.pass(60)
  expect([attachments(world), listed(world, 'node-1')]).toEqual([[['node-1', true]], undefined])
  world.cluster.act('start kube-controller-manager')
  world.pass(5)
  expect(listed(world, 'node-1')).toEqual([{ name: unique(world), devicePath: '' }])
})

test('a node takes no more volumes than its driver says', () => {
  const full: Storage = { ...awsEbs, driver: { ...awsEbs.driver, csi: { attaches: true, attachMs: 100, detachMs: 100, volumesPerNode: 0 } } }
  const world = withClaim(full)
  world.create('pods', { ...user('a', 'node-1'), spec: { ...user('a', 'node-1').spec, nodeName: 'node-1' } }) // past the scheduler, which would see it
  world.act('choose', client => {
    const claim = client.get('persistentvolumeclaims', namespace, 'data')
    client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, 'volume.kubernetes.io/selected-node': 'node-1' } } })
  })
  world.pass(20)
  expect([attachments(world), [...new Set(world.told('FailedAttachVolume'))]]).toEqual([
    [['node-1', false]], [`AttachVolume.Attach failed for volume "${volume(world)?.metadata.name}" : rpc error: code = ResourceExhausted desc = attachment limit of the node exceeded`],
  ])
})
