// Sets of fields, as managedFields keep them (FieldsV1): a tree whose steps are `f:` a field, `k:` a list element
// by its keys, `v:` a list element by its value. A step that is in the set itself is `{}`, or has `.` beside its
// children. The sets are stored as they are, so what is equal is shared.
import type { JsonObject } from '../../object.ts'
import { goJson, goQuote } from '../../tables/jsonpath/go-text.ts'
import { isObject, maxDepth } from '../json.ts'

export interface FieldSet { readonly [step: string]: FieldSet }

export const leaf: FieldSet = {}
export const noFields: FieldSet = {}

export function isEmpty(set: FieldSet): boolean {
  for (const _step in set) return false
  return true
}

/** What one step of two trees becomes; undefined: it is in neither of them, or not in the result. What is in the first alone stays, but where it must be in both. */
type Rule = (a: FieldSet | undefined, b: FieldSet | undefined) => FieldSet | undefined

const either: Rule = (a, b) => a && b ? joined(a, b, isMember(a) || isMember(b), either) : a ?? b
const both: Rule = (a, b) => a && b && joined(a, b, isMember(a) && isMember(b), both)
const onlyFirst: Rule = (a, b) => a && b ? joined(a, b, isMember(a) && !isMember(b), onlyFirst) : a
const outside: Rule = (a, b) => !a || !b ? a : isMember(b) ? undefined : joined(a, b, isMember(a), outside)

export const union = (a: FieldSet, b: FieldSet): FieldSet => joined(a, b, false, either) ?? noFields
export const intersection = (a: FieldSet, b: FieldSet): FieldSet => joined(a, b, false, both) ?? noFields
export const difference = (a: FieldSet, b: FieldSet): FieldSet => joined(a, b, false, onlyFirst) ?? noFields
/** Without the fields of `b` and all that is below them. */
export const withoutBelow = (a: FieldSet, b: FieldSet): FieldSet => joined(a, b, false, outside) ?? noFields

export const isMember = (step: FieldSet): boolean => step['.'] !== undefined || isEmpty(step)

function joined(a: FieldSet, b: FieldSet, member: boolean, rule: Rule): FieldSet | undefined {
  const changed = changedSteps(a, b, rule)
  if (!changed && member === isMember(a)) return a
  const steps: Record<string, FieldSet> = {} // every name has a prefix, so none is __proto__
  for (const name in a) {
    const step = changed?.has(name) ? changed.get(name) : a[name]
    if (step && name !== '.') steps[name] = step
  }
  for (const [name, step] of changed ?? none) if (step && a[name] === undefined) steps[name] = step
  return stepOf(member, steps)
}

const none: readonly never[] = []

/** What a rule makes of the steps that it does not leave as they are in `a`: most sets have little in common, and nothing is made for the rest. */
function changedSteps(a: FieldSet, b: FieldSet, rule: Rule): ReadonlyMap<string, FieldSet | undefined> | undefined {
  let changed: Map<string, FieldSet | undefined> | undefined
  for (const name in a) {
    if (name === '.' || b[name] === undefined && rule !== both) continue
    const step = rule(a[name], b[name])
    if (step !== a[name]) (changed ??= new Map()).set(name, step)
  }
  for (const name in b) {
    const step = name === '.' || a[name] !== undefined ? undefined : rule(undefined, b[name])
    if (step) (changed ??= new Map()).set(name, step)
  }
  return changed
}

/** A step of a tree; undefined if neither it nor anything below is in the set. */
export function stepOf(member: boolean, below: Readonly<Record<string, FieldSet>>): FieldSet | undefined {
  if (isEmpty(below)) return member ? leaf : undefined
  return member ? { '.': leaf, ...below } : below
}

export const fieldStep = (name: string): string => `f:${name}`
export const keyStep = (keys: JsonObject): string => `k:${goJson(keys)}`
export const valueStep = (value: unknown): string => `v:${goJson(value)}`

const canonicalForms = new WeakMap<JsonObject, FieldSet>()

/** What was stored or sent, in canonical form; throws an Error with the complaint of the real server. */
export function parseFieldSet(fields: JsonObject): FieldSet {
  const known = canonicalForms.get(fields)
  if (known) return known
  const set = parseStep(fields, 0)
  canonicalForms.set(fields, set)
  return set
}

/** The set as it is stored; parsed again it is the same set. */
export function formatFieldSet(set: FieldSet): JsonObject {
  canonicalForms.set(set, set)
  return set
}

function parseStep(fields: JsonObject, depth: number): FieldSet {
  if (depth > maxDepth) throw new Error('exceeded max depth')
  const steps = Object.entries(fields).map(([name, below]): [string, FieldSet] => {
    if (!isObject(below)) throw new Error('expected { or n, but found another value')
    return name === '.' ? [name, leaf] : [canonical(name), parseStep(below, depth + 1)]
  })
  return Object.fromEntries(steps)
}

function canonical(name: string): string {
  const [kind, text] = [name.slice(0, 2), name.slice(2)]
  if (kind.length < 2) throw new Error('key must be 2 characters long:')
  if (kind[1] !== ':') throw new Error(`missing colon: ${name}`)
  if (kind === 'f:' || (kind === 'i:' && /^-?\d+$/.test(text))) return name
  if (kind !== 'k:' && kind !== 'v:') throw new Error('unknown path element type')
  return kind + goJson(JSON.parse(text))
}

/** `.spec.containers[name="web"].image` of each field: those of a step before those below. */
export function pathsOf(set: FieldSet): readonly string[] {
  const names = Object.keys(set).filter(name => name !== '.').sort(byStep)
  const members = names.filter(name => isMember(set[name] ?? noFields)).map(stepText)
  return [...members, ...names.flatMap(name => pathsOf(set[name] ?? noFields).map(path => stepText(name) + path))]
}

function byStep(a: string, b: string): number {
  const [x, y] = [valuesOf(a), valuesOf(b)]
  const i = x.findIndex((value, at) => value !== y[at])
  const [left, right] = [x[i] ?? a, y[i] ?? b]
  return left < right ? -1 : left > right ? 1 : 0
}

/** What steps of a kind are ordered by: numbers as numbers. */
function valuesOf(name: string): readonly (string | number)[] {
  if (!name.startsWith('k:')) return [name]
  const keys: unknown = JSON.parse(name.slice(2))
  return ['k:', ...Object.entries(isObject(keys) ? keys : {}).flat().map(value => typeof value === 'number' ? value : goJson(value))]
}

function stepText(name: string): string {
  const text = name.slice(2)
  switch (name.slice(0, 2)) {
    case 'f:': return `.${text}`
    case 'i:': return `[${text}]`
    case 'v:': return `[=${shown(JSON.parse(text))}]`
    default: return `[${Object.entries(JSON.parse(text) as JsonObject).map(([key, value]) => `${key}=${shown(value)}`).join(',')}]`
  }
}

const shown = (value: unknown): string => typeof value === 'string' ? goQuote(value) : goJson(value)
