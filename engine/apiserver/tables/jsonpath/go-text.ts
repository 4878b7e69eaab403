// Values as Go's fmt and encoding/json write them: templates and their errors show them so.

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const deepest = 2000
const tooDeep = (): never => { throw new RangeError('exceeded max depth') }

/** `%v`: `map[app:web tier:front]`, `[a b]`, `<nil>`. */
export function goText(value: unknown, depth = 0): string {
  if (depth > deepest) tooDeep()
  if (Array.isArray(value)) return `[${value.map(element => goText(element, depth + 1)).join(' ')}]`
  if (isMap(value)) return `map[${sortedKeys(value).map(key => `${key}:${goText(value[key], depth + 1)}`).join(' ')}]`
  return goScalar(value)
}

/** `%#v`: `map[string]interface {}{"a":[]interface {}{1, "b"}}`. */
export function goSyntax(value: unknown, depth = 0): string {
  if (depth > deepest) tooDeep()
  if (Array.isArray(value)) return `[]interface {}{${value.map(element => goSyntax(element, depth + 1)).join(', ')}}`
  if (isMap(value)) return `map[string]interface {}{${sortedKeys(value).map(key => `${goQuote(key)}:${goSyntax(value[key], depth + 1)}`).join(', ')}}`
  if (typeof value === 'string') return goQuote(value)
  return value === null || value === undefined ? 'interface {}(nil)' : goScalar(value)
}

/** JSON on one line, with the keys in order and with what HTML would read escaped. */
export function goJson(value: unknown, depth = 0): string {
  if (depth > deepest) tooDeep()
  if (Array.isArray(value)) return `[${value.map(element => goJson(element, depth + 1)).join()}]`
  if (isMap(value)) return `{${sortedKeys(value).map(key => `${jsonString(key)}:${goJson(value[key], depth + 1)}`).join()}}`
  return typeof value === 'string' ? jsonString(value) : JSON.stringify(value) ?? 'null'
}

const sortedKeys = (map: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(map).filter(key => map[key] !== undefined).sort()

const jsonString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

const isInt64 = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 63

function goScalar(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  return typeof value === 'number' && !isInt64(value) ? goFloat(value) : String(value)
}

/** A float64 by `%v`: the shortest that reads back, with an exponent below 1e-4 and from 1e+06 on. */
export function goFloat(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (value === 0 || (power >= -4 && power < 6)) return String(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

export const goQuote = (text: string): string => JSON.stringify(text).replace(/\\(?:u([0-9a-f]{4})|.)/g, (all, hex?: string) =>
  hex === undefined ? all : hex === '0007' ? '\\a' : hex === '000b' ? '\\v' : parseInt(hex, 16) < 0x80 ? `\\x${hex.slice(2)}` : all)

export function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}'
  if (isMap(value)) return 'map[string]interface {}'
  if (typeof value === 'number') return isInt64(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
