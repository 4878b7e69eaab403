// The rows of small kinds: configuration, bounds, classes and leases.
import type { ConfigMap, Lease, Namespace, PriorityClass, ResourceQuota, RuntimeClass, Secret } from '../types.gen.ts'
import type { KubeObject } from '../object.ts'
import { age } from './duration.ts'
import { quantity, type Cells } from './format.ts'

/** Kinds of which only the name and the age are shown. */
export const namedRow = ({ metadata }: KubeObject, nowMs: number): Cells => [metadata.name, age(metadata.creationTimestamp, nowMs)]

/** Kinds without columns of their own. */
export const createdRow = ({ metadata }: KubeObject): Cells => [metadata.name, metadata.creationTimestamp]

const count = (map: object | undefined): number => Object.keys(map ?? {}).length

export function configMapRow({ metadata, data, binaryData }: ConfigMap, nowMs: number): Cells {
  return [metadata.name, count(data) + count(binaryData), age(metadata.creationTimestamp, nowMs)]
}

export function secretRow({ metadata, type, data }: Secret, nowMs: number): Cells {
  return [metadata.name, type ?? '', count(data), age(metadata.creationTimestamp, nowMs)]
}

export function namespaceRow({ metadata, status }: Namespace, nowMs: number): Cells {
  return [metadata.name, status.phase ?? '', age(metadata.creationTimestamp, nowMs)]
}

export function quotaRow({ metadata, status }: ResourceQuota, nowMs: number): Cells {
  const entries = Object.entries(status.hard ?? {}).sort(([a], [b]) => a < b ? -1 : 1)
  const list = (limits: boolean): string => entries
    .filter(([name]) => name.startsWith('limits.') === limits)
    .map(([name, hard]) => `${name}: ${quantity(status.used?.[name])}/${quantity(hard)}`).join(', ')
  return [metadata.name, list(false), list(true), age(metadata.creationTimestamp, nowMs)]
}

export function leaseRow({ metadata, spec }: Lease, nowMs: number): Cells {
  return [metadata.name, spec.holderIdentity ?? '', age(metadata.creationTimestamp, nowMs)]
}

export function priorityClassRow({ metadata, value, globalDefault, preemptionPolicy }: PriorityClass, nowMs: number): Cells {
  return [metadata.name, value, globalDefault ?? false, age(metadata.creationTimestamp, nowMs), preemptionPolicy ?? '']
}

export function runtimeClassRow({ metadata, handler }: RuntimeClass, nowMs: number): Cells {
  return [metadata.name, handler, age(metadata.creationTimestamp, nowMs)]
}
