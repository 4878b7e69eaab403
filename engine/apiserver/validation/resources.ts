// Amounts of resources: names, quantities, and requests within limits.
import { labelKeyFaults } from '../selectors/names.ts'
import { forbidden, invalidValue, required } from '../resource.ts'
import { compareQuantities, noQuantity, parseQuantity } from '../schema/quantity.ts'
import type { ResourceRequirements } from '../types.gen.ts'
import { fails, type Errors } from './check.ts'

type ResourceList = Readonly<Record<string, string>>

const containerResources = new Set(['cpu', 'memory', 'ephemeral-storage'])
const objectCounts = ['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps', 'persistentvolumeclaims']
const countedResources = new Set([...objectCounts, 'services.nodeports', 'services.loadbalancers'])
const quotaResources = new Set([
  ...containerResources, ...countedResources, 'requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage',
  'limits.cpu', 'limits.memory', 'limits.ephemeral-storage',
])
const standardResources = new Set([...quotaResources, 'storage'])

const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const hasDomain = (name: string): boolean => name.includes('/')
export const isNative = (name: string): boolean => !hasDomain(name) || name.includes('kubernetes.io/')
const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && labelKeyFaults(`requests.${name}`).length === 0
const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name)
const isWhole = (name: string): boolean => countedResources.has(name) || isExtended(name)

function resourceName(errors: Errors, path: string, name: string): boolean {
  const faults = labelKeyFaults(name)
  fails(errors, path, name, faults)
  if (faults.length > 0) return false
  if (hasDomain(name) || standardResources.has(name) || isHugePages(name) || /^(requests\.)?hugepages-/.test(name)) return true
  errors.push(invalidValue(path, name, 'must be a standard resource type or fully qualified'))
  return false
}

export function containerResourceName(errors: Errors, path: string, name: string): void {
  resourceName(errors, path, name)
  if (!hasDomain(name)) {
    if (!containerResources.has(name) && !isHugePages(name)) errors.push(invalidValue(path, name, 'must be a standard resource for containers'))
  }
  else if (!isNative(name) && !isExtended(name)) errors.push(invalidValue(path, name, 'doesn\'t follow extended resource name standard'))
}

/** Anything that can be counted, as in limit ranges of claims. */
export const anyResourceName = resourceName

export function quotaResourceName(errors: Errors, path: string, name: string): void {
  resourceName(errors, path, name)
  if (!hasDomain(name) && !quotaResources.has(name) && !/^(requests\.)?hugepages-/.test(name)) // `count/…` has a slash
    errors.push(invalidValue(path, name, 'must be a standard resource for quota'))
}

export function quantityValue(errors: Errors, path: string, name: string, text: string): void {
  if (text.startsWith('-')) errors.push(invalidValue(path, text, 'must be greater than or equal to 0'))
  if (isWhole(name) && parseQuantity(text).nanos % 1_000_000_000n !== 0n) errors.push(invalidValue(path, text, 'must be an integer'))
}

export function positiveQuantity(errors: Errors, path: string, text: string): void {
  if (compareQuantities(parseQuantity(text), noQuantity) <= 0) errors.push(invalidValue(path, text, 'must be greater than zero'))
}

export function containerResourceRequirements(errors: Errors, path: string, { limits = {}, requests = {} }: ResourceRequirements): void {
  amounts(errors, `${path}.limits`, limits)
  for (const name of Object.keys(requests)) {
    const requested = requests[name] ?? ''
    amount(errors, `${path}.requests[${name}]`, name, requested)
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined
    if (limit !== undefined && limit !== requested) withinLimit(errors, `${path}.requests`, name, requested, limit)
    else if (limit === undefined && !mayOvercommit(name)) errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'))
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) errors.push(forbidden(path, 'HugePages require cpu or memory'))
}

function amounts(errors: Errors, path: string, list: ResourceList): void {
  for (const name of Object.keys(list)) amount(errors, `${path}[${name}]`, name, list[name] ?? '')
}

function amount(errors: Errors, path: string, name: string, text: string): void {
  containerResourceName(errors, path, name)
  quantityValue(errors, path, name, text)
}

function withinLimit(errors: Errors, path: string, name: string, requested: string, limit: string): void {
  const order = compareQuantities(parseQuantity(requested), parseQuantity(limit))
  if (order !== 0 && !mayOvercommit(name)) errors.push(invalidValue(path, requested, `must be equal to ${name} limit of ${limit}`))
  else if (order > 0) errors.push(invalidValue(path, requested, `must be less than or equal to ${name} limit of ${limit}`))
}
