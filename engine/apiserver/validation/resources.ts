// Amounts of resources: names, quantities, and requests within limits.
import { labelKeyFaults } from '../selectors/names.ts'
import { compareQuantities, noQuantity, parseQuantity } from '../schema/quantity.ts'
import type { ResourceRequirements } from '../types.gen.ts'
import { fails } from './check.ts'
import type { Path } from './path.ts'

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
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name)
const isWhole = (name: string): boolean => countedResources.has(name) || isExtended(name)

function resourceName(path: Path, name: string): boolean {
  const faults = labelKeyFaults(name)
  fails(path, name, faults)
  if (faults.length > 0) return false
  if (hasDomain(name) || standardResources.has(name) || isHugePages(name) || /^(requests\.)?hugepages-/.test(name)) return true
  path.invalid(name, 'must be a standard resource type or fully qualified')
  return false
}

export function containerResourceName(path: Path, name: string): void {
  resourceName(path, name)
  if (!hasDomain(name)) {
    if (!containerResources.has(name) && !isHugePages(name)) path.invalid(name, 'must be a standard resource for containers')
  }
  else if (!isNative(name) && !isExtended(name)) path.invalid(name, 'doesn\'t follow extended resource name standard')
}

/** Anything that can be counted, as in limit ranges of claims. */
export const anyResourceName = resourceName

export const isCountedByQuota = (name: string): boolean => quotaResources.has(name) || /^(requests\.)?hugepages-/.test(name)

export function quotaResourceName(path: Path, name: string): void {
  resourceName(path, name)
  if (!hasDomain(name) && !isCountedByQuota(name)) // `count/…` has a slash
    path.invalid(name, 'must be a standard resource for quota')
}

export function quantityValue(path: Path, name: string, text: string): void {
  if (text.startsWith('-')) path.invalid(text, 'must be greater than or equal to 0')
  if (isWhole(name) && parseQuantity(text).nanos % 1_000_000_000n !== 0n) path.invalid(text, 'must be an integer')
}

export function positiveQuantity(path: Path, text: string): void {
  if (compareQuantities(parseQuantity(text), noQuantity) <= 0) path.invalid(text, 'must be greater than zero')
}

export function containerResourceRequirements(path: Path, { limits = {}, requests = {} }: ResourceRequirements): void {
  amounts(path.to('limits'), limits)
  for (const name of Object.keys(requests)) {
    const requested = requests[name] ?? ''
    amount(path.to(`requests[${name}]`), name, requested)
    const limit = Object.hasOwn(limits, name) ? limits[name] : undefined
    if (limit !== undefined && limit !== requested) withinLimit(path.to('requests'), name, requested, limit)
    else if (limit === undefined && !mayOvercommit(name)) path.to('limits').required('Limit must be set for non overcommitable resources')
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) path.forbidden('HugePages require cpu or memory')
}

function amounts(path: Path, list: ResourceList): void {
  for (const name of Object.keys(list)) amount(path.to(`[${name}]`), name, list[name] ?? '')
}

function amount(path: Path, name: string, text: string): void {
  containerResourceName(path, name)
  quantityValue(path, name, text)
}

function withinLimit(path: Path, name: string, requested: string, limit: string): void {
  const order = compareQuantities(parseQuantity(requested), parseQuantity(limit))
  if (order !== 0 && !mayOvercommit(name)) path.invalid(requested, `must be equal to ${name} limit of ${limit}`)
  else if (order > 0) path.invalid(requested, `must be less than or equal to ${name} limit of ${limit}`)
}
