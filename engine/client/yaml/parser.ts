// Tokens → a tree of nodes, by the grammar of libyaml and with its errors.
import { type Mark, parserError, scannerError } from './cursor.ts'
import { Scanner, type Token, type TokenKind } from './scanner.ts'

interface Common {
  /** The full tag, `tag:yaml.org,2002:str`; empty if none is given. */
  readonly tag: string
}
export type ScalarNode = Common & { readonly kind: 'scalar', readonly value: string, readonly plain: boolean }
export type SequenceNode = Common & { readonly kind: 'sequence', readonly items: YamlNode[] }
export type MappingNode = Common & { readonly kind: 'mapping', readonly pairs: (readonly [key: YamlNode, value: YamlNode])[] }
export type AliasNode = Common & { readonly kind: 'alias', readonly name: string, readonly target: YamlNode }
export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode

const tagPrefix = 'tag:yaml.org,2002:'
export const yamlTag = (name: string): string => tagPrefix + name

/** The first document of a text; undefined if there is none. */
export function parseYaml(text: string, deepest: number): YamlNode | undefined {
  return new Parser(new Scanner(text, deepest)).document()
}

const empty: ScalarNode = { kind: 'scalar', tag: '', value: '', plain: true }

class Parser {
  private readonly scanner: Scanner
  private readonly anchors = new Map<string, YamlNode>()
  private readonly handles = new Map([['!', '!'], ['!!', tagPrefix]])

  constructor(scanner: Scanner) { this.scanner = scanner }

  document(): YamlNode | undefined {
    const hasDirectives = this.directives()
    const first = this.scanner.peek()
    if (first.kind === 'documentStart') this.scanner.next()
    else if (hasDirectives) throw parserError('did not find expected <document start>', first.start)
    else if (first.kind === 'streamEnd') return undefined
    const root = this.isNext('directive', 'documentStart', 'documentEnd', 'streamEnd') ? empty : this.node('block')
    this.scanner.peek() // libyaml looks at what follows, so that must be a token
    return root
  }

  private directives(): boolean {
    let found = false
    for (; this.isNext('directive'); found = true) {
      const { value, start } = this.scanner.next()
      const [name, first = '', second = ''] = value.split(/\s+/)
      if (name === 'TAG') this.handles.set(first, second)
      else if (first !== '1.1') throw parserError('found incompatible YAML document', start)
    }
    return found
  }

  private isNext(...kinds: readonly TokenKind[]): boolean { return kinds.includes(this.scanner.peek().kind) }

  /** Takes the next token if it is of this kind. */
  private takes(kind: TokenKind): boolean {
    if (!this.isNext(kind)) return false
    this.scanner.next()
    return true
  }

  /** `value`: in a block mapping, where the entries of a sequence may be as far left as their key. */
  private node(context: 'block' | 'value' | 'flow'): YamlNode {
    const { start } = this.scanner.peek()
    if (this.isNext('alias')) return this.alias(this.scanner.next())
    const { tag, anchor } = this.properties(start)
    const token = this.scanner.peek()
    const node = nodeFor(token, tag, context) ?? (tag !== '' || anchor !== '' ? { ...empty, tag, plain: tag === '' } : undefined)
    if (!node) throw parserError('did not find expected node content', token.start, start)
    if (anchor !== '') this.anchors.set(anchor, node) // before its content, which may refer to it
    if (token.kind === 'scalar') this.scanner.next()
    else if (node.kind === 'sequence') this.sequence(node, token)
    else if (node.kind === 'mapping') this.mapping(node, token)
    return node
  }

  private alias({ value }: Token): AliasNode {
    const target = this.anchors.get(value)
    if (!target) throw parserError(`unknown anchor '${value}' referenced`, { line: 0, column: 0, index: 0 })
    return { kind: 'alias', tag: '', name: value, target }
  }

  private properties(start: Mark): { tag: string, anchor: string } {
    let tag = ''
    let anchor = ''
    for (;;) {
      if (this.isNext('anchor') && anchor === '') anchor = this.scanner.next().value
      else if (this.isNext('tag') && tag === '') tag = this.tag(this.scanner.next(), start)
      else return { tag, anchor }
    }
  }

  private tag({ value, start: mark }: Token, start: Mark): string {
    if (value.startsWith('<')) return value.slice(1)
    const [, name, suffix = ''] = /^([\w-]*!)(.*)$/.exec(value) ?? []
    if (name === undefined) return value === '' ? '!' : `${this.handles.get('!') ?? ''}${value}`
    if (suffix === '') throw scannerError('did not find expected tag URI', mark, start)
    const prefix = this.handles.get(`!${name}`)
    if (prefix === undefined) throw parserError('found undefined tag handle', mark, start)
    return prefix + suffix
  }

  // ---- collections

  private sequence({ items }: SequenceNode, { kind, start }: Token): void {
    if (kind === 'blockEntry') {
      while (this.takes('blockEntry')) items.push(this.isNext('blockEntry', 'key', 'value', 'blockEnd') ? empty : this.node('block'))
      return
    }
    this.scanner.next()
    if (kind === 'flowSequenceStart') return this.flowSequence(items, start)
    while (this.takes('blockEntry')) items.push(this.isNext('blockEntry', 'blockEnd') ? empty : this.node('block'))
    if (!this.takes('blockEnd')) throw parserError("did not find expected '-' indicator", this.scanner.peek().start, start)
  }

  private mapping({ pairs }: MappingNode, { kind, start }: Token): void {
    this.scanner.next()
    if (kind === 'flowMappingStart') return this.flowMapping(pairs, start)
    while (this.isNext('key', 'value')) {
      const key = this.takes('key') ? this.blockValue() : empty
      pairs.push([key, this.takes('value') ? this.blockValue() : empty])
    }
    if (!this.takes('blockEnd')) throw parserError('did not find expected key', this.scanner.peek().start, start)
  }

  private blockValue(): YamlNode {
    return this.isNext('key', 'value', 'blockEnd') ? empty : this.node('value')
  }

  private flowSequence(items: YamlNode[], start: Mark): void {
    for (let first = true; !this.takes('flowSequenceEnd'); first = false) {
      if (!first && !this.takes('flowEntry')) throw parserError("did not find expected ',' or ']'", this.scanner.peek().start, start)
      if (this.takes('flowSequenceEnd')) return
      items.push(this.takes('key') ? this.flowPair() : this.node('flow'))
    }
  }

  /** `[a: 1]`: a mapping of one pair without braces. */
  private flowPair(): MappingNode {
    const key = this.isNext('value', 'flowEntry', 'flowSequenceEnd') ? empty : this.node('flow')
    const value = this.takes('value') && !this.isNext('flowEntry', 'flowSequenceEnd') ? this.node('flow') : empty
    return { kind: 'mapping', tag: '', pairs: [[key, value]] }
  }

  private flowMapping(pairs: (readonly [YamlNode, YamlNode])[], start: Mark): void {
    for (let first = true; !this.takes('flowMappingEnd'); first = false) {
      if (!first && !this.takes('flowEntry')) throw parserError("did not find expected ',' or '}'", this.scanner.peek().start, start)
      if (this.takes('flowMappingEnd')) return
      if (this.takes('key')) {
        const key = this.isNext('value', 'flowEntry', 'flowMappingEnd') ? empty : this.node('flow')
        const value = this.takes('value') && !this.isNext('flowEntry', 'flowMappingEnd') ? this.node('flow') : empty
        pairs.push([key, value])
      } else pairs.push([this.node('flow'), empty])
    }
  }
}

/** The node that begins with a token, still without content. */
function nodeFor({ kind, value, plain }: Token, tag: string, context: 'block' | 'value' | 'flow'): YamlNode | undefined {
  switch (kind) {
    case 'scalar': return { kind: 'scalar', tag, value, plain: plain && tag === '' }
    case 'flowSequenceStart': return { kind: 'sequence', tag, items: [] }
    case 'flowMappingStart': return { kind: 'mapping', tag, pairs: [] }
    case 'blockSequenceStart': return context === 'flow' ? undefined : { kind: 'sequence', tag, items: [] }
    case 'blockMappingStart': return context === 'flow' ? undefined : { kind: 'mapping', tag, pairs: [] }
    case 'blockEntry': return context === 'value' ? { kind: 'sequence', tag, items: [] } : undefined
    default: return undefined
  }
}
