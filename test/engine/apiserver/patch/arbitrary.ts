import fc from 'fast-check'
import { isList, isObject } from '../../../../engine/apiserver/patch/json.ts'
import type { Json, JsonObject } from '../../../../engine/apiserver/object.ts'

/** Keys that are unkind to plain objects and pointers among them. */
const key = fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'toString', 'a/b', '~', ''), fc.string({ maxLength: 3 }))

/** `fc.dictionary` keeps own keys only in objects without a prototype. */
const objectOf = (value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> =>
  fc.uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name }).map(fields => Object.fromEntries(fields))

const leaf: fc.Arbitrary<Json> = fc.oneof(fc.boolean(), fc.integer({ min: -3, max: 3 }), fc.constantFrom('', 'x', 'y'))

const tree = (leaves: fc.Arbitrary<Json>): { object: fc.Arbitrary<JsonObject> } => fc.letrec<{ object: JsonObject, value: Json }>(tie => ({
  object: objectOf(tie('value')),
  value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaves, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
}))

export const jsonObject = tree(fc.oneof(leaf, fc.constant(null))).object
export const objectWithoutNulls = tree(leaf).object

/** The value, frozen at every depth: whoever changes it in place fails. */
export function frozen<T extends Json>(value: T): T {
  if (isList(value)) value.forEach(frozen)
  else if (isObject(value)) Object.values(value).forEach(field => field === undefined || frozen(field))
  return Object.freeze(value)
}

/** Every object in a value. */
export function objectsIn(value: Json | undefined): readonly (JsonObject | readonly Json[])[] {
  if (isList(value)) return [value, ...value.flatMap(objectsIn)]
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : []
}

/** Nested so many times, as JSON of that depth. */
export function nested(depth: number): Json {
  let value: Json = 1
  for (let i = 0; i < depth; i++) value = { a: value }
  return value
}
