// The statements of a Go template.
import { unquote } from '../../../apiserver/tables/jsonpath/index.ts'
import { functionNames } from './functions.ts'
import { lineOf, parseError, TemplateError, tokensOf, type Token } from './lex.ts'

/** Go's ints are bigints here; what comes out of JSON is a float64, and so is a number. */
export type Literal = string | number | bigint | boolean | null

interface Placed {
  /** As the template says it; errors show it. */
  readonly text: string
  readonly at: number
}

export type Operand = Placed & (
  | { readonly type: 'dot' }
  | { readonly type: 'literal', readonly value: Literal }
  | { readonly type: 'fields', readonly names: readonly string[] }
  | { readonly type: 'variable', readonly name: string, readonly names: readonly string[] }
  | { readonly type: 'call', readonly name: string }
  | { readonly type: 'pipe', readonly pipe: Pipe, readonly names: readonly string[] })

export type Command = Placed & { readonly operands: readonly Operand[] }
export type Pipe = Placed & { readonly variables: readonly string[], readonly assigns: boolean, readonly commands: readonly Command[] }

export type Statement =
  | { readonly type: 'text', readonly text: string }
  | { readonly type: 'action', readonly pipe: Pipe }
  | BlockStatement
  | { readonly type: 'break' | 'continue' }

export interface BlockStatement {
  readonly type: Block
  readonly pipe: Pipe
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export const parseTemplate = (source: string): readonly Statement[] => new Parser(source).parse()

type Block = 'if' | 'with' | 'range'

class Parser {
  private readonly source: string
  private readonly tokens: readonly Token[]
  private next = 0
  private rangeDepth = 0
  private variables: string[] = ['$']

  constructor(source: string) {
    this.source = source
    this.tokens = tokensOf(source)
  }

  parse(): readonly Statement[] {
    const { statements, end } = this.statements()
    if (end) throw this.error(`unexpected {{${end}}}`)
    return statements
  }

  /** Up to the end of the template, or to an {{else}} or {{end}}. */
  private statements(): { statements: readonly Statement[], end?: 'else' | 'end' } {
    const statements: Statement[] = []
    for (let token = this.take(); token; token = this.take()) {
      if (token.type === 'text') {
        statements.push({ type: 'text', text: token.text })
        continue
      }
      const word = this.peekWord()
      if (word === 'end' || word === 'else') {
        this.takeSpaced()
        return { statements, end: word }
      }
      statements.push(this.action(word))
    }
    return { statements }
  }

  private action(word: string | undefined): Statement {
    if (word === 'if' || word === 'with' || word === 'range') {
      this.takeSpaced()
      return this.block(word)
    }
    if (word === 'break' || word === 'continue') {
      this.takeSpaced()
      if (this.rangeDepth === 0) throw this.error(`{{${word}}} outside {{range}}`)
      this.close(word)
      return { type: word }
    }
    return { type: 'action', pipe: this.pipe('command', 'close') }
  }

  private block(type: Block): Statement {
    const outer = this.variables.length
    const pipe = this.pipe(type, 'close')
    if (type === 'range') this.rangeDepth++
    const { statements: body, end } = this.statements()
    if (type === 'range') this.rangeDepth--
    const otherwise = end === 'else' ? this.otherwise(type) : []
    if (end === undefined) throw this.error('unexpected EOF')
    if (end === 'end') this.close('end')
    this.variables.length = outer
    return { type, pipe, body, otherwise }
  }

  /** After {{else}}, or with another block in it after {{else if …}}. */
  private otherwise(type: Block): readonly Statement[] {
    const word = this.peekWord()
    if (word === type && type !== 'range') {
      this.takeSpaced()
      return [this.block(type)]
    }
    this.close('else')
    const { statements, end } = this.statements()
    if (end === 'else') throw this.error('expected end; found {{else}}')
    if (end === undefined) throw this.error('unexpected EOF')
    this.close('end')
    return statements
  }

  private close(context: string): void {
    const token = this.takeSpaced()
    if (token?.type !== 'close') throw this.unexpected(token, context)
  }

  private pipe(context: string, until: 'close' | ')'): Pipe {
    const at = this.peekSpaced()?.at ?? this.source.length
    const { variables, assigns } = this.declarations(context)
    const commands: Command[] = []
    for (;;) {
      const token = this.peekSpaced()
      if (token && (token.type === until || token.text === until)) {
        this.takeSpaced()
        if (commands.length === 0) throw this.error(`missing value for ${context}`)
        const names = variables.length > 0 ? `${variables.join(', ')} ${assigns ? '=' : ':='} ` : ''
        return { variables, assigns, commands, at, text: names + commands.map(({ text }) => text).join(' | ') }
      }
      commands.push(this.command(context))
    }
  }

  private declarations(context: string): { variables: readonly string[], assigns: boolean } {
    const start = this.next
    const variables: string[] = []
    for (let token = this.takeSpaced(); token?.type === 'variable'; token = this.takeSpaced()) {
      variables.push(token.text)
      const sign = this.takeSpaced()
      if (sign?.text === ':=' || sign?.text === '=') {
        const assigns = sign.text === '='
        if (!assigns) this.variables.push(...variables)
        return { variables, assigns }
      }
      if (sign?.text !== ',' || context !== 'range' || variables.length > 1) break
    }
    this.next = start
    return { variables: [], assigns: false }
  }

  private command(context: string): Command {
    const at = this.peekSpaced()?.at ?? this.source.length
    const operands: Operand[] = []
    for (;;) {
      const operand = this.operand()
      if (operand) operands.push(operand)
      const token = this.peek()
      if (operand && token?.type === 'space') {
        this.take()
        continue
      }
      if (token?.text === '|') this.take()
      else if (token?.type !== 'close' && token?.text !== ')') throw this.unexpected(token, 'operand')
      break
    }
    if (operands.length === 0) throw this.error(context === 'command' ? 'empty command' : `missing value for ${context}`)
    return { operands, at, text: operands.map(({ text }) => text).join(' ') }
  }

  private operand(): Operand | undefined {
    const token = this.peekSpaced()
    if (!token) return undefined
    const term = this.term(token)
    if (!term) return undefined
    const chainAt = this.peek()?.at ?? 0
    const names: string[] = []
    for (let field = this.peek(); field?.type === 'field'; field = this.peek()) {
      names.push(field.text.slice(1))
      this.take()
    }
    if (names.length === 0) return term
    const text = term.text + names.map(name => `.${name}`).join('')
    switch (term.type) {
      case 'fields': return { ...term, names: [...term.names, ...names], text, at: chainAt }
      case 'variable': return { ...term, names, text, at: chainAt }
      case 'pipe': return { ...term, names, text, at: chainAt }
      default: throw this.error(`unexpected . after term ${JSON.stringify(term.text)}`)
    }
  }

  private term(token: Token): Operand | undefined {
    const { text, at } = token
    const placed = { text, at }
    switch (token.type) {
      case 'field': this.takeSpaced(); return { ...placed, type: 'fields', names: [text.slice(1)] }
      case 'string': this.takeSpaced(); return { ...placed, type: 'literal', value: this.stringOf(text) }
      case 'number': this.takeSpaced(); return { ...placed, type: 'literal', value: this.numberOf(text) }
      case 'char': this.takeSpaced(); return { ...placed, type: 'literal', value: BigInt((unquote(text.slice(1, -1), '\'') ?? '').codePointAt(0) ?? 0) }
      case 'variable':
        this.takeSpaced()
        if (!this.variables.includes(text)) throw this.error(`undefined variable ${JSON.stringify(text)}`)
        return { ...placed, type: 'variable', name: text, names: [] }
      case 'word': this.takeSpaced(); return this.wordOf(placed)
      case 'punctuation': return this.punctuationOf(placed)
      default: return undefined
    }
  }

  private wordOf(placed: Placed): Operand {
    const { text } = placed
    if (text === 'true' || text === 'false') return { ...placed, type: 'literal', value: text === 'true' }
    if (text === 'nil') return { ...placed, type: 'literal', value: null }
    if (!functionNames.has(text)) throw this.error(`function ${JSON.stringify(text)} not defined`)
    return { ...placed, type: 'call', name: text }
  }

  private punctuationOf({ text, at }: Placed): Operand | undefined {
    if (text === '.') {
      this.takeSpaced()
      return { type: 'dot', text, at }
    }
    if (text !== '(') return undefined
    this.takeSpaced()
    const pipe = this.pipe('parenthesized pipeline', ')')
    return { type: 'pipe', pipe, names: [], text: `(${pipe.text})`, at: pipe.at }
  }

  private stringOf(text: string): string {
    const value = text.startsWith('`') ? text.slice(1, -1) : unquote(text.slice(1, -1), '"')
    if (value === undefined) throw this.error('invalid syntax')
    return value
  }

  private numberOf(text: string): number | bigint {
    const plain = text.replaceAll('_', '')
    if (/^[+-]?(\d+|0[xX][0-9a-fA-F]+)$/.test(plain)) return plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain.replace('+', ''))
    const value = Number(plain)
    if (Number.isNaN(value)) throw this.error(`bad number syntax: ${JSON.stringify(text)}`)
    return value
  }

  private peek(): Token | undefined { return this.tokens[this.next] }
  private take(): Token | undefined { return this.tokens[this.next++] }

  private peekSpaced(): Token | undefined {
    if (this.peek()?.type === 'space') this.next++
    return this.peek()
  }

  private takeSpaced(): Token | undefined {
    this.peekSpaced()
    return this.take()
  }

  private peekWord(): string | undefined {
    const token = this.peekSpaced()
    return token?.type === 'word' ? token.text : undefined
  }

  private error(message: string): TemplateError {
    const at = (this.tokens[this.next - 1] ?? this.tokens.at(-1))?.at ?? 0
    return parseError(this.source, at, message)
  }

  private unexpected(token: Token | undefined, context: string): TemplateError {
    if (!token) return this.error('unexpected EOF')
    const name = token.type === 'close' ? '<}}>' : JSON.stringify(token.text)
    return new TemplateError(`template: output:${lineOf(this.source, token.at)}: unexpected ${name} in ${context}`)
  }
}
