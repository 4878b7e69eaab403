// HTML as a tree of elements and texts. Of a page that anybody may have written, only what can be read is kept: no
// scripts, no styles, nothing that runs.

export interface HtmlElement {
  readonly tag: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly HtmlNode[]
}

export type HtmlNode = HtmlElement | string

interface Open { readonly tag: string, readonly attributes: ReadonlyMap<string, string>, readonly children: HtmlNode[] }

/** So much of a page is read. */
const longestPage = 200_000
/** Deeper than this, elements are put beside each other. */
const deepest = 60

const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'])
const raw = new Set(['script', 'style', 'textarea', 'title', 'noscript', 'iframe', 'template', 'xmp'])

/** What a start tag ends that was left open. */
const closes: Readonly<Record<string, readonly string[]>> = {
  li: ['li', 'p'], dt: ['dt', 'dd', 'p'], dd: ['dt', 'dd', 'p'], tr: ['tr', 'td', 'th', 'p'], td: ['td', 'th', 'p'], th: ['td', 'th', 'p'], option: ['option'],
  thead: ['tr', 'td', 'th'], tbody: ['thead', 'tr', 'td', 'th'], tfoot: ['tbody', 'tr', 'td', 'th'],
}
const endsParagraph = new Set(['p', 'div', 'section', 'article', 'main', 'header', 'footer', 'nav', 'aside', 'ul', 'ol', 'dl', 'pre', 'table', 'form', 'hr', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'fieldset'])
const walls = new Set(['table', 'ul', 'ol', 'dl', 'select', 'body'])

export function parseHtml(source: string): readonly HtmlNode[] {
  const text = source.slice(0, longestPage)
  const root: Open = { tag: '', attributes: new Map(), children: [] }
  const open: Open[] = [root]
  const top = (): Open => open.at(-1) ?? root
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('<', at)
    if (next < 0) {
      say(top(), text.slice(at))
      break
    }
    say(top(), text.slice(at, next))
    at = next
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4)
    else if (text.startsWith('<!', at) || text.startsWith('<?', at)) at = after(text, '>', at)
    else if (/^<\/[a-z]/i.test(text.slice(at, at + 3))) {
      const end = after(text, '>', at)
      close(open, nameAt(text, at + 2))
      at = end
    }
    else if (/^<[a-z]/i.test(text.slice(at, at + 2))) at = begin(text, at, open)
    else {
      say(top(), '<')
      at++
    }
  }
  return root.children
}

function say({ children, tag }: Open, text: string): void {
  if (text !== '') children.push(raw.has(tag) && tag !== 'title' && tag !== 'textarea' ? text : plainText(text))
}

const after = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at + mark.length
}

const nameAt = (text: string, from: number): string => (/^[a-z][a-z0-9-]*/i.exec(text.slice(from, from + 40))?.[0] ?? '').toLowerCase()

/** A start tag; answers where what is in it begins. */
function begin(text: string, from: number, open: Open[]): number {
  const tag = nameAt(text, from + 1)
  const { attributes, end, isClosed } = attributesAt(text, from + 1 + tag.length)
  if (endsParagraph.has(tag)) closeWithin(open, ['p'])
  closeWithin(open, closes[tag] ?? [])
  const element: Open = { tag, attributes, children: [] }
  open.at(-1)?.children.push(element)
  if (raw.has(tag)) {
    const closing = new RegExp(`</${tag}`, 'gi') // of a name of the list above
    closing.lastIndex = end
    const close = closing.exec(text)?.index ?? -1
    say(element, text.slice(end, close < 0 ? text.length : close))
    return close < 0 ? text.length : after(text, '>', close)
  }
  if (!isClosed && !empty.has(tag) && open.length < deepest) open.push(element)
  return end
}

function attributesAt(text: string, from: number): { readonly attributes: ReadonlyMap<string, string>, readonly end: number, readonly isClosed: boolean } {
  const attributes = new Map<string, string>()
  const isSpace = (at: number): boolean => /\s/.test(text.charAt(at))
  let at = from
  let isClosed = false
  while (at < text.length && text.charAt(at) !== '>') {
    if (isSpace(at) || text.charAt(at) === '/') {
      isClosed = text.charAt(at) === '/'
      at++
      continue
    }
    const start = at
    while (at < text.length && !isSpace(at) && !'=/>'.includes(text.charAt(at))) at++
    const name = text.slice(start, at).toLowerCase()
    while (isSpace(at)) at++
    if (text.charAt(at) !== '=') {
      if (name !== '') attributes.set(name, '')
      if (at === start) at++
      continue
    }
    at++
    while (isSpace(at)) at++
    const quote = text.charAt(at)
    if (quote === '"' || quote === '\'') {
      const end = text.indexOf(quote, at + 1)
      attributes.set(name, plainText(text.slice(at + 1, end < 0 ? text.length : end)))
      at = end < 0 ? text.length : end + 1
    }
    else {
      const valueStart = at
      while (at < text.length && !isSpace(at) && text.charAt(at) !== '>') at++
      attributes.set(name, plainText(text.slice(valueStart, at)))
    }
  }
  return { attributes, end: Math.min(text.length, at + 1), isClosed }
}

/** Ends the innermost of these, if it is open on this side of what holds it. */
function closeWithin(open: Open[], tags: readonly string[]): void {
  for (let at = open.length - 1; at > 0; at--) {
    const { tag } = open[at] ?? { tag: '' }
    if (tags.includes(tag)) open.length = at
    else if (walls.has(tag)) return
  }
}

function close(open: Open[], tag: string): void {
  for (let at = open.length - 1; at > 0; at--) {
    if (open[at]?.tag === tag) {
      open.length = at
      return
    }
  }
}

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['apos', '\''], ['nbsp', '\u00a0'], ['copy', '©'], ['reg', '®'], ['hellip', '…'], ['mdash', '—'], ['ndash', '–'],
  ['laquo', '«'], ['raquo', '»'], ['larr', '←'], ['rarr', '→'], ['middot', '·'], ['times', '×'], ['bull', '•'],
])

const lastCodePoint = 0x10_ffff

/** `&lt;`, `&#60;`, `&#x3c;` as the letters that they stand for. */
export const plainText = (text: string): string => text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
  if (name !== undefined) return named.get(name) ?? whole
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  return code > 0 && code <= lastCodePoint ? String.fromCodePoint(code) : '\ufffd'
})
