// JSON Patch (RFC 6902), with the limits of the real server.
import { equal } from '../equal.ts'
import type { Json } from '../object.ts'
import { badRequest, failure } from '../status.ts'
import { get, isList, isObject, jsonKind, maxDepth, refuseDeep } from './json.ts'
import { drop, find, insert, JsonPatchError, missing, put, read, rebuilt, type Container, type Place } from './pointer.ts'

interface Operation {
  readonly op: string
  readonly path: string
  readonly from: string
  readonly value: Json
}

const maxOperations = 10_000
const maxCopiedBytes = 3 * 1024 * 1024

/** The document as the operations leave it. Throws a StatusError for a malformed patch, a JsonPatchError for one that does not fit. */
export function jsonPatch(document: Json, patch: unknown): Json {
  refuseDeep(patch)
  const room = { copyBytes: maxCopiedBytes }
  const patched = decode(patch).reduce((doc, operation) => apply(doc, operation, room), document)
  refuseDeep(patched) // moves may have stacked what was shallow
  return patched
}

/** The strict reader's complaints about fields that no operation has. */
export function unknownOperationFields(patch: unknown): readonly string[] {
  if (!isList(patch)) return []
  return patch.flatMap((operation, i) => Object.keys(isObject(operation) ? operation : {})
    .filter(key => !['op', 'path', 'from', 'value'].includes(key))
    .map(key => `json patch unknown field "[${i}].${key}"`))
}

function decode(patch: unknown): readonly Operation[] {
  const refuse = (value: unknown, target: string) => badRequest(`error decoding patch: json: cannot unmarshal ${jsonKind(value)} into Go ${target}`)
  if (patch === null) return []
  if (!isList(patch)) throw refuse(patch, 'value of type []handlers.jsonPatchOp')
  if (patch.length > maxOperations)
    throw failure(413, 'RequestEntityTooLarge', `Request entity is too large: The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`)
  return patch.map(operation => {
    const given = operation ?? {}
    if (!isObject(given)) throw refuse(given, 'value of type handlers.jsonPatchOp')
    const text = (field: string): string => {
      const value = get(given, field) ?? ''
      if (typeof value !== 'string') throw refuse(value, `struct field jsonPatchOp.${field} of type string`)
      return value
    }
    return { op: text('op'), path: text('path'), from: text('from'), value: get(given, 'value') ?? null }
  })
}

function apply(doc: Json, { op, path, from, value }: Operation, room: { copyBytes: number }): Json {
  const add = (to: Json, added: Json, nowhere: string, fault: string): Json =>
    edit(to, path, nowhere, fault, (container, key) => insert(container, key, added))
  const take = (fault: (place: Place) => string): Json => {
    const place = find(doc, from)
    if (!place) throw missing(`${op} operation does not apply: doc is missing from path: ${from}`)
    return explained(fault(place), () => read(place.container, place.key))
  }
  switch (op) {
    case 'add': return add(doc, value, `add operation does not apply: doc is missing path: "${path}"`, `error in add for path: '${path}'`)
    case 'remove': return edit(doc, path, `remove operation does not apply: doc is missing path: "${path}"`, `error in remove for path: '${path}'`, drop)
    case 'replace': return replace(doc, path, value)
    case 'move': {
      const moved = take(({ key }) => `error in move for path: '${key}'`)
      return add(edit(doc, from, '', '', drop), moved, `move operation does not apply: doc is missing destination path: ${path}`, `error in move for path: '${path}'`)
    }
    case 'copy': {
      const copied = take(() => `error in copy for from: '${from}'`)
      room.copyBytes -= bytesOf(copied)
      if (room.copyBytes < 0) throw new JsonPatchError(`Unable to complete the copy, the accumulated size increase of copy is ${maxCopiedBytes - room.copyBytes}, exceeding the limit ${maxCopiedBytes}`)
      return add(doc, copied, `copy operation does not apply: doc is missing destination path: ${path}`, 'error while adding value during copy')
    }
    case 'test': return test(doc, path, value)
    default: throw new JsonPatchError(`Unexpected kind: ${op}`)
  }
}

function edit(doc: Json, path: string, nowhere: string, fault: string, change: (container: Container, key: string) => Container): Json {
  const place = find(doc, path)
  if (!place) throw missing(nowhere)
  return rebuilt(place, explained(fault, () => change(place.container, place.key)))
}

function replace(doc: Json, path: string, value: Json): Json {
  if (path === '') {
    if (!isObject(value) && !isList(value)) throw new JsonPatchError('replace operation value must be object or array')
    return value
  }
  return edit(doc, path, `replace operation does not apply: doc is missing path: ${path}`, '', (container, key) => {
    const old = attempt(() => read(container, key))
    if (old === undefined) throw missing(`replace operation does not apply: doc is missing key: ${path}`)
    return equal(old, value) ? container : put(container, key, value)
  })
}

function test(doc: Json, path: string, value: Json): Json {
  const place = find(doc, path)
  if (!place && path !== '') throw missing(`test operation does not apply: is missing path: ${path}`)
  const found = !place ? doc : isObject(place.container) ? get(place.container, place.key) ?? null
    : explained(`error in test for path: '${path}'`, () => read(place.container, place.key))
  if (!equal(found, value)) throw new JsonPatchError(`testing value ${path} failed: test failed`)
  return doc
}

function explained<T>(fault: string, work: () => T): T {
  try {
    return work()
  }
  catch (error) {
    if (error instanceof JsonPatchError && fault !== '') throw new JsonPatchError(`${fault}: ${error.message}`)
    throw error
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  }
  catch (error) {
    if (error instanceof JsonPatchError) return undefined
    throw error
  }
}

/** Roughly the length of a value as JSON, without ever walking much further than the limit: copies of copies grow fast. */
function bytesOf(value: Json): number {
  let bytes = 0
  let level: readonly (Json | undefined)[] = [value]
  for (let depth = 0; level.length > 0 && bytes <= maxCopiedBytes; depth++) {
    if (depth > maxDepth) throw badRequest('exceeded max depth')
    const next: (Json | undefined)[] = []
    for (const item of level) {
      if (isList(item)) for (const child of item) next.push(child)
      else if (isObject(item)) for (const [key, child] of Object.entries(item)) { bytes += key.length + 4; next.push(child) }
      bytes += typeof item === 'string' ? item.length + 3 : 4
      if (bytes > maxCopiedBytes) break
    }
    level = next
  }
  return bytes
}
