// How awk's programs are read: each part becomes a function of the line at hand.
import { compilePattern } from '../../../apiserver/customresources/pattern.ts'
import { printfText } from '../../programs/busybox/words.ts'
import { compares, holds, numberOf, reckon, textOf, type Act, type Read, type Rule, type State, type Value } from './values.ts'

const mostRounds = 100_000

const token = /\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_]\w*|\+\+|--|[-+*/%]=|==|!=|<=|>=|&&|\|\||!~|[^\s]/gy

export class Parser {
  private readonly source: string
  private at = 0
  private word = ''
  private depth = 0

  constructor(source: string) {
    this.source = source
    this.step()
  }

  rules(): readonly Rule[] {
    const rules: Rule[] = []
    while (this.word !== '') {
      if (this.take(';') || this.take('\n')) continue
      const when = this.take('BEGIN') ? 'BEGIN' : this.take('END') ? 'END' : this.word === '{' ? undefined : this.expression()
      rules.push({ when, act: this.word === '{' ? this.block() : print([]) })
    }
    return rules
  }

  private block(): Act {
    this.expect('{')
    const acts: Act[] = []
    while (!this.take('}')) {
      if (this.word === '') throw this.fault()
      if (!this.take(';') && !this.take('\n')) acts.push(this.statement())
    }
    return state => { for (const act of acts) if (!state.skipped && !state.ended) act(state) }
  }

  private statement(): Act {
    if (this.word === '{') return this.block()
    if (this.take('print')) return print(this.list())
    if (this.take('printf')) {
      const values = this.list()
      return state => { state.output += printfText(values.map(value => textOf(value(state)))) }
    }
    if (this.take('next')) return state => { state.skipped = true }
    if (this.take('exit')) {
      if (!/^[;}\n]?$/.test(this.word)) this.expression()
      return state => { state.ended = true }
    }
    if (this.take('if')) return this.choice()
    if (this.take('for')) return this.loop()
    const value = this.expression()
    return state => { value(state) }
  }

  private choice(): Act {
    this.expect('(')
    const condition = this.expression()
    this.expect(')')
    const then = this.statement()
    while (this.take(';') || this.take('\n'));
    const otherwise = this.take('else') ? this.statement() : undefined
    return state => holds(condition(state)) ? then(state) : otherwise?.(state)
  }

  private loop(): Act {
    this.expect('(')
    const first = this.expression()
    this.expect(';')
    const condition = this.expression()
    this.expect(';')
    const after = this.expression()
    this.expect(')')
    const body = this.statement()
    return state => {
      first(state)
      for (let rounds = 0; rounds < mostRounds && !state.ended && holds(condition(state)); rounds++) {
        body(state)
        after(state)
      }
    }
  }

  private list(): readonly Read[] {
    const values: Read[] = []
    if (/^[;}\n]?$/.test(this.word)) return values
    const isInBrackets = this.take('(')
    do values.push(this.expression())
    while (this.take(','))
    if (isInBrackets) this.expect(')')
    return values
  }

  private expression(): Read {
    if (++this.depth > 100) throw this.fault()
    const value = this.assignment()
    this.depth--
    return value
  }

  private assignment(): Read {
    const name = /^[A-Za-z_]\w*$/.test(this.word) ? this.word : ''
    const target = this.either()
    const operator = this.word
    if (name === '' || !/^([-+*/%]?=)$/.test(operator)) return target
    this.step()
    const value = this.expression()
    return state => {
      const result = operator === '=' ? value(state) : reckon(operator.charAt(0), target(state), value(state))
      state.variables.set(name, result)
      return result
    }
  }

  private either(): Read { return this.chain(() => this.both(), ['||'], (_operator, a, b) => Number(holds(a) || holds(b))) }
  private both(): Read { return this.chain(() => this.comparison(), ['&&'], (_operator, a, b) => Number(holds(a) && holds(b))) }

  private comparison(): Read {
    const left = this.concatenation()
    const operator = this.word
    if (operator === '~' || operator === '!~') {
      this.step()
      const pattern = this.word === '/' ? this.pattern() : this.concatenation()
      return state => Number(compilePattern(textOf(typeof pattern === 'function' ? pattern(state) : pattern)).matches(textOf(left(state))) === (operator === '~'))
    }
    if (!/^(==|!=|<|>|<=|>=)$/.test(operator)) return left
    this.step()
    const right = this.concatenation()
    return state => Number(compares(operator, left(state), right(state)))
  }

  private concatenation(): Read {
    let value = this.sum()
    while (/^["$\w(]/.test(this.word) && !/^(if|else|for|in|print|next|exit)$/.test(this.word)) {
      const [left, right] = [value, this.sum()]
      value = state => textOf(left(state)) + textOf(right(state))
    }
    return value
  }

  private sum(): Read { return this.chain(() => this.product(), ['+', '-'], reckon) }
  private product(): Read { return this.chain(() => this.unary(), ['*', '/', '%'], reckon) }

  private chain(part: () => Read, operators: readonly string[], act: (operator: string, a: Value, b: Value) => Value): Read {
    let value = part()
    while (operators.includes(this.word)) {
      const operator = this.word
      this.step()
      const [left, right] = [value, part()]
      value = state => act(operator, left(state), right(state))
    }
    return value
  }

  private unary(): Read {
    if (this.take('!')) {
      const value = this.unary()
      return state => Number(!holds(value(state)))
    }
    if (this.take('-')) {
      const value = this.unary()
      return state => -numberOf(value(state))
    }
    return this.primary()
  }

  private primary(): Read {
    const { word } = this
    if (word === '/') {
      const compiled = compilePattern(this.pattern())
      return state => Number(compiled.matches(state.line))
    }
    this.step()
    if (word === '(') {
      const value = this.expression()
      this.expect(')')
      return value
    }
    if (word === '$') {
      const index = this.primary()
      return state => {
        const at = numberOf(index(state))
        return at === 0 ? state.line : state.fields[at - 1] ?? ''
      }
    }
    if (word.startsWith('"')) {
      const text = word.slice(1, -1).replace(/\\(.)/gs, (_whole, letter: string) => letter === 'n' ? '\n' : letter === 't' ? '\t' : letter)
      return () => text
    }
    if (/^\d/.test(word)) return () => Number(word)
    if (/^[A-Za-z_]/.test(word)) return this.word === '(' ? this.call(word) : this.variable(word)
    throw this.fault()
  }

  private variable(name: string): Read {
    const read: Read = state => name === 'NR' || name === 'FNR' ? state.number : state.variables.get(name) ?? ''
    if (this.word !== '++' && this.word !== '--') return read
    const by = this.word === '++' ? 1 : -1
    this.step()
    return state => {
      const value = numberOf(read(state))
      state.variables.set(name, value + by)
      return value
    }
  }

  private call(name: string): Read {
    this.expect('(')
    const args: Read[] = []
    if (this.word !== ')') do args.push(this.expression()); while (this.take(','))
    this.expect(')')
    const [first = (state: State) => state.line, second, third] = args
    switch (name) {
      case 'length': return state => textOf(first(state)).length
      case 'toupper': return state => textOf(first(state)).toUpperCase()
      case 'tolower': return state => textOf(first(state)).toLowerCase()
      case 'int': return state => Math.trunc(numberOf(first(state)))
      case 'substr': return state => textOf(first(state)).substr(numberOf(second?.(state) ?? 1) - 1, third ? numberOf(third(state)) : undefined)
      case 'index': return state => textOf(first(state)).indexOf(textOf(second?.(state) ?? '')) + 1
      default: throw new Error('Call to undefined function')
    }
  }

  private pattern(): string {
    const end = /(?:[^/\\]|\\.)*\//sy
    end.lastIndex = this.at // behind the first slash
    const found = end.exec(this.source)?.[0]
    if (found === undefined) throw this.fault()
    this.at += found.length
    this.step()
    return found.slice(0, -1).replaceAll('\\/', '/')
  }

  private step(): void {
    do {
      token.lastIndex = this.at
      this.word = token.exec(this.source)?.[0] ?? ''
      this.at += this.word.length
    } while (/^(?:[ \t\r]+|#)/.test(this.word))
    if (/^\s+$/.test(this.word)) this.word = '\n'
  }

  private take(word: string): boolean {
    const isThere = this.word === word
    if (isThere) this.step()
    return isThere
  }

  private expect(word: string): void { if (!this.take(word)) throw this.fault() }
  private fault(): Error { return new Error(this.word === '' ? 'Unexpected end of string' : 'Unexpected token') }
}

const print = (values: readonly Read[]): Act => state => {
  const separator = textOf(state.variables.get('OFS') ?? ' ')
  state.output += (values.length === 0 ? state.line : values.map(value => textOf(value(state))).join(separator)) + textOf(state.variables.get('ORS') ?? '\n')
}
