// Go's fmt for the values of templates.
import { goFloat, goQuote, goText, isMap } from '../../../apiserver/tables/jsonpath/index.ts'

/** A number is a float64 and a bigint an int; undefined is no value at all. */
export type Value = unknown

export function typeName(value: Value): string {
  if (Array.isArray(value)) return '[]interface {}'
  if (isMap(value)) return 'map[string]interface {}'
  if (typeof value === 'bigint') return 'int'
  return typeof value === 'number' ? 'float64' : typeof value === 'boolean' ? 'bool' : 'string'
}

/** `%v`. */
export function textOfValue(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(textOfValue).join(' ')}]`
  if (isMap(value)) return `map[${Object.keys(value).sort().map(key => `${key}:${textOfValue(value[key])}`).join(' ')}]`
  return typeof value === 'number' ? goFloat(value) : goText(value)
}

/** As fmt.Sprint: a blank between two values of which none is a string. */
export function sprint(values: readonly Value[]): string {
  return values.map((value, i) => (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string' ? ' ' : '') + textOfValue(value)).join('')
}

export const sprintln = (values: readonly Value[]): string => `${values.map(textOfValue).join(' ')}\n`

const verbPattern = /%([-+# 0]*)(\d+)?(?:\.(\d*))?([\s\S])?/g

export function sprintf(format: string, values: readonly Value[]): string {
  let used = 0
  const text = format.replace(verbPattern, (_all, flags: string, width: string | undefined, precision: string | undefined, verb: string | undefined) => {
    if (verb === '%') return '%'
    if (verb === undefined) return '%!(NOVERB)'
    if (used >= values.length) return `%!${verb}(MISSING)`
    const value = values[used++]
    const body = formatted(value, verb, flags, precision === undefined ? undefined : Number(precision))
    return body === undefined ? `%!${verb}(${value === undefined || value === null ? '<nil>' : `${typeName(value)}=${textOfValue(value)}`})` : padded(body, flags, Number(width ?? 0))
  })
  const extra = values.slice(used).map(value => `${value === null || value === undefined ? '' : `${typeName(value)}=`}${textOfValue(value)}`)
  return extra.length > 0 ? `${text}%!(EXTRA ${extra.join(', ')})` : text
}

/** Undefined when the verb is not for such a value. */
function formatted(value: Value, verb: string, flags: string, precision: number | undefined): string | undefined {
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const signed = (text: string): string => text.startsWith('-') ? text : sign + text
  const cut = (text: string): string => precision === undefined ? text : [...text].slice(0, precision).join('')
  if (verb === 'v') return typeof value === 'string' ? cut(value) : textOfValue(value)
  if (verb === 'T') return value === null || value === undefined ? '<nil>' : typeName(value)
  if (typeof value === 'string') {
    if (verb === 's') return cut(value)
    return verb === 'q' ? goQuote(cut(value)) : verb === 'x' || verb === 'X' ? hexOf(value, verb) : undefined
  }
  if (typeof value === 'boolean') return verb === 't' ? String(value) : undefined
  if (typeof value === 'bigint') return integerText(value, verb, signed)
  if (typeof value === 'number') return floatText(value, verb, precision, signed)
  return (verb === 's' || verb === 'd') && typeof value === 'object' && value !== null ? eachText(value, verb, flags, precision) : undefined
}

/** Verbs reach into lists and maps. */
function eachText(value: object, verb: string, flags: string, precision: number | undefined): string {
  const each = (element: Value): string => formatted(element, verb, flags, precision) ?? `%!${verb}(${typeName(element)}=${textOfValue(element)})`
  if (Array.isArray(value)) return `[${value.map(each).join(' ')}]`
  return `map[${Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, element]) => `${each(key)}:${each(element)}`).join(' ')}]`
}

function integerText(value: bigint, verb: string, signed: (text: string) => string): string | undefined {
  const bases: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, x: 16, X: 16 }
  const base = Object.hasOwn(bases, verb) ? bases[verb] : undefined
  if (base !== undefined) return signed(verb === 'X' ? value.toString(base).toUpperCase() : value.toString(base))
  return verb === 'c' ? String.fromCodePoint(Number(value)) : undefined
}

function floatText(value: number, verb: string, precision: number | undefined, signed: (text: string) => string): string | undefined {
  if (verb === 'f' || verb === 'F') return signed(value.toFixed(precision ?? 6))
  if (verb === 'g') return signed(goFloat(value))
  return verb === 'e' ? signed(value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')) : undefined
}

function hexOf(text: string, verb: 'x' | 'X'): string {
  const hex = utf8(text).map(byte => byte.toString(16).padStart(2, '0')).join('')
  return verb === 'X' ? hex.toUpperCase() : hex
}

/** The bytes of a text. */
export function utf8(text: string): readonly number[] {
  return [...encodeURIComponent(text.toWellFormed()).matchAll(/%([0-9A-F]{2})|[\s\S]/g)].map(([char, hex]) => hex === undefined ? char.charCodeAt(0) : parseInt(hex, 16))
}

function padded(text: string, flags: string, width: number): string {
  const missing = width - [...text].length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0')) return ' '.repeat(missing) + text
  return /^[+-]/.test(text) ? text.slice(0, 1) + '0'.repeat(missing) + text.slice(1) : '0'.repeat(missing) + text
}
