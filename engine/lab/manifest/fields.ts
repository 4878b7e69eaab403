// What may stand at a place of a manifest, from the engine's own schemas.
import { schemaOf, servedResources, type SchemaNode } from '../../apiserver/schema/index.ts'
import { documentsIn, entriesIn, type Entry } from './outline.ts'

export interface Field {
  readonly name: string
  /** As `kubectl explain` has it: `[]Container`, `string`. */
  readonly type: string
  readonly isRequired: boolean
  readonly choices: readonly string[]
  /** What is to be typed after the name. */
  readonly opens: 'value' | 'list' | 'object'
}

export interface Place {
  /** The way to what the place belongs to; numbers are items of lists. */
  readonly path: readonly string[]
  readonly kind: string
}

export interface Offer {
  readonly place: Place
  /** The names that may stand there, without those that do. */
  readonly fields: readonly Field[]
}

/** The fields that may be written on a line whose first letters are at `column`. */
export function offerAt(text: string, line: number, column: number): Offer | undefined {
  const found = documentAt(text, line)
  if (!found) return undefined
  const { entries, at } = found
  const path = entries.findLast(entry => entry.line <= at && entry.column < column)?.path ?? [] // what stands before and less deep
  const siblings = new Set(entries.filter(entry => entry.line !== at && entry.path.length === path.length + 1 && entry.path.slice(0, -1).join('\0') === path.join('\0')).map(entry => entry.path.at(-1)))
  const kind = kindOf(found.text)
  if (!kind) return path.length > 0 ? undefined : { place: { path, kind: '' }, fields: heads.filter(({ name }) => !siblings.has(name)) }
  const node = nodeAt(kind.node, path)
  if (!node || node.kind !== 'object') return undefined
  return { place: { path, kind: kind.name }, fields: fieldsOf(node).filter(({ name }) => !siblings.has(name)) }
}

/** The field that is named on a line, if it is known. */
export function fieldOn(text: string, line: number, column: number): { readonly place: Place, readonly field: Field } | undefined {
  const found = documentAt(text, line)
  const entry = found?.entries.findLast(entry => entry.line === found.at && entry.column <= column && !isItem(entry))
  const kind = found && kindOf(found.text)
  if (!entry || !kind) return undefined
  const name = entry.path.at(-1) ?? ''
  const above = nodeAt(kind.node, entry.path.slice(0, -1))
  const field = above?.kind === 'object' ? fieldsOf(above).find(field => field.name === name) : undefined
  return field && { place: { path: entry.path, kind: kind.name }, field }
}

/** The values that may stand behind `kind:` and `apiVersion:`, or of a field with a choice. */
export function valuesOn(text: string, line: number, column: number): readonly string[] {
  const found = documentAt(text, line)
  const entry = found?.entries.findLast(entry => entry.line === found.at && !isItem(entry))
  if (entry?.path.join('.') === 'kind') return [...new Set(servedResources().filter(({ subresource }) => subresource === '').map(({ kind }) => kind))].sort()
  if (entry?.path.join('.') === 'apiVersion') return [...new Set(servedResources().map(({ group, version }) => group === '' ? version : `${group}/${version}`))].sort()
  const known = fieldOn(text, line, column)?.field
  return known?.type === 'boolean' ? ['true', 'false'] : known?.choices ?? []
}

const heads: readonly Field[] = ['apiVersion', 'kind', 'metadata', 'spec'].map(name => ({ name, type: name === 'metadata' || name === 'spec' ? 'Object' : 'string', isRequired: true, choices: [], opens: name === 'metadata' || name === 'spec' ? 'object' : 'value' }))

const isItem = ({ path }: Entry): boolean => /^\d+$/.test(path.at(-1) ?? '')

function documentAt(text: string, line: number): { readonly text: string, readonly entries: readonly Entry[], readonly at: number } | undefined {
  const document = documentsIn(text).findLast(({ line: begins }) => begins <= line)
  return document && { text: document.text, entries: entriesIn(document.text), at: line - document.line }
}

function kindOf(text: string): { readonly name: string, readonly node: SchemaNode } | undefined {
  const value = (name: string): string => new RegExp(`^${name}:[ \\t]*["']?([^\\s"'#]+)`, 'm').exec(text)?.[1] ?? ''
  const [groupOrVersion = '', version] = value('apiVersion').split('/')
  const name = value('kind')
  const node = schemaOf({ group: version === undefined ? '' : groupOrVersion, version: version ?? groupOrVersion, kind: name })
  return node && { name, node }
}

const nodeAt = (root: SchemaNode, path: readonly string[]): SchemaNode | undefined =>
  path.reduce<SchemaNode | undefined>((node, step) => node?.kind === 'list' ? node.item : node?.field(step), root)

const fieldsOf = (node: SchemaNode): readonly Field[] =>
  [...node.properties].map(([name, { node, required }]) => ({ name, type: typeOf(node), isRequired: required, choices: node.enum ?? [], opens: opensOf(node) }))

function opensOf({ kind }: SchemaNode): Field['opens'] {
  if (kind === 'list') return 'list'
  return kind === 'object' || kind === 'map' ? 'object' : 'value'
}

function typeOf(node: SchemaNode): string {
  switch (node.kind) {
    case 'list': return `[]${node.item ? typeOf(node.item) : ''}`
    case 'map': return `map[string]${node.item ? typeOf(node.item) : ''}`
    case 'object': return node.goType.slice(node.goType.indexOf('.') + 1)
    case 'quantity': return 'Quantity'
    case 'intOrString': return 'IntOrString'
    case 'any': return 'Object'
    case 'integer': case 'number': case 'boolean': return node.kind
    default: return 'string'
  }
}
