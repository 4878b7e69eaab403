import { labelKeyFaults } from '../selectors/names.ts'
import type { EnvFromSource, EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector } from '../types.gen.ts'
import { fails, named } from './check.ts'
import type { Path } from './path.ts'
import { configKey, envName, subdomain } from './names.ts'

const fieldsOfEnv = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName',
  'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
]
export const fieldsOfVolumes = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']
const knownFields = new Set([...fieldsOfEnv, ...fieldsOfVolumes, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'status.nominatedNodeName'])
const resources = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory']
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

export function env(path: Path, variables: readonly EnvVar[]): void {
  variables.forEach(({ name, value, valueFrom }, i) => {
    named(path.to(`[${i}].name`), name, envName)
    if (valueFrom) source(path.to(`[${i}].valueFrom`), valueFrom, value)
  })
}

function source(path: Path, from: EnvVarSource, value: string | undefined): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = from
  if (fieldRef) fieldSelector(path.to('fieldRef'), fieldRef, fieldsOfEnv)
  if (resourceFieldRef) resourceSelector(path.to('resourceFieldRef'), resourceFieldRef)
  if (configMapKeyRef) keySelector(path.to('configMapKeyRef'), configMapKeyRef)
  if (secretKeyRef) keySelector(path.to('secretKeyRef'), secretKeyRef)
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length
  if (count === 0) path.invalid('', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`')
  else if (value) path.invalid('', 'may not be specified when `value` is not empty')
  else if (count > 1) path.invalid('', 'may not have more than one field specified at a time')
}

function keySelector(path: Path, { name = '', key }: { readonly name?: string, readonly key: string }): void {
  fails(path.to('name'), name, subdomain(name))
  named(path.to('key'), key, configKey)
}

export function fieldSelector(path: Path, { fieldPath }: ObjectFieldSelector, allowed: readonly string[]): void {
  if (!fieldPath) return void path.to('fieldPath').required()
  const [, base = fieldPath, subscript] = /^([^[]*)\['(.*)'\]$/.exec(fieldPath) ?? []
  if (!knownFields.has(base)) path.to('fieldPath').invalid(fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)
  else if (subscript === undefined) {
    if (!allowed.includes(base)) path.to('fieldPath').notSupported(base, allowed)
  }
  else if (base === 'metadata.annotations') fails(path, subscript.toLowerCase(), labelKeyFaults(subscript.toLowerCase()))
  else if (base === 'metadata.labels') fails(path, subscript, labelKeyFaults(subscript))
  else path.invalid(base, 'does not support subscript')
}

export function resourceSelector(path: Path, { resource, divisor, containerName }: ResourceFieldSelector, forVolume = false): void {
  if (forVolume && !containerName) path.to('containerName').required()
  else if (!resource) path.to('resource').required()
  else if (!resources.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) path.to('resource').notSupported(resource, resources)
  if (divisor === undefined || divisor === '0') return
  const [allowed, kind] = resource.endsWith('.cpu') ? [['1m', '1'], 'cpu'] : [byteDivisors, resource.endsWith('.memory') ? 'memory' : resource.includes('hugepages') ? 'hugepages' : 'local ephemeral storage']
  if (!allowed.includes(divisor))
    path.to('divisor').invalid(resource, `only divisor's values ${kind === 'cpu' ? '1m and 1' : allowed.join(', ')} are supported with the ${kind} resource`)
}

export function envFrom(path: Path, sources: readonly EnvFromSource[]): void {
  sources.forEach(({ prefix, configMapRef, secretRef }, i) => {
    if (prefix) fails(path.to(`[${i}].prefix`), prefix, envName(prefix))
    if (configMapRef) named(path.to(`[${i}].configMapRef.name`), configMapRef.name, subdomain)
    if (secretRef) named(path.to(`[${i}].secretRef.name`), secretRef.name, subdomain)
    if (!configMapRef && !secretRef) path.invalid('', 'must specify one of: `configMapRef` or `secretRef`')
    else if (configMapRef && secretRef) path.invalid('', 'may not have more than one field specified at a time')
  })
}
