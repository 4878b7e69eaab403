// What a claim asks of a volume.
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../types.gen.ts'
import { fails, oneOfIfSet, present } from './check.ts'
import type { Path } from './path.ts'
import { labelSelector } from './labels.ts'
import { subdomain } from './names.ts'
import { positiveQuantity } from './resources.ts'

const knownModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

export function accessModes(path: Path, modes: readonly string[]): void {
  for (const mode of modes) if (!knownModes.includes(mode)) path.notSupported(mode, knownModes)
  if (modes.includes('ReadWriteOncePod') && modes.some(mode => mode !== 'ReadWriteOncePod' && knownModes.includes(mode)))
    path.forbidden('may not use ReadWriteOncePod with other access modes')
}

export function className(path: Path, name: string | undefined): void {
  if (name) fails(path, name, subdomain(name))
}

export const volumeMode = (path: Path, mode: string | undefined): void =>
  oneOfIfSet(path, mode, ['Block', 'Filesystem'])

export function claimSpec(path: Path, spec: PersistentVolumeClaimSpec): void {
  const { accessModes: modes = [], dataSource, dataSourceRef } = spec
  if (modes.length === 0) path.to('accessModes').required('at least 1 access mode is required')
  labelSelector(path.to('selector'), spec.selector)
  accessModes(path.to('accessModes'), modes)
  const storage = spec.resources?.requests?.['storage']
  if (storage === undefined) path.to('resources[storage]').required()
  else positiveQuantity(path.to('resources[storage]'), storage)
  className(path.to('storageClassName'), spec.storageClassName)
  volumeMode(path.to('volumeMode'), spec.volumeMode)
  if (dataSource) reference(path.to('dataSource'), dataSource)
  if (dataSourceRef) reference(path.to('dataSourceRef'), dataSourceRef)
  className(path.to('volumeAttributesClassName'), spec.volumeAttributesClassName)
}

function reference(path: Path, { apiGroup = '', kind, name }: TypedObjectReference): void {
  present(path.to('name'), name)
  present(path.to('kind'), kind)
  if (apiGroup !== '') fails(path.to('apiGroup'), apiGroup, subdomain(apiGroup))
  else if (kind !== 'PersistentVolumeClaim') path.invalid(kind, 'must be \'PersistentVolumeClaim\' when referencing the default apiGroup')
}
