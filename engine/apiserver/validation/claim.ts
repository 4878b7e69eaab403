// What a claim asks of a volume.
import { forbidden, invalidValue, notSupported, required } from '../resource.ts'
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../types.gen.ts'
import { fails, oneOfIfSet, present, type Errors } from './check.ts'
import { labelSelector } from './labels.ts'
import { subdomain } from './names.ts'
import { positiveQuantity } from './resources.ts'

const knownModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

export function accessModes(errors: Errors, path: string, modes: readonly string[]): void {
  for (const mode of modes) if (!knownModes.includes(mode)) errors.push(notSupported(path, mode, knownModes))
  if (modes.includes('ReadWriteOncePod') && modes.some(mode => mode !== 'ReadWriteOncePod' && knownModes.includes(mode)))
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
}

export function className(errors: Errors, path: string, name: string | undefined): void {
  if (name) fails(errors, path, name, subdomain(name))
}

export const volumeMode = (errors: Errors, path: string, mode: string | undefined): void =>
  oneOfIfSet(errors, path, mode, ['Block', 'Filesystem'])

export function claimSpec(errors: Errors, path: string, spec: PersistentVolumeClaimSpec): void {
  const { accessModes: modes = [], dataSource, dataSourceRef } = spec
  if (modes.length === 0) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'))
  labelSelector(errors, `${path}.selector`, spec.selector)
  accessModes(errors, `${path}.accessModes`, modes)
  const storage = spec.resources?.requests?.['storage']
  if (storage === undefined) errors.push(required(`${path}.resources[storage]`))
  else positiveQuantity(errors, `${path}.resources[storage]`, storage)
  className(errors, `${path}.storageClassName`, spec.storageClassName)
  volumeMode(errors, `${path}.volumeMode`, spec.volumeMode)
  if (dataSource) reference(errors, `${path}.dataSource`, dataSource)
  if (dataSourceRef) reference(errors, `${path}.dataSourceRef`, dataSourceRef)
  className(errors, `${path}.volumeAttributesClassName`, spec.volumeAttributesClassName)
}

function reference(errors: Errors, path: string, { apiGroup = '', kind, name }: TypedObjectReference): void {
  present(errors, `${path}.name`, name)
  present(errors, `${path}.kind`, kind)
  if (apiGroup !== '') fails(errors, `${path}.apiGroup`, apiGroup, subdomain(apiGroup))
  else if (kind !== 'PersistentVolumeClaim') errors.push(invalidValue(path, kind, 'must be \'PersistentVolumeClaim\' when referencing the default apiGroup'))
}
