// Field selectors: `status.phase=Running,spec.nodeName!=node-1`.
import { badRequest } from '../status.ts'
import { goQuote } from '../tables/jsonpath/go-text.ts'

export interface FieldTerm { readonly field: string, readonly equal: boolean, readonly value: string }

export interface FieldSelector {
  readonly terms: readonly FieldTerm[]
  /** A field that is absent has the empty value. */
  readonly matches: (fields: Readonly<Record<string, string>>) => boolean
  /** The value that a field must have, if the selector asks for one. */
  readonly required: (field: string) => string | undefined
  readonly text: string
}

/**
 * `offered` are the fields of the kind; without them only the name and the namespace may be asked for, and the
 * complaint says so. Throws a StatusError.
 */
export function parseFieldSelector(text: string, offered?: readonly string[]): FieldSelector {
  const terms = split(text).filter(part => part !== '').sort().map(part => parseTerm(part, text))
  for (const { field } of terms) {
    if ((offered ?? always).includes(field)) continue
    throw badRequest(offered ? `field label not supported: ${field}` : `${goQuote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`)
  }
  return {
    terms,
    matches: fields => terms.every(({ field, equal, value }) => ((Object.hasOwn(fields, field) ? fields[field] : '') === value) === equal),
    required: field => terms.find(term => term.field === field && term.equal)?.value,
    get text() { return terms.map(({ field, equal, value }) => `${field}${equal ? '=' : '!='}${value.replace(/[\\,=]/g, char => `\\${char}`)}`).join(',') },
  }
}

const always: readonly string[] = ['metadata.name', 'metadata.namespace']

/** At commas that no backslash escapes. */
function split(text: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === ',') {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...parts, text.slice(start)]
}

function parseTerm(part: string, selector: string): FieldTerm {
  const at = part.search(/!=|=/)
  if (at < 0) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`)
  const operator = part.startsWith('!=', at) ? '!=' : part.startsWith('==', at) ? '==' : '='
  return { field: part.slice(0, at), equal: operator !== '!=', value: unescaped(part.slice(at + operator.length)) }
}

function unescaped(value: string): string {
  return value.replace(/\\(.?)|[,=]/gs, (found, escaped: string | undefined) => {
    if (escaped === undefined) throw badRequest(`invalid field selector: unescaped character in value: ${found}`)
    if (escaped === '' || !'\\,='.includes(escaped)) throw badRequest(`invalid field selector: invalid escape sequence: ${found}`)
    return escaped
  })
}
