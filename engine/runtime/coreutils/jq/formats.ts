// `@csv`, `@base64` and the like.
import { decodeBase64, encodeBase64 } from '../../../apiserver/schema/base64.ts'
import { utf8Bytes, utf8Text } from '../../../apiserver/schema/utf8.ts'
import { isArray, JqError, numberText, shown, typeOf, write, type Value } from './values.ts'

export const plainText = (value: Value): string => typeof value === 'string' ? value : write(value)

const row = (value: Value, name: string, cell: (text: string) => string, between: string): string => {
  if (!isArray(value)) throw new JqError(`${typeOf(value)} (${shown(value)}) cannot be ${name}-formatted, only an array can be`)
  return value.map(each => {
    if (typeof each === 'string') return cell(each)
    if (each === null) return ''
    if (typeof each === 'number') return numberText(each)
    if (typeof each === 'boolean') return String(each)
    throw new JqError(`${typeOf(each)} (${shown(each)}) is not valid in a csv row`)
  }).join(between)
}

const quoted = (text: string): string => `'${text.replaceAll('\'', '\'\\\'\'')}'`
const marks: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '\'': '&#39;', '"': '&quot;' }

export function formatted(name: string, value: Value): string {
  switch (name) {
    case '@text': return plainText(value)
    case '@json': return write(value)
    case '@csv': return row(value, 'csv', text => `"${text.replaceAll('"', '""')}"`, ',')
    case '@tsv': return row(value, 'tsv', text => text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'), '\t')
    case '@html': return plainText(value).replace(/[<>&'"]/g, letter => marks[letter] ?? letter)
    case '@uri': return encodeURIComponent(plainText(value)).replace(/[!'()*]/g, letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    case '@sh': return (isArray(value) ? value : [value]).map(each => {
      if (isArray(each) || each instanceof Map) throw new JqError(`${typeOf(each)} (${shown(each)}) can not be escaped for shell`)
      return typeof each === 'string' ? quoted(each) : write(each)
    }).join(' ')
    case '@base64': return encodeBase64(utf8Bytes(plainText(value)))
    case '@base64d': {
      try { return utf8Text(decodeBase64(plainText(value).replace(/=+$/, '').replace(/[^A-Za-z0-9+/]/g, '').replace(/^(.*)$/, text => text.padEnd(Math.ceil(text.length / 4) * 4, '=')))) }
      catch { throw new JqError(`${typeOf(value)} (${shown(value)}) is not valid base64 data`) }
    }
    default: throw new JqError(`${name.slice(1)} is not a valid format`)
  }
}
