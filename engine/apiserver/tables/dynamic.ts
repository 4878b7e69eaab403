// The rows of kinds whose insides the engine does not know: dynamic resources, flow control, aggregated APIs.
import type { KubeObject } from '../object.ts'
import { itsAge, none, row, type Cell } from './format.ts'
import { isMap } from './jsonpath/index.ts'

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce((inside, key) => isMap(inside) ? inside[key] : undefined, value)

function cellAt(object: KubeObject, path: string, otherwise: Cell): Cell {
  const value = at(object, path)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : otherwise
}

function conditionOf({ status }: KubeObject, type: string): unknown {
  const conditions = at(status, 'conditions')
  return Array.isArray(conditions) ? conditions.find(condition => at(condition, 'type') === type) : undefined
}

const textAt = (value: unknown, key: string): string => String(at(value, key) ?? '')

export const resourceClaimRow = row(({ metadata, status }: KubeObject) => {
  const deleted = metadata.deletionTimestamp !== undefined
  const allocated = at(status, 'allocation') === undefined ? [] : ['allocated', ...at(status, 'reservedFor') === undefined ? [] : ['reserved']]
  const state = [...deleted ? ['deleted'] : [], ...allocated.length > 0 || deleted ? allocated : ['pending']]
  return [state.join(), itsAge]
})

export const resourceSliceRow = row((slice: KubeObject) => [cellAt(slice, 'spec.nodeName', ''), cellAt(slice, 'spec.driver', ''), cellAt(slice, 'spec.pool.name', ''), itsAge])

export const flowSchemaRow = row((schema: KubeObject) => [
  cellAt(schema, 'spec.priorityLevelConfiguration.name', ''), cellAt(schema, 'spec.matchingPrecedence', 0), cellAt(schema, 'spec.distinguisherMethod.type', none),
  itsAge, textAt(conditionOf(schema, 'Dangling'), 'status') || '?',
])

export const priorityLevelRow = row((level: KubeObject) => {
  const queuing = (field: string): Cell => cellAt(level, `spec.limited.limitResponse.queuing.${field}`, none)
  return [
    cellAt(level, 'spec.type', ''), cellAt(level, 'spec.limited.nominalConcurrencyShares', none),
    queuing('queues'), queuing('handSize'), queuing('queueLengthLimit'), itsAge,
  ]
})

export const apiServiceRow = row((service: KubeObject) => {
  const backend = at(service, 'spec.service')
  const available = conditionOf(service, 'Available')
  const [status, reason] = [textAt(available, 'status') || 'Unknown', textAt(available, 'reason')]
  return [
    isMap(backend) ? `${textAt(backend, 'namespace')}/${textAt(backend, 'name')}` : 'Local',
    status === 'True' || reason === '' ? status : `${status} (${reason})`, itsAge,
  ]
})
