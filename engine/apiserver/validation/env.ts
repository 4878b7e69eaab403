import { labelKeyFaults } from '../selectors/names.ts'
import { invalidValue, notSupported, required } from '../resource.ts'
import type { EnvFromSource, EnvVar, EnvVarSource, ObjectFieldSelector, ResourceFieldSelector } from '../types.gen.ts'
import { fails, named, type Errors } from './check.ts'
import { configKey, envName, subdomain } from './names.ts'

const fieldsOfEnv = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName',
  'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
]
export const fieldsOfVolumes = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']
const knownFields = new Set([...fieldsOfEnv, ...fieldsOfVolumes, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'status.nominatedNodeName'])
const resources = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory']
const byteDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

export function env(errors: Errors, path: string, variables: readonly EnvVar[]): void {
  variables.forEach(({ name, value, valueFrom }, i) => {
    named(errors, `${path}[${i}].name`, name, envName)
    if (valueFrom) source(errors, `${path}[${i}].valueFrom`, valueFrom, value)
  })
}

function source(errors: Errors, path: string, from: EnvVarSource, value: string | undefined): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = from
  if (fieldRef) fieldSelector(errors, `${path}.fieldRef`, fieldRef, fieldsOfEnv)
  if (resourceFieldRef) resourceSelector(errors, `${path}.resourceFieldRef`, resourceFieldRef)
  if (configMapKeyRef) keySelector(errors, `${path}.configMapKeyRef`, configMapKeyRef)
  if (secretKeyRef) keySelector(errors, `${path}.secretKeyRef`, secretKeyRef)
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length
  if (count === 0) errors.push(invalidValue(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'))
  else if (value) errors.push(invalidValue(path, '', 'may not be specified when `value` is not empty'))
  else if (count > 1) errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
}

function keySelector(errors: Errors, path: string, { name = '', key }: { readonly name?: string, readonly key: string }): void {
  fails(errors, `${path}.name`, name, subdomain(name))
  named(errors, `${path}.key`, key, configKey)
}

export function fieldSelector(errors: Errors, path: string, { fieldPath }: ObjectFieldSelector, allowed: readonly string[]): void {
  if (!fieldPath) return void errors.push(required(`${path}.fieldPath`))
  const [, base = fieldPath, subscript] = /^([^[]*)\['(.*)'\]$/.exec(fieldPath) ?? []
  if (!knownFields.has(base)) errors.push(invalidValue(`${path}.fieldPath`, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`))
  else if (subscript === undefined) {
    if (!allowed.includes(base)) errors.push(notSupported(`${path}.fieldPath`, base, allowed))
  }
  else if (base === 'metadata.annotations') fails(errors, path, subscript.toLowerCase(), labelKeyFaults(subscript.toLowerCase()))
  else if (base === 'metadata.labels') fails(errors, path, subscript, labelKeyFaults(subscript))
  else errors.push(invalidValue(path, base, 'does not support subscript'))
}

export function resourceSelector(errors: Errors, path: string, { resource, divisor, containerName }: ResourceFieldSelector, forVolume = false): void {
  if (forVolume && !containerName) errors.push(required(`${path}.containerName`))
  else if (!resource) errors.push(required(`${path}.resource`))
  else if (!resources.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource)) errors.push(notSupported(`${path}.resource`, resource, resources))
  if (divisor === undefined || divisor === '0') return
  const [allowed, kind] = resource.endsWith('.cpu') ? [['1m', '1'], 'cpu'] : [byteDivisors, resource.endsWith('.memory') ? 'memory' : resource.includes('hugepages') ? 'hugepages' : 'local ephemeral storage']
  if (!allowed.includes(divisor))
    errors.push(invalidValue(`${path}.divisor`, resource, `only divisor's values ${kind === 'cpu' ? '1m and 1' : allowed.join(', ')} are supported with the ${kind} resource`))
}

export function envFrom(errors: Errors, path: string, sources: readonly EnvFromSource[]): void {
  sources.forEach(({ prefix, configMapRef, secretRef }, i) => {
    if (prefix) fails(errors, `${path}[${i}].prefix`, prefix, envName(prefix))
    if (configMapRef) named(errors, `${path}[${i}].configMapRef.name`, configMapRef.name, subdomain)
    if (secretRef) named(errors, `${path}[${i}].secretRef.name`, secretRef.name, subdomain)
    if (!configMapRef && !secretRef) errors.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    else if (configMapRef && secretRef) errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
  })
}
