// How jq's filters are written.

export type Filter =
  | { readonly kind: 'here' | 'everything' }
  | { readonly kind: 'literal', readonly value: null | boolean | number | string }
  | { readonly kind: 'text', readonly parts: readonly (string | Filter)[], readonly format: string | undefined }
  | { readonly kind: 'format', readonly name: string }
  | { readonly kind: 'index', readonly of: Filter, readonly key: Filter }
  | { readonly kind: 'slice', readonly of: Filter, readonly from: Filter | undefined, readonly to: Filter | undefined }
  | { readonly kind: 'each', readonly of: Filter }
  | { readonly kind: 'try', readonly body: Filter, readonly otherwise: Filter | undefined }
  | { readonly kind: 'pipe' | 'both' | 'alternative' | 'and' | 'or', readonly left: Filter, readonly right: Filter }
  | { readonly kind: 'reckon' | 'update', readonly operator: string, readonly left: Filter, readonly right: Filter }
  | { readonly kind: 'negative', readonly of: Filter }
  | { readonly kind: 'array', readonly of: Filter | undefined }
  | { readonly kind: 'object', readonly entries: readonly { readonly key: Filter, readonly value: Filter }[] }
  | { readonly kind: 'if', readonly branches: readonly (readonly [Filter, Filter])[], readonly otherwise: Filter | undefined }
  | { readonly kind: 'variable', readonly name: string }
  | { readonly kind: 'bind', readonly source: Filter, readonly pattern: Pattern, readonly body: Filter }
  | { readonly kind: 'reduce', readonly source: Filter, readonly pattern: Pattern, readonly first: Filter, readonly update: Filter }
  | { readonly kind: 'foreach', readonly source: Filter, readonly pattern: Pattern, readonly first: Filter, readonly update: Filter, readonly extract: Filter | undefined }
  | { readonly kind: 'define', readonly name: string, readonly parameters: readonly string[], readonly body: Filter, readonly rest: Filter }
  | { readonly kind: 'call', readonly name: string, readonly args: readonly Filter[] }
  | { readonly kind: 'label', readonly name: string, readonly body: Filter }
  | { readonly kind: 'break', readonly name: string }

/** What `as` takes apart. */
export type Pattern =
  | { readonly kind: 'name', readonly name: string }
  | { readonly kind: 'array', readonly items: readonly Pattern[] }
  | { readonly kind: 'object', readonly entries: readonly { readonly key: Filter, readonly name: string | undefined, readonly pattern: Pattern | undefined }[] }

export class JqSyntaxError extends Error {}

type Token = { readonly kind: 'word' | 'field' | 'variable' | 'format' | 'number' | 'mark' | 'end', readonly text: string } | { readonly kind: 'text', readonly text: string, readonly parts: readonly (string | Filter)[] }

const shapes: readonly (readonly [Exclude<Token['kind'], 'text' | 'end'>, RegExp])[] = [
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y],
  ['field', /\.[A-Za-z_]\w*/y],
  ['variable', /\$(?:__loc__|[A-Za-z_]\w*(?:::\w+)*)/y],
  ['format', /@[A-Za-z0-9]+/y],
  ['word', /[A-Za-z_]\w*(?:::\w+)*/y],
  ['mark', /\?\/\/|\/\/=|\|=|[-+*/%]=|==|!=|<=|>=|\/\/|\.\.|[^\s]/y],
]
const blank = /(?:\s+|#[^\n]*)+/y
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', '\\': '\\', '/': '/' }
const deepest = 200

export const parse = (source: string): Filter => new Parser(source).whole()

class Parser {
  private readonly source: string
  private at = 0
  private token: Token = { kind: 'end', text: '' }
  private depth: number

  constructor(source: string, at = 0, depth = 0) {
    this.source = source
    this.at = at
    this.depth = depth
    this.step()
  }

  /** What the token at hand is; read anew each time, since every step changes it. */
  private kind(): Token['kind'] { return this.token.kind }

  whole(): Filter {
    if (this.kind() === 'end') return { kind: 'here' }
    const filter = this.pipe()
    if (this.kind() !== 'end') throw this.fault()
    return filter
  }

  /** Up to the bracket that ends a part of a string. */
  inString(): { readonly filter: Filter, readonly end: number } {
    const filter = this.pipe()
    if (!this.is(')')) throw this.fault()
    return { filter, end: this.at }
  }

  private step(): void {
    blank.lastIndex = this.at
    this.at += blank.exec(this.source)?.[0].length ?? 0
    if (this.source.charAt(this.at) === '"') return this.readText()
    for (const [kind, shape] of shapes) {
      shape.lastIndex = this.at
      const text = shape.exec(this.source)?.[0]
      if (text === undefined) continue
      this.at += text.length
      this.token = { kind, text }
      return
    }
    this.token = { kind: 'end', text: '' }
  }

  private readText(): void {
    const parts: (string | Filter)[] = []
    let text = ''
    for (let i = this.at + 1; ; i++) {
      const letter = this.source.charAt(i)
      if (letter === '') throw new JqSyntaxError('syntax error, unexpected end of file, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END')
      if (letter === '"') {
        this.at = i + 1
        break
      }
      if (letter !== '\\') {
        text += letter
        continue
      }
      const code = this.source.charAt(++i)
      if (code === '(') {
        if (++this.depth > deepest) throw new JqSyntaxError('too deeply nested')
        const { filter, end } = new Parser(this.source, i + 1, this.depth).inString()
        parts.push(text, filter)
        text = ''
        i = end - 1
      }
      else if (code === 'u') {
        text += String.fromCharCode(Number.parseInt(this.source.slice(i + 1, i + 5), 16))
        i += 4
      }
      else text += Object.hasOwn(escapes, code) ? escapes[code] ?? '' : code
    }
    this.token = { kind: 'text', text: '', parts: [...parts, text] }
  }

  private fault(): JqSyntaxError {
    return new JqSyntaxError(`syntax error, unexpected ${this.token.kind === 'end' ? 'end of file' : this.token.kind === 'word' || this.token.kind === 'field' ? 'IDENT' : this.token.kind === 'mark' ? `'${this.token.text}'` : this.token.text}`)
  }

  private is(text: string): boolean { return (this.token.kind === 'mark' || this.token.kind === 'word') && this.token.text === text }
  private take(text: string): boolean {
    const isThere = this.is(text)
    if (isThere) this.step()
    return isThere
  }

  private expect(text: string): void { if (!this.take(text)) throw this.fault() }

  private name(kind: 'word' | 'variable' = 'word'): string {
    if (this.token.kind !== kind) throw this.fault()
    const { text } = this.token
    this.step()
    return kind === 'variable' ? text.slice(1) : text
  }

  private pipe(): Filter {
    if (++this.depth > deepest) throw new JqSyntaxError('too deeply nested')
    const filter = this.anyPipe()
    this.depth--
    return filter
  }

  private anyPipe(): Filter {
    if (this.take('def')) return this.define()
    if (this.take('label')) {
      const name = this.name('variable')
      this.expect('|')
      return { kind: 'label', name, body: this.pipe() }
    }
    const left = this.comma()
    if (this.take('as')) {
      const pattern = this.pattern()
      this.expect('|')
      return { kind: 'bind', source: left, pattern, body: this.pipe() }
    }
    return this.take('|') ? { kind: 'pipe', left, right: this.pipe() } : left
  }

  private define(): Filter {
    const name = this.name()
    const parameters: string[] = []
    if (this.take('(')) {
      do parameters.push(this.token.kind === 'variable' ? `$${this.name('variable')}` : this.name())
      while (this.take(';'))
      this.expect(')')
    }
    this.expect(':')
    const body = this.pipe()
    this.expect(';')
    return { kind: 'define', name, parameters, body, rest: this.token.kind === 'end' ? { kind: 'here' } : this.pipe() }
  }

  private pattern(): Pattern {
    if (this.kind() === 'variable') return { kind: 'name', name: this.name('variable') }
    if (this.take('[')) {
      const items: Pattern[] = []
      do items.push(this.pattern())
      while (this.take(','))
      this.expect(']')
      return { kind: 'array', items }
    }
    this.expect('{')
    const entries: { key: Filter, name: string | undefined, pattern: Pattern | undefined }[] = []
    do {
      const name = this.kind() === 'variable' ? this.name('variable') : undefined
      const key: Filter = name === undefined ? this.key() : { kind: 'literal', value: name }
      entries.push({ key, name, pattern: this.take(':') ? this.pattern() : undefined })
    } while (this.take(','))
    this.expect('}')
    return { kind: 'object', entries }
  }

  private comma(): Filter {
    let left = this.assignment()
    while (this.take(',')) left = { kind: 'both', left, right: this.assignment() }
    return left
  }

  private assignment(): Filter {
    const left = this.alternative()
    const { kind, text } = this.token
    if (kind !== 'mark' || !/^(=|\|=|[-+*/%]=|\/\/=)$/.test(text)) return left
    this.step()
    return { kind: 'update', operator: text, left, right: this.alternative() }
  }

  private alternative(): Filter {
    const left = this.or()
    return this.take('//') ? { kind: 'alternative', left, right: this.alternative() } : left
  }

  private or(): Filter {
    let left = this.and()
    while (this.take('or')) left = { kind: 'or', left, right: this.and() }
    return left
  }

  private and(): Filter {
    let left = this.comparison()
    while (this.take('and')) left = { kind: 'and', left, right: this.comparison() }
    return left
  }

  private comparison(): Filter { return this.chain(() => this.sum(), ['==', '!=', '<', '<=', '>', '>=']) }
  private sum(): Filter { return this.chain(() => this.product(), ['+', '-']) }
  private product(): Filter { return this.chain(() => this.postfix(), ['*', '/', '%']) }

  private chain(part: () => Filter, operators: readonly string[]): Filter {
    let left = part()
    while (this.token.kind === 'mark' && operators.includes(this.token.text)) {
      const operator = this.token.text
      this.step()
      left = { kind: 'reckon', operator, left, right: part() }
    }
    return left
  }

  private postfix(): Filter {
    let filter = this.term()
    for (;;) {
      if (this.token.kind === 'field') {
        filter = { kind: 'index', of: filter, key: { kind: 'literal', value: this.token.text.slice(1) } }
        this.step()
      }
      else if (this.is('.')) {
        this.step()
        if (this.token.kind === 'text') filter = { kind: 'index', of: filter, key: this.text(undefined) }
        else if (!this.is('[')) throw this.fault()
      }
      else if (this.is('[')) filter = this.bracket(filter)
      else if (this.take('?')) filter = { kind: 'try', body: filter, otherwise: undefined }
      else if (this.token.kind === 'word' && this.token.text === 'as') return this.bound(filter)
      else return filter
    }
  }

  private bound(source: Filter): Filter {
    this.step()
    const pattern = this.pattern()
    this.expect('|')
    return { kind: 'bind', source, pattern, body: this.pipe() }
  }

  private bracket(of: Filter): Filter {
    this.step()
    if (this.take(']')) return { kind: 'each', of }
    if (this.take(':')) {
      const to = this.pipe()
      this.expect(']')
      return { kind: 'slice', of, from: undefined, to }
    }
    const key = this.pipe()
    if (this.take(':')) {
      const to = this.is(']') ? undefined : this.pipe()
      this.expect(']')
      return { kind: 'slice', of, from: key, to }
    }
    this.expect(']')
    return { kind: 'index', of, key }
  }

  private text(format: string | undefined): Filter {
    if (this.token.kind !== 'text') throw this.fault()
    const { parts } = this.token
    this.step()
    const [only] = parts
    return parts.length === 1 && typeof only === 'string' ? { kind: 'literal', value: only } : { kind: 'text', parts, format }
  }

  private term(): Filter {
    const { kind, text } = this.token
    if (kind === 'number') {
      this.step()
      return { kind: 'literal', value: Number(text) }
    }
    if (kind === 'text') return this.text(undefined)
    if (kind === 'format') {
      this.step()
      return this.kind() === 'text' ? this.text(text) : { kind: 'format', name: text }
    }
    if (kind === 'field') {
      this.step()
      return { kind: 'index', of: { kind: 'here' }, key: { kind: 'literal', value: text.slice(1) } }
    }
    if (kind === 'variable') return { kind: 'variable', name: this.name('variable') }
    if (kind === 'word') return this.word()
    this.step()
    switch (text) {
      case '.':
        if (this.kind() === 'text') return { kind: 'index', of: { kind: 'here' }, key: this.text(undefined) }
        return { kind: 'here' }
      case '..': return { kind: 'everything' }
      case '-': return { kind: 'negative', of: this.postfix() }
      case '(': {
        const inner = this.pipe()
        this.expect(')')
        return inner
      }
      case '[': {
        const of = this.is(']') ? undefined : this.pipe()
        this.expect(']')
        return { kind: 'array', of }
      }
      case '{': return this.object()
      default: throw new JqSyntaxError(`syntax error, unexpected ${text === '' ? 'end of file' : `'${text}'`}`)
    }
  }

  private object(): Filter {
    const entries: { key: Filter, value: Filter }[] = []
    while (!this.take('}')) {
      if (this.token.kind === 'variable') {
        const name = this.name('variable')
        entries.push({ key: { kind: 'literal', value: name }, value: { kind: 'variable', name } })
      }
      else {
        const key = this.key()
        entries.push({ key, value: this.take(':') ? this.objectValue() : { kind: 'index', of: { kind: 'here' }, key } })
      }
      if (!this.take(',') && !this.is('}')) throw this.fault()
    }
    return { kind: 'object', entries }
  }

  private objectValue(): Filter {
    let left = this.alternative()
    while (this.take('|')) left = { kind: 'pipe', left, right: this.alternative() }
    return left
  }

  private key(): Filter {
    if (this.take('(')) {
      const inner = this.pipe()
      this.expect(')')
      return inner
    }
    if (this.token.kind === 'text') return this.text(undefined)
    if (this.token.kind === 'format') {
      const format = this.token.text
      this.step()
      return this.text(format)
    }
    if (this.token.kind === 'number') {
      const { text } = this.token
      this.step()
      return { kind: 'literal', value: text }
    }
    return { kind: 'literal', value: this.name() }
  }

  private word(): Filter {
    const name = this.name()
    switch (name) {
      case 'null': return { kind: 'literal', value: null }
      case 'true': return { kind: 'literal', value: true }
      case 'false': return { kind: 'literal', value: false }
      case 'if': return this.if()
      case 'try': {
        const body = this.postfix()
        return { kind: 'try', body, otherwise: this.take('catch') ? this.postfix() : undefined }
      }
      case 'reduce':
      case 'foreach': return this.fold(name)
      case 'break': return { kind: 'break', name: this.name('variable') }
      case 'def': return this.define()
      case 'then': case 'else': case 'elif': case 'end': case 'and': case 'or': case 'as': case 'catch': throw new JqSyntaxError(`syntax error, unexpected ${name}`)
    }
    const args: Filter[] = []
    if (this.take('(')) {
      do args.push(this.pipe())
      while (this.take(';'))
      this.expect(')')
    }
    return { kind: 'call', name, args }
  }

  private if(): Filter {
    const branches: (readonly [Filter, Filter])[] = []
    let otherwise: Filter | undefined
    do {
      const condition = this.pipe()
      this.expect('then')
      branches.push([condition, this.pipe()])
    } while (this.take('elif'))
    if (this.take('else')) otherwise = this.pipe()
    this.expect('end')
    return { kind: 'if', branches, otherwise }
  }

  private fold(kind: 'reduce' | 'foreach'): Filter {
    const source = this.sourceOfFold()
    const pattern = this.pattern()
    this.expect('(')
    const first = this.pipe()
    this.expect(';')
    const update = this.pipe()
    const extract = kind === 'foreach' && this.take(';') ? this.pipe() : undefined
    this.expect(')')
    return kind === 'reduce' ? { kind, source, pattern, first, update } : { kind, source, pattern, first, update, extract }
  }

  /** A term up to `as`. */
  private sourceOfFold(): Filter {
    let filter = this.term()
    while (!this.take('as')) {
      if (this.token.kind === 'field') {
        filter = { kind: 'index', of: filter, key: { kind: 'literal', value: this.token.text.slice(1) } }
        this.step()
      }
      else if (this.is('[')) filter = this.bracket(filter)
      else if (this.take('?')) filter = { kind: 'try', body: filter, otherwise: undefined }
      else throw this.fault()
    }
    return filter
  }
}
