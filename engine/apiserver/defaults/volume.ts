import type { DownwardAPIVolumeFile, PersistentVolumeMode, Volume, VolumeProjection } from '../types.gen.ts'
import { each, fill, within } from './fill.ts'
import { pullPolicyOf } from './image.ts'

const readableByAll = 0o644
const tokenSeconds = 60 * 60
const unsaidMode = { defaultMode: readableByAll }

export function volumeDefaults(volume: Volume): Volume {
  const sources = Object.keys(volume).length - Number('name' in volume)
  if (sources === 0) return { ...volume, emptyDir: {} }
  let full = within(volume, 'secret', secret => fill(secret, unsaidMode))
  full = within(full, 'configMap', configMap => fill(configMap, unsaidMode))
  full = within(full, 'projected', projected => within(fill(projected, unsaidMode), 'sources', sources => each(sources, projection)))
  full = within(full, 'downwardAPI', downward => within(fill(downward, unsaidMode), 'items', files))
  full = within(full, 'hostPath', hostPath => fill(hostPath, { type: '' }))
  full = within(full, 'ephemeral', ephemeral => within(ephemeral, 'volumeClaimTemplate', template => within(fill(template, { metadata: {} }), 'spec', claimDefaults)))
  full = within(full, 'image', image => fill(image, { pullPolicy: pullPolicyOf(image.reference ?? '') }))
  return within(full, 'iscsi', iscsi => fill(iscsi, { iscsiInterface: 'default' }))
}

const projection = (source: VolumeProjection): VolumeProjection => within(
  within(source, 'serviceAccountToken', token => fill(token, { expirationSeconds: tokenSeconds })),
  'downwardAPI', downward => within(downward, 'items', files))

const files = (items: readonly DownwardAPIVolumeFile[]): readonly DownwardAPIVolumeFile[] =>
  each(items, file => within(file, 'fieldRef', ref => fill(ref, { apiVersion: 'v1' })))

export const claimDefaults = <S extends { readonly volumeMode?: PersistentVolumeMode }>(spec: S): S =>
  spec.volumeMode === undefined ? { ...spec, volumeMode: 'Filesystem' } : spec
