// The functions that a template may call: those of Go, and the two that kubectl adds.
import { isMap } from '../../../apiserver/tables/jsonpath/index.ts'
import { base64Text } from '../base64.ts'
import { sprint, sprintf, sprintln, textOfValue, typeName, utf8, type Value } from './fmt.ts'
import { TemplateError } from './lex.ts'

export const isTrue = (value: Value): boolean => {
  if (Array.isArray(value)) return value.length > 0
  if (isMap(value)) return Object.keys(value).length > 0
  return Boolean(value)
}

const fail = (message: string): never => { throw new TemplateError(message) }

type Kind = 'bool' | 'int' | 'float' | 'string' | undefined
const kinds: Readonly<Record<string, Kind>> = { boolean: 'bool', bigint: 'int', number: 'float', string: 'string' }
const kindOf = (value: Value): Kind => kinds[typeof value]
const isNothing = (value: Value): boolean => value === undefined || value === null

function equal(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) fail('missing argument for comparison')
  return others.some(other => {
    if (isNothing(first) || isNothing(other)) return isNothing(first) && isNothing(other)
    if (kindOf(first) !== kindOf(other)) return fail('incompatible types for comparison')
    if (kindOf(first) === undefined) return fail(`non-comparable type ${textOfValue(first)}: ${typeName(first)}`)
    return first === other
  })
}

function less(a: Value, b: Value): boolean {
  if (kindOf(a) === undefined || kindOf(b) === undefined || kindOf(a) === 'bool') return fail('invalid type for comparison')
  if (kindOf(a) !== kindOf(b)) return fail('incompatible types for comparison')
  const [left, right] = [a as string, b as string] // of the same kind, and both with an order
  return left < right
}

function lengthOf(value: Value): bigint {
  if (isNothing(value)) return fail('len of nil pointer')
  if (typeof value === 'string') return BigInt(utf8(value).length)
  if (Array.isArray(value)) return BigInt(value.length)
  return isMap(value) ? BigInt(Object.keys(value).length) : fail(`len of type ${typeName(value)}`)
}

function indexIn(value: Value, keys: readonly Value[]): Value {
  if (isNothing(value)) return fail('index of untyped nil')
  return keys.reduce((item: Value, key) => {
    if (isNothing(item)) return fail('index of nil pointer')
    if (Array.isArray(item)) return item[positionIn(item.length, key)]
    if (typeof item === 'string') return BigInt(utf8(item)[positionIn(utf8(item).length, key)] ?? 0)
    if (!isMap(item)) return fail(`can't index item of type ${typeName(item)}`)
    if (typeof key !== 'string') return fail(isNothing(key) ? 'value is nil; should be of type string' : `value has type ${typeName(key)}; should be string`)
    return Object.hasOwn(item, key) ? item[key] : null
  }, value)
}

function positionIn(length: number, key: Value): number {
  if (isNothing(key)) return fail('cannot index slice/array with nil')
  if (typeof key !== 'bigint') return fail(`cannot index slice/array with type ${typeName(key)}`)
  return key < 0n || key >= BigInt(length) ? fail(`index out of range: ${key}`) : Number(key)
}

function sliceOf(value: Value, bounds: readonly Value[]): Value {
  if (isNothing(value)) return fail('slice of untyped nil')
  if (typeof value !== 'string' && !Array.isArray(value)) return fail(`can't slice item of type ${typeName(value)}`)
  const [from = 0n, to = BigInt(value.length)] = bounds
  const [start, end] = [positionIn(value.length + 1, from), positionIn(value.length + 1, to)]
  return start > end ? fail(`invalid slice index: ${start} > ${end}`) : value.slice(start, end)
}

const htmlEscapes: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', '\'': '&#39;', '\0': '\uFFFD' }

function decoded(text: string): string {
  const clean = text.replace(/[\r\n]/g, '')
  const bad = /[^A-Za-z0-9+/=]/.exec(clean)?.index ?? (clean.length % 4 === 0 ? undefined : clean.length - clean.length % 4)
  return bad === undefined ? base64Text(clean) : fail(`base64 decode failed: illegal base64 data at input byte ${bad}`)
}

/** Whether all of a path is there: `exists . "metadata" "labels"`. */
function exists(value: Value, keys: readonly Value[]): boolean {
  let item = value
  for (const key of keys) {
    if (!isMap(item) || typeof key !== 'string' || !Object.hasOwn(item, key)) return false
    item = item[key]
  }
  return true
}

type Callee = (args: readonly Value[]) => Value

const functions = new Map<string, Callee>(Object.entries({
  not: ([value]) => !isTrue(value),
  eq: ([first, ...others]) => equal(first, others),
  ne: ([a, b]) => !equal(a, [b]),
  lt: ([a, b]) => less(a, b),
  le: ([a, b]) => less(a, b) || equal(a, [b]),
  gt: ([a, b]) => !(less(a, b) || equal(a, [b])),
  ge: ([a, b]) => !less(a, b),
  len: ([value]) => lengthOf(value),
  index: ([value, ...keys]) => indexIn(value, keys),
  slice: ([value, ...bounds]) => sliceOf(value, bounds),
  print: args => sprint(args),
  println: args => sprintln(args),
  printf: ([format, ...values]) => typeof format === 'string' ? sprintf(format, values) : fail(`wrong type for value; expected string; got ${typeName(format)}`),
  html: args => sprint(args).replace(/[<>&"'\0]/g, char => htmlEscapes[char] ?? char),
  urlquery: args => encodeURIComponent(sprint(args)).replace(/%20/g, '+').replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
  exists: ([value, ...keys]) => exists(value, keys),
  base64decode: ([value]) => typeof value === 'string' ? decoded(value) : fail(`wrong type for value; expected string; got ${typeName(value)}`),
} satisfies Record<string, Callee>))

/** How many arguments there must be, and whether there may be more. */
const arities: Readonly<Record<string, readonly [atLeast: number, more: boolean]>> = {
  not: [1, false], eq: [1, true], ne: [2, false], lt: [2, false], le: [2, false], gt: [2, false], ge: [2, false], len: [1, false],
  index: [1, true], slice: [1, true], printf: [1, true], exists: [1, true], base64decode: [1, false], and: [1, true], or: [1, true],
}

/** `and` and `or` look at one argument after the other, so they are evaluated where the arguments are. */
export const functionNames: ReadonlySet<string> = new Set([...functions.keys(), 'and', 'or'])

/** What is wrong with so many arguments, or undefined. */
export function wrongArity(name: string, count: number): string | undefined {
  const [atLeast, more] = Object.hasOwn(arities, name) ? arities[name] ?? [0, true] : [0, true]
  if (count < atLeast) return `wrong number of args for ${name}: want ${more ? 'at least ' : ''}${atLeast} got ${count}`
  return !more && count > atLeast ? `wrong number of args for ${name}: want ${atLeast} got ${count}` : undefined
}

export const call = (name: string, args: readonly Value[]): Value => functions.get(name)?.(args)
