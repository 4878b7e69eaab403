// Places in a value: reading, setting and deleting what stands there.
import { compare, isArray, isObject, JqError, typeOf, type Value } from './values.ts'

export type Path = readonly Value[]

const largestIndex = 100_000

export function at(value: Value, key: Value): Value {
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null || isObject(key))) return null
  if (isObject(value) && typeof key === 'string') return value.get(key) ?? null
  if (isArray(value) && typeof key === 'number') return value.at(Math.floor(key)) ?? null
  if (isObject(key) && (isArray(value) || typeof value === 'string')) return slice(value, key)
  if (isArray(value) && isArray(key)) return value.flatMap((_each, i) => key.length > 0 && key.every((wanted, j) => compare(value[i + j] ?? null, wanted) === 0) ? [i] : [])
  throw new JqError(typeof key === 'string' ? `Cannot index ${typeOf(value)} with "${key}"` : `Cannot index ${typeOf(value)} with ${typeOf(key)}`)
}

function bounds(length: number, range: ReadonlyMap<string, Value>): readonly [number, number] {
  const place = (which: string, usual: number, round: (value: number) => number): number => {
    const value = range.get(which) ?? null
    if (value === null) return usual
    if (typeof value !== 'number') throw new JqError('Start and end indices of an array slice must be numbers')
    return Math.max(0, Math.min(length, round(value < 0 ? length + value : value)))
  }
  const from = place('start', 0, Math.floor)
  return [from, Math.max(from, place('end', length, Math.ceil))]
}

function slice(value: string | readonly Value[], range: ReadonlyMap<string, Value>): Value {
  if (typeof value === 'string') return [...value].slice(...bounds([...value].length, range)).join('')
  return value.slice(...bounds(value.length, range))
}

export const getPath = (value: Value, path: Path): Value => path.reduce<Value>((inner, key) => inner === null ? null : at(inner, key), value)

export function setPath(value: Value, path: Path, update: (before: Value) => Value): Value {
  const [key, ...rest] = path
  if (key === undefined) return update(value)
  const inner = setPath(value === null ? null : at(value, key), rest, update)
  if (typeof key === 'string' && (value === null || isObject(value))) return new Map([...value ?? [], [key, inner]])
  if (typeof key === 'number' && (value === null || isArray(value))) {
    const before = value ?? []
    const index = key < 0 ? before.length + key : Math.floor(key)
    if (index < 0) throw new JqError('Out of bounds negative array index')
    if (index > largestIndex) throw new JqError('Array index too large')
    return Array.from({ length: Math.max(before.length, index + 1) }, (_, i) => i === index ? inner : before[i] ?? null)
  }
  if (isObject(key) && (value === null || isArray(value)) && isArray(inner)) {
    const [from, to] = bounds(value?.length ?? 0, key)
    return [...(value ?? []).slice(0, from), ...inner, ...(value ?? []).slice(to)]
  }
  throw new JqError(`Cannot update field at ${typeOf(key)} index of ${typeOf(value)}`)
}

/** Without what stands at some places; the last first, so that the others stay where they are. */
export const deletePaths = (value: Value, paths: readonly Path[]): Value => [...paths].sort((a, b) => compare(b, a)).reduce(deleted, value)

function deleted(value: Value, path: Path): Value {
  const [key, ...rest] = path
  if (key === undefined || value === null) return null
  if (rest.length > 0) return at(value, key) === null ? value : setPath(value, [key], inner => deleted(inner, rest))
  if (isObject(value) && typeof key === 'string') return new Map([...value].filter(([name]) => name !== key))
  if (isArray(value) && typeof key === 'number') return value.filter((_each, i) => i !== (key < 0 ? value.length + key : key))
  if (isArray(value) && isObject(key)) {
    const [from, to] = bounds(value.length, key)
    return [...value.slice(0, from), ...value.slice(to)]
  }
  throw new JqError(`Cannot delete field at ${typeOf(key) === 'string' ? 'object' : 'array'} index of ${typeOf(value)}`)
}

export function* everyPath(value: Value, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path
  if (isArray(value)) for (const [i, each] of value.entries()) yield* everyPath(each, [...path, i])
  else if (isObject(value)) for (const [key, each] of value) yield* everyPath(each, [...path, key])
}
