// What jq's filters do: each makes none, one or several values of one.
import { builtins } from './builtins.ts'
import { formatted } from './formats.ts'
import { at, deletePaths, everyPath, getPath, setPath, type Path } from './paths.ts'
import type { Filter, Pattern } from './syntax.ts'
import { compare, equals, holds, isArray, isObject, JqError, shown, typeOf, write, type Value } from './values.ts'

/** Where a value stands, if it matters. */
export interface Out { readonly value: Value, readonly path: Path | undefined }
export type Outs = Generator<Out, void>

interface Closure { readonly parameters: readonly string[], readonly body: Filter, readonly scope: Scope | undefined }
/** An argument is a filter of whoever calls. */
interface Argument { readonly filter: Filter, readonly scope: Scope }

/** What names mean: the innermost first. */
export interface Scope {
  readonly variables: ReadonlyMap<string, Value>
  readonly functions: ReadonlyMap<string, Closure | Argument>
  readonly inputs: () => Value | undefined
  readonly budget: { left: number }
  readonly depth: number
}

export class Broken {
  readonly label: string
  constructor(label: string) { this.label = label }
}

const deepest = 400

const plain = (value: Value): Out => ({ value, path: undefined })
const inside = ({ value, path }: Out, key: Value): Out => ({ value: at(value, key), path: path && [...path, key] })

const withVariable = (scope: Scope, name: string, value: Value): Scope => ({ ...scope, variables: new Map([...scope.variables, [name, value]]) })
const withFunction = (scope: Scope, key: string, closure: Closure | Argument): Scope => ({ ...scope, functions: new Map([...scope.functions, [key, closure]]) })

export function* evaluate(filter: Filter, input: Out, scope: Scope): Outs {
  if (--scope.budget.left < 0) throw new JqError('stopped: this filter has no end')
  switch (filter.kind) {
    case 'here': return yield input
    case 'everything': return yield* recurse(input)
    case 'literal': return yield plain(filter.value)
    case 'text': return yield* text(filter.parts, filter.format, input, scope, '')
    case 'format': return yield plain(formatted(filter.name, input.value))
    case 'index': for (const of of evaluate(filter.of, input, scope)) for (const { value } of evaluate(filter.key, plain(input.value), scope)) yield inside(of, value)
      return
    case 'slice': return yield* slices(filter, input, scope)
    case 'each': for (const of of evaluate(filter.of, input, scope)) yield* eachOf(of)
      return
    case 'try': return yield* attempted(filter.body, filter.otherwise, input, scope)
    case 'pipe': for (const left of evaluate(filter.left, input, scope)) yield* evaluate(filter.right, left, scope)
      return
    case 'both':
      yield* evaluate(filter.left, input, scope)
      return yield* evaluate(filter.right, input, scope)
    case 'alternative': return yield* alternative(filter.left, filter.right, input, scope)
    case 'and':
    case 'or': for (const left of evaluate(filter.left, plain(input.value), scope)) {
      if (holds(left.value) === (filter.kind === 'or')) yield plain(filter.kind === 'or')
      else for (const right of evaluate(filter.right, plain(input.value), scope)) yield plain(holds(right.value))
    }
      return
    case 'reckon': for (const right of evaluate(filter.right, plain(input.value), scope)) for (const left of evaluate(filter.left, plain(input.value), scope)) yield plain(reckon(filter.operator, left.value, right.value))
      return
    case 'negative': for (const { value } of evaluate(filter.of, plain(input.value), scope)) {
      if (typeof value !== 'number') throw new JqError(`${typeOf(value)} (${shown(value)}) cannot be negated`)
      yield plain(-value)
    }
      return
    case 'array': return yield plain(filter.of ? valuesOf(filter.of, input.value, scope) : [])
    case 'object': return yield* objects(filter.entries, 0, new Map(), input, scope)
    case 'if': return yield* choice(filter.branches, 0, filter.otherwise, input, scope)
    case 'variable': return yield plain(variable(filter.name, scope))
    case 'bind': for (const { value } of evaluate(filter.source, plain(input.value), scope)) for (const inner of bound(filter.pattern, value, scope)) yield* evaluate(filter.body, input, inner)
      return
    case 'reduce': return yield* reduced(filter, input, scope)
    case 'foreach': return yield* folded(filter, input, scope)
    case 'define': {
      const closure: { parameters: readonly string[], body: Filter, scope: Scope | undefined } = { parameters: filter.parameters, body: filter.body, scope: undefined }
      return yield* evaluate(filter.rest, input, withFunction(scope, `${filter.name}/${filter.parameters.length}`, closure))
    }
    case 'update': return yield* updated(filter.operator, filter.left, filter.right, input, scope)
    case 'label': try { yield* evaluate(filter.body, input, scope) }
    catch (thrown) { if (!(thrown instanceof Broken) || thrown.label !== filter.name) throw thrown }
      return
    case 'break': throw new Broken(filter.name)
    case 'call': return yield* call(filter.name, filter.args, input, scope)
  }
}

/** All that a filter makes of a value. */
export const valuesOf = (filter: Filter, value: Value, scope: Scope): Value[] => [...evaluate(filter, plain(value), scope)].map(out => out.value)

function* eachOf(of: Out): Outs {
  const { value, path } = of
  if (isArray(value)) for (const [i, each] of value.entries()) yield { value: each, path: path && [...path, i] }
  else if (isObject(value)) for (const [key, each] of value) yield { value: each, path: path && [...path, key] }
  else throw new JqError(`Cannot iterate over ${typeOf(value)}${value === null ? '' : ` (${shown(value)})`}`)
}

function* recurse(out: Out): Outs {
  yield out
  if (isArray(out.value) || isObject(out.value)) for (const each of eachOf(out)) yield* recurse(each)
}

function* text(parts: readonly (string | Filter)[], format: string | undefined, input: Out, scope: Scope, before: string): Outs {
  const [first, ...rest] = parts
  if (first === undefined) yield plain(before)
  else if (typeof first === 'string') yield* text(rest, format, input, scope, before + first)
  else for (const { value } of evaluate(first, plain(input.value), scope)) yield* text(rest, format, input, scope, before + formatted(format ?? '@text', value))
}

function* slices(filter: Filter & { readonly kind: 'slice' }, input: Out, scope: Scope): Outs {
  for (const of of evaluate(filter.of, input, scope)) {
    for (const to of filter.to ? valuesOf(filter.to, input.value, scope) : [null]) {
      for (const from of filter.from ? valuesOf(filter.from, input.value, scope) : [null]) {
        if (of.value !== null && typeof of.value !== 'string' && !isArray(of.value)) throw new JqError(`Cannot index ${typeOf(of.value)} with object`)
        yield inside(of, new Map([['start', from], ['end', to]]))
      }
    }
  }
}

function* attempted(body: Filter, otherwise: Filter | undefined, input: Out, scope: Scope): Outs {
  try { yield* evaluate(body, input, scope) }
  catch (thrown) {
    if (!(thrown instanceof JqError)) throw thrown
    if (thrown.message === 'break') throw thrown
    if (otherwise) yield* evaluate(otherwise, plain(thrown.value), scope)
  }
}

function* alternative(left: Filter, right: Filter, input: Out, scope: Scope): Outs {
  let hasAny = false
  try {
    for (const out of evaluate(left, input, scope)) {
      if (!holds(out.value)) continue
      hasAny = true
      yield out
    }
  }
  catch (thrown) { if (!(thrown instanceof JqError)) throw thrown }
  if (!hasAny) yield* evaluate(right, input, scope)
}

function* objects(entries: readonly { readonly key: Filter, readonly value: Filter }[], from: number, made: ReadonlyMap<string, Value>, input: Out, scope: Scope): Outs {
  const entry = entries[from]
  if (!entry) return yield plain(made)
  for (const key of valuesOf(entry.key, input.value, scope)) {
    if (typeof key !== 'string') throw new JqError(`Object keys must be strings`)
    for (const value of valuesOf(entry.value, input.value, scope)) yield* objects(entries, from + 1, new Map([...made, [key, value]]), input, scope)
  }
}

function* choice(branches: readonly (readonly [Filter, Filter])[], from: number, otherwise: Filter | undefined, input: Out, scope: Scope): Outs {
  const branch = branches[from]
  if (!branch) return otherwise ? yield* evaluate(otherwise, input, scope) : yield input
  for (const { value } of evaluate(branch[0], plain(input.value), scope)) {
    if (holds(value)) yield* evaluate(branch[1], input, scope)
    else yield* choice(branches, from + 1, otherwise, input, scope)
  }
}

function variable(name: string, scope: Scope): Value {
  const value = scope.variables.get(name)
  if (value === undefined) throw new JqError(`$${name} is not defined`)
  return value
}

function* bound(pattern: Pattern, value: Value, scope: Scope): Generator<Scope> {
  if (pattern.kind === 'name') yield withVariable(scope, pattern.name, value)
  else if (pattern.kind === 'array') yield* chained(pattern.items.map((item, i) => (inner: Scope) => bound(item, at(value, i), inner)), scope)
  else yield* chained(pattern.entries.map(({ key, name, pattern: part }) => function* (inner: Scope): Generator<Scope> {
    for (const named of valuesOf(key, value, inner)) {
      const found = at(value, named)
      const outer = name === undefined ? inner : withVariable(inner, name, found)
      if (part) yield* bound(part, found, outer)
      else yield outer
    }
  }), scope)
}

function* chained(steps: readonly ((scope: Scope) => Generator<Scope>)[], scope: Scope): Generator<Scope> {
  const [first, ...rest] = steps
  if (!first) yield scope
  else for (const inner of first(scope)) yield* chained(rest, inner)
}

function* reduced({ source, pattern, first, update }: Filter & { readonly kind: 'reduce' }, input: Out, scope: Scope): Outs {
  for (const begun of valuesOf(first, input.value, scope)) {
    let state: Value = begun
    for (const { value } of evaluate(source, plain(input.value), scope)) for (const inner of bound(pattern, value, scope)) state = valuesOf(update, state, inner).at(-1) ?? null
    yield plain(state)
  }
}

function* folded({ source, pattern, first, update, extract }: Filter & { readonly kind: 'foreach' }, input: Out, scope: Scope): Outs {
  for (const begun of valuesOf(first, input.value, scope)) {
    let state: Value = begun
    for (const { value } of evaluate(source, plain(input.value), scope)) {
      for (const inner of bound(pattern, value, scope)) {
        for (const next of valuesOf(update, state, inner)) {
          state = next
          if (extract) for (const each of valuesOf(extract, state, inner)) yield plain(each)
          else yield plain(state)
        }
      }
    }
  }
}

/** The places that a filter leads to. */
export const pathsOf = (filter: Filter, value: Value, scope: Scope): Path[] => [...evaluate(filter, { value, path: [] }, scope)].map(({ path, value: found }) => {
  if (!path) throw new JqError(`Invalid path expression with result ${shown(found)}`)
  return path
})

function* updated(operator: string, left: Filter, right: Filter, input: Out, scope: Scope): Outs {
  const { value } = input
  if (operator === '|=') {
    let next = value
    const gone: Path[] = []
    for (const path of pathsOf(left, value, scope)) {
      const [made] = valuesOf(right, getPath(next, path), scope)
      if (made === undefined) gone.push(path)
      else next = setPath(next, path, () => made)
    }
    return yield plain(deletePaths(next, gone))
  }
  for (const given of valuesOf(right, value, scope)) {
    let next = value
    for (const path of pathsOf(left, value, scope)) next = setPath(next, path, before => operator === '=' ? given : operator === '//=' ? holds(before) ? before : given : reckon(operator.charAt(0), before, given))
    yield plain(next)
  }
}

function* call(name: string, args: readonly Filter[], input: Out, scope: Scope): Outs {
  if (scope.depth > deepest) throw new JqError('too deeply nested')
  const key = `${name}/${args.length}`
  const known = scope.functions.get(key)
  if (known && 'filter' in known) return yield* evaluate(known.filter, input, { ...known.scope, depth: scope.depth + 1 })
  if (known) {
    // A function sees what was defined before it, itself, and its arguments.
    const outer: Scope = { ...scope, depth: scope.depth + 1 }
    return yield* withArguments(known.parameters, args, 0, input, scope, outer, inner => evaluate(known.body, input, inner))
  }
  const builtin = builtins.get(key)
  if (!builtin) throw new JqError(`${key} is not defined`)
  yield* builtin({ input, args, scope: { ...scope, depth: scope.depth + 1 } })
}

function* withArguments(parameters: readonly string[], args: readonly Filter[], from: number, input: Out, caller: Scope, inner: Scope, run: (scope: Scope) => Outs): Outs {
  const parameter = parameters[from]
  const arg = args[from]
  if (parameter === undefined || !arg) return yield* run(inner)
  if (!parameter.startsWith('$')) return yield* withArguments(parameters, args, from + 1, input, caller, withFunction(inner, `${parameter}/0`, { filter: arg, scope: caller }), run)
  for (const value of valuesOf(arg, input.value, caller)) {
    const bare = parameter.slice(1)
    yield* withArguments(parameters, args, from + 1, input, caller, withFunction(withVariable(inner, bare, value), `${bare}/0`, { filter: { kind: 'variable', name: bare }, scope: withVariable(inner, bare, value) }), run)
  }
}

export function reckon(operator: string, a: Value, b: Value): Value {
  switch (operator) {
    case '==': return equals(a, b)
    case '!=': return !equals(a, b)
    case '<': return compare(a, b) < 0
    case '<=': return compare(a, b) <= 0
    case '>': return compare(a, b) > 0
    case '>=': return compare(a, b) >= 0
    case '+': return plus(a, b)
    case '-':
      if (typeof a === 'number' && typeof b === 'number') return a - b
      if (isArray(a) && isArray(b)) return a.filter(each => !b.some(other => equals(each, other)))
      break
    case '*':
      if (typeof a === 'number' && typeof b === 'number') return a * b
      if (typeof a === 'string' && typeof b === 'number') return b <= 0 ? null : a.repeat(Math.min(10_000, Math.max(1, Math.floor(b))))
      if (isObject(a) && isObject(b)) return merged(a, b)
      break
    case '/':
      if (typeof a === 'number' && typeof b === 'number') {
        if (b === 0) throw new JqError(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot be divided because the divisor is zero`)
        return a / b
      }
      if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : b === '' ? [...a] : a.split(b)
      break
    default:
      if (typeof a === 'number' && typeof b === 'number') {
        if (Math.trunc(b) === 0) throw new JqError(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot be divided because the divisor is zero`)
        return Math.trunc(a) % Math.abs(Math.trunc(b))
      }
  }
  const verbs: Readonly<Record<string, string>> = { '+': 'added', '-': 'subtracted', '*': 'multiplied', '/': 'divided', '%': 'divided' }
  throw new JqError(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot be ${verbs[operator] ?? 'used'}`)
}

function plus(a: Value, b: Value): Value {
  if (a === null) return b
  if (b === null) return a
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (isArray(a) && isArray(b)) return [...a, ...b]
  if (isObject(a) && isObject(b)) return new Map([...a, ...b])
  throw new JqError(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot be added`)
}

function merged(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): Value {
  const all = new Map(a)
  for (const [key, value] of b) {
    const before = all.get(key)
    all.set(key, before !== undefined && isObject(before) && isObject(value) ? merged(before, value) : value)
  }
  return all
}

export { at, deletePaths, everyPath, getPath, setPath, write }
