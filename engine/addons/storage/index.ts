// A storage driver as it is installed: its objects, the part that makes and attaches volumes, and the one on every node.
import type { Part } from '../../clock/part.ts'
import type { Random } from '../../clock/random.ts'
import type { Client } from '../../client/client.ts'
import { InformerFactory } from '../../client/informer.ts'
import { attacher } from './attacher.ts'
import { capacityPublisher } from './capacity.ts'
import { csiDriverOf, type Storage, type StorageDriver } from './driver.ts'
import { nodePlugin } from './node-plugin.ts'
import { provisioner } from './provisioner.ts'
import { resizer } from './resizer.ts'

export * from './driver.ts'

export function storageDriver(client: Client, { driver, classes }: Storage, random: Random): Part {
  let running: readonly Part[] = []
  let informers: InformerFactory | undefined

  function install(): void {
    const object = driver && csiDriverOf(driver)
    if (object && !client.find('csidrivers.storage.k8s.io', undefined, object.metadata.name)) client.create('csidrivers.storage.k8s.io', object)
    for (const each of classes) if (!client.find('storageclasses.storage.k8s.io', undefined, each.metadata.name)) client.create('storageclasses.storage.k8s.io', each)
  }

  return {
    name: client.name,
    start: () => {
      install()
      informers = new InformerFactory(client)
      running = driver ? partsOf(client, informers, driver, random) : []
      for (const part of running) part.start()
    },
    stop: () => {
      for (const part of running) part.stop()
      informers?.stop()
    },
  }
}

const partsOf = (client: Client, informers: InformerFactory, driver: StorageDriver, random: Random): readonly Part[] => [
  provisioner(client, informers, driver, random),
  ...driver.csi ? [nodePlugin(client, informers, driver)] : [],
  ...driver.csi?.attaches ? [attacher(client, informers, driver)] : [],
  ...driver.csi && driver.capacity !== undefined ? [capacityPublisher(client, informers, driver)] : [],
  ...driver.csi?.resizeMs === undefined ? [] : [resizer(client, informers, driver)],
]
