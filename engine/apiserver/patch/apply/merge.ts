// The object that an applied configuration makes of another, and what is taken out of it again.
import { equal } from '../../equal.ts'
import type { Json, JsonObject } from '../../object.ts'
import type { SchemaNode } from '../../schema/index.ts'
import { draftOf, isList, isObject, sameItems, seal } from '../json.ts'
import { fieldStep, isMember, leaf, noFields, stepOf, type FieldSet } from './fieldSet.ts'
import { elementsOf, fieldNode, isEmptyValue, isNamed, itemNode, shapeOf, stepTo } from './shape.ts'

/** The fields that a configuration speaks of. */
export function fieldsOf(config: JsonObject, schema: SchemaNode): FieldSet {
  return fieldsOfStep(config, schema, false) ?? noFields
}

function fieldsOfStep(value: Json, node: SchemaNode, member: boolean): FieldSet | undefined {
  const shape = shapeOf(node, value)
  if (shape === 'atom') return leaf
  const below: Record<string, FieldSet> = {} // a step has a prefix, so none is __proto__
  if (shape === 'fields' && isObject(value)) {
    for (const [name, field] of draftOf(value)) {
      const isKey = !isNamed(node, name) || field === null || (isObject(field) && isEmptyValue(field))
      const step = fieldsOfStep(field, fieldNode(node, name), isKey)
      if (step) below[fieldStep(name)] = step
    }
  }
  if (shape === 'elements' && isList(value)) {
    for (const [step, items] of elementsOf(node, value)) {
      const [item, ...others] = items
      below[step] = item !== undefined && others.length === 0 ? fieldsOfStep(item, itemNode(node), true) ?? leaf : leaf
    }
  }
  return stepOf(member, below)
}

/** The set with the structs that lead to its fields: who owns a field of a struct owns the struct. */
export function withStructs(set: FieldSet, node: SchemaNode): FieldSet {
  const below: Record<string, FieldSet> = {}
  for (const [step, child] of Object.entries(set)) {
    const name = step.startsWith('f:') ? step.slice(2) : undefined
    const inner = withStructs(child, name !== undefined ? fieldNode(node, name) : itemNode(node))
    if (step === '.') below[step] = leaf
    else below[step] = name !== undefined && isNamed(node, name) && !isMember(inner) ? { '.': leaf, ...inner } : inner
  }
  return below
}

/** `live` with all that the configuration says; nothing is removed. */
export function mergeApplied(live: JsonObject, config: JsonObject, schema: SchemaNode): JsonObject {
  const merged = mergeValue(live, config, schema)
  return isObject(merged) ? merged : {}
}

function mergeValue(live: Json | undefined, config: Json, node: SchemaNode): Json | undefined {
  const shape = shapeOf(node, config)
  const isLeaf = shape === 'atom' || (isEmptyValue(live) && isEmptyValue(config))
  if (!isLeaf && shape === 'fields' && (isObject(config) || config === null)) return mergeFields(isObject(live) ? live : {}, config ?? {}, node)
  if (!isLeaf && shape === 'elements' && (isList(config) || config === null)) return mergeElements(isList(live) ? live : [], config ?? [], node)
  if (config === null) return undefined
  return live !== undefined && equal(live, config) ? live : config
}

function mergeFields(live: JsonObject, config: JsonObject, node: SchemaNode): JsonObject {
  const draft = draftOf(live)
  for (const [name, value] of draftOf(config)) {
    const merged = mergeValue(draft.get(name), value, fieldNode(node, name))
    if (merged === undefined) draft.delete(name)
    else draft.set(name, merged)
  }
  return seal(live, draft)
}

/** Elements that both have stand in the order of the configuration, and those that only one has stay beside their neighbours. */
function mergeElements(live: readonly Json[], config: readonly Json[], node: SchemaNode): readonly Json[] {
  const [old, next] = [elementsOf(node, live), elementsOf(node, config)]
  const mine = [...next.keys()]
  const shared = mine.filter(step => old.has(step)).values()
  let due = shared.next().value
  const merged: Json[] = []
  let taken = 0
  const takeMine = (): void => {
    const step = mine[taken++]
    const items = step === undefined ? [] : next.get(step) ?? []
    const before = step === undefined ? [] : old.get(step) ?? []
    for (const item of items) merged.push(mergeValue(before.length === 1 ? before[0] : undefined, item, itemNode(node)) ?? item)
    if (step === due) due = shared.next().value
  }
  for (const [step, items] of old) {
    if (!next.has(step)) merged.push(...items)
    else if (step === due) while (step === due) takeMine()
  }
  while (taken < mine.length) takeMine()
  return sameItems(live, merged)
}

/** The object without the fields of the set. What is emptied by it goes too, or is left as a null. */
export function removeFields(object: JsonObject, set: FieldSet, schema: SchemaNode, emptied: null | undefined = undefined): JsonObject {
  const rest = removeFrom(object, set, schema, emptied)
  return isObject(rest) ? rest : {}
}

function removeFrom(value: Json, set: FieldSet, node: SchemaNode, emptied: null | undefined): Json | undefined {
  const shape = shapeOf(node, value)
  if (shape === 'fields' && isObject(value)) {
    const draft = draftOf(value)
    for (const [name, field] of [...draft]) {
      const rest = removeStep(field, set[fieldStep(name)], fieldNode(node, name), emptied)
      if (rest === undefined) draft.delete(name)
      else draft.set(name, rest)
    }
    return draft.size === 0 && !isEmptyValue(value) ? emptied : seal(value, draft)
  }
  if (shape === 'elements' && isList(value)) {
    const rest = value.flatMap((item, i) => removeStep(item, set[stepTo(node, item, i)], itemNode(node), emptied) ?? [])
    return rest.length === 0 && value.length > 0 ? emptied : sameItems(value, rest)
  }
  return isObject(value) || isList(value) ? emptied : value
}

const removeStep = (value: Json, step: FieldSet | undefined, node: SchemaNode, emptied: null | undefined): Json | undefined =>
  step === undefined ? value : isMember(step) ? undefined : removeFrom(value, step, node, emptied)
