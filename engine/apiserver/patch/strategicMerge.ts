// Strategic merge patch: JSON merge patch that knows which lists are merged, and by which key.
import { equal } from '../equal.ts'
import type { Json, JsonObject } from '../object.ts'
import type { SchemaNode } from '../schema/index.ts'
import { goText, goTypeOf } from '../tables/jsonpath/go-text.ts'
import { draftOf, get, isList, isObject, refuseDeep, sameItems, seal, type Draft } from './json.ts'
import { elementKind, identifyBy, ordered, positions, unique } from './mergeLists.ts'
import { withoutNulls } from './mergePatch.ts'
import { listMergeRule, mergeRule, StrategicMergeError, type FieldMergeRule } from './schemaLookup.ts'

/** `object`: the patch is carried out. `patch`: it is joined to another patch, so what it removes must stay said. */
type Onto = 'object' | 'patch'

const deleteFromList = '$deleteFromPrimitiveList'
const setElementOrder = '$setElementOrder'
const retainKeys = '$retainKeys'

/** The object with the patch carried out. Throws a StrategicMergeError. */
export function strategicMergePatch(object: JsonObject, patch: JsonObject, schema: SchemaNode): JsonObject {
  refuseDeep(patch)
  return mergeMap(object, patch, schema, 'object')
}

/** One patch that does what both do; where they meet, the second wins. */
export function joinStrategicPatches(first: JsonObject, second: JsonObject, schema: SchemaNode): JsonObject {
  return mergeMap(first, second, schema, 'patch')
}

function mergeMap(original: JsonObject, patch: JsonObject, schema: SchemaNode, onto: Onto): JsonObject {
  const directive = get(patch, '$patch')
  if (directive !== undefined) return carriedOut(directive, original, patch)
  const draft = draftOf(original)
  const changes = draftOf(patch)
  retain(draft, changes, onto)
  mergeOrderedLists(draft, changes, schema, onto)
  for (const [name, change] of changes) {
    const removesItems = name.startsWith(deleteFromList)
    if (removesItems && onto === 'patch') draft.set(name, change)
    else mergeField(draft, removesItems ? fieldOf(name, deleteFromList) : name, change, removesItems, schema, onto)
  }
  return seal(original, draft)
}

function carriedOut(directive: Json, original: JsonObject, patch: JsonObject): JsonObject {
  const rest = draftOf(patch)
  rest.delete('$patch')
  if (directive === 'delete') rest.clear()
  else if (directive !== 'replace') throw unknownDirective(directive, patch)
  const next = Object.fromEntries(rest)
  return equal(original, next) ? original : next
}

function mergeField(draft: Draft, key: string, change: Json, removesItems: boolean, schema: SchemaNode, onto: Onto): void {
  if (change === null) draft.delete(key)
  if (change === null && onto === 'object') return
  const old = draft.get(key)
  if (old === undefined || goTypeOf(old) !== goTypeOf(change)) {
    const next = withoutDirectives(onto === 'object' ? withoutNulls(change) : change)
    if (removesItems) return
    if (next === undefined) draft.delete(key)
    else draft.set(key, next)
  }
  else if (isObject(old) && isObject(change)) {
    const rule = mergeRule(schema, key)
    draft.set(key, rule.replaces ? replaced(old, change) : mergeMap(old, change, rule.node, onto))
  }
  else if (isList(old) && isList(change)) {
    const rule = listMergeRule(schema, key)
    draft.set(key, rule.merges || removesItems ? mergeList(old, change, rule, onto, removesItems) : replaced(old, change))
  }
  else draft.set(key, change)
}

const replaced = (old: Json, next: Json): Json => equal(old, next) ? old : next

// Lists

type ListRule = FieldMergeRule & { readonly item: SchemaNode }

function mergeList(original: readonly Json[], patch: readonly Json[], rule: ListRule, onto: Onto, removesItems = false): readonly Json[] {
  const kind = elementKind(original, patch)
  if (kind === undefined) return original
  if (kind === 'scalar' && removesItems) {
    const gone = new Set(patch)
    return sameItems(original, original.filter(item => !gone.has(item)))
  }
  if (kind === 'object' && rule.mergeKey === '') throw new StrategicMergeError('cannot merge lists without merge key for struct')
  const { kept, changes } = kind === 'object' ? elementDirectives(original, patch, rule.mergeKey) : { kept: original, changes: patch }
  const merged = kind === 'object' ? mergeElements(kept, changes, rule, onto) : unique([...kept, ...changes])
  return sameItems(original, ordered(merged, changes, kept, identifyBy(rule.mergeKey)))
}

/** Carries out `$patch` in elements: what it leaves of the list, and what is then to be merged into it. */
function elementDirectives(original: readonly Json[], patch: readonly Json[], mergeKey: string): { kept: readonly Json[], changes: readonly Json[] } {
  const identify = identifyBy(mergeKey)
  const directiveOf = (item: Json): Json | undefined => isObject(item) ? get(item, '$patch') : undefined
  for (const item of patch) {
    const directive = directiveOf(item)
    if (directive === 'merge') throw new StrategicMergeError('merging lists cannot yet be specified in the patch')
    if (directive !== undefined && directive !== 'delete' && directive !== 'replace') throw unknownDirective(directive, item)
  }
  const changes = patch.filter(item => directiveOf(item) === undefined)
  if (patch.some(item => directiveOf(item) === 'replace')) return { kept: changes, changes: [] }
  const gone = positions(patch.filter(item => directiveOf(item) === 'delete'), identify)
  return { kept: gone.size === 0 ? original : original.filter(item => !gone.has(identify(item))), changes }
}

function mergeElements(original: readonly Json[], changes: readonly Json[], { mergeKey, item: schema }: ListRule, onto: Onto): readonly Json[] {
  const identify = identifyBy(mergeKey)
  const places = new Map(positions(original, identify))
  const merged = [...original]
  for (const change of changes) {
    const place = places.get(identify(change))
    const old = place === undefined ? undefined : merged[place]
    if (place === undefined) places.set(identify(change), merged.push(change) - 1)
    else if (isObject(old) && isObject(change)) merged[place] = mergeMap(old, change, schema, onto)
  }
  return merged
}

/** `$setElementOrder/x` says in which order the elements of x shall be, after its own patch is merged. */
function mergeOrderedLists(draft: Draft, changes: Draft, schema: SchemaNode, onto: Onto): void {
  for (const [name, order] of [...changes]) {
    if (!name.startsWith(setElementOrder)) continue
    if (onto === 'patch') {
      const said = draft.get(name)
      if (said !== undefined && !equal(said, order)) throw badOrder()
      draft.set(name, order)
    }
    changes.delete(name)
    const key = fieldOf(name, setElementOrder)
    const [original, patch] = [listIn(draft, key), listIn(changes, key)]
    if (!isList(order)) throw notList(order)
    const rule = listMergeRule(schema, key)
    if (patch) refuseOtherOrder(patch, order, rule.mergeKey)
    if (!original && !patch) continue
    const added = patch && !original ? withoutDirectives(patch) : undefined
    const merged = original && patch ? rule.merges ? mergeList(original, patch, rule, onto) : patch : original ?? (isList(added) ? added : [])
    if (elementKind(original ?? [], patch ?? []) === undefined) throw new StrategicMergeError('no elements in any of the given slices')
    const next = ordered(merged, order, original ?? [], identifyBy(rule.mergeKey))
    draft.set(key, original ? sameItems(original, next) : next)
    changes.delete(key)
  }
}

/** The patch may only name elements that the order names, in that order. */
function refuseOtherOrder(patch: readonly Json[], order: readonly Json[], mergeKey: string): void {
  if (order.length === 0) return
  const identify = identifyBy(mergeKey)
  const named = patch.filter(item => !(isObject(item) && get(item, '$patch') !== undefined)).map(identify)
  let next = 0
  for (const item of order) if (identify(item) === named[next]) next++
  if (next < named.length) throw new StrategicMergeError(`The order in patch list:\n${goText(patch)}\n doesn't match ${setElementOrder} list:\n${goText(order)}\n`)
}

function listIn(draft: Draft, key: string): readonly Json[] | undefined {
  const list = draft.get(key)
  if (list !== undefined && !isList(list)) throw notList(list)
  return list
}

/** `$retainKeys`: the fields that stay; all others are cleared. */
function retain(draft: Draft, changes: Draft, onto: Onto): void {
  const keys = changes.get(retainKeys)
  if (keys === undefined) return
  changes.delete(retainKeys)
  if (onto === 'patch') {
    const said = draft.get(retainKeys)
    if (said !== undefined && !equal(said, keys)) throw new StrategicMergeError(`${goText(said)} and ${goText(keys)} are not deep equal: this may happen when calculating the 3-way diff patch`)
    draft.set(retainKeys, keys)
    return
  }
  const kept = new Set(isList(keys) ? keys : [])
  const isDirective = (key: string): boolean => key.startsWith(deleteFromList) || key.startsWith(setElementOrder)
  if (!isList(keys) || [...changes].some(([key, change]) => change !== null && !isDirective(key) && !kept.has(key)))
    throw new StrategicMergeError('invalid patch format of retainKeys', true)
  for (const key of [...draft.keys()]) if (!kept.has(key)) draft.delete(key)
}

/** A value that is taken as it is, without what only makes sense in a patch; undefined if that is all of it. */
function withoutDirectives(value: Json): Json | undefined {
  if (isList(value)) return value.map(withoutDirectives).filter(item => item !== undefined)
  if (!isObject(value)) return value
  if (get(value, '$patch') !== undefined) return undefined
  return Object.fromEntries([...draftOf(value)].map(([key, field]) => [key, withoutDirectives(field)] as const).filter(([, field]) => field !== undefined))
}

/** `$setElementOrder/env` → `env`. */
function fieldOf(name: string, directive: string): string {
  if (!name.startsWith(`${directive}/`)) throw directive === setElementOrder ? badOrder() : new StrategicMergeError('invalid patch format of primitive list', true)
  return name.slice(directive.length + 1)
}

const badOrder = (): StrategicMergeError => new StrategicMergeError('invalid patch format of setElementOrder list', true)
const notList = (value: Json): StrategicMergeError => new StrategicMergeError(`expected a []interface {}, but received a ${value === null ? '%!s(<nil>)' : goTypeOf(value)}`)
const unknownDirective = (directive: Json, map: Json): StrategicMergeError => new StrategicMergeError(`unknown patch type: ${goText(directive)} in map: ${goText(map)}`)
