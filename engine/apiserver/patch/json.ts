// JSON as patches see it: nothing changes in place, `undefined` is absent, and any text may be a key.
import type { Json, JsonObject } from '../object.ts'
import { maxDepth } from '../schema/json.ts'
import { badRequest } from '../status.ts'

export { maxDepth }

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)

export const get = (object: JsonObject, key: string): Json | undefined => Object.hasOwn(object, key) ? object[key] : undefined

/** The fields of an object, to be changed and then sealed. */
export type Draft = Map<string, Json>

export function draftOf(object: JsonObject): Draft {
  const draft: Draft = new Map()
  for (const [key, value] of Object.entries(object)) if (value !== undefined) draft.set(key, value)
  return draft
}

/** The object that the draft has become: the one it came from, if nothing has changed. */
export function seal(original: JsonObject, draft: Draft): JsonObject {
  const keys = Object.keys(original).filter(key => original[key] !== undefined)
  return keys.length === draft.size && keys.every(key => draft.get(key) === original[key]) ? original : Object.fromEntries(draft)
}

/** `next`, or `list` itself where that has the very same items. */
export const sameItems = (list: readonly Json[], next: readonly Json[]): readonly Json[] =>
  list.length === next.length && next.every((item, i) => item === list[i]) ? list : next

/** Throws for what recursion could not walk. */
export function refuseDeep(value: unknown): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw badRequest('exceeded max depth')
    level = level.flatMap(item => typeof item === 'object' && item !== null ? Object.values(item) : [])
  }
}

/** What encoding/json calls a value that it cannot put where it should go. */
export const jsonKind = (value: unknown): string => isList(value) ? 'array' : isObject(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value
