// The annotation in which client-side apply remembers what it applied.
import { lastAppliedAnnotation } from '../../apiserver/patch/index.ts'
import { goJson } from '../../client/yaml/index.ts'
import type { JsonObject } from '../../apiserver/object.ts'
import { at, isObject, objectAt, textAt, textsAt, withAt } from './fields.ts'

export { lastAppliedAnnotation }

const path = ['metadata', 'annotations', lastAppliedAnnotation] as const

export const lastAppliedOf = (object: unknown): string | undefined => textAt(object, ...path) || undefined

/** What an apply says of the object. Annotations are always there, as the real tool leaves them. */
export function configurationOf(object: JsonObject): JsonObject {
  const { [lastAppliedAnnotation]: _old, ...annotations } = textsAt(object, 'metadata', 'annotations')
  return withAt(object, ['metadata'], { ...objectAt(object, 'metadata'), annotations })
}

/** The object, remembering itself. */
export function withLastApplied(object: JsonObject): JsonObject {
  const configuration = configurationOf(object)
  return withAt(configuration, path, `${goJson(configuration)}\n`)
}

/** The same for an object that kubectl made: it is written down as it was made. */
export const withOwnConfiguration = (object: JsonObject): JsonObject => withAt(object, path, `${goJson(object, 'given')}\n`)

/** For what has been applied before, so that a later apply knows of this change. */
export function withUpdatedLastApplied(object: JsonObject): JsonObject {
  return lastAppliedOf(object) === undefined ? object : withLastApplied(object)
}

export const isApplied = (object: unknown): boolean => at(object, ...path) !== undefined


/** What was last applied, as an object; an empty one where nothing was, or where it cannot be read. */
export function lastAppliedConfigurationOf(object: unknown): JsonObject {
  try {
    const value: unknown = JSON.parse(lastAppliedOf(object) ?? '{}')
    return isObject(value) ? value : {}
  }
  catch { return {} }
}
