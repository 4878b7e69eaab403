// Texts as a shell would read them again.

const named: Readonly<Record<string, string>> = { '\x07': 'a', '\b': 'b', '\x1B': 'E', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' }
const control = /[\x00-\x1F\x7F]/  

/** `$'a\nb'` */
const escaped = (text: string): string => `$'${text.replace(/[\x00-\x1F\x7F'\\]/g, letter => named[letter] !== undefined ? `\\${named[letter]}` : letter === '\'' || letter === '\\' ? `\\${letter}` : `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`  

/** In single quotes: `'it'\''s'`. */
export const inQuotes = (text: string): string => control.test(text) ? escaped(text) : `'${text.replaceAll('\'', '\'\\\'\'')}'`

/** With a backslash before each letter that means something: `it\'s`, and nothing as `''`. */
export function withBackslashes(text: string): string {
  if (text === '') return '\'\''
  return control.test(text) ? escaped(text) : text.replace(/[ '"\\|&;()<>!{}*[\]?^$`,]|^#|(?<=^|[=:])~/g, '\\$&')
}
