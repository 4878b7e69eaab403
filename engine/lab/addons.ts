// What a lab installs into its cluster: add-ons by their names, and storage drivers whose properties it sets.
import { addonNames, type Addon } from '../addons/index.ts'
import type { Storage } from '../addons/storage/index.ts'
import { parseQuantity } from '../apiserver/schema/quantity.ts'
import { LabError } from './fields.ts'
import { choice, fields, flag, needed, parsed, text, textOr, whole, type Read, type Shape } from './shape.ts'

const quantity = { ...parsed(written => written), read: quantityOf }

const driver = fields({
  driver: needed(text), reach: choice(['node', 'zone', 'cluster']), writers: choice(['one', 'many']), capacity: quantity, refusal: text,
  provisionSeconds: whole, deleteSeconds: whole, attachSeconds: whole, detachSeconds: whole, resizeSeconds: whole, volumesPerNode: whole,
  class: text, default: flag, binding: choice(['Immediate', 'WaitForFirstConsumer']), reclaim: choice(['Delete', 'Retain']),
})
type Driver = NonNullable<Read<typeof driver>>

const named: Shape<Addon> = choice(addonNames)

/** A name, or `{driver: disk.example.com, reach: zone, writers: one, attachSeconds: 10, class: fast}`. */
export const addonShape: Shape<Addon> = textOr(named, { schema: driver.schema, read: (value, where) => storageOf(driver.read(value, where)) })

const labels = { node: 'kubernetes.io/hostname', zone: 'topology.kubernetes.io/zone', cluster: undefined } as const

function storageOf(written: Driver): Storage {
  const { driver: name, reach = 'zone', writers = 'one', capacity, refusal, provisionSeconds = 3, deleteSeconds = 2, attachSeconds = 2, detachSeconds = 5, resizeSeconds, volumesPerNode } = written
  const placedBy = labels[reach]
  return {
    driver: {
      name,
      pod: `${name.replaceAll('.', '-')}-controller-0`,
      ...placedBy !== undefined && { placedBy },
      writers: writers === 'many' ? 'many nodes' : 'one node',
      provisionMs: provisionSeconds * 1000,
      deleteMs: deleteSeconds * 1000,
      ...capacity !== undefined && { capacity },
      ...refusal !== undefined && { refusal },
      csi: {
        attaches: attachSeconds !== 0,
        attachMs: attachSeconds * 1000,
        detachMs: detachSeconds * 1000,
        ...volumesPerNode !== undefined && { volumesPerNode },
        ...resizeSeconds !== undefined && { resizeMs: resizeSeconds * 1000 },
      },
    },
    classes: written.class === undefined ? [] : [classIn(written, written.class)],
  }
}

const classIn = ({ driver, default: isDefault = false, reclaim = 'Delete', binding = 'WaitForFirstConsumer', resizeSeconds }: Driver, name: string): Storage['classes'][number] => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, ...isDefault && { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } },
  provisioner: driver,
  reclaimPolicy: reclaim,
  volumeBindingMode: binding,
  ...resizeSeconds !== undefined && { allowVolumeExpansion: true },
})

function quantityOf(value: unknown, where: string): string {
  const written = text.read(value, where)
  try { parseQuantity(written) }
  catch { throw new LabError(`${where} must be a quantity, as 100Gi`) }
  return written
}
