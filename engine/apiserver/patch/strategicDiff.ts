// The strategic merge patches that lead from one object to another: what kubectl apply, edit and set send.
import { equal } from '../equal.ts'
import type { Json, JsonObject } from '../object.ts'
import type { SchemaNode } from '../schema/index.ts'
import { draftOf, get, isList, isObject, type Draft } from './json.ts'
import { elementKind, identifyBy } from './mergeLists.ts'
import { listMergeRule, mergeRule, type FieldMergeRule } from './schemaLookup.ts'
import { joinStrategicPatches } from './strategicMerge.ts'

/** Which half of a difference is wanted. */
interface Halves { readonly additions: boolean, readonly deletions: boolean }

/** The patch that makes `modified` of `original`. Throws a StrategicMergeError. */
export function createTwoWayMergePatch(original: JsonObject, modified: JsonObject, schema: SchemaNode): JsonObject {
  return diffMaps(original, modified, schema, { additions: true, deletions: true })
}

/**
 * What kubectl apply sends: what `modified` says and `current` does not, and the removal of what `original`
 * (the last applied configuration) said and `modified` no longer says. All else in `current` stays.
 */
export function createThreeWayMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject, schema: SchemaNode): JsonObject {
  const additions = diffMaps(current, modified, schema, { additions: true, deletions: false })
  const deletions = diffMaps(original, modified, schema, { additions: false, deletions: true })
  return joinStrategicPatches(deletions, additions, schema)
}

function diffMaps(original: JsonObject, modified: JsonObject, schema: SchemaNode, halves: Halves, retainsKeys = false): JsonObject {
  const patch: Draft = new Map()
  const before = draftOf(original)
  const after = draftOf(modified)
  for (const [key, value] of after) {
    const old = before.get(key)
    if (old !== undefined && isObject(old) && isObject(value)) diffField(patch, key, old, value, schema, halves)
    else if (old !== undefined && isList(old) && isList(value)) diffListField(patch, key, old, value, schema, halves)
    else if (halves.additions && !equal(old, value)) patch.set(key, value)
  }
  const gone = [...before.keys()].filter(key => !after.has(key))
  if (halves.deletions) for (const key of gone) patch.set(key, null)
  const retained = retainsKeys ? [...after].filter(([, value]) => value !== null).map(([key]) => key).sort() : []
  if (retained.length > 0 && (patch.size > 0 || gone.some(key => before.get(key) !== null))) patch.set('$retainKeys', retained)
  return Object.fromEntries(patch)
}

function diffField(patch: Draft, key: string, old: JsonObject, value: JsonObject, schema: SchemaNode, halves: Halves): void {
  const rule = ruleUnless(equal(old, value), () => mergeRule(schema, key))
  if (!rule) return
  if (rule.replaces) {
    if (halves.additions) patch.set(key, value)
    return
  }
  const inner = diffMaps(old, value, rule.node, halves, rule.retainsKeys)
  if (Object.keys(inner).length > 0) patch.set(key, inner)
}

function diffListField(patch: Draft, key: string, old: readonly Json[], value: readonly Json[], schema: SchemaNode, halves: Halves): void {
  const rule = ruleUnless(equal(old, value), () => listMergeRule(schema, key))
  if (!rule) return
  if (!rule.merges) {
    if (halves.additions && !equal(old, value)) patch.set(key, value)
    return
  }
  const { changes, deletions, order } = diffLists(old, value, rule, halves)
  if (changes.length > 0) patch.set(key, changes)
  if (deletions.length > 0) patch.set(`$deleteFromPrimitiveList/${key}`, deletions)
  if (order.length > 0) patch.set(`$setElementOrder/${key}`, order)
}

/** A field that nothing is known of may not differ. */
function ruleUnless<T>(same: boolean, rule: () => T): T | undefined {
  try {
    return rule()
  }
  catch (error) {
    if (same) return undefined
    throw error
  }
}

type ListRule = FieldMergeRule & { readonly item: SchemaNode }
interface ListDiff { readonly changes: readonly Json[], readonly deletions: readonly Json[], readonly order: readonly Json[] }

function diffLists(original: readonly Json[], modified: readonly Json[], rule: ListRule, halves: Halves): ListDiff {
  if (original.length === 0) return { changes: halves.additions ? modified : [], deletions: [], order: [] }
  if (elementKind(original, modified) === 'scalar') return diffScalars(original, modified, halves)
  const identify = identifyBy(rule.mergeKey)
  const changes = [...diffElements(original, modified, rule, halves)]
  const sameOrder = original.length === modified.length && original.every((item, i) => identify(item) === identify(modified[i] ?? null))
  const saysOrder = changes.length > 0 || (halves.additions && !sameOrder)
  return { changes, deletions: [], order: saysOrder ? modified.map(item => keyOnly(item, rule.mergeKey)) : [] }
}

function* diffElements(original: readonly Json[], modified: readonly Json[], { mergeKey, item: schema, retainsKeys }: ListRule, halves: Halves): Generator<Json> {
  const identify = identifyBy(mergeKey)
  const before = new Map(original.map(item => [identify(item), item]))
  const after = new Set(modified.map(identify))
  for (const item of modified) {
    const old = before.get(identify(item))
    if (old === undefined) {
      if (halves.additions) yield item
    }
    else if (isObject(old) && isObject(item)) {
      const inner = diffMaps(old, item, schema, halves, retainsKeys)
      if (Object.keys(inner).length > 0) yield { ...inner, ...keyOnly(item, mergeKey) }
    }
  }
  if (!halves.deletions) return
  const gone = [...before].filter(([id]) => !after.has(id)).map(([, item]) => item)
  for (const item of gone.sort((a, b) => identify(a) < identify(b) ? -1 : 1)) yield { ...keyOnly(item, mergeKey), $patch: 'delete' }
}

function diffScalars(original: readonly Json[], modified: readonly Json[], halves: Halves): ListDiff {
  const before = new Set(original)
  const after = new Set(modified)
  const deletions = halves.deletions ? [...before].filter(item => !after.has(item)).sort() : []
  const changes = halves.additions ? modified.filter(item => !before.has(item)) : []
  const saysOrder = deletions.length > 0 || (halves.additions && !equal(original, modified))
  return { changes, deletions, order: saysOrder ? modified : [] }
}

const keyOnly = (item: Json, mergeKey: string): JsonObject => isObject(item) ? { [mergeKey]: get(item, mergeKey) ?? null } : {}
