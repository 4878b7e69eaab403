// What a driver with a limit tells the scheduler: how much of it is left, for each of its classes.
import type { Part } from '../../clock/part.ts'
import { compareQuantities, formatQuantity, noQuantity, parseQuantity, subtractQuantities } from '../../apiserver/schema/quantity.ts'
import type { CSIStorageCapacity, StorageClass } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import type { InformerFactory } from '../../client/informer.ts'
import { WorkQueue } from '../../client/workqueue.ts'
import { usedOf } from './new-volume.ts'
import type { StorageDriver } from './driver.ts'

const reactionMs = 100
const namespace = 'kube-system'
const key = 'csistoragecapacities.storage.k8s.io'

export function capacityPublisher(client: Client, informers: InformerFactory, driver: StorageDriver): Part {
  const name = `csi-capacity ${driver.name}`
  const classes = informers.of('storageclasses.storage.k8s.io')
  const volumes = informers.of('persistentvolumes')
  const queue = new WorkQueue({ clock: client.clock, name, reactionMs, sync })

  function sync(className: string): void {
    const storageClass = classes.get(className)
    if (storageClass?.provisioner !== driver.name) return
    const left = subtractQuantities(parseQuantity(driver.capacity ?? '0'), usedOf(driver, volumes.list()))
    publish(storageClass, formatQuantity(compareQuantities(left, noQuantity) < 0 ? noQuantity : left))
  }

  function publish({ metadata }: StorageClass, capacity: string): void {
    const objectName = `csisc-${metadata.uid.slice(0, 5)}`
    const known = client.find(key, namespace, objectName)
    const object: Omit<CSIStorageCapacity, 'metadata'> = { apiVersion: 'storage.k8s.io/v1', kind: 'CSIStorageCapacity', storageClassName: metadata.name, capacity, nodeTopology: {} }
    if (!known) client.create(key, { ...object, metadata: { name: objectName, namespace } })
    else if (known.capacity !== capacity) client.update(key, { ...object, metadata: known.metadata })
  }

  const all = (): void => { for (const { metadata } of classes.list()) queue.add(metadata.name) }

  return {
    name,
    start: () => {
      classes.handle({ added: all })
      volumes.handle({ added: all, updated: ({ spec }, before) => { if (spec.capacity !== before.spec.capacity) all() }, deleted: all })
    },
    stop: () => queue.stop(),
  }
}
