// What a plain scalar means under the rules of go-yaml v2: YAML 1.1 booleans, octal and binary numbers.
import { losesDigits, tooLong } from '../../apiserver/schema/index.ts'
import { YamlError } from './cursor.ts'
import { yamlTag } from './parser.ts'

export type ScalarKind = 'null' | 'bool' | 'int' | 'float' | 'str' | 'merge' | 'timestamp'
export interface Resolved { readonly kind: ScalarKind, readonly value: null | boolean | number | string }

const words: ReadonlyMap<string, Resolved> = new Map([
  ...entries('bool', true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...entries('bool', false, 'n N no No NO false False FALSE off Off OFF'),
  ...entries('null', null, '~ null Null NULL'),
  ['', { kind: 'null', value: null }],
  ...entries('float', NaN, '.nan .NaN .NAN'),
  ...entries('float', Infinity, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...entries('float', -Infinity, '-.inf -.Inf -.INF'),
  ...entries('merge', '<<', '<<'),
])

function entries(kind: ScalarKind, value: Resolved['value'], list: string): [string, Resolved][] {
  return list.split(' ').map(word => [word, { kind, value }])
}

const wholeNumber = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)$/
const fraction = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const timestamp = /^\d{4}-(\d{1,2})-(\d{1,2})(?:(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d))| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/
const largestWhole = 2 ** 64

export function resolvePlain(text: string): Resolved {
  const word = words.get(text)
  if (word) return word
  if (!/^[-+.0-9]/.test(text)) return { kind: 'str', value: text }
  const [, month, day] = timestamp.exec(text) ?? []
  if (month !== undefined && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31) return { kind: 'timestamp', value: text }
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '')
  if (wholeNumber.test(digits)) {
    const value = readWhole(digits)
    if (losesDigits(digits.replace('+', ''), value)) throw new YamlError(`yaml: ${tooLong(text)}`)
    if (Math.abs(value) < largestWhole) return { kind: 'int', value }
  }
  if (fraction.test(digits)) {
    const value = Number(digits)
    if (Number.isFinite(value)) return { kind: 'float', value }
  }
  return { kind: 'str', value: text }
}

function readWhole(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '')
  return sign * Number(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits) + 0 // no negative zero
}

/** A scalar with a tag is read as that, or refused. */
export function resolveTagged(tag: string, text: string): Resolved {
  const short = tag.startsWith(yamlTag('')) ? tag.slice(yamlTag('').length) : ''
  const asked = (['null', 'bool', 'int', 'float', 'timestamp'] as const).find(kind => kind === short)
  if (!asked) return { kind: 'str', value: text }
  const found = resolvePlain(text)
  if (found.kind === asked) return found
  if (asked === 'float' && found.kind === 'int') return { kind: 'float', value: found.value }
  throw new YamlError(`yaml: cannot decode !!${found.kind} \`${text}\` as a !!${asked}`)
}
