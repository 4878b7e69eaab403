// The part of a driver that runs on every node: it makes itself known there, and lets mounted file systems grow.
import type { Part } from '../../clock/part.ts'
import type { CSINodeDriver, Node, PersistentVolumeClaim } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { claimsUsedBy } from '../../client/volumes.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import type { StorageDriver } from './driver.ts'

const reactionMs = 50
/** How long a kubelet takes to come round to a volume that is to grow. */
const growMs = 1000

export function nodePlugin(client: Client, informers: InformerFactory, driver: StorageDriver): Part {
  const { clock } = client
  const name = `csi-node ${driver.name}`
  const nodes = informers.of('nodes')
  const claims = informers.of('persistentvolumeclaims')
  const pods = informers.of('pods')
  const usersOf = pods.indexBy(claimsUsedBy)
  const recorders = new Map<string, EventRecorder>()
  const registration = new WorkQueue({ clock, name: `${name} (nodes)`, reactionMs, sync: register })
  const growth = new WorkQueue({ clock, name: `${name} (claims)`, reactionMs: growMs, sync: grow })

  function register(nodeName: string): void {
    const node = nodes.get(nodeName)
    if (!node) return
    const known = client.find('csinodes.storage.k8s.io', undefined, nodeName)
    const drivers = [...known?.spec.drivers ?? [], entryOf(nodeName)]
    if (!known) client.create('csinodes.storage.k8s.io', { apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata: { name: nodeName, ownerReferences: [ownerOf(node)] }, spec: { drivers } })
    else if (!known.spec.drivers?.some(entry => entry.name === driver.name)) client.update('csinodes.storage.k8s.io', { ...known, spec: { drivers } })
  }

  const entryOf = (nodeID: string): CSINodeDriver => {
    const count = driver.csi?.volumesPerNode
    return { name: driver.name, nodeID, ...count !== undefined && { allocatable: { count } }, ...driver.placedBy !== undefined && { topologyKeys: [driver.placedBy] } }
  }

  /** The volume has grown; where it is mounted, the file system on it follows. */
  function grow(key: string): void {
    const claim = claims.get(key)
    const user = usersOf(key).find(({ status }) => status.phase === 'Running')
    if (!claim || !user || !isPending(claim)) return
    const volume = client.find('persistentvolumes', undefined, claim.spec.volumeName ?? '')
    if (volume?.spec.csi?.driver !== driver.name) return
    const { allocatedResourceStatuses: _done, ...status } = claim.status
    client.updateStatus('persistentvolumeclaims', { ...claim, status: { ...status, capacity: { ...status.capacity, ...volume.spec.capacity }, conditions: [] } })
    const recorder = recorderOf(user.spec.nodeName ?? '')
    const told = `MountVolume.NodeExpandVolume succeeded for volume "${volume.metadata.name}" ${user.spec.nodeName}`
    recorder.event(user, 'Normal', 'FileSystemResizeSuccessful', told)
    recorder.event(claim, 'Normal', 'FileSystemResizeSuccessful', told)
  }

  /** Its kubelet tells of it. */
  function recorderOf(node: string): EventRecorder {
    const known = recorders.get(node) ?? new EventRecorder(client, 'kubelet', node)
    recorders.set(node, known)
    return known
  }

  return {
    name,
    start: () => {
      if (driver.csi) nodes.handle({ added: node => registration.add(node.metadata.name) })
      claims.handle({ updated: claim => { if (isPending(claim)) growth.add(keyOf(claim)) } })
      pods.handle({ updated: (pod, before) => { if (pod.status.phase !== before.status.phase) claimsUsedBy(pod).forEach(key => growth.add(key)) } })
    },
    stop: () => {
      registration.stop()
      growth.stop()
    },
  }
}

const ownerOf = ({ metadata: { name, uid } }: Node) => ({ apiVersion: 'v1', kind: 'Node', name, uid })

const isPending = ({ status }: PersistentVolumeClaim): boolean => status.conditions?.some(({ type }) => type === 'FileSystemResizePending') ?? false
