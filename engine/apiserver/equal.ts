// Equality and sharing. Objects are never changed in place, so equal parts may be one and the same.

/** `next`, with every part that equals its counterpart in `old` replaced by that very part. */
export function reuse<T>(old: unknown, next: T): T
export function reuse(old: unknown, next: unknown): unknown {
  if (Object.is(old, next) || !isComposite(old) || !isComposite(next)) return next
  if (Array.isArray(old)) return Array.isArray(next) ? reuseItems(old, next) : next
  return Array.isArray(next) ? next : reuseFields(old, next)
}

// Every write passes here, so neither makes anything new unless it must.

function reuseItems(old: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let isSame = old.length === next.length
  let shared: unknown[] | undefined
  for (let i = 0; i < next.length; i++) {
    const item = reuse(old[i], next[i])
    if (!Object.is(item, old[i])) isSame = false
    if (!Object.is(item, next[i])) (shared ??= [...next])[i] = item
  }
  return isSame ? old : shared ?? next
}

function reuseFields(old: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  let isSame = true
  let isWhole = true
  let fields = 0
  let shared: Record<string, unknown> | undefined
  for (const key in next) {
    const value = next[key]
    if (value === undefined) {
      isWhole = false
      continue
    }
    fields++
    const before = own(old, key)
    const field = reuse(before, value)
    if (!Object.is(field, before)) isSame = false
    if (!Object.is(field, value)) (shared ??= { ...next })[key] = field // the copy has the key as its own, whatever it is called
  }
  if (isSame && definedFields(old) === fields) return old
  const made = shared ?? next
  return isWhole ? made : Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined))
}

/** Deep equality; a field that is undefined counts as absent. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isComposite(a) || !isComposite(b)) return false
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]))
  let fields = 0
  for (const key in a) {
    if (a[key] === undefined) continue
    fields++
    if (!equal(a[key], own(b, key))) return false
  }
  return definedFields(b) === fields
}

/** Whether two objects have the very same values in their fields, but for some; a field that is undefined counts as absent. */
export function sharesAllBut(others: ReadonlySet<string>, a: unknown, b: unknown): boolean {
  return isComposite(a) && isComposite(b) && hasAllBut(others, a, b) && hasAllBut(others, b, a)
}

function hasAllBut(others: ReadonlySet<string>, a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  for (const key in a) if (!Object.is(a[key], own(b, key)) && !others.has(key)) return false
  return true
}

function definedFields(object: Record<string, unknown>): number {
  let fields = 0
  for (const key in object) if (object[key] !== undefined) fields++
  return fields
}

const isComposite = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const own = (object: Record<string, unknown>, key: string): unknown => Object.hasOwn(object, key) ? object[key] : undefined
