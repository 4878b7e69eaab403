// The rows of kinds whose insides the engine does not know: dynamic resources, flow control, aggregated APIs.
import type { KubeObject } from '../object.ts'
import { age } from './duration.ts'
import { none, type Cell, type Cells } from './format.ts'
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

export function resourceClaimRow({ metadata, status }: KubeObject, nowMs: number): Cells {
  const deleted = metadata.deletionTimestamp !== undefined
  const allocated = at(status, 'allocation') === undefined ? [] : ['allocated', ...at(status, 'reservedFor') === undefined ? [] : ['reserved']]
  const state = [...deleted ? ['deleted'] : [], ...allocated.length > 0 || deleted ? allocated : ['pending']]
  return [metadata.name, state.join(), age(metadata.creationTimestamp, nowMs)]
}

export function resourceSliceRow(slice: KubeObject, nowMs: number): Cells {
  const { name, creationTimestamp } = slice.metadata
  return [name, cellAt(slice, 'spec.nodeName', ''), cellAt(slice, 'spec.driver', ''), cellAt(slice, 'spec.pool.name', ''), age(creationTimestamp, nowMs)]
}

export function flowSchemaRow(schema: KubeObject, nowMs: number): Cells {
  const { name, creationTimestamp } = schema.metadata
  return [
    name, cellAt(schema, 'spec.priorityLevelConfiguration.name', ''), cellAt(schema, 'spec.matchingPrecedence', 0), cellAt(schema, 'spec.distinguisherMethod.type', none),
    age(creationTimestamp, nowMs), textAt(conditionOf(schema, 'Dangling'), 'status') || '?',
  ]
}

export function priorityLevelRow(level: KubeObject, nowMs: number): Cells {
  const queuing = (field: string): Cell => cellAt(level, `spec.limited.limitResponse.queuing.${field}`, none)
  return [
    level.metadata.name, cellAt(level, 'spec.type', ''), cellAt(level, 'spec.limited.nominalConcurrencyShares', none),
    queuing('queues'), queuing('handSize'), queuing('queueLengthLimit'), age(level.metadata.creationTimestamp, nowMs),
  ]
}

export function apiServiceRow(service: KubeObject, nowMs: number): Cells {
  const { name, creationTimestamp } = service.metadata
  const backend = at(service, 'spec.service')
  const available = conditionOf(service, 'Available')
  const [status, reason] = [textAt(available, 'status') || 'Unknown', textAt(available, 'reason')]
  return [
    name, isMap(backend) ? `${textAt(backend, 'namespace')}/${textAt(backend, 'name')}` : 'Local',
    status === 'True' || reason === '' ? status : `${status} (${reason})`, age(creationTimestamp, nowMs),
  ]
}
