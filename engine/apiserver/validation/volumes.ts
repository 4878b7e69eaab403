// Volumes: of pods, and the sources that persistent volumes have in common with them.
import type { DownwardAPIVolumeFile, HostPathVolumeSource, KeyToPath, NFSVolumeSource, PersistentVolumeClaimTemplate, PersistentVolumeSpec, Volume, VolumeProjection } from '../types.gen.ts'
import { climbsUp, descends, named, oneOfIfSet, present, seenBefore } from './check.ts'
import type { Path } from './path.ts'
import { claimSpec } from './claim.ts'
import { fieldSelector, fieldsOfVolumes, resourceSelector } from './env.ts'
import { annotations, labels } from './labels.ts'
import { dnsLabel, subdomain } from './names.ts'
import { each, given, holdFieldTo, holdTo, name, type Rule, type Rules } from './rules.ts'

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

/** The volumes that containers may mount, by their names. */
export function volumes(path: Path, list: readonly Volume[], podName: string | undefined): ReadonlyMap<string, Volume> {
  const found = new Map<string, Volume>()
  const created = new Set(list.flatMap(({ name, ephemeral }) => ephemeral && podName !== undefined ? [`${podName}-${name}`] : []))
  list.forEach((volume, i) => {
    const { name, ...source } = volume
    const { persistentVolumeClaim } = source
    const at = path.to(i)
    const before = path.faults
    oneSource<Source>(at, source, sources)
    named(at.to('name'), name, dnsLabel)
    if (found.has(name)) at.to('name').duplicate(name)
    if (path.faults === before) found.set(name, volume)
    if (persistentVolumeClaim && created.has(persistentVolumeClaim.claimName))
      at.to('persistentVolumeClaim.claimName').invalid(persistentVolumeClaim.claimName, 'must not reference a PVC that gets created for an ephemeral volume')
  })
  return found
}

type Source = Omit<Volume, 'name'>

const mode: Rule<number | undefined> = (path, value) => {
  if (value !== undefined && (value < 0 || value > 0o777)) path.invalid(value, 'must be a number between 0 and 0777 (octal), both inclusive')
}

const targetPath: Rule<string> = (path, target) => {
  present(path, target)
  unreservedPath(path, target)
}

const keyToPath: Rule<KeyToPath> = (path, item) => holdTo(path, item, { key: present, path: targetPath, mode })
const files = { defaultMode: mode, items: each(keyToPath) }

const hostPath: Rule<HostPathVolumeSource> = (at, { path, type }) => {
  if (!path) return at.to('path').required()
  climbsUp(at.to('path'), path)
  oneOfIfSet(at.to('type'), type, hostPathTypes)
}

const nfs: Rule<NFSVolumeSource> = (at, source) => holdTo(at, source, {
  server: present,
  path: (path, target = '') => {
    present(path, target)
    if (!target.startsWith('/')) path.invalid(target, 'must be an absolute path')
  },
})

const driver = name(text => subdomain(text.toLowerCase()))

const claimTemplate: Rule<PersistentVolumeClaimTemplate | undefined> = (path, template) => {
  if (!template) return path.required()
  annotations(path.to('metadata.annotations'), template.metadata?.annotations)
  labels(path.to('metadata.labels'), template.metadata?.labels)
  claimSpec(path.to('spec'), template.spec ?? {})
}

/** In the order in which the real server looks: the first it finds is the one that is meant. */
const sources: Rules<Source> = {
  emptyDir: given((at, { sizeLimit }) => { if (sizeLimit?.startsWith('-')) at.to('sizeLimit').forbidden('SizeLimit field must be a valid resource quantity') }),
  hostPath: given(hostPath),
  secret: given((at, secret) => holdTo(at, secret, { secretName: present, ...files })),
  nfs: given(nfs),
  persistentVolumeClaim: given((at, claim) => holdTo(at, claim, { claimName: present })),
  downwardAPI: given((at, downward) => holdTo(at, downward, { defaultMode: mode, items: (_path, list = []) => { for (const file of list) downwardFile(at, file) } })),
  configMap: given((at, map) => holdTo(at, map, { name: present, ...files })),
  projected: given((at, projected) => {
    mode(at.to('defaultMode'), projected.defaultMode)
    projections(at, projected.sources ?? [])
  }),
  csi: given((at, csi) => holdTo(at, csi, { driver })),
  ephemeral: given((at, ephemeral) => holdTo(at, ephemeral, { volumeClaimTemplate: claimTemplate })),
  image: () => undefined, // any will do
}

/** An object that is to have one field of several: the first by the rules is the one that is meant. */
function oneSource<T extends object>(at: Path, source: T, rules: Rules<T>): void {
  const known: readonly string[] = Object.keys(rules)
  const rank = (type: string): number => (known.indexOf(type) + known.length + 1) % (known.length + 1)
  const [first, ...others] = (Object.keys(source) as (keyof T & string)[]).sort((a, b) => rank(a) - rank(b)) // the keys of an object
  if (first === undefined) return at.required('must specify a volume type')
  holdFieldTo(at, source, first, rules)
  for (const other of others) at.to(other).forbidden('may not specify more than 1 volume type')
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
    const source = at.to('sources').to(i)
    const keys = (field: 'secret' | 'configMap', { name, items }: NonNullable<typeof secret>): void => {
      const projected = source.to(field)
      present(projected.to('name'), name)
      items?.forEach((item, j) => {
        keyToPath(projected.to('items').to(j), item)
        path(item.path, name ?? '')
      })
    }
    if (secret) keys('secret', secret)
    if (configMap) keys('configMap', configMap)
    downwardAPI?.items?.forEach(file => {
      downwardFile(source.to('downwardAPI'), file)
      path(file.path, file.path)
    })
    if (serviceAccountToken) {
      const { expirationSeconds = 0, path: target } = serviceAccountToken
      if (expirationSeconds < 600) source.to('serviceAccountToken.expirationSeconds').invalid(expirationSeconds, 'may not specify a duration less than 10 minutes')
      if (expirationSeconds > 2 ** 32) source.to('serviceAccountToken.expirationSeconds').invalid(expirationSeconds, 'may not specify a duration larger than 2^32 seconds')
      if (!target) at.to('path').required()
      else unreservedPath(at.to('path'), target)
    }
    if (Number(Boolean(secret)) + Number(Boolean(configMap)) + Number(Boolean(downwardAPI)) + Number(Boolean(serviceAccountToken)) > 1)
      source.forbidden('may not specify more than 1 volume type per source')
  })
}

type PersistentSource = ReturnType<typeof sourceOf>

/** What of a persistent volume says where it comes from. */
export function sourceOf(spec: PersistentVolumeSpec) {
  const {
    accessModes: _modes, capacity: _capacity, claimRef: _claim, mountOptions: _options, nodeAffinity: _affinity, persistentVolumeReclaimPolicy: _policy,
    storageClassName: _class, volumeAttributesClassName: _attributes, volumeMode: _mode, ...source
  } = spec
  return source
}

const persistentSources = (at: Path, { nodeAffinity }: PersistentVolumeSpec): Rules<PersistentSource> => ({
  hostPath: given(hostPath),
  nfs: given(nfs),
  csi: given((path, csi) => holdTo(path, csi, { driver, volumeHandle: present })),
  local: given((path, local) => {
    if (local.path) climbsUp(path.to('path'), local.path)
    else path.to('path').required()
    if (!nodeAffinity) at.to('nodeAffinity').required('Local volume requires node affinity')
  }),
})

/** The source of a persistent volume. */
export function persistentSource(at: Path, spec: PersistentVolumeSpec): void {
  oneSource(at, sourceOf(spec), persistentSources(at, spec))
  if (spec.hostPath && /^\/+$/.test(spec.hostPath.path) && spec.persistentVolumeReclaimPolicy === 'Recycle')
    at.to('persistentVolumeReclaimPolicy').forbidden('may not be \'recycle\' for a hostPath mount of \'/\'')
}
