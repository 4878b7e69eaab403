// The JSONPath dialect of kubectl and of printer columns: text with {expressions}, parsed into nodes.

export type Node =
  | { readonly type: 'text', readonly text: string }
  | { readonly type: 'literal', readonly value: number | boolean }
  | { readonly type: 'field', readonly name: string }
  | { readonly type: 'slice', readonly from: Bound, readonly to: Bound, readonly step: Bound, readonly single: boolean }
  | { readonly type: 'filter', readonly left: Expression, readonly operator: string, readonly right: Expression }
  | { readonly type: 'union', readonly branches: readonly Expression[] }
  | { readonly type: 'wildcard' | 'recursive' }
  | { readonly type: 'word', readonly name: string }

type Bound = number | undefined
export type Expression = readonly Node[]

/** A template: expressions, and texts between them. */
export type Template = readonly (string | Expression)[]

export class JsonPathError extends Error {}

const fail = (message: string): never => { throw new JsonPathError(message) }

export function parse(template: string): Template {
  const parts: (string | Expression)[] = []
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('{', at)
    if (open !== at) parts.push(template.slice(at, open < 0 ? undefined : open))
    if (open < 0) break
    const { nodes, end } = new ExpressionParser(template, open + 1).parse()
    parts.push(nodes)
    at = end
  }
  return parts
}

/** The nodes of one expression, given without its braces. */
const parseExpression = (text: string): Expression => {
  const first = parse(`{${text}}`)[0]
  return typeof first === 'object' ? first : []
}

const terminators = new Set([undefined, ' ', '\t', '\r', '\n', '.', ',', '[', ']', '$', '@', '{', '}'])
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9'
const wordStart = /^[\p{L}\p{Nd}_]/u

class ExpressionParser {
  private readonly text: string
  private at: number
  private readonly nodes: Node[] = []

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  parse(): { nodes: Expression, end: number } {
    for (;;) {
      const char = this.text[this.at]
      if (char === '}') return { nodes: this.nodes, end: this.at + 1 }
      if (this.text.startsWith('[?(', this.at)) this.filter()
      else if (this.text.startsWith('..', this.at)) this.recursive()
      else if (char === undefined || char === '\n' || char === '\r') fail('unclosed action')
      else if (char === ' ' || char === '@' || char === '$') this.at++
      else if (char === '[') this.brackets()
      else if (char === '"' || char === '\'') this.quoted(char)
      else if (char === '.') this.field(this.at + 1)
      else if (char === '+' || char === '-' || isDigit(char)) this.number()
      else if (wordStart.test(this.text.slice(this.at, this.at + 2))) this.word()
      else this.unknown()
    }
  }

  private unknown(): never {
    const code = this.text.codePointAt(this.at) ?? 0
    return fail(`unrecognized character in action: U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`)
  }

  private word(): void {
    const start = this.at
    while (!terminators.has(this.text[this.at])) this.at++
    const name = this.text.slice(start, this.at)
    this.nodes.push(name === 'true' || name === 'false' ? { type: 'literal', value: name === 'true' } : { type: 'word', name })
  }

  private field(start: number): void {
    this.at = start
    while (!terminators.has(this.text[this.at])) this.at += this.text[this.at] === '\\' ? 2 : 1
    const name = this.text.slice(start, this.at)
    this.nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') })
  }

  private recursive(): void {
    if (this.nodes.at(-1)?.type === 'recursive') fail('invalid multiple recursive descent')
    this.at += 2
    this.nodes.push({ type: 'recursive' })
    if (wordStart.test(this.text.slice(this.at, this.at + 2))) this.field(this.at)
  }

  private number(): void {
    const start = this.at++
    while (isDigit(this.text[this.at]) || this.text[this.at] === '.') this.at++
    const text = this.text.slice(start, this.at)
    const value = /\d/.test(text) ? Number(text) : NaN
    if (Number.isNaN(value)) fail(`cannot parse number ${text}`)
    this.nodes.push({ type: 'literal', value })
  }

  private quoted(quote: string): void {
    const start = this.at++
    while (this.text[this.at] !== quote || this.text[this.at - 1] === '\\') {
      const char = this.text[this.at++]
      if (char === undefined || char === '\n') fail('unterminated quoted string')
    }
    const whole = this.text.slice(start, ++this.at)
    const text = unquote(whole.slice(1, -1), quote) ?? fail(`unquote string ${whole} error invalid syntax`)
    this.nodes.push({ type: 'text', text })
  }

  private brackets(): void {
    const start = ++this.at
    while (this.text[this.at] !== ']') {
      const char = this.text[this.at++]
      if (char === undefined || char === '\n') fail('unterminated array')
    }
    const inside = this.text.slice(start, this.at++)
    const branches = inside.split(',')
    const key = /^'([^']*)'$/.exec(inside)
    if (branches.length > 1) this.nodes.push({ type: 'union', branches: branches.map(branch => parseExpression(`[${trimBlanks(branch)}]`)) })
    else if (key) this.nodes.push(...parseExpression(`.${key[1]}`))
    else this.nodes.push(sliceOf(inside))
  }

  private filter(): void {
    const start = this.at += 3
    let quote: string | undefined
    let closed = false
    for (; this.text[this.at] !== ')' || (quote !== undefined && !closed); this.at++) {
      const char = this.text[this.at]
      if (char === undefined || char === '\n') fail('unterminated filter')
      if (char !== '"' && char !== '\'') continue
      if (quote === undefined) quote = char
      else if (char === quote && this.text[this.at - 1] !== '\\') closed = true
    }
    const inside = this.text.slice(start, this.at++)
    if (this.text[this.at++] !== ']') fail('unclosed array expect ]')
    const comparison = /^([^!<>=]+)([!<>=]+)(.+)$/.exec(inside)
    this.nodes.push(comparison
      ? { type: 'filter', left: parseExpression(comparison[1] ?? ''), operator: comparison[2] ?? '', right: parseExpression(comparison[3] ?? '') }
      : { type: 'filter', left: parseExpression(inside), operator: 'exists', right: [] })
  }
}

const trimBlanks = (text: string): string => text.replace(/^ +/, '').replace(/ +$/, '')

/** `1`, `-1`, `0:2`, `::2`, `*`. */
function sliceOf(inside: string): Node {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(inside === '*' ? ':' : inside)
  if (!match) return fail(`invalid array index ${inside}`)
  const bound = (text: string): Bound => text === '' ? undefined : text === '-' ? fail(`array index ${text} is not a number`) : Number(text)
  const [from = '', to, step] = match.slice(1)
  return {
    type: 'slice',
    from: bound(from),
    to: to === undefined ? (bound(from) ?? 0) + 1 : bound(to.slice(1)),
    step: bound(step?.slice(1) ?? ''),
    single: to === undefined,
  }
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }
const escape = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]?))/g

/** The inside of a quoted string with its escapes resolved; undefined when one is wrong. */
export function unquote(inside: string, quote: string): string | undefined {
  let wrong = false
  const text = inside.replace(escape, (_all, byte?: string, short?: string, long?: string, octal?: string, char?: string) => {
    const code = byte ?? short ?? long
    if (code !== undefined && parseInt(code, 16) <= 0x10ffff) return String.fromCodePoint(parseInt(code, 16))
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8))
    const plain = char === quote ? quote : Object.hasOwn(escapes, char ?? '') ? escapes[char ?? ''] : undefined
    wrong ||= plain === undefined
    return plain ?? ''
  })
  return wrong ? undefined : text
}
