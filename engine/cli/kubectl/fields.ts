// Reading and changing plain JSON by path. Nothing changes in place; what is missing on the way is made.
import type { Json, JsonObject } from '../../apiserver/object.ts'

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)

/** The value at a path; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): Json | undefined {
  let current = value as Json | undefined // what is walked came as JSON
  for (const step of path) {
    if (typeof step === 'number') current = isList(current) ? current[step] : undefined
    else current = isObject(current) && Object.hasOwn(current, step) ? current[step] : undefined
  }
  return current
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : ''
}

export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' ? found : undefined
}

export function objectAt(value: unknown, ...path: readonly (string | number)[]): JsonObject {
  const found = at(value, ...path)
  return isObject(found) ? found : {}
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly Json[] {
  const found = at(value, ...path)
  return isList(found) ? found : []
}

/** Texts by key, as labels and annotations are. */
export function textsAt(value: unknown, ...path: readonly (string | number)[]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(objectAt(value, ...path)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** The object with another value at a path; undefined takes the field away. */
export function withAt(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [first, ...rest] = path
  if (first === undefined) return object
  const next = rest.length === 0 ? value : withAt(objectAt(object, first), rest, value)
  const others = Object.entries(object).filter(([key]) => key !== first)
  if (next === undefined) return Object.fromEntries(others)
  return Object.hasOwn(object, first)
    ? Object.fromEntries(Object.entries(object).map(([key, old]) => [key, key === first ? next : old]))
    : Object.fromEntries([...others, [first, next]])
}

export const nameOf = (object: unknown): string => textAt(object, 'metadata', 'name')
export const namespaceOf = (object: unknown): string => textAt(object, 'metadata', 'namespace')
