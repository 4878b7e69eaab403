// What strategic merge patch knows of a field, and its complaints where it knows nothing.
import type { SchemaNode } from '../schema/index.ts'
import { goQuote } from '../tables/jsonpath/go-text.ts'

/** A strategic merge patch that cannot be made or applied. */
export class StrategicMergeError extends Error {
  /** Whose fault: a malformed directive is the patch's. */
  readonly isBadRequest: boolean
  constructor(message: string, isBadRequest = false) {
    super(message)
    this.isBadRequest = isBadRequest
  }
}

export interface FieldMergeRule {
  readonly node: SchemaNode
  readonly merges: boolean
  readonly replaces: boolean
  readonly retainsKeys: boolean
  /** Empty for lists of scalars. */
  readonly mergeKey: string
}

export function mergeRule(parent: SchemaNode, key: string): FieldMergeRule {
  const node = parent.field(key)
  if (node === undefined) {
    if (isStruct(parent)) throw new StrategicMergeError(`unable to find api field in struct ${parent.goType.replace(/^.*\./, '')} for the json field ${goQuote(key)}`)
    throw new StrategicMergeError(`merging an object in json but data type is not map or struct, instead is: ${parent.goType}`)
  }
  const strategies = parent.kind === 'map' ? [] : node.patchStrategy
  return {
    node,
    merges: strategies.includes('merge'),
    replaces: strategies.includes('replace'),
    retainsKeys: strategies.includes('retainKeys'),
    mergeKey: node.patchMergeKey ?? '',
  }
}

/** The rule of a list, and the schema of its elements. */
export function listMergeRule(parent: SchemaNode, key: string): FieldMergeRule & { readonly item: SchemaNode } {
  const rule = mergeRule(parent, key)
  if (rule.node.item === undefined || rule.node.kind !== 'list') throw new StrategicMergeError('expected slice or array type, but got: struct')
  return { ...rule, item: rule.node.item }
}

const isStruct = ({ kind }: SchemaNode): boolean => ['object', 'any', 'quantity', 'intOrString', 'time', 'microTime'].includes(kind)
