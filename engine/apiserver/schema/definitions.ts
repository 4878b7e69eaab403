// Reads the notation of kinds/facts.gen.ts, each definition when it is first asked for. A line is one of
//   Name field field …      an object; `@group/version` after the name of a kind, `#` if it is merged as a whole
//   Name|value|value        a named string and its values, if recorded
//   Name{type               a named map
//   Name?                   anything
// with `=go.Type` after a name whose Go type is not v1.Name. Fields from `&Struct` on sit in that embedded
// struct. A field is its name, a mark (see `marks`) and a type:
//   s i l d b y t m q o a   a scalar (see `scalars`)
//   [Xtype                  a list that is merged by listForms' X
//   {type <type             a map, merged by key or as a whole
//   Name                    a definition; `%…` after it overrides how this one is merged
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
  private readonly notation: string
  private read: ReadonlyMap<string, Property> | undefined

  constructor(goType: string, notation: string, mapType: 'atomic' | 'granular', patchStrategy: readonly PatchStrategy[] = []) {
    this.goType = goType
    this.notation = notation
    this.mapType = mapType
    this.patchStrategy = patchStrategy
  }

  get properties(): ReadonlyMap<string, Property> { return this.read ??= readFields(this.notation) }
  get required(): readonly string[] { return [...this.properties].filter(([, { required }]) => required).map(([name]) => name) }
  field(name: string): SchemaNode | undefined { return this.properties.get(name)?.node }
  fields(): Iterable<readonly [string, SchemaNode]> { return [...this.properties].map(([name, { node }]) => [name, node] as const) }

  overriddenBy(override: string): SchemaNode {
    return override === 'granular'
      ? new ObjectNode(this.goType, this.notation, 'granular')
      : new ObjectNode(this.goType, this.notation, this.mapType, [override === 'replace' ? 'replace' : 'retainKeys'])
  }
}

function readFields(notation: string): ReadonlyMap<string, Property> {
  const fields: [string, Property][] = []
  let embedded = ''
  for (const token of notation.split(' ')) {
    if (token.startsWith('&')) embedded = token.slice(1)
    const [, name = '', mark = '', type = ''] = /^([\w$-]+)([^\w$-])(.+)$/.exec(token) ?? []
    const [presence, required] = marks[mark] ?? []
    if (presence !== undefined && required !== undefined) fields.push([name, { node: readType(type), required, presence, embedded }])
  }
  return new Map(fields.sort(([a], [b]) => a < b ? -1 : 1))
}

function readType(type: string): SchemaNode {
  switch (type[0]) {
    case '[': {
      const item = readType(type.slice(2))
      return plainNode('list', `[]${item.goType}`, { field: () => undefined, item, ...forms.get(type[1] ?? '') })
    }
    case '{':
    case '<': {
      const item = readType(type.slice(1))
      return plainNode('map', `map[string]${item.goType}`, { item, mapType: type[0] === '<' ? 'atomic' : 'granular' })
    }
  }
  const scalar = scalars[type]
  if (scalar) return scalar
  const [name = '', override] = type.split('%')
  const node = definitionNamed(name)
  return override !== undefined && node instanceof ObjectNode ? node.overriddenBy(override) : node
}

const isOneOf = <T extends string>(...values: readonly T[]) => (text: string): text is T => values.some(value => value === text)
const isListType = isOneOf('atomic', 'set', 'map')
const isStrategy = isOneOf('merge', 'replace', 'retainKeys')

const forms: ReadonlyMap<string, Partial<SchemaNode>> = new Map(listForms.split('\n').map(line => {
  const [letter = '', listType = '', keys = '', patchMergeKey = '', strategy = ''] = line.split(' ')
  return [letter, {
    ...isListType(listType) && { listType },
    ...keys !== '' && { listMapKeys: keys.split(',') },
    ...patchMergeKey !== '' && { patchMergeKey },
    patchStrategy: strategy.split(',').filter(isStrategy),
  }]
}))

const lineForm = /^(\w+)(?:=([\w.]+))?(?:@(\S*\/\w+))?(#)?([ |{?]|$)(.*)$/

/** A node from one line of the notation, for structs that no kind has. */
export function nodeFrom(line: string): SchemaNode {
  const [, name = '', goType = `v1.${name}`, , atomic, mark, rest = ''] = lineForm.exec(line) ?? []
  switch (mark) {
    case '?': return plainNode('any', goType)
    case '{': return plainNode('map', goType, { item: readType(rest), mapType: 'granular' })
    case '|': return plainNode('string', goType, rest === '' ? {} : { enum: rest.split('|') })
    default: return new ObjectNode(goType, rest, atomic ? 'atomic' : 'granular')
  }
}

const lines = new Map<string, string>()
const kinds = new Map<string, string>()
for (const line of definitions.split('\n')) {
  const [, name = '', goType = name, groupVersion] = lineForm.exec(line) ?? []
  lines.set(name, line)
  if (groupVersion !== undefined) kinds.set(`${groupVersion} ${goType.slice(goType.indexOf('.') + 1)}`, name)
}

const nodes = new Map<string, SchemaNode>()

function definitionNamed(name: string): SchemaNode {
  const known = nodes.get(name)
  if (known) return known
  const node = nodeFrom(lines.get(name) ?? `${name}?`)
  nodes.set(name, node)
  return node
}

/** The schema of a built-in kind. */
export function schemaOf({ group, version, kind }: GroupVersionKind): SchemaNode | undefined {
  const name = kinds.get(`${group}/${version} ${kind}`)
  return name === undefined ? undefined : definitionNamed(name)
}
