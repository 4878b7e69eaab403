import { describe, expect, test } from 'vitest'
import { awsEbs, localPath, minikubeHostPath, type Storage } from '../../../engine/addons/storage/index.ts'
import type { PersistentVolumeClaim, StorageClass } from '../../../engine/apiserver/types.gen.ts'
import type { Draft } from '../../../engine/client/resources.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const claimOf = (name: string, storage = '1Gi', spec: Partial<PersistentVolumeClaim['spec']> = {}): Draft<PersistentVolumeClaim> => ({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...spec },
})
const mounting = (claimName: string) => ({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] })
const nodes = ['a', 'b', 'c'].map(zone => ({ name: `node-${zone}`, labels: { 'topology.kubernetes.io/zone': `zone-${zone}` } }))
const withStorage = (...addons: readonly Storage[]) => new SmallCluster(nodes, 1, { addons })
const immediate: Storage = { ...awsEbs, classes: awsEbs.classes.map(each => ({ ...each, volumeBindingMode: 'Immediate' }) as Draft<StorageClass> & { metadata: { name: string } }) }

const claim = (world: SmallCluster, name = 'data') => world.client.get('persistentvolumeclaims', namespace, name)
const volumes = (world: SmallCluster) => world.client.list('persistentvolumes')
/** Reasons and messages of what was told about claims and volumes, with the names of volumes cut short. */
const story = (world: SmallCluster) => world.client.list('events').filter(({ involvedObject: { kind = '' } }) => kind.startsWith('PersistentVolume'))
  .toSorted((a, b) => Number(a.metadata.name.split('.').at(-1)) - Number(b.metadata.name.split('.').at(-1)) || Date.parse(a.firstTimestamp ?? '') - Date.parse(b.firstTimestamp ?? ''))
  .map(({ type, reason, message }) => `${type} ${reason} ${message?.replace(/pvc-[0-9a-f-]{36}/g, 'pvc-…')}`).sort()

describe('in kind', () => {
  test('a claim waits for its pod; then a directory is made on the node of the pod, and goes with the claim', () => {
    const world = withStorage(localPath)
    world.create('persistentvolumeclaims', claimOf('data'))
    world.pass(2)
    expect([claim(world).spec.storageClassName, claim(world).status.phase, story(world)]).toEqual(['standard', 'Pending', [
      'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
    ]])
    world.create('pods', podOf('user', mounting('data')))
    world.pass(10)
    const node = world.pod('user').spec.nodeName ?? ''
    expect(world.pod('user').status.phase).toBe('Running')
    expect(story(world)).toEqual([
      "Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'rancher.io/local-path' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
      'Normal Provisioning External provisioner is provisioning volume for claim "default/data"',
      'Normal ProvisioningSucceeded Successfully provisioned volume pvc-…',
      'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
    ])
    const { uid } = claim(world).metadata
    const [volume] = volumes(world)
    expect([volume?.metadata.name, volume?.metadata.annotations, volume?.metadata.finalizers, volume?.spec.hostPath, volume?.spec.nodeAffinity?.required?.nodeSelectorTerms]).toEqual([
      `pvc-${uid}`,
      { 'local.path.provisioner/selected-node': node, 'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path' },
      ['kubernetes.io/pv-protection'],
      { path: `/var/local-path-provisioner/pvc-${uid}_default_data`, type: 'DirectoryOrCreate' },
      [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }],
    ])
    world.delete('pods', 'user')
    world.delete('persistentvolumeclaims', 'data')
    world.pass(60)
    expect([world.client.list('persistentvolumeclaims'), volumes(world)]).toEqual([[], []])
  })

  test('more than one writer is refused, again and again', () => {
    const world = withStorage(localPath)
    world.create('persistentvolumeclaims', claimOf('data', '1Gi', { accessModes: ['ReadWriteMany'] }))
    world.create('pods', podOf('user', mounting('data')))
    world.pass(60)
    expect(world.told('ProvisioningFailed')).toEqual(['failed to provision volume with StorageClass "standard": NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes'])
    expect(world.client.list('events').find(({ reason }) => reason === 'ProvisioningFailed')?.count).toBeGreaterThan(3)
  })
})

test('in minikube a claim is served at once, pod or no pod', () => {
  const world = withStorage(minikubeHostPath)
  world.create('persistentvolumeclaims', claimOf('data'))
  world.pass(3)
  expect([claim(world).status.phase, volumes(world).map(({ spec }) => [spec.hostPath?.path, spec.nodeAffinity])]).toEqual(['Bound', [['/tmp/hostpath-provisioner/default/data', undefined]]])
})

describe('a driver of a cloud', () => {
  test('makes the volume in the zone of the pod, and makes itself known on the nodes', () => {
    const world = withStorage(awsEbs)
    world.create('persistentvolumeclaims', claimOf('data', '4Gi', { storageClassName: 'gp3' }))
    world.create('pods', podOf('user', { ...mounting('data'), nodeSelector: { 'topology.kubernetes.io/zone': 'zone-b' } }))
    world.pass(15)
    const [volume] = volumes(world)
    expect([world.pod('user').spec.nodeName, claim(world).status.phase, volume?.spec.nodeAffinity?.required?.nodeSelectorTerms, volume?.spec.capacity, volume?.spec.csi?.driver]).toEqual([
      'node-b', 'Bound', [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['zone-b'] }] }], { storage: '4Gi' }, 'ebs.csi.aws.com',
    ])
    expect(volume?.metadata.finalizers).toEqual(['external-provisioner.volume.kubernetes.io/finalizer', 'kubernetes.io/pv-protection', 'external-attacher/ebs-csi-aws-com'])
    expect(world.client.get('csinodes.storage.k8s.io', undefined, 'node-b').spec.drivers)
      .toEqual([{ name: 'ebs.csi.aws.com', nodeID: 'node-b', allocatable: { count: 25 }, topologyKeys: ['topology.kubernetes.io/zone'] }])
    expect(world.client.get('csidrivers.storage.k8s.io', undefined, 'ebs.csi.aws.com').spec.attachRequired).toBe(true)
  })

  test('without a pod to follow, claims of a StatefulSet come to one zone after another', () => {
    const world = withStorage(immediate)
    for (const i of [0, 1, 2]) world.create('persistentvolumeclaims', claimOf(`www-web-${i}`, '1Gi', { storageClassName: 'gp3' }))
    world.pass(10)
    const zones = volumes(world).map(({ spec }) => spec.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values?.[0])
    expect(new Set(zones)).toEqual(new Set(['zone-a', 'zone-b', 'zone-c']))
  })

  test('that is not installed leaves the claim waiting', () => {
    const world = withStorage()
    world.create('storageclasses.storage.k8s.io', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'gp2' }, provisioner: 'kubernetes.io/aws-ebs' })
    world.create('persistentvolumeclaims', claimOf('data', '1Gi', { storageClassName: 'gp2' }))
    world.pass(100)
    expect([claim(world).status.phase, world.told('ExternalProvisioning')]).toEqual(['Pending', [
      "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    ]])
    expect(claim(world).metadata.annotations).toEqual({ 'volume.beta.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com', 'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com' })
  })

  test('that may not, or has no room, says so', () => {
    const denied: Storage = { ...immediate, driver: { ...awsEbs.driver, refusal: 'rpc error: code = Internal desc = UnauthorizedOperation: You are not authorized to perform this operation.' } }
    const small: Storage = { ...immediate, driver: { ...awsEbs.driver, capacity: '5Gi' } }
    const worlds = [withStorage(denied), withStorage(small)]
    for (const world of worlds) {
      world.create('persistentvolumeclaims', claimOf('first', '3Gi', { storageClassName: 'gp3' }))
      world.pass(5)
      world.create('persistentvolumeclaims', claimOf('second', '3Gi', { storageClassName: 'gp3' }))
      world.pass(20)
    }
    expect(worlds.map(world => [...new Set(world.told('ProvisioningFailed'))])).toEqual([
      ['failed to provision volume with StorageClass "gp3": rpc error: code = Internal desc = UnauthorizedOperation: You are not authorized to perform this operation.'],
      ['failed to provision volume with StorageClass "gp3": rpc error: code = ResourceExhausted desc = insufficient free space'],
    ])
    expect(worlds.map(world => [claim(world, 'first').status.phase, claim(world, 'second').status.phase])).toEqual([['Pending', 'Pending'], ['Bound', 'Pending']])
  })

  test.each([['Delete', []], ['Retain', ['Released']]] as const)('keeps what is to be kept: %s', (reclaimPolicy, left) => {
    const world = withStorage({ ...immediate, classes: immediate.classes.map(each => ({ ...each, reclaimPolicy })) })
    world.create('persistentvolumeclaims', claimOf('data', '1Gi', { storageClassName: 'gp3' }))
    world.pass(10)
    world.delete('persistentvolumeclaims', 'data')
    world.pass(20)
    expect(volumes(world).map(({ status }) => status.phase)).toEqual(left)
    if (left.length === 0) return
    world.delete('persistentvolumes', volumes(world)[0]?.metadata.name ?? '', {}, undefined)
    world.pass(5)
    expect(volumes(world)).toEqual([])
  })

  test('makes a volume larger, and its file system as soon as it is mounted', () => {
    const world = withStorage(immediate)
    world.create('persistentvolumeclaims', claimOf('data', '1Gi', { storageClassName: 'gp3' }))
    world.pass(10)
    world.edit('persistentvolumeclaims', 'data', each => ({ ...each, spec: { ...each.spec, resources: { requests: { storage: '3Gi' } } } }))
    world.pass(2)
    expect(claim(world).status.conditions?.map(({ type, status }) => [type, status])).toEqual([['Resizing', 'True']])
    world.pass(6)
    expect([claim(world).status.capacity, volumes(world)[0]?.spec.capacity, claim(world).status.conditions?.map(({ type, status, message }) => [type, status, message])]).toEqual([
      { storage: '1Gi' }, { storage: '3Gi' }, [['FileSystemResizePending', 'True', 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.']],
    ])
    world.create('pods', podOf('user', mounting('data')))
    world.pass(15)
    const { name } = volumes(world)[0]?.metadata ?? {}
    expect([claim(world).status.capacity, claim(world).status.conditions ?? [], ['ExternalExpanding', 'Resizing', 'FileSystemResizeRequired', 'FileSystemResizeSuccessful'].flatMap(reason => world.told(reason))]).toEqual([{ storage: '3Gi' }, [], [
      "Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an external controller to process this PVC.",
      `External resizer is resizing volume ${name}`,
      'Require file system resize of volume on node',
      `MountVolume.NodeExpandVolume succeeded for volume "${name}" ${world.pod('user').spec.nodeName}`,
      `MountVolume.NodeExpandVolume succeeded for volume "${name}" ${world.pod('user').spec.nodeName}`,
    ]])
  })
})

test('a class that becomes the usual one later serves the claims that named none', () => {
  const world = withStorage({ ...minikubeHostPath, classes: [] })
  world.create('persistentvolumeclaims', claimOf('data'))
  world.pass(5)
  expect([claim(world).status.phase, claim(world).spec.storageClassName, world.told('FailedBinding')]).toEqual(['Pending', undefined, ['no persistent volumes available for this claim and no storage class is set']])
  for (const each of minikubeHostPath.classes) world.create('storageclasses.storage.k8s.io', each)
  world.pass(30)
  expect([claim(world).status.phase, claim(world).spec.storageClassName]).toEqual(['Bound', 'standard'])
})
