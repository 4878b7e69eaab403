// A page as it is read: headings, paragraphs, lists, tables, forms that do nothing. Plain data, made of any HTML.
import { parseHtml, type HtmlElement, type HtmlNode } from './tokens.ts'

export type Inline =
  | { readonly kind: 'text' | 'code' | 'strong' | 'em', readonly text: string }
  | { readonly kind: 'link', readonly text: string, readonly href: string }
  | { readonly kind: 'image', readonly text: string }
  | { readonly kind: 'break' }

export type Block =
  | { readonly kind: 'heading', readonly level: number, readonly parts: readonly Inline[] }
  | { readonly kind: 'paragraph', readonly parts: readonly Inline[] }
  | { readonly kind: 'list', readonly isOrdered: boolean, readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'pre', readonly text: string }
  | { readonly kind: 'quote', readonly blocks: readonly Block[] }
  | { readonly kind: 'table', readonly rows: readonly TableRow[] }
  | { readonly kind: 'form', readonly fields: readonly Field[] }
  | { readonly kind: 'rule' }

export interface TableRow { readonly isHeader: boolean, readonly cells: readonly (readonly Inline[])[] }
export interface Field { readonly kind: 'text' | 'choice' | 'check' | 'button', readonly label: string, readonly value: string }

export interface Document { readonly title: string, readonly blocks: readonly Block[] }

export function documentOf(html: string): Document {
  const tree = parseHtml(html)
  return { title: collapsed(textOf(find(tree, 'title')?.children ?? [])).trim(), blocks: blocksOf(tree) }
}

const isElement = (node: HtmlNode): node is HtmlElement => typeof node !== 'string'

function find(nodes: readonly HtmlNode[], tag: string): HtmlElement | undefined {
  for (const node of nodes.filter(isElement)) {
    const found = node.tag === tag ? node : find(node.children, tag)
    if (found) return found
  }
  return undefined
}

const textOf = (nodes: readonly HtmlNode[]): string => nodes.map(node => isElement(node) ? node.tag === 'br' ? '\n' : isHidden(node) ? '' : textOf(node.children) : node).join('')
const collapsed = (text: string): string => text.replace(/[ \t\r\n\f]+/g, ' ')

const hidden = new Set(['script', 'style', 'noscript', 'iframe', 'template', 'title', 'head', 'svg', 'math', 'object', 'audio', 'video', 'canvas', 'link', 'meta', 'base'])
const isHidden = ({ tag, attributes }: HtmlElement): boolean => hidden.has(tag) || attributes.has('hidden')

/** What stands in a line of text; all else makes a block of its own or is looked through. */
const inline = new Set(['a', 'abbr', 'b', 'big', 'br', 'cite', 'code', 'data', 'del', 'dfn', 'em', 'font', 'i', 'img', 'ins', 'kbd', 'label', 'mark', 'q', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'time', 'tt', 'u', 'var', 'wbr'])
const fieldTags = new Set(['input', 'button', 'select', 'textarea'])

function blocksOf(nodes: readonly HtmlNode[]): readonly Block[] {
  const blocks: Block[] = []
  let line: HtmlNode[] = []
  const flush = (): void => {
    const parts = trimmed(partsOf(line))
    if (parts.length > 0) blocks.push({ kind: 'paragraph', parts })
    line = []
  }
  for (const node of nodes) {
    if (!isElement(node) || inline.has(node.tag) && !holdsBlock(node)) {
      line.push(node)
      continue
    }
    flush()
    if (!isHidden(node)) blocks.push(...blockOf(node))
  }
  flush()
  return blocks
}

/** A link around a whole heading, as authors write it. */
const holdsBlock = ({ children }: HtmlElement): boolean => children.some(child => isElement(child) && (!inline.has(child.tag) || holdsBlock(child)))

function blockOf(element: HtmlElement): readonly Block[] {
  const { tag, children } = element
  const level = /^h([1-6])$/.exec(tag)?.[1]
  if (level !== undefined) return [{ kind: 'heading', level: Number(level), parts: trimmed(partsOf(children)) }]
  if (fieldTags.has(tag)) return [{ kind: 'form', fields: fieldsIn([element]) }]
  switch (tag) {
    case 'ul':
    case 'ol':
    case 'menu': return [{ kind: 'list', isOrdered: tag === 'ol', items: children.filter(isElement).filter(child => child.tag === 'li').map(item => blocksOf(item.children)) }]
    case 'dl': return [{ kind: 'list', isOrdered: false, items: children.filter(isElement).map(item => blocksOf(item.children)) }]
    case 'pre':
    case 'xmp': return [{ kind: 'pre', text: textOf(children).replace(/^\n/, '').trimEnd() }]
    case 'blockquote': return [{ kind: 'quote', blocks: blocksOf(children) }]
    case 'table': return [{ kind: 'table', rows: rowsIn(children) }]
    case 'form': {
      const fields = fieldsIn(children)
      return [...blocksOf(children.filter(child => !(isElement(child) && (fieldTags.has(child.tag) || child.tag === 'label' || holdsField(child))))), ...fields.length > 0 ? [{ kind: 'form', fields } as const] : []]
    }
    case 'hr': return [{ kind: 'rule' }]
    default: return blocksOf(children)
  }
}

const holdsField = ({ children }: HtmlElement): boolean => children.some(child => isElement(child) && (fieldTags.has(child.tag) || holdsField(child)))

function rowsIn(nodes: readonly HtmlNode[]): readonly TableRow[] {
  return nodes.filter(isElement).flatMap(({ tag, children }) => {
    if (tag !== 'tr') return tag === 'table' ? [] : rowsIn(children)
    const cells = children.filter(isElement).filter(child => child.tag === 'td' || child.tag === 'th')
    return [{ isHeader: cells.length > 0 && cells.every(cell => cell.tag === 'th'), cells: cells.map(cell => trimmed(partsOf(cell.children))) }]
  })
}

function fieldsIn(nodes: readonly HtmlNode[], label = ''): readonly Field[] {
  return nodes.filter(isElement).flatMap((element): readonly Field[] => {
    const { tag, attributes, children } = element
    const says = label || attributes.get('placeholder') || attributes.get('aria-label') || attributes.get('name') || ''
    switch (tag) {
      case 'label': return fieldsIn(children, collapsed(textOf(children)).trim())
      case 'button': return [{ kind: 'button', label: collapsed(textOf(children)).trim(), value: '' }]
      case 'textarea': return [{ kind: 'text', label: says, value: textOf(children) }]
      case 'select': return [{ kind: 'choice', label: says, value: collapsed(textOf(find(children, 'option')?.children ?? [])).trim() }]
      case 'input': return inputOf(attributes, says)
      default: return fieldsIn(children, label)
    }
  })
}

function inputOf(attributes: ReadonlyMap<string, string>, label: string): readonly Field[] {
  const value = attributes.get('value') ?? ''
  switch (attributes.get('type')) {
    case 'hidden': return []
    case 'submit':
    case 'button':
    case 'reset': return [{ kind: 'button', label: value || 'Submit', value: '' }]
    case 'checkbox':
    case 'radio': return [{ kind: 'check', label, value: attributes.has('checked') ? 'on' : '' }]
    case 'password': return [{ kind: 'text', label, value: '•'.repeat(value.length) }]
    default: return [{ kind: 'text', label, value }]
  }
}

const marks: Readonly<Record<string, 'code' | 'strong' | 'em'>> = { code: 'code', kbd: 'code', samp: 'code', tt: 'code', var: 'em', b: 'strong', strong: 'strong', em: 'em', i: 'em', cite: 'em', dfn: 'em' }

function partsOf(nodes: readonly HtmlNode[], as: 'text' | 'code' | 'strong' | 'em' = 'text'): readonly Inline[] {
  return nodes.flatMap((node): readonly Inline[] => {
    if (!isElement(node)) return node === '' ? [] : [{ kind: as, text: collapsed(node) }]
    if (isHidden(node)) return []
    if (node.tag === 'br') return [{ kind: 'break' }]
    if (node.tag === 'img') return [{ kind: 'image', text: node.attributes.get('alt') ?? '' }]
    const href = node.attributes.get('href')
    if (node.tag === 'a' && href !== undefined) return [{ kind: 'link', text: collapsed(textOf(node.children)).trim() || href, href }]
    return partsOf(node.children, Object.hasOwn(marks, node.tag) ? marks[node.tag] ?? as : as)
  })
}

/** Texts side by side as one, without room at the ends. */
function trimmed(parts: readonly Inline[]): readonly Inline[] {
  const joined: Inline[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    const text = 'text' in part && (!last || last.kind === 'break' || 'text' in last && last.text.endsWith(' ')) && part.kind === 'text' ? part.text.trimStart() : 'text' in part ? part.text : ''
    if (part.kind === 'break' || part.kind === 'link' || part.kind === 'image') joined.push(part)
    else if (text === '') continue
    else if (last && last.kind === part.kind) joined[joined.length - 1] = { kind: part.kind, text: last.text + text }
    else joined.push({ kind: part.kind, text })
  }
  const last = joined.at(-1)
  if (last?.kind === 'text') joined[joined.length - 1] = { kind: 'text', text: last.text.trimEnd() }
  const end = joined.at(-1)
  return (end?.kind === 'text' && end.text === '') || end?.kind === 'break' ? joined.slice(0, -1) : joined
}
