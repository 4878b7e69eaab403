// JSON → YAML, as `kubectl -o yaml` prints it (go-yaml v2): keys sorted, lists not indented under their key,
// strings plain where that is safe, else 'single quoted', "double quoted" or, over several lines, literal.
import type { Json } from '../../apiserver/object.ts'
import { utf8Length } from '../../apiserver/schema/index.ts'
import { yamlNumber } from './number.ts'
import { resolvePlain } from './resolve.ts'
import { compareKeys } from './sort.ts'

export const toYaml = (value: Json): string => `${typeof value === 'string' ? text(value, 0, 2) : block(value, 0)}\n`

const pad = (indent: number): string => ' '.repeat(indent)
const newLine = (indent: number): string => `\n${pad(indent)}`
const longestKey = 128 // bytes; a longer one is written behind a question mark

/** A value whose first line begins at column `indent`, already reached. */
function block(value: Json, indent: number): string {
  if (isList(value) && value.length > 0) return value.map(item => `- ${block(item, indent + 2)}`).join(newLine(indent))
  const fields = fieldsOf(value)
  if (fields.length > 0) return fields.map(([key, item]) => field(key, item, indent)).join(newLine(indent))
  return scalar(value, indent, indent)
}

function field(key: string, value: Json, indent: number): string {
  if (key.includes('\n') || utf8Length(key) > longestKey) return `? ${text(key, indent + 2, indent + 2)}${newLine(indent)}: ${block(value, indent + 2)}`
  const name = text(key, Number.NEGATIVE_INFINITY, indent)
  if (isList(value) && value.length > 0) return `${name}:${newLine(indent)}${block(value, indent)}`
  if (fieldsOf(value).length > 0) return `${name}:${newLine(indent + 2)}${block(value, indent + 2)}`
  return `${name}: ${scalar(value, indent + [...name].length + 2, indent + 2)}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

function fieldsOf(value: Json): [string, Json][] {
  if (typeof value !== 'object' || value === null || isList(value)) return []
  return Object.entries(value).filter((field): field is [string, Json] => field[1] !== undefined).sort(([a], [b]) => compareKeys(a, b))
}

/** `column` is where it begins, `indent` where its further lines do. */
function scalar(value: Json, column: number, indent: number): string {
  if (typeof value === 'string') return text(value, column, indent)
  if (typeof value === 'number') return yamlNumber(value)
  return isList(value) ? '[]' : typeof value === 'object' && value !== null ? '{}' : String(value)
}

// ---- strings

const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
const unprintable = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u // astral characters too
const indicatorFirst = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t\n]|$)|---|\.\.\.)/
const indicatorInside = /:(?:[ \t]|$)|[ \t\n]#/

function text(value: string, column: number, indent: number): string {
  const special = unprintable.test(value) || / \n/.test(value) // YAML cannot show a space at the end of a line
  if (value.includes('\n')) return special || value.endsWith(' ') ? doubleQuoted(value, column, indent) : literal(value, indent)
  if (resolvePlain(value).kind !== 'str' || base60.test(value) || special) return doubleQuoted(value, column, indent)
  const safe = !value.startsWith(' ') && !value.endsWith(' ') && !indicatorFirst.test(value) && !indicatorInside.test(value)
  if (safe) return wrapped([...value], column, indent, '')
  return `'${wrapped([...value].map(char => char === "'" ? "''" : char), column + 1, indent, '')}'`
}

const widest = 80

/** A line that has become too wide ends at its next space. `joint` goes where another space follows, which would be lost. */
function wrapped(chars: readonly string[], column: number, indent: number, joint: string): string {
  const parts: string[] = []
  let at = column
  chars.forEach((char, i) => {
    const breakable = char === ' ' && at > widest && i > 0 && i < chars.length - 1 && chars[i - 1] !== ' '
    if (breakable && (joint !== '' || chars[i + 1] !== ' ')) {
      parts.push(newLine(indent), chars[i + 1] === ' ' ? joint : '')
      at = indent
    } else {
      parts.push(char)
      at += char.length
    }
  })
  return parts.join('')
}

/** `|`, what to do with line breaks at the end, and the lines; the last break is left to the caller. */
function literal(value: string, indent: number): string {
  const indentHint = value.startsWith(' ') || value.startsWith('\n') ? '2' : ''
  const ending = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : ''
  const lines = (value.endsWith('\n') ? value.slice(0, -1) : value).split('\n')
  return [`|${indentHint}${ending}`, ...lines.map(line => line === '' ? '' : pad(indent) + line)].join('\n')
}

const escapes: ReadonlyMap<string, string> = new Map(Object.entries({
  '\0': '0', '\x07': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\x1b': 'e', '"': '"', '\\': '\\', '\x85': 'N', '\u2028': 'L', '\u2029': 'P',
}))

function doubleQuoted(value: string, column: number, indent: number): string {
  const chars = [...value].map(char => {
    const letter = escapes.get(char)
    if (letter !== undefined) return `\\${letter}`
    return unprintable.test(char) ? hexEscape(char.codePointAt(0) ?? 0) : char
  })
  return `"${wrapped(chars, column + 1, indent, '\\')}"`
}

function hexEscape(point: number): string {
  const hex = point.toString(16).toUpperCase()
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
