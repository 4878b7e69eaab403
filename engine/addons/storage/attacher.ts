// The external attacher of a driver: attaches volumes to nodes and detaches them, as VolumeAttachments ask.
import type { Part } from '../../clock/part.ts'
import { StatusError } from '../../apiserver/status.ts'
import type { VolumeAttachment } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { InformerFactory } from '../../client/informer.ts'
import { timestamp } from '../../clock/time.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import type { StorageDriver } from './driver.ts'

const reactionMs = 10
const retryMs = 15_000
const key = 'volumeattachments.storage.k8s.io'

export function attacher(client: Client, informers: InformerFactory, driver: StorageDriver): Part {
  const { clock } = client
  const { attachMs, detachMs } = driver.csi ?? { attachMs: 0, detachMs: 0 }
  const name = `csi-attacher ${driver.name}`
  const finalizer = `external-attacher/${driver.name.replace(/[^A-Za-z0-9-]/g, '-')}`
  const attachments = informers.of(key)
  const underWay = new Set<string>()
  let stopped = false
  const queue = new WorkQueue({ clock, name, reactionMs, sync })

  function sync(attachmentName: string): void {
    const attachment = attachments.get(attachmentName)
    if (attachment?.spec.attacher !== driver.name || underWay.has(attachmentName)) return
    const isToGo = attachment.metadata.deletionTimestamp !== undefined
    if (isToGo && attachment.metadata.finalizers?.includes(finalizer)) afterwards(attachmentName, detachMs, 'detaches', () => detach(attachmentName))
    else if (!isToGo && !attachment.status.attached) begin(attachment)
  }

  /** Who is marked cannot go before it is detached. */
  function begin(attachment: VolumeAttachment): void {
    const { metadata } = attachment
    if (!metadata.finalizers?.includes(finalizer)) client.update(key, { ...attachment, metadata: { ...metadata, finalizers: [...metadata.finalizers ?? [], finalizer] } })
    markVolume(attachment)
    afterwards(metadata.name, attachMs, 'attaches', () => attach(metadata.name))
  }

  function markVolume({ spec: { source: { persistentVolumeName = '' } } }: VolumeAttachment): void {
    const volume = client.find('persistentvolumes', undefined, persistentVolumeName)
    if (!volume || volume.metadata.finalizers?.includes(finalizer)) return
    client.update('persistentvolumes', { ...volume, metadata: { ...volume.metadata, finalizers: [...volume.metadata.finalizers ?? [], finalizer] } })
  }

  function attach(attachmentName: string): void {
    const attachment = client.find(key, undefined, attachmentName)
    if (!attachment || attachment.metadata.deletionTimestamp !== undefined) return queue.add(attachmentName)
    const message = obstacleTo(attachment)
    if (message !== undefined) queue.addAfter(attachmentName, retryMs)
    client.updateStatus(key, { ...attachment, status: message === undefined ? { attached: true } : { attached: false, attachError: { message, time: timestamp(client.unixMs) } } })
  }

  /** What the driver itself says to a second node, or to one volume too many. */
  function obstacleTo({ metadata, spec }: VolumeAttachment): string | undefined {
    const others = attachments.list().filter(other => other.spec.attacher === driver.name && other.status.attached && other.metadata.name !== metadata.name)
    const elsewhere = driver.writers === 'one node' && others.some(other => other.spec.source.persistentVolumeName === spec.source.persistentVolumeName)
    if (elsewhere) return 'rpc error: code = Internal desc = volume is already attached to another node'
    const most = driver.csi?.volumesPerNode
    return most !== undefined && others.filter(other => other.spec.nodeName === spec.nodeName).length >= most
      ? 'rpc error: code = ResourceExhausted desc = attachment limit of the node exceeded' : undefined
  }

  function detach(attachmentName: string): void {
    const attachment = client.find(key, undefined, attachmentName)
    if (!attachment) return
    const finalizers = attachment.metadata.finalizers?.filter(other => other !== finalizer) ?? []
    client.update(key, { ...attachment, metadata: { ...attachment.metadata, finalizers } })
    const { persistentVolumeName = '' } = attachment.spec.source
    if (!attachments.list().some(({ metadata, spec }) => metadata.name !== attachmentName && spec.source.persistentVolumeName === persistentVolumeName)) unmarkVolume(persistentVolumeName)
  }

  function unmarkVolume(volumeName: string): void {
    const volume = client.find('persistentvolumes', undefined, volumeName)
    if (!volume || volume.metadata.deletionTimestamp === undefined || !volume.metadata.finalizers?.includes(finalizer)) return
    client.update('persistentvolumes', { ...volume, metadata: { ...volume.metadata, finalizers: volume.metadata.finalizers.filter(other => other !== finalizer) } })
  }

  function afterwards(attachmentName: string, ms: number, what: string, act: () => void): void {
    underWay.add(attachmentName)
    clock.after(ms, `${name}: ${what} ${attachmentName}`, () => {
      underWay.delete(attachmentName)
      if (stopped) return
      try { act() }
      catch (error) {
        if (!(error instanceof StatusError)) throw error
        queue.addAfter(attachmentName, retryMs)
      }
    })
  }

  return {
    name,
    start: () => {
      attachments.handle({ added: ({ metadata }) => queue.add(metadata.name), updated: ({ metadata }) => queue.add(metadata.name) })
      informers.of('persistentvolumes').handle({
        updated: ({ metadata }) => {
          if (metadata.deletionTimestamp !== undefined && !attachments.list().some(({ spec }) => spec.source.persistentVolumeName === metadata.name)) unmarkVolume(metadata.name)
        },
      })
    },
    stop: () => {
      stopped = true
      queue.stop()
    },
  }
}
