// The external provisioner of a driver: makes volumes for the claims that ask for them, and deletes those that are released.
import type { Part } from '../../clock/part.ts'
import type { Random } from '../../clock/random.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { classOf, provisionedBy, selectedNode } from '../../client/volumes.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import type { StorageDriver } from './driver.ts'
import { placeFor, provisionerFinalizer, Refusal, roomFor, volumeOf } from './new-volume.ts'

const reactionMs = 20
const firstRetryMs = 1000
const lastRetryMs = 300_000
const asked = ['volume.kubernetes.io/storage-provisioner', 'volume.beta.kubernetes.io/storage-provisioner']

export function provisioner(client: Client, informers: InformerFactory, driver: StorageDriver, random: Random): Part {
  const { clock } = client
  const name = `csi-provisioner ${driver.name}`
  const recorder = new EventRecorder(client, `${driver.name}_${driver.pod}_${random.uuid()}`)
  const claims = informers.of('persistentvolumeclaims')
  const volumes = informers.of('persistentvolumes')
  const nodes = informers.of('nodes')
  const attachments = informers.of('volumeattachments.storage.k8s.io')
  const failures = new Map<string, number>()
  const underWay = new Set<string>()
  let stopped = false
  const claimQueue = new WorkQueue({ clock, name: `${name} (claims)`, reactionMs, sync: lookAtClaim })
  const volumeQueue = new WorkQueue({ clock, name: `${name} (volumes)`, reactionMs, sync: lookAtVolume })

  function lookAtClaim(key: string): void {
    const claim = claims.get(key)
    const storageClass = claim && client.find('storageclasses.storage.k8s.io', undefined, classOf(claim))
    if (!claim || !storageClass || !isAskedFor(claim, storageClass) || underWay.has(claim.metadata.uid) || volumes.get(`pvc-${claim.metadata.uid}`)) return
    recorder.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`)
    afterwards(claim.metadata.uid, driver.provisionMs, `makes a volume for ${key}`, () => provision(claim, storageClass))
  }

  function isAskedFor({ metadata, spec }: PersistentVolumeClaim, { volumeBindingMode }: StorageClass): boolean {
    return !spec.volumeName && metadata.deletionTimestamp === undefined
      && asked.some(annotation => metadata.annotations?.[annotation] === driver.name)
      && (volumeBindingMode !== 'WaitForFirstConsumer' || metadata.annotations?.[selectedNode] !== undefined)
  }

  function provision(claim: PersistentVolumeClaim, storageClass: StorageClass): void {
    const key = keyOf(claim)
    try {
      const place = placeFor(driver, claim, storageClass, nodes.list())
      roomFor(driver, claim, volumes.list())
      const volume = client.create('persistentvolumes', volumeOf(driver, claim, storageClass, place, random))
      failures.delete(key)
      recorder.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume.metadata.name}`)
    }
    catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof StatusError)) throw error
      recorder.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass "${storageClass.metadata.name}": ${error.message}`)
      if (error instanceof Refusal && error.isOfPlace) letChooseAnew(claim)
      claimQueue.addAfter(key, retryMs(key))
    }
  }

  /** Where there is no room, the scheduler may find another node. */
  function letChooseAnew({ metadata: { namespace, name: claimName, uid } }: PersistentVolumeClaim): void {
    const claim = client.find('persistentvolumeclaims', namespace, claimName)
    if (claim?.metadata.uid !== uid || claim.metadata.annotations?.[selectedNode] === undefined) return
    const { [selectedNode]: _chosen, ...annotations } = claim.metadata.annotations
    client.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations } })
  }

  function lookAtVolume(key: string): void {
    const volume = volumes.get(key)
    if (!volume || !isOurs(volume) || underWay.has(volume.metadata.uid)) return
    if (volume.spec.persistentVolumeReclaimPolicy !== 'Delete') return release(key) // whoever deletes the object, what it stands for is kept
    if (volume.status.phase !== 'Released') return
    const attachment = attachments.list().find(({ spec }) => spec.source.persistentVolumeName === key)
    if (attachment) {
      recorder.event(volume, 'Warning', 'VolumeFailedDelete', `persistentvolume ${key} is still attached to node ${attachment.spec.nodeName}`)
      return volumeQueue.addAfter(key, retryMs(key))
    }
    failures.delete(key)
    afterwards(volume.metadata.uid, driver.deleteMs, `deletes ${key}`, () => {
      const current = client.find('persistentvolumes', undefined, key)
      if (!current) return
      if (current.metadata.deletionTimestamp === undefined) client.delete('persistentvolumes', undefined, key)
      release(key)
    })
  }

  /** The object may go. */
  function release(key: string): void {
    const volume = client.find('persistentvolumes', undefined, key)
    const finalizers = volume?.metadata.finalizers?.filter(finalizer => finalizer !== provisionerFinalizer)
    if (volume && finalizers?.length !== volume.metadata.finalizers?.length)
      client.update('persistentvolumes', { ...volume, metadata: { ...volume.metadata, finalizers: finalizers ?? [] } })
  }

  /** What takes a while; what is refused then is tried again. */
  function afterwards(uid: string, ms: number, what: string, act: () => void): void {
    underWay.add(uid)
    clock.after(ms, `${name}: ${what}`, () => {
      underWay.delete(uid)
      if (stopped) return
      try { act() }
      catch (error) { if (!(error instanceof StatusError)) throw error }
    })
  }

  function retryMs(key: string): number {
    const tried = failures.get(key) ?? 0
    failures.set(key, tried + 1)
    return Math.min(lastRetryMs, firstRetryMs * 2 ** tried)
  }

  const isOurs = ({ metadata }: PersistentVolume): boolean => metadata.annotations?.[provisionedBy] === driver.name

  function newsOf(volume: PersistentVolume): void {
    if (!isOurs(volume)) return
    volumeQueue.add(volume.metadata.name)
  }

  return {
    name,
    start: () => {
      claims.handle({ added: claim => claimQueue.add(keyOf(claim)), updated: claim => claimQueue.add(keyOf(claim)) })
      volumes.handle({ added: newsOf, updated: newsOf })
    },
    stop: () => {
      stopped = true
      claimQueue.stop()
      volumeQueue.stop()
    },
  }
}
