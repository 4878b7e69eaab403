// What jq has ready. What it can say in its own words stands in `library`.
import { parseTimestamp, timestamp } from '../../../clock/time.ts'
import { searchable } from '../grep.ts'
import { evaluate, pathsOf, reckon, valuesOf, type Out, type Outs, type Scope } from './evaluate.ts'
import { plainText } from './formats.ts'
import { deletePaths, everyPath, getPath, setPath, type Path } from './paths.ts'
import { parse, type Filter } from './syntax.ts'
import { compare, equals, holds, isArray, isObject, JqError, shown, typeOf, valueOf, write, type Value } from './values.ts'

interface Called { readonly input: Out, readonly args: readonly Filter[], readonly scope: Scope }
type Builtin = (called: Called) => Outs

const out = (value: Value): Out => ({ value, path: undefined })

/** A function of the value alone. */
const of = (act: (value: Value) => Value): Builtin => function* ({ input }) { yield out(act(input.value)) }
/** A function of the value and of each value of its arguments. */
const with1 = (act: (value: Value, arg: Value) => Value): Builtin => function* ({ input, args: [arg], scope }) {
  for (const given of arg ? valuesOf(arg, input.value, scope) : []) yield out(act(input.value, given))
}
const with2 = (act: (value: Value, one: Value, two: Value) => Value): Builtin => function* ({ input, args: [one, two], scope }) {
  for (const b of two ? valuesOf(two, input.value, scope) : []) for (const a of one ? valuesOf(one, input.value, scope) : []) yield out(act(input.value, a, b))
}
/** A function of the elements and what a filter makes of each. */
const by = (act: (elements: readonly { readonly value: Value, readonly key: Value }[]) => Value): Builtin => function* ({ input, args: [key], scope }) {
  const elements = arrayOf(input.value).map(value => ({ value, key: key ? valuesOf(key, value, scope) : value }))
  yield out(act(elements))
}

const arrayOf = (value: Value, doing = 'iterate over'): readonly Value[] => {
  if (isArray(value)) return value
  throw new JqError(doing === 'iterate over' ? `Cannot iterate over ${typeOf(value)}${value === null ? '' : ` (${shown(value)})`}` : `${typeOf(value)} (${shown(value)}) ${doing}`)
}
const textIn = (value: Value, doing: string): string => {
  if (typeof value === 'string') return value
  throw new JqError(`${typeOf(value)} (${shown(value)}) ${doing}`)
}
const numberIn = (value: Value): number => {
  if (typeof value === 'number') return value
  throw new JqError(`${typeOf(value)} (${shown(value)}) number required`)
}

const sorted = (elements: readonly { readonly value: Value, readonly key: Value }[]) => elements.toSorted((a, b) => compare(a.key, b.key))

function groups(elements: readonly { readonly value: Value, readonly key: Value }[]): Value[][] {
  const found: { readonly key: Value, readonly values: Value[] }[] = []
  for (const { value, key } of sorted(elements)) {
    const last = found.at(-1)
    if (last && equals(last.key, key)) last.values.push(value)
    else found.push({ key, values: [value] })
  }
  return found.map(({ values }) => values)
}

const best = (isLess: (order: number) => boolean) => by(elements => elements.reduce<{ readonly value: Value, readonly key: Value } | undefined>((found, each) => !found || isLess(compare(each.key, found.key)) ? each : found, undefined)?.value ?? null)

function length(value: Value): Value {
  if (value === null) return 0
  if (typeof value === 'string') return [...value].length
  if (typeof value === 'number') return Math.abs(value)
  if (isArray(value)) return value.length
  if (isObject(value)) return value.size
  throw new JqError(`boolean (${shown(value)}) has no length`)
}

const keys = (value: Value, isSorted: boolean): Value => {
  if (isArray(value)) return value.map((_each, i) => i)
  if (!isObject(value)) throw new JqError(`${typeOf(value)} (${shown(value)}) has no keys`)
  return isSorted ? [...value.keys()].sort() : [...value.keys()]
}

function contains(a: Value, b: Value): boolean {
  if (isObject(a) && isObject(b)) return [...b].every(([key, value]) => a.has(key) && contains(a.get(key) ?? null, value))
  if (isArray(a) && isArray(b)) return b.every(each => a.some(mine => contains(mine, each)))
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b)
  if (typeOf(a) === typeOf(b)) return equals(a, b)
  throw new JqError(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot have their containment checked`)
}

const flattened = (value: readonly Value[], depth: number): Value[] => value.flatMap(each => isArray(each) && depth > 0 ? flattened(each, depth - 1) : [each])

function places(value: Value, wanted: Value): Value {
  if (typeof value === 'string' && typeof wanted === 'string') {
    const found: number[] = []
    for (let at = value.indexOf(wanted); at >= 0 && wanted !== ''; at = value.indexOf(wanted, at + 1)) found.push([...value.slice(0, at)].length)
    return found
  }
  if (isArray(value)) return isArray(wanted) ? value.flatMap((_each, i) => wanted.length > 0 && wanted.every((one, j) => i + j < value.length && equals(value[i + j] ?? null, one)) ? [i] : []) : value.flatMap((each, i) => equals(each, wanted) ? [i] : [])
  return null
}

/** What a pattern finds: `match`. */
function* matches(value: Value, pattern: Value, flags: Value): Generator<ReadonlyMap<string, Value>> {
  const text = textIn(value, `cannot be matched, as it is not a string`)
  const given = flags === null ? '' : textIn(flags, 'is not a string')
  const compiled = searchable(textIn(pattern, 'cannot be matched, as it is not a string'), `d${given.includes('g') ? 'g' : ''}${given.includes('i') ? 'i' : ''}${given.includes('s') ? 's' : ''}u`)
  if (!compiled) throw new JqError(`${plainText(pattern)} (at offset 0) is not a valid regex`)
  const found = given.includes('g') ? [...text.matchAll(compiled)] : [compiled.exec(text)].filter(each => each !== null)
  for (const each of found) {
    const names = Object.entries(each.groups ?? {})
    const capture = (string: string | undefined, at: number, name: string | null): ReadonlyMap<string, Value> => new Map<string, Value>([['offset', string === undefined ? -1 : [...text.slice(0, at)].length], ['length', [...string ?? ''].length], ['string', string ?? null], ['name', name]])
    const captures = each.slice(1).map((string: string | undefined, i) => capture(string, each.indices?.[i + 1]?.[0] ?? -1, names.find(([, named], j) => named === string && (names.length === each.length - 1 ? j === i : true))?.[0] ?? null))
    yield new Map<string, Value>([['offset', [...text.slice(0, each.index)].length], ['length', [...each[0]].length], ['string', each[0]], ['captures', captures]])
  }
}

const regex = (each: (found: Generator<ReadonlyMap<string, Value>>) => Iterable<Value>): Builtin => function* ({ input, args: [pattern, flags], scope }) {
  for (const flag of flags ? valuesOf(flags, input.value, scope) : [null]) {
    for (const given of pattern ? valuesOf(pattern, input.value, scope) : []) {
      const [wanted, how] = isArray(given) ? [given[0] ?? null, given[1] ?? flag] : [given, flag]
      for (const value of each(matches(input.value, wanted, how))) yield out(value)
    }
  }
}

const captured = (match: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> => {
  const captures = match.get('captures') ?? []
  return new Map((isArray(captures) ? captures : []).flatMap(each => isObject(each) && typeof each.get('name') === 'string' ? [[String(each.get('name')), each.get('string') ?? null] as const] : []))
}

const substituted = (isGlobal: boolean): Builtin => function* ({ input, args: [pattern, replacement, flags], scope }) {
  const text = textIn(input.value, 'cannot be matched, as it is not a string')
  const flag = flags ? valuesOf(flags, input.value, scope)[0] ?? null : null
  for (const wanted of pattern ? valuesOf(pattern, input.value, scope) : []) {
    let [result, at] = ['', 0]
    const letters = [...text]
    for (const match of matches(text, wanted, plainText(flag ?? '') + (isGlobal ? 'g' : ''))) {
      const [offset, size] = [Number(match.get('offset')), Number(match.get('length'))]
      const by = replacement ? valuesOf(replacement, captured(match), scope)[0] ?? '' : ''
      result += letters.slice(at, offset).join('') + textIn(by, 'cannot be added to a string')
      at = offset + size
    }
    yield out(result + letters.slice(at).join(''))
  }
}

const limit: Builtin = function* ({ input, args: [count, filter], scope }) {
  for (const most of count ? valuesOf(count, input.value, scope) : []) {
    let left = numberIn(most)
    if (left <= 0 || !filter) continue
    for (const each of evaluate(filter, input, scope)) {
      yield each
      if (--left <= 0) break
    }
  }
}

const first: Builtin = function* ({ input, args: [filter], scope }) {
  if (!filter) return
  for (const each of evaluate(filter, input, scope)) return yield each
}

const number = (act: (value: number) => number): Builtin => of(value => act(numberIn(value)))
const kinds = (test: (value: Value) => boolean): Builtin => function* ({ input }) { if (test(input.value)) yield input }
const isoSeconds = (text: string): number => {
  const unixMs = parseTimestamp(text)
  if (unixMs === undefined) throw new JqError(`date "${text}" does not match format "%Y-%m-%dT%H:%M:%SZ"`)
  return unixMs / 1000
}

const own: Readonly<Record<string, Builtin>> = {
  'empty/0': function* () { /* nothing */ },
  'error/0': function* ({ input }) { throw new JqError(input.value) },
  'error/1': function* ({ input, args: [message], scope }) { throw new JqError(message ? valuesOf(message, input.value, scope)[0] ?? null : null) },
  'not/0': of(value => !holds(value)),
  'length/0': of(length),
  'utf8bytelength/0': of(value => encodeURIComponent(textIn(value, 'only strings have UTF-8 byte length')).replace(/%../g, 'x').length),
  'keys/0': of(value => keys(value, true)),
  'keys_unsorted/0': of(value => keys(value, false)),
  'has/1': with1((value, key) => {
    if (isObject(value) && typeof key === 'string') return value.has(key)
    if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length
    throw new JqError(`Cannot check whether ${typeOf(value)} has a ${typeOf(key)} key`)
  }),
  'contains/1': with1(contains),
  'inside/1': with1((value, whole) => contains(whole, value)),
  'add/0': of(value => (isObject(value) ? [...value.values()] : arrayOf(value)).reduce<Value>((sum, each) => reckon('+', sum, each), null)),
  'add/1': function* ({ input, args: [filter], scope }) { yield out((filter ? valuesOf(filter, input.value, scope) : []).reduce<Value>((sum, each) => reckon('+', sum, each), null)) },
  'any/0': of(value => arrayOf(value).some(holds)),
  'all/0': of(value => arrayOf(value).every(holds)),
  'flatten/0': of(value => flattened(arrayOf(value), Infinity)),
  'flatten/1': with1((value, depth) => flattened(arrayOf(value), numberIn(depth))),
  'range/1': function* ({ input, args: [end], scope }) { for (const to of end ? valuesOf(end, input.value, scope) : []) for (let i = 0; i < numberIn(to); i++) yield out(i) },
  'range/2': function* ({ input, args: [from, end], scope }) {
    for (const start of from ? valuesOf(from, input.value, scope) : []) for (const to of end ? valuesOf(end, input.value, scope) : []) for (let i = numberIn(start); i < numberIn(to); i++) yield out(i)
  },
  'range/3': function* ({ input, args, scope }) {
    const [start = 0, to = 0, step = 1] = args.map(arg => numberIn(valuesOf(arg, input.value, scope)[0] ?? 0))
    if (step !== 0) for (let i = start; step > 0 ? i < to : i > to; i += step) yield out(i)
  },
  'floor/0': number(Math.floor), 'ceil/0': number(Math.ceil), 'round/0': number(value => Math.sign(value) * Math.round(Math.abs(value))), 'sqrt/0': number(Math.sqrt), 'fabs/0': number(Math.abs), 'abs/0': number(Math.abs), 'trunc/0': number(Math.trunc),
  'exp/0': number(Math.exp), 'log/0': number(Math.log), 'log2/0': number(Math.log2), 'log10/0': number(Math.log10),
  'pow/2': with2((_value, base, exponent) => numberIn(base) ** numberIn(exponent)),
  'infinite/0': of(() => Infinity), 'nan/0': of(() => Number.NaN), 'isnan/0': of(value => Number.isNaN(numberIn(value))), 'isinfinite/0': of(value => Math.abs(numberIn(value)) === Infinity),
  'tostring/0': of(plainText),
  'tojson/0': of(value => write(value)),
  'fromjson/0': of(value => {
    const text = textIn(value, 'cannot be parsed as JSON')
    try { return valueOf(JSON.parse(text)) }
    catch { throw new JqError(`${text} (while parsing '${text}')`) }
  }),
  'tonumber/0': of(value => {
    if (typeof value === 'number') return value
    const found = typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value) ? Number(value) : Number.NaN
    if (Number.isNaN(found)) throw new JqError(typeof value === 'string' ? `Cannot parse '${value}' as JSON`.replace(/^.*$/, `${typeOf(value)} (${shown(value)}) cannot be parsed as a number`) : `${typeOf(value)} (${shown(value)}) cannot be parsed as a number`)
    return found
  }),
  'type/0': of(typeOf),
  'sort/0': by(elements => sorted(elements).map(({ value }) => value)),
  'sort_by/1': by(elements => sorted(elements).map(({ value }) => value)),
  'group_by/1': by(groups),
  'unique/0': by(elements => groups(elements).map(([value = null]) => value)),
  'unique_by/1': by(elements => groups(elements).map(([value = null]) => value)),
  'min/0': best(order => order < 0), 'min_by/1': best(order => order < 0), 'max/0': best(order => order >= 0), 'max_by/1': best(order => order >= 0),
  'reverse/0': of(value => typeof value === 'string' ? [...value].reverse().join('') : value === null ? [] : arrayOf(value, 'cannot be reversed, as it is not an array').toReversed()),
  'startswith/1': with1((value, part) => textIn(value, 'startswith() requires string inputs').startsWith(textIn(part, 'startswith() requires string inputs'))),
  'endswith/1': with1((value, part) => textIn(value, 'endswith() requires string inputs').endsWith(textIn(part, 'endswith() requires string inputs'))),
  'ltrimstr/1': with1((value, part) => typeof value === 'string' && typeof part === 'string' && value.startsWith(part) ? value.slice(part.length) : value),
  'rtrimstr/1': with1((value, part) => typeof value === 'string' && typeof part === 'string' && part !== '' && value.endsWith(part) ? value.slice(0, -part.length) : value),
  'trim/0': of(value => textIn(value, 'cannot be trimmed').trim()), 'ltrim/0': of(value => textIn(value, 'cannot be trimmed').trimStart()), 'rtrim/0': of(value => textIn(value, 'cannot be trimmed').trimEnd()),
  'explode/0': of(value => [...textIn(value, 'cannot be exploded')].map(letter => letter.codePointAt(0) ?? 0)),
  'implode/0': of(value => String.fromCodePoint(...arrayOf(value, 'cannot be imploded').map(numberIn))),
  'split/1': with1((value, separator) => reckon('/', textIn(value, 'cannot be split, as it is not a string'), textIn(separator, 'cannot be split, as it is not a string'))),
  'join/1': with1((value, between) => arrayOf(value).map(each => each === null ? '' : isArray(each) || isObject(each) ? textIn(each, 'cannot be joined') : plainText(each)).join(textIn(between, 'cannot be used to join'))),
  'ascii_downcase/0': of(value => textIn(value, 'cannot be ascii_downcase').replace(/[A-Z]/g, letter => letter.toLowerCase())),
  'ascii_upcase/0': of(value => textIn(value, 'cannot be ascii_upcase').replace(/[a-z]/g, letter => letter.toUpperCase())),
  'indices/1': with1(places), '_indices/1': with1(places),
  'index/1': with1((value, wanted) => { const found = places(value, wanted); return isArray(found) ? found[0] ?? null : null }),
  'rindex/1': with1((value, wanted) => { const found = places(value, wanted); return isArray(found) ? found.at(-1) ?? null : null }),
  'test/1': regex(found => [!found.next().done]), 'test/2': regex(found => [!found.next().done]),
  'match/1': regex(found => found), 'match/2': regex(found => found),
  'capture/1': regex(found => [...found].map(captured)), 'capture/2': regex(found => [...found].map(captured)),
  'scan/1': function* ({ input, args: [pattern], scope }) {
    for (const given of pattern ? valuesOf(pattern, input.value, scope) : []) for (const match of matches(input.value, given, 'g')) {
      const captures = match.get('captures') ?? null
      yield out(isArray(captures) && captures.length > 0 ? captures.map(each => isObject(each) ? each.get('string') ?? null : null) : match.get('string') ?? null)
    }
  },
  'split/2': function* ({ input, args: [pattern, flags], scope }) {
    const flag = flags ? valuesOf(flags, input.value, scope)[0] ?? null : null
    const letters = [...textIn(input.value, 'cannot be split, as it is not a string')]
    const parts: string[] = []
    let at = 0
    for (const match of matches(input.value, pattern ? valuesOf(pattern, input.value, scope)[0] ?? null : null, `g${flag === null ? '' : plainText(flag)}`)) {
      parts.push(letters.slice(at, Number(match.get('offset'))).join(''))
      at = Number(match.get('offset')) + Number(match.get('length'))
    }
    yield out([...parts, letters.slice(at).join('')])
  },
  'sub/2': substituted(false), 'sub/3': substituted(false), 'gsub/2': substituted(true), 'gsub/3': substituted(true),
  'path/1': function* ({ input, args: [filter], scope }) { if (filter) for (const path of pathsOf(filter, input.value, scope)) yield out(path) },
  'paths/0': function* ({ input }) { for (const path of everyPath(input.value)) yield out(path) },
  'getpath/1': function* ({ input, args: [path], scope }) { for (const given of path ? valuesOf(path, input.value, scope) : []) yield { value: getPath(input.value, arrayOf(given)), path: input.path && [...input.path, ...arrayOf(given)] } },
  'setpath/2': with2((value, path, by2) => setPath(value, arrayOf(path), () => by2)),
  'delpaths/1': with1((value, paths) => deletePaths(value, arrayOf(paths).map(path => arrayOf(path)))),
  'del/1': function* ({ input, args: [filter], scope }) { yield out(deletePaths(input.value, filter ? pathsOf(filter, input.value, scope) : [])) },
  'to_entries/0': of(value => isObject(value) ? [...value].map(([key, each]) => new Map<string, Value>([['key', key], ['value', each]])) : keys(value, false)),
  'from_entries/0': of(value => new Map(arrayOf(value).map(each => {
    const entry: ReadonlyMap<string, Value> = isObject(each) ? each : new Map()
    const key = ['key', 'k', 'name', 'Name', 'Key', 'K'].map(name => entry.get(name)).find(found => found !== undefined && found !== null) ?? null
    return [typeof key === 'string' ? key : key === null ? 'null' : write(key), entry.get('value') ?? entry.get('v') ?? entry.get('Value') ?? null]
  }))),
  'limit/2': limit,
  'first/1': first,
  'splits/1': function* ({ input, args, scope }) { for (const { value } of evaluate({ kind: 'call', name: 'split', args: [...args, { kind: 'literal', value: null }] }, input, scope)) for (const part of arrayOf(value)) yield out(part) },
  'transpose/0': of(value => {
    const rows = arrayOf(value).map(row => arrayOf(row))
    return Array.from({ length: Math.max(0, ...rows.map(row => row.length)) }, (_, i) => rows.map(row => row[i] ?? null))
  }),
  'input/0': function* ({ scope }) {
    const next = scope.inputs()
    if (next === undefined) throw new JqError('No more inputs')
    yield out(next)
  },
  'inputs/0': function* ({ scope }) { for (let next = scope.inputs(); next !== undefined; next = scope.inputs()) yield out(next) },
  'env/0': function* ({ scope }) { yield out(scope.variables.get('ENV') ?? null) },
  'now/0': function* ({ scope }) { yield out(scope.variables.get('__now') ?? 0) },
  'fromdate/0': of(value => isoSeconds(textIn(value, 'strptime/1 requires string inputs and arguments'))), 'fromdateiso8601/0': of(value => isoSeconds(textIn(value, 'strptime/1 requires string inputs and arguments'))),
  'todate/0': of(value => timestamp(numberIn(value) * 1000)), 'todateiso8601/0': of(value => timestamp(numberIn(value) * 1000)),
  'objects/0': kinds(isObject), 'arrays/0': kinds(isArray), 'strings/0': kinds(value => typeof value === 'string'), 'numbers/0': kinds(value => typeof value === 'number'), 'booleans/0': kinds(value => typeof value === 'boolean'), 'nulls/0': kinds(value => value === null), 'iterables/0': kinds(value => isArray(value) || isObject(value)), 'scalars/0': kinds(value => !isArray(value) && !isObject(value)), 'values/0': kinds(value => value !== null),
}

/** What jq says in its own words. */
const library: Readonly<Record<string, string>> = {
  'map/1 f': '[.[] | f]',
  'map_values/1 f': '.[] |= f',
  'select/1 f': 'if f then . else empty end',
  'recurse/0': '..',
  'recurse/1 f': 'def r: ., (f | r); r',
  'recurse/2 f c': 'def r: ., (f | select(c) | r); r',
  'with_entries/1 f': 'to_entries | map(f) | from_entries',
  'any/1 f': 'map(f) | any',
  'all/1 f': 'map(f) | all',
  'any/2 g c': '[g | c] | any',
  'all/2 g c': '[g | c] | all',
  'first/0': '.[0]',
  'last/0': '.[-1]',
  'last/1 f': 'reduce f as $x (null; $x)',
  'nth/1 n': '.[n]',
  'nth/2 n f': 'n as $n | [limit($n + 1; f)] | .[$n]',
  'until/2 c f': 'def r: if c then . else (f | r) end; r',
  'while/2 c f': 'def r: if c then ., (f | r) else empty end; r',
  'repeat/1 f': 'def r: ., (f | r); r',
  'in/1 o': '. as $k | o | has($k)',
  'paths/1 f': '. as $w | paths | select(. as $p | $w | getpath($p) | f)',
  'leaf_paths/0': 'paths(scalars)',
  'pick/1 f': '. as $w | reduce path(f) as $p (null; setpath($p; $w | getpath($p)))',
  'walk/1 f': 'def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w',
  'toarray/0': 'if type == "array" then . else [.] end',
  'ascii/0': '[.] | implode',
  'isempty/1 f': '[limit(1; f)] | length == 0',
  'tostream/0': 'path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q])',
  'halt/0': 'empty',
  'not_null/0': 'values',
}

const parsed = new Map<string, Filter>()

/** Something of the library: its arguments are filters of whoever calls it. */
const inOwnWords = (parameters: readonly string[], source: string): Builtin => function* ({ input, args, scope }) {
  let body = parsed.get(source)
  if (!body) parsed.set(source, body = parse(source))
  const functions = new Map(scope.functions)
  for (const [i, parameter] of parameters.entries()) {
    const filter = args[i]
    if (filter) functions.set(`${parameter}/0`, { filter, scope })
  }
  yield* evaluate(body, input, { ...scope, functions })
}

export const builtins: ReadonlyMap<string, Builtin> = new Map([
  ...Object.entries(own),
  ...Object.entries(library).map(([head, source]) => {
    const [key = '', ...parameters] = head.split(' ')
    return [key, inOwnWords(parameters, source)] as const
  }),
])

export type { Path }
