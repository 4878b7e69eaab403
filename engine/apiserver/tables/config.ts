// The rows of small kinds: configuration, bounds, classes and leases.
import type { ConfigMap, Lease, Namespace, PriorityClass, ResourceQuota, RuntimeClass, Secret } from '../types.gen.ts'
import type { KubeObject } from '../object.ts'
import { age } from './duration.ts'
import { itsAge, quantity, row, type Cells } from './format.ts'

/** Kinds of which only the name and the age are shown. */
export const namedRow = ({ metadata }: KubeObject, nowMs: number): Cells => [metadata.name, age(metadata.creationTimestamp, nowMs)]

/** Kinds without columns of their own. */
export const createdRow = ({ metadata }: KubeObject): Cells => [metadata.name, metadata.creationTimestamp]

const count = (map: object | undefined): number => Object.keys(map ?? {}).length

export const configMapRow = row(({ data, binaryData }: ConfigMap) => [count(data) + count(binaryData), itsAge])

export const secretRow = row(({ type, data }: Secret) => [type ?? '', count(data), itsAge])

export const namespaceRow = row(({ status }: Namespace) => [status.phase ?? '', itsAge])

export const quotaRow = row(({ status }: ResourceQuota) => {
  const entries = Object.entries(status.hard ?? {}).sort(([a], [b]) => a < b ? -1 : 1)
  const list = (limits: boolean): string => entries
    .filter(([name]) => name.startsWith('limits.') === limits)
    .map(([name, hard]) => `${name}: ${quantity(status.used?.[name])}/${quantity(hard)}`).join(', ')
  return [list(false), list(true), itsAge]
})

export const leaseRow = row(({ spec }: Lease) => [spec.holderIdentity ?? '', itsAge])

export const priorityClassRow = row(({ value, globalDefault, preemptionPolicy }: PriorityClass) => [value, globalDefault ?? false, itsAge, preemptionPolicy ?? ''])

export const runtimeClassRow = row(({ handler }: RuntimeClass) => [handler, itsAge])
