// The description of kinds that have none of their own: every field, with a readable name.
import type { KubeObject } from '../../apiserver/object.ts'
import { goText, isMap } from '../../apiserver/tables/jsonpath/index.ts'
import type { Describer } from './describer.ts'
import { sortedKeys, type Description } from './description.ts'
import { eventLines } from './events.ts'
import { annotationLines, labelLines } from './metadata.ts'

const shownAbove = new Set(['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations'])
const deepest = 1000

export const generic: Describer<KubeObject> = {
  describe(object, out, { nowMs, events }) {
    const { metadata } = object
    out.line(0, `Name:\t${metadata.name}`)
    out.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
    labelLines(out, 'Labels', metadata.labels)
    annotationLines(out, 'Annotations', metadata.annotations)
    fieldLines(out, 0, { ...object }, '')
    eventLines(out, events, nowMs)
  },
}

function fieldLines(out: Description, level: number, map: Readonly<Record<string, unknown>>, path: string): void {
  if (level > deepest) throw new RangeError('exceeded max depth')
  for (const field of sortedKeys(map)) {
    const value = map[field]
    const here = `${path}.${field}`
    if (value === undefined || shownAbove.has(here)) continue
    if (isMap(value)) {
      out.line(level, `${labelOf(field)}:`)
      fieldLines(out, level + 1, value, here)
    }
    else if (Array.isArray(value)) {
      out.line(level, `${labelOf(field)}:`)
      for (const child of value) {
        if (isMap(child)) fieldLines(out, level + 1, child, here)
        else out.line(level + 1, goText(child))
      }
    }
    else out.line(level, `${labelOf(field)}:\t${goText(value)}`)
  }
}

const acronyms = new Set(['API', 'URL', 'UID', 'GUID'])

/** `creationTimestamp` → `Creation Timestamp`, `apiVersion` → `API Version`; names with other characters stay as they are. */
export function labelOf(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field
  return wordsOf(field).map(word => {
    if (acronyms.has(word.toUpperCase())) return word.toUpperCase()
    return word.toLowerCase() === word ? word.charAt(0).toUpperCase() + word.slice(1) : word
  }).join(' ')
}

/** Where the case changes a word ends; of several capitals the last one begins the next word. */
const wordsOf = (field: string): readonly string[] =>
  field.match(/\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|-|\p{Lo}+/gu) ?? []
