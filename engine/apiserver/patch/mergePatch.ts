// JSON Merge Patch (RFC 7386), and the patches that lead from one document to another. For custom resources
// kubectl apply computes its patches so.
import { equal } from '../equal.ts'
import type { Json, JsonObject } from '../object.ts'
import { draftOf, get, isList, isObject, seal } from './json.ts'

/** Null removes a field; all but objects is replaced as a whole. */
export function mergePatch(document: Json | undefined, patch: Json): Json {
  if (!isObject(document) || !isObject(patch)) {
    const next = withoutNulls(patch)
    return document !== undefined && equal(document, next) ? document : next
  }
  const draft = draftOf(document)
  for (const [key, change] of draftOf(patch)) {
    if (change === null) draft.delete(key)
    else draft.set(key, mergePatch(draft.get(key), change))
  }
  return seal(document, draft)
}

/** Without fields that are null, at any depth; nulls in lists stay. */
export function withoutNulls(value: Json): Json {
  if (isList(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  return Object.fromEntries([...draftOf(value)].filter(([, field]) => field !== null).map(([key, field]) => [key, withoutNulls(field)]))
}

/** The merge patch that makes `modified` of `original`. (Nulls in `modified` cannot be said.) */
export function createMergePatch(original: JsonObject, modified: JsonObject): JsonObject {
  const patch = new Map<string, Json>()
  for (const [key, value] of draftOf(modified)) {
    const old = get(original, key)
    if (isObject(old) && isObject(value)) {
      const inner = createMergePatch(old, value)
      if (Object.keys(inner).length > 0) patch.set(key, inner)
    }
    else if (!equal(old, value)) patch.set(key, value)
  }
  for (const key of draftOf(original).keys()) if (get(modified, key) === undefined) patch.set(key, null)
  return Object.fromEntries(patch)
}

/**
 * What kubectl apply sends for a custom resource: what `modified` says and `current` does not, and the removal of
 * what `original` (the last applied configuration) said and `modified` no longer says.
 */
export function createThreeWayJsonMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  const additions = only(createMergePatch(current, modified), value => value !== null)
  const deletions = only(createMergePatch(original, modified), value => value === null)
  return joined(deletions, additions)
}

/** The leaves of a patch that fit; an object that the patch sets empty is a leaf too. */
function only(patch: JsonObject, fits: (leaf: Json) => boolean): JsonObject {
  return Object.fromEntries([...draftOf(patch)].flatMap(([key, value]) => {
    if (!isObject(value) || Object.keys(value).length === 0) return fits(value) ? [[key, value]] : []
    const inner = only(value, fits)
    return Object.keys(inner).length > 0 ? [[key, inner]] : []
  }))
}

function joined(deletions: JsonObject, additions: JsonObject): JsonObject {
  const patch = draftOf(deletions)
  for (const [key, value] of draftOf(additions)) {
    const other = patch.get(key)
    patch.set(key, isObject(other) && isObject(value) ? joined(other, value) : value)
  }
  return Object.fromEntries(patch)
}
