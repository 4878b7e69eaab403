// Volumes: of pods, and the sources that persistent volumes have in common with them.
import type { DownwardAPIVolumeFile, KeyToPath, PersistentVolumeSpec, Volume, VolumeProjection } from '../types.gen.ts'
import { climbsUp, descends, named, oneOfIfSet, present, seenBefore } from './check.ts'
import type { Path } from './path.ts'
import { claimSpec } from './claim.ts'
import { fieldSelector, fieldsOfVolumes, resourceSelector } from './env.ts'
import { annotations, labels } from './labels.ts'
import { dnsLabel, subdomain } from './names.ts'

const badMode = 'must be a number between 0 and 0777 (octal), both inclusive'
const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

/** The volumes that containers may mount, by their names. */
export function volumes(path: Path, list: readonly Volume[], podName: string | undefined): ReadonlyMap<string, Volume> {
  const found = new Map<string, Volume>()
  const created = new Set(list.flatMap(({ name, ephemeral }) => ephemeral && podName !== undefined ? [`${podName}-${name}`] : []))
  list.forEach((volume, i) => {
    const { name, persistentVolumeClaim } = volume
    const at = path.to(i)
    const before = path.faults
    volumeSource(at, volume)
    named(at.to('name'), name, dnsLabel)
    if (found.has(name)) at.to('name').duplicate(name)
    if (path.faults === before) found.set(name, volume)
    if (persistentVolumeClaim && created.has(persistentVolumeClaim.claimName))
      at.to('persistentVolumeClaim.claimName').invalid(persistentVolumeClaim.claimName, 'must not reference a PVC that gets created for an ephemeral volume')
  })
  return found
}

type Source = Omit<Volume, 'name'>

function volumeSource(at: Path, volume: Volume): void {
  const [first, ...others] = sourcesOf(volume, 'name')
  if (first === undefined) return void at.required('must specify a volume type')
  check(at.to(first), volume)
  for (const other of others) at.to(other).forbidden('may not specify more than 1 volume type')
}

const sourcesOf = (volume: object, ...besides: readonly string[]): readonly string[] =>
  Object.keys(volume).filter(key => !besides.includes(key)).sort((a, b) => rank(a) - rank(b))

/** The order in which the real server looks: the first it finds is the one that is meant. */
const order = ['emptyDir', 'hostPath', 'secret', 'nfs', 'persistentVolumeClaim', 'downwardAPI', 'configMap', 'projected', 'csi', 'ephemeral', 'image']
const rank = (source: string): number => order.indexOf(source) < 0 ? order.length : order.indexOf(source)

function check(at: Path, source: Source): void {
  const { emptyDir, hostPath, secret, nfs, persistentVolumeClaim, downwardAPI, configMap, projected, csi, ephemeral } = source
  if (emptyDir) {
    if (emptyDir.sizeLimit?.startsWith('-')) at.to('sizeLimit').forbidden('SizeLimit field must be a valid resource quantity')
  }
  else if (hostPath) hostPathSource(at, hostPath)
  else if (secret) files(at, 'secretName', secret.secretName, secret)
  else if (nfs) nfsSource(at, nfs)
  else if (persistentVolumeClaim) present(at.to('claimName'), persistentVolumeClaim.claimName)
  else if (downwardAPI) {
    mode(at.to('defaultMode'), downwardAPI.defaultMode)
    for (const file of downwardAPI.items ?? []) downwardFile(at, file)
  }
  else if (configMap) files(at, 'name', configMap.name, configMap)
  else if (projected) {
    mode(at.to('defaultMode'), projected.defaultMode)
    projections(at, projected.sources ?? [])
  }
  else if (csi) named(at.to('driver'), csi.driver, name => subdomain(name.toLowerCase()))
  else if (ephemeral) {
    const { volumeClaimTemplate: template } = ephemeral
    if (!template) return void at.to('volumeClaimTemplate').required()
    annotations(at.to('volumeClaimTemplate.metadata.annotations'), template.metadata?.annotations)
    labels(at.to('volumeClaimTemplate.metadata.labels'), template.metadata?.labels)
    claimSpec(at.to('volumeClaimTemplate.spec'), template.spec ?? {})
  }
}

function hostPathSource(at: Path, { path, type }: NonNullable<Source['hostPath']>): void {
  if (!path) return void at.to('path').required()
  climbsUp(at.to('path'), path)
  oneOfIfSet(at.to('type'), type, hostPathTypes)
}

function nfsSource(at: Path, { server, path = '' }: NonNullable<Source['nfs']>): void {
  present(at.to('server'), server)
  present(at.to('path'), path)
  if (!path.startsWith('/')) at.to('path').invalid(path, 'must be an absolute path')
}

function mode(path: Path, value: number | undefined): void {
  if (value !== undefined && (value < 0 || value > 0o777)) path.invalid(value, badMode)
}

interface Files { readonly defaultMode?: number, readonly items?: readonly KeyToPath[] }

function files(at: Path, nameField: string, name: string | undefined, { defaultMode, items = [] }: Files): void {
  present(at.to(nameField), name)
  mode(at.to('defaultMode'), defaultMode)
  items.forEach((item, i) => keyToPath(at.to(`items[${i}]`), item))
}

function keyToPath(at: Path, item: KeyToPath): void {
  present(at.to('key'), item.key)
  present(at.to('path'), item.path)
  unreservedPath(at.to('path'), item.path)
  mode(at.to('mode'), item.mode)
}

function unreservedPath(path: Path, target = ''): void {
  descends(path, target)
  if (target.startsWith('..') && !target.split('/').includes('..')) path.invalid(target, 'must not start with \'..\'')
}

function downwardFile(at: Path, file: DownwardAPIVolumeFile): void {
  present(at.to('path'), file.path)
  unreservedPath(at.to('path'), file.path)
  if (file.fieldRef) {
    fieldSelector(at.to('fieldRef'), file.fieldRef, fieldsOfVolumes)
    if (file.resourceFieldRef) at.invalid('resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
  }
  else if (file.resourceFieldRef) resourceSelector(at.to('resourceFieldRef'), file.resourceFieldRef, true)
  else at.required('one of fieldRef and resourceFieldRef is required')
  mode(at.to('mode'), file.mode)
}

function projections(at: Path, sources: readonly VolumeProjection[]): void {
  const seen = seenBefore()
  const path = (target: string | undefined, shown: string): void => {
    if (target && seen(target)) at.invalid(shown, 'conflicting duplicate paths')
  }
  sources.forEach(({ secret, configMap, downwardAPI, serviceAccountToken }, i) => {
    const source = at.to(`sources[${i}]`)
    for (const [field, projected] of [['secret', secret], ['configMap', configMap]] as const) {
      if (!projected) continue
      present(source.to(`${field}.name`), projected.name)
      projected.items?.forEach((item, j) => {
        keyToPath(source.to(`${field}.items[${j}]`), item)
        path(item.path, projected.name ?? '')
      })
    }
    for (const file of downwardAPI?.items ?? []) {
      downwardFile(source.to('downwardAPI'), file)
      path(file.path, file.path)
    }
    if (serviceAccountToken) {
      const { expirationSeconds = 0, path: target } = serviceAccountToken
      if (expirationSeconds < 600) source.to('serviceAccountToken.expirationSeconds').invalid(expirationSeconds, 'may not specify a duration less than 10 minutes')
      if (expirationSeconds > 2 ** 32) source.to('serviceAccountToken.expirationSeconds').invalid(expirationSeconds, 'may not specify a duration larger than 2^32 seconds')
      if (!target) at.to('path').required()
      else unreservedPath(at.to('path'), target)
    }
    if ([secret, configMap, downwardAPI, serviceAccountToken].filter(Boolean).length > 1)
      source.forbidden('may not specify more than 1 volume type per source')
  })
}

const fieldsBesideSource = [
  'accessModes', 'capacity', 'claimRef', 'mountOptions', 'nodeAffinity', 'persistentVolumeReclaimPolicy', 'storageClassName',
  'volumeAttributesClassName', 'volumeMode',
]

/** The source of a persistent volume. */
export function persistentSource(at: Path, spec: PersistentVolumeSpec): void {
  const [first, ...others] = sourcesOf(spec, ...fieldsBesideSource)
  const { hostPath, nfs, local, csi } = spec
  if (first === undefined) at.required('must specify a volume type')
  else if (hostPath) hostPathSource(at.to('hostPath'), hostPath)
  else if (nfs) nfsSource(at.to('nfs'), nfs)
  else if (csi) {
    named(at.to('csi.driver'), csi.driver, name => subdomain(name.toLowerCase()))
    present(at.to('csi.volumeHandle'), csi.volumeHandle)
  }
  else if (local) {
    if (local.path) climbsUp(at.to('local.path'), local.path)
    else at.to('local.path').required()
    if (!spec.nodeAffinity) at.to('nodeAffinity').required('Local volume requires node affinity')
  }
  for (const other of others) at.to(other).forbidden('may not specify more than 1 volume type')
  const { persistentVolumeReclaimPolicy: policy } = spec
  if (hostPath && /^\/+$/.test(hostPath.path) && policy === 'Recycle')
    at.to('persistentVolumeReclaimPolicy').forbidden('may not be \'recycle\' for a hostPath mount of \'/\'')
}

