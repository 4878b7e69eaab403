// Volumes that are attached to the node before they can be mounted: which of them its pods use, and which are there.
import type { PersistentVolume, Pod, Volume } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { attachesOf, uniqueName } from '../../client/volumes.ts'

export class AttachedVolumes {
  private readonly client: Client
  private readonly node: string
  /** The pods that use a volume, by what it is called on the node. */
  private readonly users = new Map<string, Set<string>>()

  constructor(client: Client, node: string) {
    this.client = client
    this.node = node
  }

  /** Says that a pod is about to use its volumes; answers which of them are not there yet. */
  missingFor(pod: Pod): readonly string[] {
    const wanted = (pod.spec.volumes ?? []).flatMap(volume => {
      const bound = this.boundTo(volume, pod)
      return bound && attachesOf(this.client, bound) ? [{ name: volume.name, unique: uniqueName(bound) }] : []
    })
    if (wanted.length === 0) return []
    for (const { unique } of wanted) this.users.set(unique, (this.users.get(unique) ?? new Set()).add(pod.metadata.uid))
    this.tell()
    const there = this.client.find('nodes', undefined, this.node)?.status.volumesAttached ?? []
    return wanted.filter(({ unique }) => !there.some(({ name }) => name === unique)).map(({ name }) => name)
  }

  /** The pod has ended, and its volumes are unmounted. */
  release({ metadata: { uid } }: Pod): void {
    let isChanged = false
    for (const [unique, pods] of this.users) {
      if (!pods.delete(uid)) continue
      isChanged = true
      if (pods.size === 0) this.users.delete(unique)
    }
    if (isChanged) this.tell()
  }

  private boundTo({ name, persistentVolumeClaim, ephemeral }: Volume, { metadata }: Pod): PersistentVolume | undefined {
    const claimName = persistentVolumeClaim?.claimName ?? (ephemeral && `${metadata.name}-${name}`)
    const claim = claimName === undefined ? undefined : this.client.find('persistentvolumeclaims', metadata.namespace, claimName)
    return claim?.status.phase === 'Bound' ? this.client.find('persistentvolumes', undefined, claim.spec.volumeName ?? '') : undefined
  }

  /** Nothing is detached that the node says it uses. */
  private tell(): void {
    const node = this.client.find('nodes', undefined, this.node)
    const inUse = [...this.users.keys()].sort()
    if (!node || (node.status.volumesInUse ?? []).join() === inUse.join()) return
    const { volumesInUse: _before, ...status } = node.status
    this.client.updateStatus('nodes', { ...node, status: { ...status, ...inUse.length > 0 && { volumesInUse: inUse } } })
  }
}
