import { labelKeyFaults } from '../selectors/names.ts'
import type { EnvFromSource, EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector } from '../types.gen.ts'
import { fails } from './check.ts'
import type { Path } from './path.ts'
import { configKey, envName, subdomain } from './names.ts'
import { each, given, holdTo, name, nameIfGiven, type Rules } from './rules.ts'

const fieldsOfEnv = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName',
  'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
]
export const fieldsOfVolumes = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']
const knownFields = new Set([...fieldsOfEnv, ...fieldsOfVolumes, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'status.nominatedNodeName'])
const resources = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory']
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

export const env = each<EnvVar>((path, variable) => holdTo(path, variable, {
  name: name(envName),
  valueFrom: given((at, from) => source(at, from, variable.value)),
}))

const configKeySelector: Rules<{ readonly name?: string, readonly key: string }> = {
  name: (path, text = '') => fails(path, text, subdomain(text)),
  key: name(configKey),
}
const keySelector = given((path: Path, selector: { readonly name?: string, readonly key: string }) => holdTo(path, selector, configKeySelector))

const sources: Rules<EnvVarSource> = {
  fieldRef: given((path, ref) => fieldSelector(path, ref, fieldsOfEnv)),
  resourceFieldRef: given(resourceSelector),
  configMapKeyRef: keySelector,
  secretKeyRef: keySelector,
}

function source(path: Path, from: EnvVarSource, value: string | undefined): void {
  holdTo(path, from, sources)
  const count = Object.values(from).filter(Boolean).length
  if (count === 0) path.invalid('', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`')
  else if (value) path.invalid('', 'may not be specified when `value` is not empty')
  else if (count > 1) path.invalid('', 'may not have more than one field specified at a time')
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

const nameOfSource = given((path: Path, ref: { readonly name?: string }) => holdTo(path, ref, { name: name(subdomain) }))

export function envFrom(path: Path, list: readonly EnvFromSource[]): void {
  each<EnvFromSource>((at, from) => {
    holdTo(at, from, { prefix: nameIfGiven(envName), configMapRef: nameOfSource, secretRef: nameOfSource })
    const { configMapRef, secretRef } = from
    if (!configMapRef && !secretRef) path.invalid('', 'must specify one of: `configMapRef` or `secretRef`')
    else if (configMapRef && secretRef) path.invalid('', 'may not have more than one field specified at a time')
  })(path, list)
}
