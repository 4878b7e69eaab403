// The facts as one model: the recorded schema, the kinds it lacks (extra.json) and what only the Go types
// know (go.txt), with a short name for each definition that is unique across all groups.
import { readFileSync } from 'node:fs'

interface OpenApi {
  readonly type?: string
  readonly format?: string
  readonly $ref?: string
  readonly enum?: readonly string[]
  readonly items?: OpenApi
  readonly additionalProperties?: OpenApi
  readonly properties?: Readonly<Record<string, OpenApi>>
  readonly required?: readonly string[]
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  readonly 'x-kubernetes-patch-strategy'?: string
  readonly 'x-kubernetes-patch-merge-key'?: string
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string, version: string, kind: string }[]
}

export interface Resource {
  readonly group: string
  readonly version: string
  readonly preferred: boolean
  readonly name: string
  readonly kind: string
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
  readonly categories: readonly string[]
  readonly subresourceKind?: { group: string, version: string, kind: string }
}

export type Column = readonly [name: string, type: string, format: string, priority: number]

/** How Go prints a field: left out when empty, kept when given, or there in any case. */
export type Presence = 'whenSet' | 'whenGiven' | 'always' | 'orNull'

export interface ListForm { readonly type: string, readonly keys: readonly string[], readonly mergeKey: string, readonly strategy: string }

export type FieldType =
  | { readonly is: 'scalar', readonly of: 'string' | 'int32' | 'int64' | 'double' | 'boolean' | 'bytes' | 'time' | 'microTime' | 'quantity' | 'intOrString' | 'any' }
  | { readonly is: 'name', readonly of: string } // a definition, or a named string
  | { readonly is: 'list', readonly item: FieldType, readonly form: ListForm }
  | { readonly is: 'map', readonly value: FieldType, readonly atomic: boolean }

export interface Field {
  readonly name: string
  readonly type: FieldType
  readonly required: boolean
  readonly presence: Presence
  /** The embedded Go struct that the field sits in, as a path. */
  readonly embedded: string
  readonly override?: 'granular' | 'retainKeys' | 'replace'
}

export type Definition =
  | { readonly is: 'object', readonly name: string, readonly goType: string, readonly gvk?: { group: string, version: string, kind: string }, readonly atomic: boolean, readonly fields: readonly Field[] }
  | { readonly is: 'string', readonly name: string, readonly goType: string, readonly values: readonly string[] }
  | { readonly is: 'map', readonly name: string, readonly goType: string, readonly value: FieldType }
  | { readonly is: 'any', readonly name: string, readonly goType: string }

export interface Facts {
  readonly resources: readonly Resource[]
  readonly columns: ReadonlyMap<string, readonly Column[]>
  readonly definitions: readonly Definition[]
}

const here = new URL('.', import.meta.url)
const json = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, here), 'utf8')) as T

export function readFacts(): Facts {
  const schema = { ...json<Record<string, OpenApi>>('k8s-1.36/schema.json'), ...json<Record<string, OpenApi>>('extra.json') }
  const { resources } = json<{ resources: readonly Resource[] }>('k8s-1.36/discovery.json')
  const { columns: _titles, ...columns } = json<Record<string, readonly Column[]>>('k8s-1.36/tables.json')
  return { resources, columns: new Map(Object.entries(columns)), definitions: readDefinitions(schema, readGoTypes(), resources) }
}

// ---- the Go side

interface GoField { readonly presence?: Presence, readonly goType?: string, readonly embedded?: string }
type GoTypes = ReadonlyMap<string, ReadonlyMap<string, GoField>> // by package and struct, `core/v1 Container`

const presenceOf: Readonly<Record<string, Presence>> = { '*': 'whenGiven', '.': 'always', '0': 'orNull' }

function readGoTypes(): GoTypes {
  const types = new Map<string, Map<string, GoField>>()
  let goPackage = ''
  for (const line of readFileSync(new URL('go.txt', here), 'utf8').split('\n')) {
    if (line.startsWith('## ')) goPackage = line.slice(3)
    const [, struct, rest] = /^(\w+): (.*)$/.exec(line) ?? []
    if (struct === undefined || rest === undefined) continue
    const [own = '', ...embeddedGroups] = rest.split('& ')
    const fields = new Map<string, GoField>()
    for (const [, name = '', mark, goType] of own.matchAll(/(\S+)=([*.0]?)(\S*)/g)) {
      const presence = presenceOf[mark ?? '']
      fields.set(name, { ...presence && { presence }, ...goType && { goType } })
    }
    for (const group of embeddedGroups) {
      const [embedded = '', ...names] = group.trim().split(' ')
      for (const name of names) fields.set(name, { ...fields.get(name), embedded })
    }
    types.set(`${goPackage} ${struct}`, fields)
  }
  return types
}

// ---- definitions

const wellKnown: Readonly<Record<string, FieldType>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { is: 'scalar', of: 'quantity' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { is: 'scalar', of: 'time' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': { is: 'scalar', of: 'microTime' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { is: 'scalar', of: 'intOrString' },
}

/** `io.k8s.api.core.v1.Pod` → package `core/v1`, name `Pod`. */
function splitId(id: string): { goPackage: string, version: string, name: string } {
  const parts = id.split('.')
  const [name = '', version = '', group = ''] = parts.reverse()
  return { goPackage: `${group}/${version}`, version, name }
}

/** A name that several groups use belongs to the first of these; the others get theirs with group and version. */
const precedence = ['core/v1', 'autoscaling/v2', 'admissionregistration/v1', 'authentication/v1']

function shortNames(ids: readonly string[], reserved: readonly string[]): ReadonlyMap<string, string> {
  const rank = (id: string) => (precedence.indexOf(splitId(id).goPackage) + precedence.length + 1) % (precedence.length + 1)
  const taken = new Set(reserved)
  const names = new Map<string, string>()
  for (const id of [...ids].sort((a, b) => rank(a) - rank(b))) {
    const { goPackage, name } = splitId(id)
    const short = taken.has(name) ? goPackage.split('/').map(capital).join('') + name : name
    taken.add(short)
    names.set(id, short)
  }
  return names
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function readDefinitions(schema: Readonly<Record<string, OpenApi>>, go: GoTypes, resources: readonly Resource[]): Definition[] {
  const ids = Object.keys(schema).filter(id => !wellKnown[id] && !isList(id, schema))
  const bare = kindsWithoutSchema(schema, resources)
  const names = shortNames(ids, bare.map(definition => definition.name))
  const named = new Map<string, Definition>() // named strings and maps, found on the way

  const definitions = ids.map((id): Definition => {
    const { goPackage, version, name } = splitId(id)
    const short = nameOf(id)
    const { properties, required = [], ...rest } = schema[id] ?? {}
    const goType = `${goPackage === 'pkg/runtime' ? 'runtime' : version}.${name}`
    if (!properties && name !== 'CustomResourceSubresourceStatus') return { is: 'any', name: short, goType: id.endsWith('RawExtension') ? 'runtime.RawExtension' : goType }
    const goFields = go.get(`${goPackage} ${name}`)
    for (const field of goFields?.keys() ?? []) if (!properties?.[field]) throw new Error(`go.txt: ${goPackage} ${name} has no field ${field}`)
    const [gvk] = rest['x-kubernetes-group-version-kind'] ?? []
    return {
      is: 'object', name: short, goType, ...gvk && { gvk },
      atomic: rest['x-kubernetes-map-type'] === 'atomic',
      fields: Object.keys(properties ?? {}).sort().map(fieldName => {
        const openApi = properties?.[fieldName] ?? {}
        const goField = goFields?.get(fieldName) ?? {}
        const isRequired = required.includes(fieldName)
        const type = typeOf(openApi, goField.goType, version)
        const isObject = type.is === 'name' && schema[openApi.$ref ?? '']?.properties !== undefined
        const fallback: Presence = !isRequired && !isObject ? 'whenSet' : isRequired && type.is !== 'list' && type.is !== 'map' && !isObject ? 'always' : 'whenGiven'
        return {
          name: fieldName, type, required: isRequired, embedded: goField.embedded ?? '',
          presence: goField.presence ?? fallback,
          ...overrideOf(openApi),
        }
      }),
    }
  })
  return [...definitions, ...bare, ...named.values()].sort((a, b) => a.name < b.name ? -1 : 1)

  function nameOf(id: string): string {
    const name = names.get(id)
    if (name === undefined) throw new Error(`no definition ${id}`)
    return name
  }

  function typeOf(openApi: OpenApi, goType: string | undefined, version: string): FieldType {
    if (openApi.$ref !== undefined) return wellKnown[openApi.$ref] ?? { is: 'name', of: nameOf(openApi.$ref) }
    if (openApi.type === 'array' && openApi.items) return { is: 'list', item: typeOf(openApi.items, goType, version), form: listForm(openApi) }
    if (openApi.type === 'object' && openApi.additionalProperties) {
      const value = openApi.additionalProperties
      if (value.type === 'string' || goType === undefined)
        return { is: 'map', value: typeOf(value, goType, version), atomic: openApi['x-kubernetes-map-type'] === 'atomic' }
      return name(goType, version, full => ({ is: 'map', name: lastPart(full), goType: full, value: typeOf(value, undefined, version) }))
    }
    if (openApi.type === 'string' && openApi.format === 'byte') return { is: 'scalar', of: 'bytes' }
    if (openApi.type === 'string' && goType !== undefined)
      return name(goType, version, full => ({ is: 'string', name: lastPart(full), goType: full, values: [...openApi.enum ?? []].sort() }))
    if (openApi.enum) throw new Error(`go.txt: no name for the enum ${openApi.enum.join('|')}`)
    if (openApi.type === 'string') return { is: 'scalar', of: 'string' }
    if (openApi.type === 'integer') return { is: 'scalar', of: openApi.format === 'int64' ? 'int64' : 'int32' }
    if (openApi.type === 'number') return { is: 'scalar', of: 'double' }
    if (openApi.type === 'boolean') return { is: 'scalar', of: 'boolean' }
    throw new Error(`unknown type ${JSON.stringify(openApi)}`)
  }

  /** A named Go type, the same wherever it is used; values may be recorded at one place only. */
  function name(goType: string, version: string, make: (full: string) => Definition): FieldType {
    const full = goType.includes('.') ? goType : `${version}.${goType}`
    const made = make(full)
    const known = named.get(full)
    if (!known || (known.is === 'string' && known.values.length === 0)) named.set(full, made)
    return { is: 'name', of: made.name }
  }
}

const lastPart = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1)

const isList = (id: string, schema: Readonly<Record<string, OpenApi>>): boolean =>
  id.endsWith('List') && schema[id]?.properties?.['items'] !== undefined && schema[id]?.['x-kubernetes-group-version-kind'] !== undefined

function listForm(openApi: OpenApi): ListForm {
  return {
    type: openApi['x-kubernetes-list-type'] ?? '',
    keys: openApi['x-kubernetes-list-map-keys'] ?? [],
    mergeKey: openApi['x-kubernetes-patch-merge-key'] ?? '',
    strategy: openApi['x-kubernetes-patch-strategy'] ?? '',
  }
}

function overrideOf(openApi: OpenApi): { override?: 'granular' | 'retainKeys' | 'replace' } {
  if (openApi.$ref === undefined) return {}
  if (openApi['x-kubernetes-map-type'] === 'granular') return { override: 'granular' }
  const strategy = openApi['x-kubernetes-patch-strategy']
  return strategy === 'retainKeys' || strategy === 'replace' ? { override: strategy } : {}
}

/** Served kinds whose fields were not recorded: anything goes in spec and status. */
function kindsWithoutSchema(schema: Readonly<Record<string, OpenApi>>, resources: readonly Resource[]): Definition[] {
  const known = new Set(Object.values(schema).flatMap(({ 'x-kubernetes-group-version-kind': kinds = [] }) => kinds.map(({ group, version, kind }) => `${group}/${version} ${kind}`)))
  const bare = resources.filter(({ group, version, kind, name, verbs }) =>
    !name.includes('/') && verbs.includes('create') && !known.has(`${group}/${version} ${kind}`))
  const field = (name: string, type: FieldType): Field => ({ name, type, required: false, presence: type.is === 'name' ? 'whenGiven' : 'whenSet', embedded: '' })
  return bare.map(({ group, version, kind }) => ({
    is: 'object', name: kind, goType: `${version}.${kind}`, gvk: { group, version, kind }, atomic: false,
    fields: [
      field('apiVersion', { is: 'scalar', of: 'string' }), field('kind', { is: 'scalar', of: 'string' }),
      field('metadata', { is: 'name', of: 'ObjectMeta' }), field('spec', { is: 'scalar', of: 'any' }), field('status', { is: 'scalar', of: 'any' }),
    ],
  }))
}
