// What a claim asks of a volume.
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../types.gen.ts'
import { fails, present } from './check.ts'
import type { Path } from './path.ts'
import { labelSelector } from './labels.ts'
import { subdomain } from './names.ts'
import { amongIfGiven, given, holdTo, nameIfGiven, type Rule, type Rules } from './rules.ts'
import { positiveQuantity } from './resources.ts'

const knownModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

export function accessModes(path: Path, modes: readonly string[]): void {
  for (const mode of modes) if (!knownModes.includes(mode)) path.notSupported(mode, knownModes)
  if (modes.includes('ReadWriteOncePod') && modes.some(mode => mode !== 'ReadWriteOncePod' && knownModes.includes(mode)))
    path.forbidden('may not use ReadWriteOncePod with other access modes')
}

export const className = nameIfGiven(subdomain)
export const volumeMode = amongIfGiven('Block', 'Filesystem')

const reference: Rule<TypedObjectReference> = (path, { apiGroup = '', kind, name }) => {
  present(path.to('name'), name)
  present(path.to('kind'), kind)
  if (apiGroup !== '') fails(path.to('apiGroup'), apiGroup, subdomain(apiGroup))
  else if (kind !== 'PersistentVolumeClaim') path.invalid(kind, 'must be \'PersistentVolumeClaim\' when referencing the default apiGroup')
}

const restOfClaim: Rules<PersistentVolumeClaimSpec> = {
  selector: labelSelector,
  accessModes: (path, modes = []) => accessModes(path, modes),
  resources: (path, resources) => {
    const [at, storage] = [path.to('[storage]'), resources?.requests?.['storage']]
    if (storage === undefined) at.required()
    else positiveQuantity(at, storage)
  },
  storageClassName: className,
  volumeMode,
  dataSource: given(reference),
  dataSourceRef: given(reference),
  volumeAttributesClassName: className,
}

export function claimSpec(path: Path, spec: PersistentVolumeClaimSpec): void {
  if (!spec.accessModes?.length) path.to('accessModes').required('at least 1 access mode is required')
  holdTo(path, spec, restOfClaim)
}
