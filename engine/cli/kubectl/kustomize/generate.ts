// ConfigMaps and Secrets made of literals and files.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { encodeBase64, utf8Bytes } from '../../../apiserver/schema/index.ts'
import { UsageError } from '../failure.ts'
import { at, isObject, listAt, namespaceOf, objectAt, textAt, withAt } from '../fields.ts'
import type { Kustomization } from './kustomization.ts'
import { changed, kindOf, resourceOf, wasNamed, type Resource } from './resource.ts'

export type Load = (path: string) => string

export function withGenerated(resources: readonly Resource[], { says }: Kustomization, load: Load): readonly Resource[] {
  const generators = (['ConfigMap', 'Secret'] as const).flatMap(kind =>
    listAt(says, kind === 'Secret' ? 'secretGenerator' : 'configMapGenerator').filter(isObject).map(args => ({ kind, args })))
  return generators.reduce((all, { kind, args }) => absorbed(all, generated(kind, args, objectAt(says, 'generatorOptions'), load), textAt(args, 'behavior')), resources)
}

function generated(kind: 'ConfigMap' | 'Secret', args: JsonObject, general: JsonObject, load: Load): Resource {
  const name = textAt(args, 'name')
  if (name === '') throw new UsageError(`a ${kind.toLowerCase()} must have a name`)
  const data = dataOf(args, `${kind.toLowerCase()} ${name}`, load)
  const both = (field: string): JsonObject => ({ ...objectAt(general, field), ...objectAt(args, 'options', field) })
  const either = (field: string): boolean => at(general, field) === true || at(args, 'options', field) === true
  const [labels, annotations, namespace] = [both('labels'), both('annotations'), textAt(args, 'namespace')]
  const values = Object.fromEntries([...data].map(([key, value]) => [key, kind === 'Secret' ? wrappedBase64(value) : value]))
  return resourceOf({
    apiVersion: 'v1',
    ...(kind === 'Secret' || data.size > 0) && { data: values },
    ...either('immutable') && { immutable: true },
    kind,
    metadata: {
      ...Object.keys(annotations).length > 0 && { annotations },
      ...Object.keys(labels).length > 0 && { labels },
      name,
      ...namespace !== '' && { namespace },
    },
    ...kind === 'Secret' && { type: textAt(args, 'type') || 'Opaque' },
  }, !either('disableNameSuffixHash'))
}

/** In lines of 70 characters, as soon as there is more than one. */
function wrappedBase64(text: string): string {
  const encoded = encodeBase64(utf8Bytes(text))
  return encoded.length < 70 ? encoded : encoded.replace(/.{1,70}/g, line => `${line}\n`)
}

function dataOf(args: JsonObject, what: string, load: Load): ReadonlyMap<string, string> {
  const texts = (field: string): readonly string[] => listAt(args, field).filter(one => typeof one === 'string')
  const data = new Map<string, string>()
  const add = (key: string, value: string): void => {
    if (data.has(key)) throw new UsageError(`${what} illegally repeats the key \`${key}\``)
    data.set(key, value)
  }
  const within = (sources: string, read: () => void): void => {
    try { read() }
    catch (error) { throw error instanceof UsageError && !error.message.includes('illegally') ? new UsageError(`loading KV pairs: ${sources}: ${error.message}`) : error }
  }
  const envs = [...texts('envs'), ...textAt(args, 'env') === '' ? [] : [textAt(args, 'env')]]
  within(`env source files: [${envs.join(' ')}]`, () => { for (const path of envs) for (const [key, value] of variablesIn(load(path))) add(key, value) })
  within(`literal sources [${texts('literals').join(' ')}]`, () => { for (const literal of texts('literals')) add(...literalOf(literal)) })
  within(`file sources: [${texts('files').join(' ')}]`, () => {
    for (const source of texts('files')) {
      const equals = source.indexOf('=')
      const path = source.slice(equals + 1)
      add(equals > 0 ? source.slice(0, equals) : path.slice(path.lastIndexOf('/') + 1), load(path))
    }
  })
  return data
}

function literalOf(literal: string): readonly [string, string] {
  const equals = literal.indexOf('=')
  if (equals <= 0) throw new UsageError(`invalid literal source ${literal}, expected key=value`)
  const value = literal.slice(equals + 1)
  const quote = value[0]
  const isQuoted = value.length > 1 && (quote === '"' || quote === '\'') && value.endsWith(quote)
  return [literal.slice(0, equals), isQuoted ? value.slice(1, -1) : value]
}

const variablesIn = (text: string): readonly (readonly [string, string])[] =>
  text.split('\n').map(line => line.replace(/\r$/, '').trimStart()).filter(line => line !== '' && !line.startsWith('#')).map(line => {
    const equals = line.indexOf('=')
    return equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)]
  })

/** A generator adds a resource, or changes one that a base has generated. */
function absorbed(all: readonly Resource[], made: Resource, behavior: string): readonly Resource[] {
  const { name = '' } = objectAt(made.object, 'metadata')
  const namespace = namespaceOf(made.object)
  const old = all.find(one => kindOf(one) === kindOf(made) && wasNamed(one, String(name)) && (namespace === '' || namespaceOf(one.object) === namespace))
  const refuse = (why: string): never => {
    throw new UsageError(`merging from generator &{0xc000125860 <nil>}: id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"${kindOf(made)}", isClusterScoped:false}, Name:${JSON.stringify(name)}, Namespace:${JSON.stringify(namespace)}} ${why}`)
  }
  if (behavior !== 'merge' && behavior !== 'replace') return old ? refuse('exists; behavior must be merge or replace') : [...all, made]
  if (!old) return refuse('does not exist; cannot merge or replace')
  const both = (...path: readonly string[]): Json | undefined => {
    const merged = { ...objectAt(old.object, ...path), ...objectAt(made.object, ...path) }
    return Object.keys(merged).length === 0 ? undefined : merged
  }
  const data = behavior === 'merge' ? both('data') : at(made.object, 'data')
  const object = [['metadata', 'labels'], ['metadata', 'annotations']].reduce((object, path) => withAt(object, path, both(...path)), withAt(old.object, ['data'], data))
  return all.map(one => one === old ? { ...changed(old, object), hashed: old.hashed || made.hashed } : one)
}
