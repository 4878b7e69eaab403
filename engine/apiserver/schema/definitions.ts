// Reads the notation of kinds/facts.gen.ts: all at once, when something is first asked for. A definition is one of
//   Name(field field …)     an object; `@group/version` after the name of a kind, `#` if it is merged as a whole
//   Name|value|value        a named string and its values, if recorded
//   Name{type               a named map
//   Name?                   anything
// with `=go.Type` after a name whose Go type is not v1.Name. It stands where it is first used, and is a mere name
// from then on. Fields from `&Struct` on (until a lone `&`) sit in that embedded struct; those that all kinds have are not repeated.
// Where the server shows whole structs, fields stand as in its own, else by the alphabet.
// A field is its name, a mark (see `marks`) and a type:
//   s i l d b y t m q o a   a scalar (see `scalars`)
//   [type [2type            a list; the number says how it is merged (see `forms`)
//   {type <type             a map, merged by key or as a whole
//   Name                    a definition, in which `.` stands for the name of the struct, and `_` for that of the
//                           field; `%…` after it overrides how this one is merged
import type { GroupVersionKind } from '../object.ts'
import { definitions, listForms } from '../kinds/facts.gen.ts'
import type { PatchStrategy, Presence, Property, SchemaKind, SchemaNode } from './node.ts'

const marks: Readonly<Record<string, readonly [Presence, boolean]>> = {
  ':': ['whenSet', false], '*': ['whenGiven', false], '+': ['always', false], '~': ['orNull', false],
  '?': ['whenSet', true], '^': ['whenGiven', true], '!': ['always', true], '=': ['orNull', true],
}

const nothing: ReadonlyMap<string, Property> = new Map()

function plainNode(kind: SchemaKind, goType: string, more: Partial<SchemaNode> = {}): SchemaNode {
  return { kind, goType, field: () => more.item, fields: () => [], properties: nothing, required: [], patchStrategy: [], ...more }
}

const scalars: Readonly<Record<string, SchemaNode>> = {
  s: plainNode('string', 'string'),
  i: plainNode('integer', 'int32', { bits: 32 }),
  l: plainNode('integer', 'int64', { bits: 64 }),
  d: plainNode('number', 'float64'),
  b: plainNode('boolean', 'bool'),
  y: plainNode('bytes', '[]uint8'),
  t: plainNode('time', 'v1.Time'),
  m: plainNode('microTime', 'v1.MicroTime'),
  q: plainNode('quantity', 'resource.Quantity'),
  o: plainNode('intOrString', 'intstr.IntOrString'),
  a: plainNode('any', 'interface {}'),
}

class ObjectNode implements SchemaNode {
  readonly kind = 'object'
  readonly goType: string
  readonly mapType: 'atomic' | 'granular'
  readonly patchStrategy: readonly PatchStrategy[]
  properties = nothing // until they are read: a definition may hold itself

  constructor(goType: string, mapType: 'atomic' | 'granular', patchStrategy: readonly PatchStrategy[] = []) {
    this.goType = goType
    this.mapType = mapType
    this.patchStrategy = patchStrategy
  }

  get required(): readonly string[] { return [...this.properties].filter(([, { required }]) => required).map(([name]) => name).sort() }
  field(name: string): SchemaNode | undefined { return this.properties.get(name)?.node }
  fields(): Iterable<readonly [string, SchemaNode]> { return [...this.properties].map(([name, { node }]) => [name, node] as const).sort(([a], [b]) => a < b ? -1 : 1) }

  overriddenBy(override: string): SchemaNode {
    const isGranular = override === 'granular'
    const node = new ObjectNode(this.goType, isGranular ? 'granular' : this.mapType, isGranular ? [] : [override].filter(isStrategy))
    node.properties = this.properties
    return node
  }
}

const isOneOf = <T extends string>(...values: readonly T[]) => (text: string): text is T => values.some(value => value === text)
const isListType = isOneOf('atomic', 'set', 'map')
const isStrategy = isOneOf('merge', 'replace', 'retainKeys')

/** By its number, how a list is merged. */
const forms: readonly Partial<SchemaNode>[] = listForms.split('\n').map(line => {
  const [listType = '', keys = '', patchMergeKey = '', strategy = ''] = line.split(' ')
  return {
    ...isListType(listType) && { listType },
    ...keys !== '' && { listMapKeys: keys.split(',') },
    ...patchMergeKey !== '' && { patchMergeKey },
    patchStrategy: strategy.split(',').filter(isStrategy),
  }
})

const nodes = new Map<string, SchemaNode>()
const kinds = new Map<string, SchemaNode>()

class Reader {
  private readonly text: string
  private at = 0

  constructor(text: string) { this.text = text }

  /** What a form finds here, and steps over; nothing if it does not fit. */
  private take(form: RegExp): readonly (string | undefined)[] {
    form.lastIndex = this.at
    const found = form.exec(this.text)
    if (found) this.at = form.lastIndex
    return found ?? []
  }

  get isAtEnd(): boolean { return this.at === this.text.length }

  definition(owner = '', field = ''): SchemaNode {
    const [, shown = '', goName, groupVersion, atomic, mark = ''] = this.take(/([\w.]+)(?:=([\w.]+))?(?:@(\S*?\/\w+))?(#)?([(|{?]?)\n?/y)
    if (shown === '') throw new Error(`no definition at ${this.at}: ${this.text.slice(this.at, this.at + 20)}`)
    const name = shown.replace('.', owner).replace('_', field.charAt(0).toUpperCase() + field.slice(1))
    if (mark === '') return definitionNamed(name) ?? plainNode('any', name)
    const goType = goName ?? `v1.${name}`
    const node = mark === '?' ? plainNode('any', goType)
      : mark === '{' ? plainNode('map', goType, { item: this.type(name), mapType: 'granular' })
        : mark === '|' ? this.namedString(goType)
          : new ObjectNode(goType, atomic ? 'atomic' : 'granular')
    nodes.set(name, node)
    if (node instanceof ObjectNode) node.properties = new Map([...groupVersion !== undefined ? commonFields() : [], ...this.fields(name)])
    if (groupVersion !== undefined) kinds.set(`${groupVersion} ${goType.replace(/.*\./, '')}`, node)
    return node
  }

  private namedString(goType: string): SchemaNode {
    const [values = ''] = this.take(/[^ )\n%]*/y)
    return plainNode('string', goType, values === '' ? {} : { enum: values.split('|') })
  }

  * fields(owner: string): Iterable<[string, Property]> {
    let struct = ''
    for (;;) {
      const [, embedded = struct, name, mark = ''] = this.take(/ ?(?:&([\w.]*) )?([\w$-]+)([:*+~?^!=])/y)
      if (name === undefined) break
      struct = embedded
      const [presence, required] = marks[mark] ?? ['whenSet', false]
      yield [name, { node: this.type(owner, name), required, presence, embedded }]
    }
    this.take(/\)\n?/y)
  }

  private type(owner: string, field = ''): SchemaNode {
    const [, form] = this.take(/\[(\d*)/y)
    if (form !== undefined) {
      const item = this.type(owner, field)
      return plainNode('list', `[]${item.goType}`, { field: () => undefined, item, ...forms[Number(form)] })
    }
    const [map] = this.take(/[{<]/y)
    if (map !== undefined) {
      const item = this.type(owner, field)
      return plainNode('map', `map[string]${item.goType}`, { item, mapType: map === '<' ? 'atomic' : 'granular' })
    }
    const [letter] = this.take(/[a-z]/y)
    if (letter !== undefined) return scalars[letter] ?? plainNode('any', letter)
    const node = this.definition(owner, field)
    const [, override] = this.take(/%(\w+)/y)
    return override !== undefined && node instanceof ObjectNode ? node.overriddenBy(override) : node
  }
}

const commonFields = (): Iterable<[string, Property]> => new Reader('apiVersion:s kind:s metadata*ObjectMeta').fields('')

function readAll(): void {
  for (const reader = new Reader(definitions); !reader.isAtEnd;) reader.definition()
}

let isRead = false

function known<T>(definitions: ReadonlyMap<string, T>, name: string): T | undefined {
  if (!isRead) {
    isRead = true // what is being read asks for what was read before it
    readAll()
  }
  return definitions.get(name)
}

/** A node from a definition in the notation, for structs that no kind has. */
export const nodeFrom = (definition: string): SchemaNode => new Reader(definition).definition()

/** A struct by its name in Go. */
export const definitionNamed = (name: string): SchemaNode | undefined => known(nodes, name)

/** The schema of a built-in kind. */
export const schemaOf = ({ group, version, kind }: GroupVersionKind): SchemaNode | undefined => known(kinds, `${group}/${version} ${kind}`)
