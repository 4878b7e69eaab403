// The suffix that tells generated ConfigMaps and Secrets of different content apart.
import type { JsonObject } from '../../../apiserver/object.ts'
import { utf8Bytes } from '../../../apiserver/schema/index.ts'
import { goJson } from '../../../client/yaml/index.ts'
import { sha256 } from '../../../runtime/sha256.ts'
import { at, nameOf, textAt, withAt } from '../fields.ts'
import { changed, kindOf, type Resource } from './resource.ts'

/** Digits and vowels that could make a word are replaced. */
const safe: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' }

/** kubectl itself counts the name in, and has null where there are no data. */
export function hashOf(object: JsonObject, name = '', nothing: '' | null = ''): string {
  const kind = textAt(object, 'kind')
  const binary = at(object, 'binaryData')
  const encoded = goJson({ kind, name, data: at(object, 'data') ?? nothing, ...kind === 'Secret' ? { type: textAt(object, 'type') } : binary !== undefined && { binaryData: binary } })
  const digest = sha256(utf8Bytes(encoded).map(byte => String.fromCharCode(byte)).join(''))
  const hex = digest.slice(0, 5).map(byte => byte.toString(16).padStart(2, '0')).join('')
  return [...hex].map(letter => safe[letter] ?? letter).join('')
}

export const withHash = (resource: Resource): Resource =>
  resource.hashed && ['ConfigMap', 'Secret'].includes(kindOf(resource))
    ? changed(resource, withAt(resource.object, ['metadata', 'name'], `${nameOf(resource.object)}-${hashOf(resource.object)}`))
    : resource
