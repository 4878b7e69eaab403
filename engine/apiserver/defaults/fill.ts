// Filling in what an object leaves unsaid. What is complete comes back as the same reference, so that defaulting
// costs a few comparisons for all that the parts of the cluster write.

/** `object` with those fields of `defaults` that it does not have, or has as null. */
export function fill<T extends object>(object: T, defaults: Partial<T>): T {
  let filled = object
  for (const field in defaults) {
    if ((object[field] ?? undefined) === undefined) filled = { ...filled, [field]: defaults[field] }
  }
  return filled
}

/** `object` with a field changed, if it has that field. */
export function within<T extends object, K extends keyof T>(object: T, field: K, change: (value: NonNullable<T[K]>) => T[K]): T {
  const value = object[field]
  return value === undefined || value === null ? object : put(object, field, change(value))
}

export function put<T extends object, K extends keyof T>(object: T, field: K, value: T[K]): T {
  return Object.is(object[field], value) ? object : { ...object, [field]: value }
}

export function each<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | undefined
  list.forEach((item, i) => {
    const next = change(item)
    if (!Object.is(next, item)) (changed ??= [...list])[i] = next
  })
  return changed ?? list
}

/** A map with those entries of `defaults` that it does not have; the keys are anybody's. */
export function fillMap<V>(map: Readonly<Record<string, V>> | undefined, defaults: Readonly<Record<string, V>> | undefined): Readonly<Record<string, V>> | undefined {
  if (defaults === undefined) return map
  if (map === undefined) return defaults
  return Object.keys(defaults).every(key => Object.hasOwn(map, key)) ? map : { ...defaults, ...map }
}
