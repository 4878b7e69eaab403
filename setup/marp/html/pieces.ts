// HTML as a stream of tags and text. Whatever is no tag is text; nothing is ever an error.

export interface Tag {
  readonly kind: 'open' | 'close'
  readonly name: string
  readonly attributes: string
  readonly selfClosing: boolean
  readonly raw: string
}

export interface Words { readonly kind: 'text' | 'comment', readonly raw: string }

export type Piece = Tag | Words

/** A tag whose quotes do not pair ends at the first `>`. */
const pattern = /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>?|<(\/?)([A-Za-z][^\s<>/"']*)(?:((?:[^<>"']|"[^"]*"|'[^']*')*)|([^<>]*))>|[^<]+|</g

export function pieces(html: string): Piece[] {
  return Array.from(html.matchAll(pattern), ([raw, slash, name, paired, unpaired]): Piece => {
    if (name === undefined) return { kind: /^<[!?]/.test(raw) ? 'comment' : 'text', raw }
    const rest = paired ?? unpaired ?? ''
    const selfClosing = rest.endsWith('/')
    return { kind: slash ? 'close' : 'open', name, attributes: selfClosing ? rest.slice(0, -1) : rest, selfClosing, raw }
  })
}

const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s<>]+)))?/g

/** Name and value of each attribute; a second one of a name is lost, as in a browser. */
export function attributes(text: string): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  for (const [, name = '', double, single, bare] of text.matchAll(attribute))
    if (!found.has(name)) found.set(name, double ?? single ?? bare)
  return found
}

export function openTag(name: string, values: Iterable<readonly [string, string | undefined]>): string {
  const written = Array.from(values, ([key, value]) => value === undefined ? ` ${key}` : ` ${key}="${quoted(value)}"`)
  return `<${name}${written.join('')}>`
}

function quoted(value: string): string {
  return value.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replace(/\s*\n\s*/g, ' ')
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
