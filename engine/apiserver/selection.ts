// Which objects a list or a watch is about: selectors, compiled once.
import type { KubeObject } from './object.ts'
import type { ListOptions } from './request.ts'
import type { ResourceDefinition } from './resource.ts'
import { parseFieldSelector, parseLabelSelector, type FieldRequirement } from './selectors/index.ts'

export interface Selection {
  readonly matches: (object: KubeObject) => boolean
  /** The node that the selection pins, if it does: then the watch cache need not ask every watcher. */
  readonly pinned: string | undefined
}

export function selection({ strategy }: ResourceDefinition, { labelSelector = '', fieldSelector = '' }: ListOptions): Selection {
  const labelsMatch = labelSelector === '' ? undefined : parseLabelSelector(labelSelector)
  const fields = fieldSelector === '' ? [] : parseFieldSelector(fieldSelector)
  return {
    matches: object => (!labelsMatch || labelsMatch(object.metadata.labels ?? {}))
      && (fields.length === 0 || fieldsMatch(fields, fieldsOf(object, strategy.selectableFields?.(object)))),
    pinned: fields.find(({ field, equal }) => equal && field === 'spec.nodeName')?.value,
  }
}

const fieldsOf = ({ metadata }: KubeObject, own: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  ({ 'metadata.name': metadata.name, 'metadata.namespace': metadata.namespace ?? '', ...own })

const fieldsMatch = (fields: readonly FieldRequirement[], values: Readonly<Record<string, string>>): boolean =>
  fields.every(({ field, equal, value }) => (values[field] === value) === equal)
