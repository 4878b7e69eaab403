// Which fields a write has added, modified and removed.
import { equal } from '../../equal.ts'
import type { Json } from '../../object.ts'
import type { Property, SchemaNode } from '../../schema/index.ts'
import { isList, isObject, get } from '../json.ts'
import { fieldStep, leaf, noFields, stepOf, type FieldSet } from './fieldSet.ts'
import { elementsOf, fieldNode, isEmptyValue, itemNode, shapeOf } from './shape.ts'

export interface Changes {
  readonly added: FieldSet
  readonly modified: FieldSet
  readonly removed: FieldSet
}

/** Changes below one step; undefined where there are none. */
interface StepChanges {
  readonly added: FieldSet | undefined
  readonly modified: FieldSet | undefined
  readonly removed: FieldSet | undefined
}

const nothing: StepChanges = { added: undefined, modified: undefined, removed: undefined }
const added: StepChanges = { ...nothing, added: leaf }
const modified: StepChanges = { ...nothing, modified: leaf }
const removed: StepChanges = { ...nothing, removed: leaf }

/** What is one and the same on both sides is not walked. */
export function compare(before: Json, after: Json, schema: SchemaNode): Changes {
  const changes = compareStep(before, after, schema)
  return { added: changes.added ?? noFields, modified: changes.modified ?? noFields, removed: changes.removed ?? noFields }
}

function compareStep(before: Json | undefined, after: Json | undefined, node: SchemaNode): StepChanges {
  if (before === after) return nothing
  const shape = shapeOf(node, after ?? before)
  if (shape === 'atom' || (isEmptyValue(before) && isEmptyValue(after))) return compareAtoms(before, after)
  const below = shape === 'fields' ? compareFields(before, after, node) : compareElements(before, after, node)
  return {
    added: stepOf(before === undefined, below.added),
    modified: stepOf(false, below.modified),
    removed: stepOf(after === undefined, below.removed),
  }
}

function compareAtoms(before: Json | undefined, after: Json | undefined): StepChanges {
  if (before === undefined) return added
  if (after === undefined) return removed
  return equal(before, after) ? nothing : modified
}

interface Below {
  readonly added: Record<string, FieldSet>
  readonly modified: Record<string, FieldSet>
  readonly removed: Record<string, FieldSet>
}

function collect(below: Below, step: string, changes: StepChanges): void { // a step has a prefix, so none is __proto__
  if (changes.added) below.added[step] = changes.added
  if (changes.modified) below.modified[step] = changes.modified
  if (changes.removed) below.removed[step] = changes.removed
}

function compareFields(before: Json | undefined, after: Json | undefined, node: SchemaNode): Below {
  const below: Below = { added: {}, modified: {}, removed: {} }
  const [old, next] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  const compareField = (name: string): void => {
    const child = fieldNode(node, name)
    const was = get(old, name) ?? (before === undefined ? undefined : implied(node, name))
    const is = get(next, name) ?? (after === undefined ? undefined : implied(node, name))
    collect(below, fieldStep(name), compareStep(was, is, child))
  }
  for (const name of Object.keys(next)) if (next[name] !== undefined && get(old, name) !== next[name]) compareField(name)
  for (const name of Object.keys(old)) if (old[name] !== undefined && get(next, name) === undefined) compareField(name)
  return below
}

function compareElements(before: Json | undefined, after: Json | undefined, node: SchemaNode): Below {
  const below: Below = { added: {}, modified: {}, removed: {} }
  const [old, next] = [elementsOf(node, isList(before) ? before : []), elementsOf(node, isList(after) ? after : [])]
  for (const step of new Set([...old.keys(), ...next.keys()])) {
    const [was = [], is = []] = [old.get(step), next.get(step)]
    if (was.length <= 1 && is.length <= 1) collect(below, step, compareStep(was[0], is[0], itemNode(node)))
    else collect(below, step, compareAtoms(was.length === 0 ? undefined : was, is.length === 0 ? undefined : is))
  }
  return below
}

/**
 * What an absent field means where its parent is there. The real server compares Go structs, in which some fields
 * are never absent: so nobody is recorded as having added them.
 */
function implied(parent: SchemaNode, name: string): Json | undefined {
  const property = parent.properties.get(name)
  if (!property || !isNeverAbsent(parent, property)) return undefined
  return property.node.kind === 'list' ? [] : property.node.kind === 'object' || property.node.kind === 'map' ? {} : undefined
}

const isNeverAbsent = (parent: SchemaNode, { presence, required }: Property): boolean =>
  presence === 'always' || presence === 'orNull' || (required && /^v\d\w*\./.test(parent.goType))
