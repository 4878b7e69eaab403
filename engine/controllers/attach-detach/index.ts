// Attach-detach: volumes come to the nodes whose pods want them, and go when nobody there wants them any more.
import type { Part } from '../../clock/part.ts'
import { isStatus, type Client } from '../../client/client.ts'
import type { Node, PersistentVolume, Pod, VolumeAttachment } from '../../apiserver/types.gen.ts'
import type { InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { attachmentName, attachesOf, claimsUsedBy, namesClaims, uniqueName } from '../../client/volumes.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { isForOneNode, isStillThere, multiAttachError } from './rules.ts'

const name = 'attachdetach-controller'
const reactionMs = 20
/** So long a volume may still be mounted on a node that is not well; then it is detached all the same. */
const unmountPatienceMs = 360_000
const resource = 'volumeattachments.storage.k8s.io'

export function attachDetachController(client: Client, informers: InformerFactory): Part {
  const { clock } = client
  const recorder = new EventRecorder(client, name)
  const volumes = informers.of('persistentvolumes')
  const claims = informers.of('persistentvolumeclaims')
  const nodes = informers.of('nodes')
  const usersOf = informers.of('pods').indexBy(claimsUsedBy)
  const attachments = informers.of(resource)
  const attachmentsOf = attachments.indexBy(volumeOf)
  const unwantedSince = new Map<string, number>()
  const complainedOf = new Set<string>()
  const queue = new WorkQueue({ clock, name, reactionMs, sync })

  function sync(volumeName: string): void {
    const volume = volumes.get(volumeName)
    const users = volume ? podsWith(volume) : []
    const wanted = new Set(users.flatMap(({ spec }) => spec.nodeName ?? []))
    const present = attachmentsOf(volumeName)
    for (const attachment of present) {
      if (!wanted.has(attachment.spec.nodeName)) detach(attachment, volume)
      else keep(attachment, volume)
    }
    if (!volume || !attachesOf(client, volume)) return
    for (const node of wanted) if (!present.some(({ spec }) => spec.nodeName === node)) attach(volume, node, users, present)
  }

  /** Its kubelet is told that it may be mounted; whoever was told before is told nothing. */
  function keep({ metadata, spec, status }: VolumeAttachment, volume: PersistentVolume | undefined): void {
    unwantedSince.delete(metadata.name)
    if (volume && status.attached && metadata.deletionTimestamp === undefined) list(spec.nodeName, uniqueName(volume), true)
  }

  /** The pods on nodes that use a volume and have not ended. */
  function podsWith({ metadata, spec: { claimRef } }: PersistentVolume): readonly Pod[] {
    const key = claimRef && `${claimRef.namespace}/${claimRef.name}`
    if (key === undefined || claims.get(key)?.spec.volumeName !== metadata.name) return []
    return usersOf(key).filter(isStillThere)
  }

  function attach(volume: PersistentVolume, node: string, users: readonly Pod[], present: readonly VolumeAttachment[]): void {
    const { name: volumeName } = volume.metadata
    if (isForOneNode(volume) && present.length > 0) return complain(volume, node, users, present.map(({ spec }) => spec.nodeName))
    complainedOf.delete(`${volumeName} ${node}`)
    try {
      client.create(resource, {
        apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: attachmentName(volume, node) },
        spec: { attacher: volume.spec.csi?.driver ?? '', nodeName: node, source: { persistentVolumeName: volumeName } },
        status: { attached: false },
      })
    }
    catch (error) { if (!isStatus(error, 'AlreadyExists')) throw error }
  }

  /** Told once to the pods that wait, for as long as they wait. */
  function complain(volume: PersistentVolume, node: string, users: readonly Pod[], elsewhere: readonly string[]): void {
    const key = `${volume.metadata.name} ${node}`
    if (complainedOf.has(key)) return
    complainedOf.add(key)
    const holders = users.filter(({ spec }) => elsewhere.includes(spec.nodeName ?? ''))
    for (const pod of users) if (pod.spec.nodeName === node) recorder.event(pod, 'Warning', 'FailedAttachVolume', multiAttachError(volume, pod, holders))
  }

  /** Not before it is unmounted, unless its node cannot say so any more. */
  function detach({ metadata, spec }: VolumeAttachment, volume: PersistentVolume | undefined): void {
    if (metadata.deletionTimestamp !== undefined) return
    const node = nodes.get(spec.nodeName)
    const sinceMs = unwantedSince.get(metadata.name) ?? clock.nowMs
    unwantedSince.set(metadata.name, sinceMs)
    const leftMs = sinceMs + unmountPatienceMs - clock.nowMs
    if (node && volume && isMounted(node, volume) && !isOutOfService(node) && (isReady(node) || leftMs > 0))
      return queue.addAfter(volume.metadata.name, leftMs > 0 ? leftMs : unmountPatienceMs)
    unwantedSince.delete(metadata.name)
    if (node && volume) list(node.metadata.name, uniqueName(volume), false)
    client.delete(resource, undefined, metadata.name)
  }

  /** Tells the kubelet, in the status of its node, which volumes it may mount. */
  function list(nodeName: string, volumeName: string, isAttached: boolean): void {
    const node = client.find('nodes', undefined, nodeName)
    const known = node?.status.volumesAttached ?? []
    if (!node || known.some(each => each.name === volumeName) === isAttached) return
    const { volumesAttached: _before, ...status } = node.status
    const now = isAttached ? [...known, { name: volumeName, devicePath: '' }] : known.filter(each => each.name !== volumeName)
    client.updateStatus('nodes', { ...node, status: { ...status, ...now.length > 0 && { volumesAttached: now } } })
  }

  function follow(attachment: VolumeAttachment, before: VolumeAttachment): void {
    const { spec: { nodeName }, status } = attachment
    const [volumeName = ''] = volumeOf(attachment)
    const volume = volumes.get(volumeName)
    if (!volume) return
    const waiting = podsWith(volume).filter(({ spec }) => spec.nodeName === nodeName)
    if (status.attached && !before.status.attached) {
      for (const pod of waiting) recorder.event(pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume "${volumeName}" `)
    }
    else if (status.attachError && status.attachError !== before.status.attachError) {
      for (const pod of waiting) recorder.event(pod, 'Warning', 'FailedAttachVolume', `AttachVolume.Attach failed for volume "${volumeName}" : ${status.attachError.message}`)
    }
  }

  function addVolumesOf(pod: Pod): void {
    for (const key of claimsUsedBy(pod)) {
      const volumeName = claims.get(key)?.spec.volumeName
      if (volumeName) queue.add(volumeName)
    }
  }

  function addVolumesOn(nodeName: string): void {
    for (const attachment of attachments.list()) if (attachment.spec.nodeName === nodeName) volumeOf(attachment).forEach(volume => queue.add(volume))
  }

  const addVolumeOf = (attachment: VolumeAttachment): void => volumeOf(attachment).forEach(volume => queue.add(volume))

  return {
    name,
    start: () => {
      informers.of('pods').handle({
        added: addVolumesOf,
        updated: (pod, before) => { if (namesClaims(pod) && (pod.spec.nodeName !== before.spec.nodeName || isStillThere(pod) !== isStillThere(before))) addVolumesOf(pod) },
        deleted: addVolumesOf,
      })
      claims.handle({ updated: ({ spec }, before) => { if (spec.volumeName && spec.volumeName !== before.spec.volumeName) queue.add(spec.volumeName) } })
      volumes.handle({ added: ({ metadata }) => queue.add(metadata.name) })
      attachments.handle({
        added: addVolumeOf,
        updated: (attachment, before) => {
          follow(attachment, before)
          addVolumeOf(attachment)
        },
        deleted: addVolumeOf,
      })
      nodes.handle({
        updated: (node, before) => {
          if (node.status.volumesInUse !== before.status.volumesInUse || isOutOfService(node) !== isOutOfService(before)) addVolumesOn(node.metadata.name)
        },
        deleted: node => addVolumesOn(node.metadata.name),
      })
    },
    stop: () => queue.stop(),
  }
}

const volumeOf = ({ spec }: Pick<VolumeAttachment, 'spec'>): readonly string[] => spec.source.persistentVolumeName === undefined ? [] : [spec.source.persistentVolumeName]

const isReady = ({ status }: Node): boolean => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false

const isOutOfService = ({ spec }: Node): boolean => spec.taints?.some(({ key }) => key === 'node.kubernetes.io/out-of-service') ?? false

const isMounted = ({ status }: Node, volume: PersistentVolume): boolean => status.volumesInUse?.includes(uniqueName(volume)) ?? false
