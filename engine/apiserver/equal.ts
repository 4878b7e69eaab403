// Equality and sharing. Objects are never changed in place, so equal parts may be one and the same.

/** `next`, with every part that equals its counterpart in `old` replaced by that very part. */
export function reuse<T>(old: unknown, next: T): T
export function reuse(old: unknown, next: unknown): unknown {
  if (Object.is(old, next) || !isComposite(old) || !isComposite(next)) return next
  if (Array.isArray(old) || Array.isArray(next)) {
    if (!Array.isArray(old) || !Array.isArray(next)) return next
    const shared = next.map((item: unknown, i) => reuse(old[i], item))
    return old.length === next.length && shared.every((item, i) => Object.is(item, old[i])) ? old : shared
  }
  const keys = Object.keys(next).filter(key => next[key] !== undefined)
  const shared = keys.map((key): [string, unknown] => [key, reuse(own(old, key), next[key])])
  const same = shared.every(([key, value]) => Object.hasOwn(old, key) && Object.is(value, old[key]))
    && Object.keys(old).filter(key => old[key] !== undefined).length === keys.length
  return same ? old : Object.fromEntries(shared)
}

/** Deep equality; a field that is undefined counts as absent. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isComposite(a) || !isComposite(b)) return false
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]))
  const keys = Object.keys(a).filter(key => a[key] !== undefined)
  return keys.every(key => equal(a[key], own(b, key))) && Object.keys(b).filter(key => b[key] !== undefined).length === keys.length
}

const isComposite = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const own = (object: Record<string, unknown>, key: string): unknown => Object.hasOwn(object, key) ? object[key] : undefined
