// JSON → a typed object, with the answers of the real API server: the texts of Go's json package, fields it
// does not know, and values as they look after a round trip through Go's types.
import type { Json, JsonObject } from '../object.ts'
import { canonicalBase64 } from './base64.ts'
import { maxDepth } from './json.ts'
import type { Property, SchemaNode } from './node.ts'
import { canonicalQuantity } from './quantity.ts'
import { canonicalMicroTime, canonicalTime } from './time.ts'

export interface DecodedFields {
  readonly object: JsonObject
  /** `unknown field "spec.foo"`, at most a hundred, in the order of the input. These fields are dropped. */
  readonly unknown: readonly string[]
}

/**
 * What the fields of `node` make of `body`. Nothing is copied that stays as it was. Throws an Error with the
 * text of Go's json package when a value has the wrong type or form.
 */
export function decodeFields(node: SchemaNode, body: Json): DecodedFields {
  const decoder = new Decoder()
  const object = decoder.read(node, body ?? {}, 0)
  if (decoder.error !== undefined) throw new Error(decoder.error)
  return { object: isObject(object) ? object : {}, unknown: [...decoder.unknown] }
}

const mostUnknown = 100

/** A step on the way to a value: into a field, under a key of a map, or to an item of a list. */
interface Step { readonly name: string | number, readonly property?: Property, readonly owner?: SchemaNode }

class Decoder {
  /** The first value of a wrong type. Go goes on after it, and a value of a wrong form further down has precedence. */
  error: string | undefined
  readonly unknown = new Set<string>()
  private readonly way: Step[] = []

  /** The value as Go would print it again; undefined if it would not. */
  read(node: SchemaNode, value: Json, depth: number): Json | undefined {
    if (depth > maxDepth) throw new Error('exceeded max depth')
    if (value === null) return undefined
    switch (node.kind) {
      case 'any': return this.anything(value, depth)
      case 'object': return isObject(value) ? this.object(node, value, depth) : this.wrongType(value, node.goType)
      case 'map': return isObject(value) ? this.map(node, value, depth) : this.wrongType(value, node.goType)
      case 'list': return isList(value) ? this.list(node, value, depth) : this.wrongType(value, node.goType)
      case 'string': return typeof value === 'string' ? value : this.wrongType(value, node.goType)
      case 'boolean': return typeof value === 'boolean' ? value : this.wrongType(value, node.goType)
      case 'number': return typeof value === 'number' ? value : this.wrongType(value, node.goType)
      case 'integer': return isInteger(value, node.bits ?? 64) ? value : this.wrongType(value, node.goType)
      case 'bytes': return typeof value === 'string' ? this.bytes(value) : this.wrongType(value, node.goType)
      case 'quantity': return canonicalQuantity(isList(value) || isObject(value) ? '{}' : String(value).trim())
      case 'intOrString': return typeof value === 'string' || isInteger(value, 32) ? value : this.refuse(value, 'int32')
      case 'time': return canonicalTime(typeof value === 'string' ? value : this.refuse(value, 'string'))
      case 'microTime': return canonicalMicroTime(typeof value === 'string' ? value : this.refuse(value, 'string'))
    }
  }

  private object(node: SchemaNode, given: JsonObject, depth: number): JsonObject {
    const { properties } = node
    const kept = this.each(given, (name, value) => {
      const property = properties.get(name)
      this.way.push(property ? { name, property, owner: node } : { name })
      if (!property) this.unknownField()
      const read = property && this.read(property.node, value, depth + 1)
      this.way.pop()
      if (read === undefined) return property && this.printsNull(property) ? null : undefined
      return property && isDropped(property, read) ? undefined : read
    })
    const missing = fillersOf(node).filter(([name]) => kept ? !kept.some(([known]) => known === name) : !Object.hasOwn(given, name))
    if (!kept && missing.length === 0) return given
    const added = missing.map(([name, { node: field, presence }]) => [name, presence === 'orNull' ? null : this.zero(field)] as const)
    return Object.fromEntries([...kept ?? Object.entries(given), ...added])
  }

  /** The fields with what `read` makes of them; undefined if that is what they were. */
  private each(given: JsonObject, read: (name: string, value: Json) => Json | undefined): [string, Json][] | undefined {
    let kept: [string, Json][] | undefined
    const names = Object.keys(given)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      const value = given[name]
      const now = value === undefined ? undefined : read(name, value)
      if ((now !== value || value === undefined) && !kept) kept = names.slice(0, i).map(before => [before, given[before] ?? null])
      if (now !== undefined) kept?.push([name, now])
    }
    return kept
  }

  private printsNull({ presence, node }: Property): boolean {
    return presence === 'orNull' || presence === 'always' && node.kind !== 'object' && this.zero(node) === null
  }

  /** What Go prints for a field that is not there. */
  private zero(node: SchemaNode): Json {
    switch (node.kind) {
      case 'object': return this.object(node, {}, 0)
      case 'string': case 'bytes': return ''
      case 'integer': case 'number': case 'intOrString': return 0
      case 'boolean': return false
      case 'quantity': return '0'
      case 'map': case 'list': case 'any': case 'time': case 'microTime': return null
    }
  }

  private map({ item }: SchemaNode, given: JsonObject, depth: number): JsonObject {
    const kept = this.each(given, (name, value) => {
      this.way.push({ name })
      const read = item && this.read(item, value, depth + 1)
      this.way.pop()
      return read
    })
    return kept ? Object.fromEntries(kept) : given
  }

  private list({ item }: SchemaNode, given: readonly Json[], depth: number): readonly Json[] {
    if (!item) return given
    let changed = false
    const items = given.map((value, i) => {
      this.way.push({ name: i })
      const read = this.read(item, value, depth + 1) ?? this.zero(item)
      this.way.pop()
      changed ||= read !== value
      return read
    })
    return changed ? items : given
  }

  private anything(value: Json, depth: number): Json {
    if (depth > maxDepth) throw new Error('exceeded max depth')
    if (isList(value)) value.forEach(item => this.anything(item, depth + 1))
    else if (isObject(value)) Object.values(value).forEach(item => this.anything(item ?? null, depth + 1))
    return value
  }

  private bytes(text: string): Json | undefined {
    try {
      return canonicalBase64(text)
    } catch (error) {
      this.error ??= messageOf(error)
      return undefined
    }
  }

  private unknownField(): void {
    const path = this.way.map(({ name }, i) => typeof name === 'number' ? `[${name}]` : i === 0 ? name : `.${name}`)
    if (this.unknown.size < mostUnknown) this.unknown.add(`unknown field ${JSON.stringify(path.join(''))}`)
  }

  private wrongType(value: Json, goType: string): undefined {
    this.error ??= this.mismatch(value, goType)
  }

  /** For types that read their JSON themselves: such an error ends everything at once. */
  private refuse(value: Json, goType: string): never {
    throw new Error(this.mismatch(value, goType))
  }

  /** Go names the innermost struct and the fields on the way, with embedded structs but without keys and indices. */
  private mismatch(value: Json, goType: string): string {
    const fields = this.way.flatMap(({ name, property }) => property ? property.embedded === '' ? [name] : [property.embedded, name] : [])
    const struct = this.way.findLast(({ owner }) => owner)?.owner
    const where = struct ? `struct field ${lastPart(struct.goType)}.${fields.join('.')}` : 'value'
    return `json: cannot unmarshal ${describe(value, goType)} into Go ${where} of type ${goType}`
  }
}

const fillers = new WeakMap<SchemaNode, readonly (readonly [string, Property])[]>()

/** The fields that are there even if nobody gives them. */
function fillersOf(node: SchemaNode): readonly (readonly [string, Property])[] {
  const known = fillers.get(node)
  if (known) return known
  const found = [...node.properties].filter(([, { presence }]) => presence === 'always' || presence === 'orNull')
  fillers.set(node, found)
  return found
}

function isInteger(value: Json, bits: 32 | 64): value is number {
  const limit = 2 ** (bits - 1)
  return typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit
}

/** Numbers are shown where a number could have been right. */
function describe(value: Json, goType: string): string {
  if (typeof value === 'number') return /^(int|float)/.test(goType) ? `number ${value}` : 'number'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : isList(value) ? 'array' : 'object'
}

/** `omitempty`: Go prints no empty value, except through a pointer. */
function isDropped({ node, presence }: Property, value: Json | undefined): boolean {
  if (presence !== 'whenSet') return false
  switch (node.kind) {
    case 'string': case 'bytes': return value === ''
    case 'integer': case 'number': return value === 0
    case 'boolean': return value === false
    case 'list': return isList(value) && value.length === 0
    case 'map': return isObject(value) && Object.keys(value).length === 0
    default: return false
  }
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)
export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !isList(value)
const lastPart = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1)
export const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error)
