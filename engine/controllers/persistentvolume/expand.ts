// Expansion: a claim that asks for more is pointed out to whoever makes its volumes; Kubernetes itself makes none larger.
import type { Part } from '../../clock/part.ts'
import { compareQuantities, noQuantity, parseQuantity, type Quantity } from '../../apiserver/schema/quantity.ts'
import type { PersistentVolumeClaim } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { keyOf, type InformerFactory } from '../../client/informer.ts'
import { EventRecorder } from '../../client/recorder.ts'
import { WorkQueue } from '../../client/workqueue.ts'

const name = 'persistentvolume-expander-controller'
const reactionMs = 5

export function volumeExpander(client: Client, informers: InformerFactory): Part {
  const recorder = new EventRecorder(client, 'volume_expand')
  const claims = informers.of('persistentvolumeclaims')
  const volumes = informers.of('persistentvolumes')
  const queue = new WorkQueue({
    clock: client.clock, name, reactionMs,
    sync: key => {
      const claim = claims.get(key)
      if (claim && volumes.get(claim.spec.volumeName ?? '')?.spec.csi)
        recorder.event(claim, 'Normal', 'ExternalExpanding', "Ignoring the PVC: didn't find a plugin capable of expanding the volume; waiting for an external controller to process this PVC.")
    },
  })
  return {
    name,
    start: () => claims.handle({ updated: (claim, before) => { if (claim.spec !== before.spec && compareQuantities(sizeOf(claim), sizeOf(before)) > 0) queue.add(keyOf(claim)) } }),
    stop: () => queue.stop(),
  }
}

function sizeOf({ spec }: PersistentVolumeClaim): Quantity {
  const size = spec.resources?.requests?.['storage']
  return size === undefined ? noQuantity : parseQuantity(size)
}
