// What a claim asks for, whether it exists or is only a template.
import type { ObjectMeta } from '../../apiserver/object.ts'
import type { PersistentVolumeClaimSpec } from '../../apiserver/types.gen.ts'
import type { Description } from './description.ts'
import { annotationLines, labelLines } from './metadata.ts'

/** A claim that lives only in a template has neither capacity nor volume yet. */
export function claimLines(out: Description, { metadata, spec }: { readonly metadata?: Partial<ObjectMeta>, readonly spec: PersistentVolumeClaimSpec }, level: number): void {
  const indent = '  '.repeat(level)
  out.line(level, `StorageClass:\t${spec.storageClassName ?? ''}`)
  out.line(level, `Volume:\t${spec.volumeName ?? ''}`)
  labelLines(out, `${indent}Labels`, metadata?.labels)
  annotationLines(out, `${indent}Annotations`, metadata?.annotations)
  out.line(level, 'Capacity:\t')
  out.line(level, 'Access Modes:\t')
  if (spec.volumeMode !== undefined) out.line(level, `VolumeMode:\t${spec.volumeMode}`)
  dataSourceLines(out, spec, level)
}

export function dataSourceLines(out: Description, { dataSource }: PersistentVolumeClaimSpec, level: number): void {
  if (!dataSource) return
  out.line(level, 'DataSource:')
  if (dataSource.apiGroup !== undefined) out.line(level + 1, `APIGroup:\t${dataSource.apiGroup}`)
  out.line(level + 1, `Kind:\t${dataSource.kind}`)
  out.line(level + 1, `Name:\t${dataSource.name}`)
}
