// Patches of a kustomization: strategic merges, and lists of operations.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { jsonPatch, mergePatch, strategicMergePatch } from '../../../apiserver/patch/index.ts'
import { groupVersionOf } from '../../../apiserver/resource.ts'
import { schemaOf, type SchemaNode } from '../../../apiserver/schema/index.ts'
import { readManifests, readValue, toYaml } from '../../../client/yaml/index.ts'
import { UsageError } from '../failure.ts'
import { at, isList, isObject, listAt, nameOf, namespaceOf, textAt, textsAt } from '../fields.ts'
import type { Load } from './generate.ts'
import type { Kustomization } from './kustomization.ts'
import { changed, groupOf, idOf, kindOf, versionOf, wasNamed, type Resource } from './resource.ts'

/** Merges first, then what `patches` says; operations of the old kind come later. */
export function withPatches(resources: readonly Resource[], { says }: Kustomization, load: Load): readonly Resource[] {
  const merges = listAt(says, 'patchesStrategicMerge').filter(text => typeof text === 'string').map((text): JsonObject => text.includes('\n') ? { patch: text } : { path: text })
  return [...merges, ...listAt(says, 'patches').filter(isObject)].reduce((all, entry) => patched(all, entry, load), resources)
}

export const withOldOperations = (resources: readonly Resource[], { says }: Kustomization, load: Load): readonly Resource[] =>
  listAt(says, 'patchesJson6902').filter(isObject).reduce((all, entry) => patched(all, entry, load), resources)

function patched(resources: readonly Resource[], entry: JsonObject, load: Load): readonly Resource[] {
  const path = textAt(entry, 'path')
  const fail = (why: string): never => { throw new UsageError(`trouble configuring builtin PatchTransformer with config: \`\n${toYaml(entry)}\`: ${why}`) }
  const textOf = (): string => {
    if (path === '') return textAt(entry, 'patch')
    try { return load(path) }
    catch (error) { return fail(`failed to get the patch file from path(${path}): ${error instanceof Error ? error.message : ''}`) }
  }
  const text = textOf()
  const operations = operationsIn(text)
  const target = at(entry, 'target')
  if (operations) {
    if (!isObject(target)) return fail('must specify a target for JSON patch ' + (path === '' ? `[patch: ${JSON.stringify(text)}]` : `[path: ${JSON.stringify(path)}]`))
    return resources.map(resource => isTarget(resource, target) ? changed(resource, operated(resource.object, operations)) : resource)
  }
  const { documents, error } = text.trimStart().startsWith('[') ? { documents: [], error: 'no JSON' } : readManifests(text, path)
  const merges = documents.filter(isObject)
  if (error !== undefined || merges.length === 0)
    fail(`unable to parse SM or JSON patch from ${path === '' ? `[patch: ${JSON.stringify(text)}]` : `[path: ${JSON.stringify(path)}]`}`)
  return merges.reduce((all, merge) => isObject(target)
    ? all.flatMap(resource => isTarget(resource, target) ? mergedInto(resource, merge) : [resource])
    : mergedIntoOne(all, merge), resources)
}

/** The list of operations that the text is; undefined when it is something else. */
function operationsIn(text: string): readonly Json[] | undefined {
  try {
    const value: unknown = text.trimStart().startsWith('[') ? JSON.parse(text) : readValue(text)
    return isList(value) ? value : undefined
  }
  catch { return undefined }
}

function operated(object: JsonObject, operations: readonly Json[]): JsonObject {
  try {
    const made = jsonPatch(object, operations)
    return isObject(made) ? made : object
  }
  catch (error) { throw new UsageError(error instanceof Error ? error.message : String(error)) }
}

function mergedIntoOne(all: readonly Resource[], merge: JsonObject): readonly Resource[] {
  const id = idOf(merge)
  const fits = (resource: Resource): boolean => kindOf(resource) === textAt(merge, 'kind') && groupOf(resource) === groupVersionOf(textAt(merge, 'apiVersion')).group
    && wasNamed(resource, nameOf(merge)) && (namespaceOf(merge) === '' || namespaceOf(merge) === namespaceOf(resource.object))
  const found = all.filter(fits)
  if (found.length === 0) throw new UsageError(`no resource matches strategic merge patch ${JSON.stringify(id)}: no matches for Id ${id}; failed to find unique target for patch ${id}`)
  return all.flatMap(resource => resource === found[0] ? mergedInto(resource, merge) : [resource])
}

function mergedInto(resource: Resource, merge: JsonObject): readonly Resource[] {
  if (merge['$patch'] === 'delete') return []
  const { apiVersion, kind, metadata } = resource.object
  const schema = schemaOf({ group: groupOf(resource), version: versionOf(resource), kind: kindOf(resource) })
  const made: unknown = schema ? inPatchOrder(strategicMergePatch(resource.object, merge, schema), merge, schema) : mergePatch(resource.object, merge)
  if (!isObject(made)) return []
  const kept = isObject(made['metadata']) ? { ...made['metadata'], name: isObject(metadata) ? metadata['name'] ?? '' : '' } : {}
  return [changed(resource, { ...made, ...apiVersion !== undefined && { apiVersion }, ...kind !== undefined && { kind }, metadata: kept })]
}

/** Lists that are merged begin with what the patch names, in its order. */
function inPatchOrder(made: unknown, merge: Json | undefined, node: SchemaNode | undefined): Json {
  const value = made as Json // what patches of JSON give is JSON
  if (isObject(value) && isObject(merge))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inPatchOrder(inner, Object.hasOwn(merge, key) ? merge[key] : undefined, node?.field(key))]))
  const key = node?.patchMergeKey
  if (!isList(value) || !isList(merge) || key === undefined || !node?.patchStrategy.includes('merge')) return value
  const identity = (item: Json | undefined): Json | undefined => at(item, key)
  const named = merge.flatMap(item => value.filter(one => identity(one) === identity(item)).map(one => inPatchOrder(one, item, node.item)))
  return [...named, ...value.filter(one => !merge.some(item => identity(item) === identity(one)))]
}

function isTarget(resource: Resource, target: JsonObject): boolean {
  const fits = (field: string, ...values: readonly string[]): boolean => {
    const wanted = textAt(target, field)
    return wanted === '' || values.some(value => matches(wanted, value))
  }
  return fits('group', groupOf(resource)) && fits('version', versionOf(resource)) && fits('kind', kindOf(resource))
    && fits('name', nameOf(resource.object), ...resource.formerNames) && fits('namespace', namespaceOf(resource.object))
    && selects(textAt(target, 'labelSelector'), textsAt(resource.object, 'metadata', 'labels'))
    && selects(textAt(target, 'annotationSelector'), textsAt(resource.object, 'metadata', 'annotations'))
}

/** Names may be written with `.*` and `|`; nothing more of regular expressions is known here. */
const matches = (pattern: string, value: string): boolean => pattern.split('|').some(part => {
  const [first = '', ...pieces] = part.replace(/^\^/, '').replace(/\$$/, '').split('.*')
  if (!value.startsWith(first)) return false
  let position = first.length
  for (const [i, piece] of pieces.entries()) {
    const found = i === pieces.length - 1 ? value.length - piece.length : value.indexOf(piece, position)
    if (found < position || !value.startsWith(piece, found)) return false
    position = found + piece.length
  }
  return position === value.length
})

const selects = (selector: string, labels: Readonly<Record<string, string>>): boolean => selector === '' || selector.split(',').every(part => {
  if (part.trimStart().startsWith('!')) return !Object.hasOwn(labels, part.trim().slice(1))
  const [, key = '', sign = '', wanted = ''] = /^\s*([^=!\s]+)\s*(==?|!=)?\s*(\S*)\s*$/.exec(part) ?? []
  if (sign === '') return Object.hasOwn(labels, key)
  return (labels[key] === wanted) === (sign !== '!=')
})
