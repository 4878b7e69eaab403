// What jq's filters work on. An object is a Map, so that any key is just a key.

export type Value = null | boolean | number | string | readonly Value[] | ReadonlyMap<string, Value>

export class JqError extends Error {
  readonly value: Value
  constructor(value: Value) {
    super(typeof value === 'string' ? value : `${write(value)} (not a string)`)
    this.value = value
  }
}

const deepest = 500

/** JSON as it is written; there may be several values one after the other. */
export function valueOf(json: unknown, depth = 0): Value {
  if (depth > deepest) throw new JqError('Exceeds depth limit for parsing')
  if (Array.isArray(json)) return json.map(each => valueOf(each, depth + 1))
  if (typeof json === 'object' && json !== null) return new Map(Object.entries(json).map(([key, each]) => [key, valueOf(each, depth + 1)]))
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : null
}

export const isObject = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map
export const isArray = (value: Value): value is readonly Value[] => Array.isArray(value)

export const typeOf = (value: Value): string => value === null ? 'null' : isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value
export const holds = (value: Value): boolean => value !== null && value !== false

const rank = (value: Value): number => value === null ? 0 : value === false ? 1 : value === true ? 2 : typeof value === 'number' ? 3 : typeof value === 'string' ? 4 : isArray(value) ? 5 : 6

const plainOrder = (a: string, b: string): number => a < b ? -1 : Number(a > b)

/** jq's order: null, false, true, numbers, strings, arrays, objects. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return Number.isNaN(a) ? -1 : a - b
  if (typeof a === 'string' && typeof b === 'string') return plainOrder(a, b)
  if (isArray(a) && isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] ?? null, b[i] ?? null)
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  if (isObject(a) && isObject(b)) {
    const [keys, others] = [[...a.keys()].sort(), [...b.keys()].sort()]
    const order = compare(keys, others)
    if (order !== 0) return order
    for (const key of keys) {
      const each = compare(a.get(key) ?? null, b.get(key) ?? null)
      if (each !== 0) return each
    }
    return 0
  }
  return rank(a) - rank(b)
}

export const equals = (a: Value, b: Value): boolean => compare(a, b) === 0

export const numberText = (value: number): string => Number.isNaN(value) ? 'null'
  : !Number.isFinite(value) ? value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308'
    : value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential().replace(/e-(\d)$/, 'e-0$1') : Object.is(value, -0) ? '-0' : String(value)

const text = (value: string): string => JSON.stringify(value).replace(/\u007F/g, '\\u007f')

/** On one line. */
export function write(value: Value, sortsKeys = false): string {
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') return numberText(value)
  if (isArray(value)) return `[${value.map(each => write(each, sortsKeys)).join(',')}]`
  if (isObject(value)) return `{${entries(value, sortsKeys).map(([key, each]) => `${text(key)}:${write(each, sortsKeys)}`).join(',')}}`
  return String(value)
}

/** On as many lines as it takes. */
export function pretty(value: Value, indent: string, sortsKeys = false, margin = ''): string {
  const inner = margin + indent
  if (isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map(each => inner + pretty(each, indent, sortsKeys, inner)).join(',\n')}\n${margin}]`
  if (isObject(value)) return value.size === 0 ? '{}' : `{\n${entries(value, sortsKeys).map(([key, each]) => `${inner}${text(key)}: ${pretty(each, indent, sortsKeys, inner)}`).join(',\n')}\n${margin}}`
  return write(value)
}

const entries = (value: ReadonlyMap<string, Value>, sortsKeys: boolean): readonly (readonly [string, Value])[] => sortsKeys ? [...value].sort(([a], [b]) => plainOrder(a, b)) : [...value]

/** As messages show a value: cut when it is long. */
export const shown = (value: Value): string => {
  const whole = write(value)
  return whole.length > 11 ? `${whole.slice(0, 10)}...` : whole
}
