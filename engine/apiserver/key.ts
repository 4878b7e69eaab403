// The key of an object, in the store and in every copy of it: `namespace/name`, or `name` for what has no namespace.
// Every part asks for the keys of the same objects again and again. What was put together before is handed out as the
// same string, which need not be hashed and compared anew wherever it is looked up.

const mostKnown = 500_000
const known = new Map<string, Map<string, string>>()
let count = 0

/** The last that was asked for: what concerns one object is asked by one part after the other. */
let [lastNamespace, lastName, lastKey] = ['', '', '/']

export function keyOf(namespace: string | undefined, name: string): string {
  if (namespace === undefined) return name
  if (name === lastName && namespace === lastNamespace) return lastKey
  lastKey = known.get(namespace)?.get(name) ?? learn(namespace, name)
  lastNamespace = namespace
  lastName = name
  return lastKey
}

/** The key of what may never be asked for again, as an event: it is not remembered. */
export function newKeyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : joined(namespace, name)
}

const joined = (namespace: string, name: string): string => [namespace, '/', name].join('') // one string, not a chain of three

function learn(namespace: string, name: string): string {
  if (count === mostKnown) {
    known.clear()
    count = 0
  }
  count++
  const key = joined(namespace, name)
  const names = known.get(namespace)
  if (names) names.set(name, key)
  else known.set(namespace, new Map([[name, key]]))
  return key
}
