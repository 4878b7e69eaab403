// `-o kyaml`: YAML that cannot be misread: braces, double quotes, and a comma after everything.
import type { Json } from '../../apiserver/object.ts'
import { yamlNumber } from './number.ts'
import { resolvePlain } from './resolve.ts'

export const toKyaml = (value: Json): string => `${node(value, 0)}\n`

const pad = (level: number): string => '  '.repeat(level)

function node(value: Json, level: number): string {
  if (typeof value === 'string') return quoted(value, level + 1)
  if (typeof value === 'number') return yamlNumber(value)
  if (typeof value !== 'object' || value === null) return String(value)
  return isList(value) ? list(value, level) : mapping(value, level)
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** Lists of objects or lists share the brackets' lines. */
function list(items: readonly Json[], level: number): string {
  if (items.every(item => typeof item === 'object' && item !== null)) return `[${items.map(item => node(item, level)).join(', ')}]`
  return `[\n${items.map(item => `${pad(level + 1)}${node(item, level + 1)},\n`).join('')}${pad(level)}]`
}

function mapping(value: { readonly [key: string]: Json | undefined }, level: number): string {
  const fields = Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined).sort(([a], [b]) => a < b ? -1 : 1)
  if (fields.length === 0) return '{}'
  return `{\n${fields.map(([key, item]) => `${pad(level + 1)}${keyText(key)}: ${node(item, level + 1)},\n`).join('')}${pad(level)}}`
}

// ---- strings

const safeKey = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u
const misread = /^(?:null|true|false|t|f|y|yes|on|n|no|off|[+-]?inf(?:inity)?|nan)$/i

function keyText(key: string): string {
  const plain = safeKey.test(key) && !misread.test(key) && resolvePlain(key).kind === 'str' && resolvePlain(key.replaceAll('_', '')).kind === 'str'
  return plain ? key : `"${[...key].map(escaped).join('')}"`
}

/** A text of several lines has a line for each, after a fold; a space in front of each keeps them aligned. */
function quoted(value: string, level: number): string {
  if (!value.includes('\n')) return `"${[...value].map(escaped).join('')}"`
  const lines = value.split('\n').map((line, i, all) => {
    if (i === all.length - 1 && line === '') return ''
    const shown = [...line].map(escaped).join('')
    const lead = shown.startsWith(' ') ? '\\' : ' '
    return `${pad(level)}${lead}${shown}${i < all.length - 1 ? '\\n' : ''}\\\n`
  })
  return `"\\\n${lines.join('')}${pad(level)}"`
}

const names: ReadonlyMap<string, string> = new Map(Object.entries({
  '"': '\\"', '\\': '\\\\', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\0': '\\0',
  '\x1b': '\\e', '\x85': '\\N', '\xa0': '\\_', '\u2028': '\\L', '\u2029': '\\P',
}))

function escaped(char: string): string {
  const name = names.get(char)
  if (name !== undefined) return name
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)) return char
  const hex = (char.codePointAt(0) ?? 0).toString(16)
  return char < ' ' || char === '\x7f' ? `\\x${hex.padStart(2, '0')}` : hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
