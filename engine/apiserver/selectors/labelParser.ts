// Label selectors as text: `app=web,tier in (front,back),!legacy`.
import { badRequest } from '../status.ts'
import { labelKeyFaults } from './names.ts'
import { keyFault, requirement, type Operator, type Requirement } from './requirement.ts'

type Mark = '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<'
type Kind = 'identifier' | 'end' | 'in' | 'notin' | Mark
interface Token { readonly kind: Kind, readonly text: string }

const end: Token = { kind: 'end', text: '' }
const symbols: readonly Mark[] = ['==', '!=', '=', '!', '(', ')', ',', '>', '<']
const operators: ReadonlyMap<Kind, Operator> = new Map([['in', 'in'], ['notin', 'notin'], ['=', '='], ['==', '=='], ['!=', '!='], ['>', 'gt'], ['<', 'lt']])

/** Throws a StatusError with the complaint of the real server. */
export function parseRequirements(text: string): readonly Requirement[] {
  return [...new Parser(text).requirements()]
}

function* tokens(text: string): Generator<Token> {
  for (const [, word, symbol] of text.matchAll(/([^ \t\r\n=!(),<>]+)|(==|!=|[=!(),<>])/g)) {
    if (word !== undefined) yield { kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word }
    else yield* symbols.filter(known => known === symbol).map(kind => ({ kind, text: kind }))
  }
}

class Parser {
  private readonly tokens: readonly Token[]
  private position = 0
  constructor(text: string) { this.tokens = [...tokens(text)] }

  * requirements(): Generator<Requirement> {
    while (this.peek().kind !== 'end') {
      const { kind, text } = this.peek()
      if (kind !== 'identifier' && kind !== '!') throw badRequest(`found '${text}', expected: !, identifier, or 'end of string'`)
      yield this.requirement()
      const next = this.take()
      if (next.kind === 'end') return
      if (next.kind !== ',') throw badRequest(`found '${next.text}', expected: ',' or 'end of string'`)
      const after = this.peek()
      if (after.kind !== 'identifier' && after.kind !== '!') throw badRequest(`found '${after.text}', expected: identifier after ','`)
    }
  }

  private requirement(): Requirement {
    const isNot = this.peek().kind === '!'
    if (isNot) this.take()
    const { kind, text: key } = this.take()
    if (kind !== 'identifier') throw unparsable(`found '${key}', expected: identifier`)
    if (labelKeyFaults(key).length > 0) throw unparsable(keyFault(key, '<nil>'))
    const next = this.peek().kind
    if (isNot) return requirement(key, '!', [], sentence)
    if (next === 'end' || next === ',') return requirement(key, 'exists', [], sentence)
    const operator = this.operator()
    return requirement(key, operator, operator === 'in' || operator === 'notin' ? this.values() : [this.value()], sentence)
  }

  private operator(): Operator {
    const { kind, text } = this.take(false)
    const operator = operators.get(kind)
    if (!operator) throw unparsable(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`)
    return operator
  }

  /** One value, which may be empty. */
  private value(): string {
    if (this.peek().kind === 'end' || this.peek().kind === ',') return ''
    const { kind, text } = this.take()
    if (kind !== 'identifier') throw unparsable(`found '${text}', expected: identifier`)
    return text
  }

  /** `(a,b)`: what is missing beside a comma is an empty value. */
  private values(): readonly string[] {
    const open = this.take()
    if (open.kind !== '(') throw unparsable(`found '${open.text}' expected: '('`)
    const first = this.peek()
    if (first.kind !== 'identifier' && first.kind !== ',' && first.kind !== ')') throw unparsable(`found '${first.text}', expected: ',', ')' or identifier`)
    const values: string[] = []
    for (;;) {
      const { kind, text } = this.peek()
      if (kind === 'identifier') values.push(this.take().text)
      else if (kind === ',' || kind === ')') values.push('')
      else throw unparsable(`found '${text}', expected: ',', or identifier`)
      const next = this.take()
      if (next.kind === ')') return values
      if (next.kind !== ',') throw unparsable(`found '${next.text}', expected: ',' or ')'`)
    }
  }

  /** A keyword is an identifier where an operator cannot stand. */
  private peek(): Token { return identifier(this.tokens[this.position] ?? end) }

  private take(asValue = true): Token {
    const token = this.tokens[this.position++] ?? end
    return asValue ? identifier(token) : token
  }
}

const identifier = (token: Token): Token => token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token

const sentence = (text: string): string => `unable to parse requirement: ${text}`
const unparsable = (text: string): Error => badRequest(sentence(text))
