// The annotation in which client-side kubectl apply remembers what it applied.
import type { JsonObject } from '../../object.ts'
import { goJson } from '../../tables/jsonpath/go-text.ts'
import { draftOf, get, isObject, seal } from '../json.ts'
import { compare } from './compare.ts'
import { difference, noFields, union, type FieldSet } from './fieldSet.ts'
import { fieldsOf } from './merge.ts'
import { metadataOf, type Write } from './write.ts'

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** The fields that the annotation speaks of and that still have the values it says. */
export function ownedByLastApplied(live: JsonObject, { schema, apiVersion }: Write): FieldSet {
  const config = parsed(annotation(live))
  if (!isObject(config) || get(config, 'apiVersion') !== apiVersion) return noFields
  const { added, modified, removed } = compare(config, live, schema)
  return difference(fieldsOf(config, schema), union(union(added, modified), removed))
}

/** The object with its annotation, if it has one, telling the configuration. */
export function withLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  if (!annotation(object)) return object
  const metadata = metadataOf(object)
  const annotations = draftOf(annotationsOf(object)).set(lastAppliedAnnotation, lastAppliedText(config))
  return seal(object, draftOf(object).set('metadata', seal(metadata, draftOf(metadata).set('annotations', seal(annotationsOf(object), annotations)))))
}

/** A configuration as the annotation holds it, itself not included. */
export function lastAppliedText(config: JsonObject): string {
  const annotations = draftOf(annotationsOf(config))
  if (!annotations.delete(lastAppliedAnnotation)) return `${goJson(config)}\n`
  return `${goJson({ ...config, metadata: { ...metadataOf(config), annotations: Object.fromEntries(annotations) } })}\n`
}

function annotation(object: JsonObject): string | undefined {
  const text = get(annotationsOf(object), lastAppliedAnnotation)
  return typeof text === 'string' && text !== '' ? text : undefined
}

function annotationsOf(object: JsonObject): JsonObject {
  const annotations = get(metadataOf(object), 'annotations')
  return isObject(annotations) ? annotations : {}
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  }
  catch {
    return undefined
  }
}
