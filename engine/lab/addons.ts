// What a lab installs into its cluster: add-ons by their names, and storage drivers whose properties it sets.
import { addonNames, type Addon } from '../addons/index.ts'
import type { Storage } from '../addons/storage/index.ts'
import { parseQuantity } from '../apiserver/schema/quantity.ts'
import { fieldsOf, LabError, oneOf, textOf, wholeOf, type Fields } from './fields.ts'

const known = [
  'driver', 'reach', 'writers', 'capacity', 'refusal', 'provisionSeconds', 'deleteSeconds', 'attachSeconds', 'detachSeconds', 'resizeSeconds', 'volumesPerNode',
  'class', 'default', 'binding', 'reclaim',
]
const labels = { node: 'kubernetes.io/hostname', zone: 'topology.kubernetes.io/zone', cluster: undefined } as const
const usual = { provisionSeconds: 3, deleteSeconds: 2, attachSeconds: 2, detachSeconds: 5 }

export function addonsIn(value: unknown, where: string): readonly Addon[] {
  if (!Array.isArray(value)) throw new LabError(`${where} must be a list`)
  return value.map((each: unknown, i) => typeof each === 'string' ? oneOf(each, addonNames, `${where}[${i}]`) as Addon : storageOf(each, `${where}[${i}]`)) // one of those names
}

/** `{driver: disk.example.com, reach: zone, writers: one, attachSeconds: 10, class: fast}` */
function storageOf(value: unknown, where: string): Storage {
  const fields = fieldsOf(value, where, known)
  const name = textOf(fields['driver'], `${where}.driver`)
  const ms = (field: keyof typeof usual): number => wholeOf(fields[field] ?? usual[field], `${where}.${field}`) * 1000
  const optional = <T>(field: string, read: (value: unknown, where: string) => T): T | undefined => fields[field] === undefined ? undefined : read(fields[field], `${where}.${field}`)
  const placedBy = labels[oneOf(fields['reach'] ?? 'zone', ['node', 'zone', 'cluster'] as const, `${where}.reach`)]
  const isForMany = oneOf(fields['writers'] ?? 'one', ['one', 'many'], `${where}.writers`) === 'many'
  const capacity = optional('capacity', quantityOf)
  const refusal = optional('refusal', textOf)
  const resizeSeconds = optional('resizeSeconds', wholeOf)
  const volumesPerNode = optional('volumesPerNode', wholeOf)
  return {
    driver: {
      name,
      pod: `${name.replaceAll('.', '-')}-controller-0`,
      ...placedBy !== undefined && { placedBy },
      writers: isForMany ? 'many nodes' : 'one node',
      provisionMs: ms('provisionSeconds'),
      deleteMs: ms('deleteSeconds'),
      ...capacity !== undefined && { capacity },
      ...refusal !== undefined && { refusal },
      csi: {
        attaches: fields['attachSeconds'] !== 0,
        attachMs: ms('attachSeconds'),
        detachMs: ms('detachSeconds'),
        ...volumesPerNode !== undefined && { volumesPerNode },
        ...resizeSeconds !== undefined && { resizeMs: resizeSeconds * 1000 },
      },
    },
    classes: fields['class'] === undefined ? [] : [classIn(fields, name, resizeSeconds !== undefined, where)],
  }
}

const classIn = (fields: Fields, provisioner: string, allowVolumeExpansion: boolean, where: string): Storage['classes'][number] => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: textOf(fields['class'], `${where}.class`),
    ...oneOf(fields['default'] ?? false, [true, false], `${where}.default`) && { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  },
  provisioner,
  reclaimPolicy: oneOf(fields['reclaim'] ?? 'Delete', ['Delete', 'Retain'] as const, `${where}.reclaim`),
  volumeBindingMode: oneOf(fields['binding'] ?? 'WaitForFirstConsumer', ['Immediate', 'WaitForFirstConsumer'] as const, `${where}.binding`),
  ...allowVolumeExpansion && { allowVolumeExpansion },
})

function quantityOf(value: unknown, where: string): string {
  const text = textOf(value, where)
  try { parseQuantity(text) }
  catch { throw new LabError(`${where} must be a quantity, as 100Gi`) }
  return text
}
