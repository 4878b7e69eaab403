// Volumes: of pods, and the sources that persistent volumes have in common with them.
import { duplicate, forbidden, invalidValue, required } from '../resource.ts'
import type { DownwardAPIVolumeFile, KeyToPath, PersistentVolumeSpec, Volume, VolumeProjection } from '../types.gen.ts'
import { climbsUp, descends, named, oneOfIfSet, present, seenBefore, type Errors } from './check.ts'
import { claimSpec } from './claim.ts'
import { fieldSelector, fieldsOfVolumes, resourceSelector } from './env.ts'
import { annotations, labels } from './labels.ts'
import { dnsLabel, subdomain } from './names.ts'

const badMode = 'must be a number between 0 and 0777 (octal), both inclusive'
const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

/** The volumes that containers may mount, by their names. */
export function volumes(errors: Errors, path: string, list: readonly Volume[], podName: string | undefined): ReadonlyMap<string, Volume> {
  const found = new Map<string, Volume>()
  const created = new Set(list.flatMap(({ name, ephemeral }) => ephemeral && podName !== undefined ? [`${podName}-${name}`] : []))
  list.forEach((volume, i) => {
    const { name, persistentVolumeClaim } = volume
    const at = `${path}[${i}]`
    const before = errors.length
    volumeSource(errors, at, volume)
    named(errors, `${at}.name`, name, dnsLabel)
    if (found.has(name)) errors.push(duplicate(`${at}.name`, name))
    if (errors.length === before) found.set(name, volume)
    if (persistentVolumeClaim && created.has(persistentVolumeClaim.claimName))
      errors.push(invalidValue(`${at}.persistentVolumeClaim.claimName`, persistentVolumeClaim.claimName, 'must not reference a PVC that gets created for an ephemeral volume'))
  })
  return found
}

type Source = Omit<Volume, 'name'>

function volumeSource(errors: Errors, at: string, volume: Volume): void {
  const [first, ...others] = sourcesOf(volume, 'name')
  if (first === undefined) return void errors.push(required(at, 'must specify a volume type'))
  check(errors, `${at}.${first}`, volume)
  for (const other of others) errors.push(forbidden(`${at}.${other}`, 'may not specify more than 1 volume type'))
}

const sourcesOf = (volume: object, ...besides: readonly string[]): readonly string[] =>
  Object.keys(volume).filter(key => !besides.includes(key)).sort((a, b) => rank(a) - rank(b))

/** The order in which the real server looks: the first it finds is the one that is meant. */
const order = ['emptyDir', 'hostPath', 'secret', 'nfs', 'persistentVolumeClaim', 'downwardAPI', 'configMap', 'projected', 'csi', 'ephemeral', 'image']
const rank = (source: string): number => order.indexOf(source) < 0 ? order.length : order.indexOf(source)

function check(errors: Errors, at: string, source: Source): void {
  const { emptyDir, hostPath, secret, nfs, persistentVolumeClaim, downwardAPI, configMap, projected, csi, ephemeral } = source
  if (emptyDir) {
    if (emptyDir.sizeLimit?.startsWith('-')) errors.push(forbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'))
  }
  else if (hostPath) hostPathSource(errors, at, hostPath)
  else if (secret) files(errors, at, 'secretName', secret.secretName, secret)
  else if (nfs) nfsSource(errors, at, nfs)
  else if (persistentVolumeClaim) present(errors, `${at}.claimName`, persistentVolumeClaim.claimName)
  else if (downwardAPI) {
    mode(errors, `${at}.defaultMode`, downwardAPI.defaultMode)
    for (const file of downwardAPI.items ?? []) downwardFile(errors, at, file)
  }
  else if (configMap) files(errors, at, 'name', configMap.name, configMap)
  else if (projected) {
    mode(errors, `${at}.defaultMode`, projected.defaultMode)
    projections(errors, at, projected.sources ?? [])
  }
  else if (csi) named(errors, `${at}.driver`, csi.driver, name => subdomain(name.toLowerCase()))
  else if (ephemeral) {
    const { volumeClaimTemplate: template } = ephemeral
    if (!template) return void errors.push(required(`${at}.volumeClaimTemplate`))
    annotations(errors, `${at}.volumeClaimTemplate.metadata.annotations`, template.metadata?.annotations)
    labels(errors, `${at}.volumeClaimTemplate.metadata.labels`, template.metadata?.labels)
    claimSpec(errors, `${at}.volumeClaimTemplate.spec`, template.spec ?? {})
  }
}

function hostPathSource(errors: Errors, at: string, { path, type }: NonNullable<Source['hostPath']>): void {
  if (!path) return void errors.push(required(`${at}.path`))
  climbsUp(errors, `${at}.path`, path)
  oneOfIfSet(errors, `${at}.type`, type, hostPathTypes)
}

function nfsSource(errors: Errors, at: string, { server, path = '' }: NonNullable<Source['nfs']>): void {
  present(errors, `${at}.server`, server)
  present(errors, `${at}.path`, path)
  if (!path.startsWith('/')) errors.push(invalidValue(`${at}.path`, path, 'must be an absolute path'))
}

function mode(errors: Errors, path: string, value: number | undefined): void {
  if (value !== undefined && (value < 0 || value > 0o777)) errors.push(invalidValue(path, value, badMode))
}

interface Files { readonly defaultMode?: number, readonly items?: readonly KeyToPath[] }

function files(errors: Errors, at: string, nameField: string, name: string | undefined, { defaultMode, items = [] }: Files): void {
  present(errors, `${at}.${nameField}`, name)
  mode(errors, `${at}.defaultMode`, defaultMode)
  items.forEach((item, i) => keyToPath(errors, `${at}.items[${i}]`, item))
}

function keyToPath(errors: Errors, at: string, item: KeyToPath): void {
  present(errors, `${at}.key`, item.key)
  present(errors, `${at}.path`, item.path)
  unreservedPath(errors, `${at}.path`, item.path)
  mode(errors, `${at}.mode`, item.mode)
}

function unreservedPath(errors: Errors, path: string, target = ''): void {
  descends(errors, path, target)
  if (target.startsWith('..') && !target.split('/').includes('..')) errors.push(invalidValue(path, target, 'must not start with \'..\''))
}

function downwardFile(errors: Errors, at: string, file: DownwardAPIVolumeFile): void {
  present(errors, `${at}.path`, file.path)
  unreservedPath(errors, `${at}.path`, file.path)
  if (file.fieldRef) {
    fieldSelector(errors, `${at}.fieldRef`, file.fieldRef, fieldsOfVolumes)
    if (file.resourceFieldRef) errors.push(invalidValue(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'))
  }
  else if (file.resourceFieldRef) resourceSelector(errors, `${at}.resourceFieldRef`, file.resourceFieldRef, true)
  else errors.push(required(at, 'one of fieldRef and resourceFieldRef is required'))
  mode(errors, `${at}.mode`, file.mode)
}

function projections(errors: Errors, at: string, sources: readonly VolumeProjection[]): void {
  const seen = seenBefore()
  const path = (target: string | undefined, shown: string): void => {
    if (target && seen(target)) errors.push(invalidValue(at, shown, 'conflicting duplicate paths'))
  }
  sources.forEach(({ secret, configMap, downwardAPI, serviceAccountToken }, i) => {
    const source = `${at}.sources[${i}]`
    for (const [field, projected] of [['secret', secret], ['configMap', configMap]] as const) {
      if (!projected) continue
      present(errors, `${source}.${field}.name`, projected.name)
      projected.items?.forEach((item, j) => {
        keyToPath(errors, `${source}.${field}.items[${j}]`, item)
        path(item.path, projected.name ?? '')
      })
    }
    for (const file of downwardAPI?.items ?? []) {
      downwardFile(errors, `${source}.downwardAPI`, file)
      path(file.path, file.path)
    }
    if (serviceAccountToken) {
      const { expirationSeconds = 0, path: target } = serviceAccountToken
      if (expirationSeconds < 600) errors.push(invalidValue(`${source}.serviceAccountToken.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes'))
      if (expirationSeconds > 2 ** 32) errors.push(invalidValue(`${source}.serviceAccountToken.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'))
      if (!target) errors.push(required(`${at}.path`))
      else unreservedPath(errors, `${at}.path`, target)
    }
    if ([secret, configMap, downwardAPI, serviceAccountToken].filter(Boolean).length > 1)
      errors.push(forbidden(source, 'may not specify more than 1 volume type per source'))
  })
}

const fieldsBesideSource = [
  'accessModes', 'capacity', 'claimRef', 'mountOptions', 'nodeAffinity', 'persistentVolumeReclaimPolicy', 'storageClassName',
  'volumeAttributesClassName', 'volumeMode',
]

/** The source of a persistent volume. */
export function persistentSource(errors: Errors, at: string, spec: PersistentVolumeSpec): void {
  const [first, ...others] = sourcesOf(spec, ...fieldsBesideSource)
  const { hostPath, nfs, local, csi } = spec
  if (first === undefined) errors.push(required(at, 'must specify a volume type'))
  else if (hostPath) hostPathSource(errors, `${at}.hostPath`, hostPath)
  else if (nfs) nfsSource(errors, `${at}.nfs`, nfs)
  else if (csi) {
    named(errors, `${at}.csi.driver`, csi.driver, name => subdomain(name.toLowerCase()))
    present(errors, `${at}.csi.volumeHandle`, csi.volumeHandle)
  }
  else if (local) {
    if (local.path) climbsUp(errors, `${at}.local.path`, local.path)
    else errors.push(required(`${at}.local.path`))
    if (!spec.nodeAffinity) errors.push(required(`${at}.nodeAffinity`, 'Local volume requires node affinity'))
  }
  for (const other of others) errors.push(forbidden(`${at}.${other}`, 'may not specify more than 1 volume type'))
  const { persistentVolumeReclaimPolicy: policy } = spec
  if (hostPath && /^\/+$/.test(hostPath.path) && policy === 'Recycle')
    errors.push(forbidden(`${at}.persistentVolumeReclaimPolicy`, 'may not be \'recycle\' for a hostPath mount of \'/\''))
}

