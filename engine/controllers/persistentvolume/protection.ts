// What is in use is not deleted: a claim while a pod uses it, a volume while it is bound.
import type { Part } from '../../clock/part.ts'
import type { KubeObject } from '../../apiserver/object.ts'
import type { Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { claimsUsedBy } from '../../client/volumes.ts'
import { WorkQueue } from '../../client/workqueue.ts'

const claimFinalizer = 'kubernetes.io/pvc-protection'
const volumeFinalizer = 'kubernetes.io/pv-protection'
const reactionMs = 5

export function claimProtection(client: Client, informers: InformerFactory): Part {
  const name = 'persistentvolumeclaim-protection-controller'
  const claims = informers.of('persistentvolumeclaims')
  const pods = informers.of('pods')
  const usersOf = pods.indexBy(claimsUsedBy)
  const queue = new WorkQueue({
    clock: client.clock, name, reactionMs,
    sync: key => {
      const claim = claims.get(key)
      if (claim && isHeldBy(claim, claimFinalizer) && usersOf(key).length === 0)
        client.update('persistentvolumeclaims', { ...claim, metadata: letGo(claim, claimFinalizer) })
    },
  })
  return {
    name,
    start: () => {
      claims.handle({ added: claim => queue.add(keyOf(claim)), updated: claim => queue.add(keyOf(claim)) })
      pods.handle({ deleted: pod => { for (const key of claimsUsedBy(pod)) queue.add(key) } })
    },
    stop: () => queue.stop(),
  }
}

export function volumeProtection(client: Client, informers: InformerFactory): Part {
  const name = 'persistentvolume-protection-controller'
  const volumes = informers.of('persistentvolumes')
  const queue = new WorkQueue({
    clock: client.clock, name, reactionMs,
    sync: key => {
      const volume = volumes.get(key)
      if (volume && isHeldBy(volume, volumeFinalizer) && volume.status.phase !== 'Bound')
        client.update('persistentvolumes', { ...volume, metadata: letGo(volume, volumeFinalizer) })
    },
  })
  return {
    name,
    start: () => volumes.handle({ added: volume => queue.add(keyOf(volume)), updated: volume => queue.add(keyOf(volume)) }),
    stop: () => queue.stop(),
  }
}

const isHeldBy = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(finalizer) === true

function letGo<T extends KubeObject>({ metadata }: T, finalizer: string): T['metadata'] {
  const { finalizers, ...rest } = metadata
  const others = finalizers?.filter(other => other !== finalizer) ?? []
  return { ...rest, ...others.length > 0 && { finalizers: others } }
}
