// JSON pointers (RFC 6901): finding a place in a document, and what can be done there. What cannot be done fails
// with the texts of the library that the real server uses.
import type { Json, JsonObject } from '../object.ts'
import { goQuote } from '../tables/jsonpath/go-text.ts'
import { draftOf, get, isList, isObject, seal } from './json.ts'

/** The patch does not fit the document. */
export class JsonPatchError extends Error {}

export const missing = (text: string): JsonPatchError => new JsonPatchError(`${text}: missing value`)

export type Container = JsonObject | readonly Json[]

interface Step { readonly container: Container, readonly key: string }

/** The last step of a path, and those before it. What the key names may be absent. */
export interface Place extends Step { readonly way: readonly Step[] }

/** Undefined if the way breaks off before the last container. */
export function find(doc: Json, path: string): Place | undefined {
  const keys = path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()
  let container: Json | undefined = doc
  const way: Step[] = []
  for (const key of keys) {
    if (!isContainer(container)) return undefined
    way.push({ container, key })
    container = isList(container) ? container[indexOf(container.length, key) ?? -1] : get(container, key)
  }
  return last === undefined || !isContainer(container) ? undefined : { way, container, key: last }
}

/** The document with another container in place of the last one. */
export const rebuilt = ({ way }: Place, next: Container): Container =>
  way.reduceRight((inner, { container, key }) => put(container, key, inner), next)

export function read(container: Container, key: string): Json {
  const value = isList(container) ? container[index(container.length, key)] : get(container, key)
  if (value === undefined) throw missing(`unable to get nonexistent key: ${key}`)
  return value
}

export function put(container: Container, key: string, value: Json): Container {
  if (!isList(container)) return seal(container, draftOf(container).set(key, value))
  const at = index(container.length, key)
  return container[at] === value ? container : container.with(at, value)
}

export function insert(container: Container, key: string, value: Json): Container {
  if (!isList(container)) return put(container, key, value)
  if (key === '-') return [...container, value]
  if (!isInteger(key)) throw new JsonPatchError(`value was not a proper array index: '${key}': ${notInteger(key)}`)
  return container.toSpliced(index(container.length + 1, key), 0, value)
}

export function drop(container: Container, key: string): Container {
  if (isList(container)) return container.toSpliced(index(container.length, key), 1)
  const draft = draftOf(container)
  if (!draft.delete(key)) throw missing(`Unable to remove nonexistent key: ${key}`)
  return Object.fromEntries(draft)
}

function index(length: number, key: string): number {
  if (!isInteger(key)) throw new JsonPatchError(notInteger(key))
  const found = indexOf(length, key)
  if (found === undefined) throw new JsonPatchError(`Unable to access invalid index: ${Number(key)}: invalid index referenced`)
  return found
}

/** Negative indices count from the end. */
function indexOf(length: number, key: string): number | undefined {
  const given = isInteger(key) ? Number(key) : NaN
  const found = given < 0 ? given + length : given
  return found >= 0 && found < length ? found : undefined
}

const isInteger = (key: string): boolean => /^[+-]?\d+$/.test(key)
const notInteger = (key: string): string => `strconv.Atoi: parsing ${goQuote(key)}: invalid syntax`
const isContainer = (value: Json | undefined): value is Container => isObject(value) || isList(value)
