// JSON as Go writes it: keys sorted, <, > and & escaped for HTML. `kubectl -o json` indents by four spaces.
import type { Json } from '../../apiserver/object.ts'

/** On one line, as in annotations and jsonpath output. */
export const goJson = (value: Json, order: 'sorted' | 'given' = 'sorted'): string => write(value, order, '', '')

/** As `kubectl -o json` prints it. What kubectl made itself (`--dry-run=client`) keeps the order of its Go fields. */
export const toJson = (value: Json, order: 'sorted' | 'given' = 'sorted'): string => write(value, order, '\n', '    ')

/** `line` is a line break with the indentation so far; without one everything stays on one line. */
function write(value: Json, order: 'sorted' | 'given', line: string, step: string): string {
  if (typeof value === 'string') return goString(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = line === '' ? '' : line + step
  const wrap = (open: string, parts: readonly string[], close: string): string =>
    parts.length === 0 ? open + close : `${open}${inner}${parts.join(`,${inner}`)}${line}${close}`
  if (isList(value)) return wrap('[', value.map(item => write(item, order, inner, step)), ']')
  const fields = Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined)
  if (order === 'sorted') fields.sort(([a], [b]) => a < b ? -1 : 1)
  const colon = line === '' ? ':' : ': '
  return wrap('{', fields.map(([key, item]) => goString(key) + colon + write(item, order, inner, step)), '}')
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

function goString(value: string): string {
  return JSON.stringify(value.toWellFormed()).replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
