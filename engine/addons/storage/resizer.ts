// The external resizer of a driver: makes volumes larger whose claims ask for more. What is mounted grows on its node last.
import type { Part } from '../../clock/part.ts'
import { compareQuantities, parseQuantity } from '../../apiserver/schema/quantity.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimCondition, PersistentVolumeClaimStatus } from '../../apiserver/types.gen.ts'
import { timestamp } from '../../clock/time.ts'
import type { Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import type { StorageDriver } from './driver.ts'

const reactionMs = 20
const controllerAnnotation = 'volume.kubernetes.io/storage-resizer'

const isSmaller = (a: string | undefined, b: string): boolean => compareQuantities(parseQuantity(a ?? '0'), parseQuantity(b)) < 0

export function resizer(client: Client, informers: InformerFactory, driver: StorageDriver): Part {
  const { clock } = client
  const name = `csi-resizer ${driver.name}`
  const resizeMs = driver.csi?.resizeMs ?? 0
  const recorder = new EventRecorder(client, `external-resizer ${driver.name}`)
  const claims = informers.of('persistentvolumeclaims')
  const underWay = new Set<string>()
  let stopped = false
  const queue = new WorkQueue({ clock, name, reactionMs, sync })

  function sync(key: string): void {
    const claim = claims.get(key)
    const wanted = claim?.spec.resources?.requests?.['storage']
    if (claim?.status.phase !== 'Bound' || wanted === undefined || underWay.has(key)) return
    const volume = client.find('persistentvolumes', undefined, claim.spec.volumeName ?? '')
    if (volume?.spec.csi?.driver !== driver.name || !isSmaller(volume.spec.capacity?.['storage'], wanted)) return
    recorder.event(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${volume.metadata.name}`)
    write(claim, withConditions(claim, 'Resizing', { allocatedResources: { storage: wanted }, allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' } }))
    underWay.add(key)
    clock.after(resizeMs, `${name}: ${volume.metadata.name} grows`, () => {
      underWay.delete(key)
      if (!stopped) grow(key, claim.metadata.uid, wanted)
    })
  }

  function grow(key: string, uid: string, wanted: string): void {
    try {
      const claim = client.find('persistentvolumeclaims', claims.get(key)?.metadata.namespace, claims.get(key)?.metadata.name ?? '')
      const volume = claim?.metadata.uid === uid ? client.find('persistentvolumes', undefined, claim.spec.volumeName ?? '') : undefined
      if (!claim || !volume) return
      enlarge(volume, wanted)
      if (volume.spec.volumeMode === 'Block') return finish(claim, wanted)
      recorder.event(claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node')
      write(claim, withConditions(claim, 'FileSystemResizePending', { allocatedResourceStatuses: { storage: 'NodeResizePending' } }))
    }
    catch (error) {
      if (!(error instanceof StatusError)) throw error
      queue.addRateLimited(key)
    }
  }

  function finish(claim: PersistentVolumeClaim, wanted: string): void {
    recorder.event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded')
    const { allocatedResourceStatuses: _done, ...status } = claim.status
    write(claim, { ...status, capacity: { storage: wanted }, conditions: [] })
  }

  const enlarge = (volume: PersistentVolume, storage: string): void =>
    void client.update('persistentvolumes', { ...volume, spec: { ...volume.spec, capacity: { ...volume.spec.capacity, storage } } })

  function write(claim: PersistentVolumeClaim, status: PersistentVolumeClaimStatus): void {
    const { resourceVersion: _any, ...metadata } = claim.metadata
    client.updateStatus('persistentvolumeclaims', { ...claim, metadata: { ...metadata, resourceVersion: '', annotations: { ...metadata.annotations, [controllerAnnotation]: driver.name } }, status })
  }

  function withConditions({ status }: PersistentVolumeClaim, type: 'Resizing' | 'FileSystemResizePending', more: Partial<PersistentVolumeClaimStatus>): PersistentVolumeClaimStatus {
    const condition: PersistentVolumeClaimCondition = {
      type, status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(client.unixMs),
      ...type === 'FileSystemResizePending' && { message: 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.' },
    }
    return { ...status, ...more, conditions: [condition] }
  }

  return {
    name,
    start: () => claims.handle({ added: claim => queue.add(keyOf(claim)), updated: claim => queue.add(keyOf(claim)) }),
    stop: () => {
      stopped = true
      queue.stop()
    },
  }
}
