// Changing values in an object by a path: `spec/template/spec/containers[]/image`.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { isList, isObject } from '../fields.ts'

export interface Place {
  readonly path: string
  /** What is missing on the way is made. */
  readonly create?: boolean
  /** Only in these kinds. */
  readonly kinds?: readonly string[]
}

type Change = (value: Json | undefined) => Json | undefined

/** The object with what stands at a path changed; undefined leaves a missing field missing. */
export const changedAt = (object: JsonObject, { path, create = false }: Place, change: Change): JsonObject =>
  inside(object, path.split('/'), create, change)

function inside(object: JsonObject, [step = '', ...rest]: readonly string[], create: boolean, change: Change): JsonObject {
  const isEach = step.endsWith('[]')
  const key = isEach ? step.slice(0, -2) : step
  const before = Object.hasOwn(object, key) ? object[key] : undefined
  if (before === undefined && (!create || isEach)) return object
  const into = (value: Json | undefined): Json | undefined => {
    if (rest.length === 0) return change(value)
    return value === undefined || value === null ? inside({}, rest, create, change) : isObject(value) ? inside(value, rest, create, change) : value
  }
  const after = isEach ? isList(before) ? before.map(item => into(item) ?? item) : before : into(before)
  return after === before || after === undefined ? object : Object.fromEntries([...Object.entries(object).filter(([other]) => other !== key), [key, after]])
}
