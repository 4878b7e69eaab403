// What keeps pods from nodes because of their volumes, in the words of the real scheduler.
import { expect, test } from 'vitest'
import { awsEbs, type Storage } from '../../../engine/addons/storage/index.ts'
import type { PersistentVolume, PersistentVolumeAccessMode, Volume } from '../../../engine/apiserver/types.gen.ts'
import { namespace, podOf, SmallCluster } from '../../support/small-cluster.ts'

const nodes = ['a', 'b'].map(zone => ({ name: `node-${zone}`, labels: { 'topology.kubernetes.io/zone': `zone-${zone}` } }))
const notHelpful = (count: number, of = 2) => `no new claims to deallocate, preemption: 0/${of} nodes are available: ${count} Preemption is not helpful for scheduling.`
const noVictims = (count: number, of = 2) => `no new claims to deallocate, preemption: 0/${of} nodes are available: ${count} No preemption victims found for incoming pod.`
const claim = (world: SmallCluster, name: string, storageClassName: string, mode: PersistentVolumeAccessMode = 'ReadWriteOnce') => world.create('persistentvolumeclaims', {
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace }, spec: { accessModes: [mode], storageClassName, resources: { requests: { storage: '1Gi' } } },
})
const volume = (world: SmallCluster, name: string, mode: PersistentVolumeAccessMode, labels: Readonly<Record<string, string>> = {}, spec: Partial<PersistentVolume['spec']> = {}) => world.create('persistentvolumes', {
  apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, labels }, spec: { capacity: { storage: '1Gi' }, accessModes: [mode], hostPath: { path: '/mnt' }, ...spec },
})
const user = (name: string, ...claims: readonly string[]) => podOf(name, { volumes: claims.map(claimName => ({ name: claimName, persistentVolumeClaim: { claimName } })) })
const nodeOf = (world: SmallCluster, pod: string) => world.pod(pod).spec.nodeName
const why = (world: SmallCluster) => [...new Set(world.told('FailedScheduling'))]

test('VolumeRestrictions: a claim for one pod alone is had by one pod at a time', () => {
  const world = new SmallCluster(nodes)
  volume(world, 'pv', 'ReadWriteOncePod')
  world.pass(1)
  claim(world, 'data', '', 'ReadWriteOncePod')
  world.pass(1)
  world.create('pods', user('first', 'data'))
  world.pass(3)
  world.create('pods', user('second', 'data'))
  world.pass(3)
  expect([nodeOf(world, 'first') !== undefined, nodeOf(world, 'second'), why(world)]).toEqual([
    true, undefined, [`0/2 nodes are available: 2 node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode. ${noVictims(2)}`],
  ])
  world.delete('pods', 'first')
  world.pass(60)
  expect(nodeOf(world, 'second')).toBeDefined()
})

test('a more important pod takes the claim from the one that has it', () => {
  const world = new SmallCluster(nodes)
  world.create('priorityclasses.scheduling.k8s.io', { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 1000 })
  volume(world, 'pv', 'ReadWriteOncePod')
  world.pass(1)
  claim(world, 'data', '', 'ReadWriteOncePod')
  world.pass(1)
  world.create('pods', user('first', 'data'))
  world.pass(3)
  const second = user('second', 'data')
  world.create('pods', { ...second, spec: { ...second.spec, priorityClassName: 'high' } })
  world.pass(60)
  expect([world.pods().map(({ metadata }) => metadata.name), nodeOf(world, 'second') !== undefined]).toEqual([['second'], true])
})

test('VolumeRestrictions: a disk of old is not shared by pods that write', () => {
  const world = new SmallCluster(1)
  const disk: Volume = { name: 'disk', gcePersistentDisk: { pdName: 'd' } }
  for (const name of ['first', 'second']) {
    world.create('pods', podOf(name, { volumes: [disk] }))
    world.pass(1)
  }
  expect([nodeOf(world, 'second'), why(world)]).toEqual([undefined, [`0/1 nodes are available: 1 node(s) had no available disk. ${noVictims(1, 1)}`]])
})

test('VolumeZone: a volume with a label of a zone is used there', () => {
  const world = new SmallCluster(nodes)
  volume(world, 'here', 'ReadWriteOnce', { 'failure-domain.beta.kubernetes.io/zone': 'zone-b__zone-c' }, { storageClassName: 'x' })
  volume(world, 'nowhere', 'ReadWriteOnce', { 'topology.kubernetes.io/zone': 'zone-z' }, { storageClassName: 'y' })
  world.pass(1)
  claim(world, 'one', 'x')
  claim(world, 'two', 'y')
  world.pass(2)
  world.create('pods', user('p', 'one'))
  world.create('pods', user('q', 'two'))
  world.pass(2)
  expect([nodeOf(world, 'p'), nodeOf(world, 'q'), why(world)]).toEqual(['node-b', undefined, [`0/2 nodes are available: 2 node(s) had no available volume zone. ${notHelpful(2)}`]])
})

test('NodeVolumeLimits: a node takes so many volumes, and more when others are gone', () => {
  const storage: Storage = { ...awsEbs, driver: { ...awsEbs.driver, csi: { attaches: true, attachMs: 500, detachMs: 500, volumesPerNode: 2 } } }
  const world = new SmallCluster([{ name: 'only', labels: { 'topology.kubernetes.io/zone': 'zone-a' } }], 1, { addons: [storage] })
  for (const name of ['a', 'b', 'c']) claim(world, name, 'gp3')
  world.create('pods', user('two', 'a', 'b'))
  world.pass(10)
  world.create('pods', user('one', 'c'))
  world.pass(10)
  expect([nodeOf(world, 'two'), nodeOf(world, 'one'), why(world)]).toEqual(['only', undefined, [`0/1 nodes are available: 1 node(s) exceed max volume count. ${noVictims(1, 1)}`]])
  world.delete('pods', 'two')
  world.pass(90)
  expect(nodeOf(world, 'one')).toBe('only')
})

test('VolumeBinding: a volume that nobody makes is waited for in silence, for ten minutes', () => {
  const world = new SmallCluster(nodes)
  world.create('storageclasses.storage.k8s.io', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'cloud' }, provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer' })
  claim(world, 'data', 'cloud')
  world.create('pods', user('p', 'data'))
  world.pass(590)
  expect(why(world)).toEqual([])
  world.pass(30)
  expect([nodeOf(world, 'p'), why(world)]).toEqual([undefined, ['running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded']])
})

test('VolumeBinding: a pod that waits for its volume keeps its place on the node', () => {
  const slow: Storage = { ...awsEbs, driver: { ...awsEbs.driver, provisionMs: 30_000 } }
  const world = new SmallCluster([{ name: 'only', labels: { 'topology.kubernetes.io/zone': 'zone-a' }, capacity: { cpu: '2', memory: '8Gi', pods: '110' } }], 1, { addons: [slow] })
  const cpu = (amount: string) => [{ name: 'c', image: 'i', resources: { requests: { cpu: amount } } }]
  claim(world, 'data', 'gp3')
  const first = user('first', 'data')
  world.create('pods', { ...first, spec: { ...first.spec, containers: cpu('1500m') } })
  world.pass(5)
  world.create('pods', podOf('second', { containers: cpu('1') }))
  world.pass(5)
  expect([nodeOf(world, 'first'), nodeOf(world, 'second'), why(world)]).toEqual([undefined, undefined, [`0/1 nodes are available: 1 Insufficient cpu. ${noVictims(1, 1)}`]])
  world.pass(60)
  expect([nodeOf(world, 'first'), nodeOf(world, 'second')]).toEqual(['only', undefined])
  world.delete('pods', 'first')
  world.pass(60)
  expect(nodeOf(world, 'second')).toBe('only')
})

test('VolumeBinding: a pod goes to its node when its claims are bound there, not before, and to no other', () => {
  const sameZone = [1, 2, 3].map(i => ({ name: `n${i}`, labels: { 'topology.kubernetes.io/zone': 'zone-a' } }))
  for (let seed = 1; seed <= 8; seed++) {
    const world = new SmallCluster(sameZone, seed, { addons: [awsEbs] })
    claim(world, 'data', 'gp3')
    world.create('pods', user('p', 'data'))
    const seen: string[] = []
    for (let i = 0; i < 400; i++) {
      world.pass(0.05)
      const { spec, status, metadata } = world.client.get('persistentvolumeclaims', namespace, 'data')
      const placed = nodeOf(world, 'p')
      if (placed !== undefined) seen.push(`${spec.volumeName !== undefined && status.phase} ${placed === metadata.annotations?.['volume.kubernetes.io/selected-node']}`)
    }
    expect([...new Set(seen)]).toEqual(['Bound true'])
  }
})

test('VolumeBinding: where a driver says how much it has, no volume is asked for that is too large', () => {
  const small: Storage = { ...awsEbs, driver: { ...awsEbs.driver, capacity: '1500Mi' } }
  const world = new SmallCluster(nodes, 1, { addons: [small] })
  claim(world, 'one', 'gp3')
  world.create('pods', user('p', 'one'))
  world.pass(10)
  claim(world, 'two', 'gp3')
  world.create('pods', user('q', 'two'))
  world.pass(5)
  expect([nodeOf(world, 'p') !== undefined, nodeOf(world, 'q'), why(world)]).toEqual([true, undefined, [`0/2 nodes are available: 2 node(s) did not have enough free storage. ${notHelpful(2)}`]])
  expect(world.client.list('csistoragecapacities.storage.k8s.io').map(({ metadata, storageClassName, capacity }) => [metadata.namespace, storageClassName, capacity])).toEqual([['kube-system', 'gp3', '476Mi']])
  world.delete('pods', 'p')
  world.delete('persistentvolumeclaims', 'one')
  world.pass(120)
  expect(nodeOf(world, 'q')).toBeDefined()
})
