// Lists in strategic merge patches: how elements are told apart, and in which order they end up.
import type { Json } from '../object.ts'
import { goText, goTypeOf } from '../tables/jsonpath/go-text.ts'
import { get, isList, isObject } from './json.ts'
import { StrategicMergeError } from './schemaLookup.ts'

/** What tells an element of a list from the others. */
export type Identify = (item: Json) => string

/** Elements of lists of objects by their merge key, scalars by themselves. */
export function identifyBy(mergeKey: string): Identify {
  if (mergeKey === '') return textOf
  return item => {
    if (!isObject(item)) throw new StrategicMergeError(`expected a map[string]interface {}, but received a ${goTypeOf(item)}`)
    const value = get(item, mergeKey)
    if (value === undefined) throw new StrategicMergeError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`)
    return textOf(value)
  }
}

const textOf = (value: Json): string => `${typeof value} ${typeof value === 'object' ? JSON.stringify(value) : value}`

export type ElementKind = 'object' | 'scalar'

/** The elements of merged lists are all of one type; undefined if there are none. */
export function elementKind(...lists: readonly (readonly Json[])[]): ElementKind | undefined {
  let kind: string | undefined
  for (const item of lists.flat(1)) {
    if (isList(item)) throw new StrategicMergeError('lists of lists are not supported')
    const found = isObject(item) ? 'object' : typeof item
    if (kind !== undefined && kind !== found) throw new StrategicMergeError(`list element types are not identical: ${goText(lists)}`)
    kind = found
  }
  return kind === undefined ? undefined : kind === 'object' ? 'object' : 'scalar'
}

/**
 * Orders what was merged: elements that the patch names as it orders them, those that only the server has as
 * it ordered them, and the two interleaved as far as the server's order allows.
 */
export function ordered(merged: readonly Json[], patchOrder: readonly Json[], serverOrder: readonly Json[], identify: Identify): readonly Json[] {
  const inPatch = positions(patchOrder, identify)
  const onServer = positions(serverOrder, identify)
  const named = sorted(merged.filter(item => inPatch.has(identify(item))), inPatch, identify)
  const others = sorted(merged.filter(item => !inPatch.has(identify(item))), onServer, identify)
  const result: Json[] = []
  let next = 0
  for (const item of named) {
    const place = onServer.get(identify(item)) ?? -1
    const from = next
    while (positionOf(others[next], onServer, identify) < place) next++
    result.push(...others.slice(from, next), item)
  }
  return [...result, ...others.slice(next)]
}

/** By position; what has none at the end. */
function sorted(items: readonly Json[], at: ReadonlyMap<string, number>, identify: Identify): readonly Json[] {
  const ranked = items.map(item => ({ item, rank: positionOf(item, at, identify) }))
  return ranked.sort((a, b) => a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0).map(({ item }) => item)
}

export const positions = (list: readonly Json[], identify: Identify): ReadonlyMap<string, number> =>
  new Map(list.map((item, i): [string, number] => [identify(item), i]).reverse()) // of alike ones the first counts

const positionOf = (item: Json | undefined, at: ReadonlyMap<string, number>, identify: Identify): number =>
  item === undefined ? Infinity : at.get(identify(item)) ?? Infinity

/** Each only once. */
export const unique = (items: readonly Json[]): readonly Json[] => [...new Map(items.map(item => [textOf(item), item])).values()]
