// The annotation in which client-side apply remembers what it applied.
import { lastAppliedAnnotation } from '../../apiserver/patch/index.ts'
import { goJson } from '../../client/yaml/index.ts'
import type { JsonObject } from '../../apiserver/object.ts'
import { at, objectAt, textAt, textsAt, withAt } from './fields.ts'

export { lastAppliedAnnotation }

const path = ['metadata', 'annotations', lastAppliedAnnotation] as const

export const lastAppliedOf = (object: unknown): string | undefined => textAt(object, ...path) || undefined

/** The object, remembering itself. Annotations are always there, as the real tool leaves them. */
export function withLastApplied(object: JsonObject): JsonObject {
  const { [lastAppliedAnnotation]: _old, ...annotations } = textsAt(object, 'metadata', 'annotations')
  const plain = withAt(object, ['metadata'], { ...objectAt(object, 'metadata'), annotations })
  return withAt(plain, path, `${goJson(plain)}\n`)
}

/** For what has been applied before, so that a later apply knows of this change. */
export function withUpdatedLastApplied(object: JsonObject): JsonObject {
  return lastAppliedOf(object) === undefined ? object : withLastApplied(object)
}

export const isApplied = (object: unknown): boolean => at(object, ...path) !== undefined

