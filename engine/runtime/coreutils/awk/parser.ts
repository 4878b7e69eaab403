// How awk's programs are read: each part becomes a function of the state at hand.
import { compiled, matchesIn } from './patterns.ts'
import { builtins, gotAnswer, gotLine, printed } from './functions.ts'
import { assign, element, place, tableNamed, variable } from './variables.ts'
import { AwkError, compares, holds, Leave, numberOf, reckon, textOf, type Act, type FunctionDefinition, type Read, type Rule, type State, type Value } from './values.ts'
import { unescape, Words } from './words.ts'

const mostRounds = 1_000_000
const deepest = 100

/** Something that can be assigned to. */
interface Target { readonly read: Read, readonly write: (state: State, value: Value) => void }

export interface Parsed { readonly rules: readonly Rule[], readonly functions: ReadonlyMap<string, FunctionDefinition>, readonly asksForLines: boolean, readonly runsCommands: boolean }

export class Parser {
  private readonly words: Words
  private readonly called = new Set<string>()
  private readonly functions = new Map<string, FunctionDefinition>()
  private depth = 0
  /** In the head of `for (x in y)` or where `>` writes to a file, some operators mean something else. */
  private noIn = false
  private noGreater = false
  /** It reads the input itself, with `getline`. */
  private asksForLines = false
  /** It waits for commands. */
  private runsCommands = false

  constructor(source: string) { this.words = new Words(source) }

  parse(): Parsed {
    const { words } = this
    const rules: Rule[] = []
    for (words.skipBreaks(); words.word.kind !== 'end'; words.skipBreaks()) {
      if (words.take('function') || words.take('func')) this.define()
      else rules.push(this.rule())
    }
    for (const name of this.called) if (!builtins.has(name) && !this.functions.has(name)) throw words.wrong(`function ${name} never defined`, true)
    return { rules, functions: this.functions, asksForLines: this.asksForLines, runsCommands: this.runsCommands }
  }

  private rule(): Rule {
    const { words } = this
    const when = words.take('BEGIN') ? 'BEGIN' : words.take('END') ? 'END' : words.is('{') ? undefined : this.expression()
    const until = words.take(',') ? this.expression() : undefined
    return { when, until, act: words.is('{') ? this.block() : state => printed(state, [], undefined, false) }
  }

  private define(): void {
    const { words } = this
    const name = words.word.text
    words.step()
    words.expect('(')
    const parameters: string[] = []
    while (!words.take(')')) {
      parameters.push(words.word.text)
      words.step()
      words.take(',')
      words.skipLines()
      if (words.word.kind === 'end') throw words.fault()
    }
    words.skipLines()
    const definition: FunctionDefinition = { parameters, body: () => {} }
    this.functions.set(name, definition)
    definition.body = this.block()
  }

  private block(): Act {
    const { words } = this
    words.expect('{')
    words.blocks++
    const acts: Act[] = []
    for (words.skipBreaks(); !words.take('}'); words.skipBreaks()) {
      if (words.word.kind === 'end') throw words.fault()
      acts.push(this.statement())
    }
    words.blocks--
    return state => { for (const act of acts) act(state) }
  }

  /** A statement with the mark at its end. */
  private statement(): Act {
    if (++this.depth > deepest) throw this.words.fault()
    const act = this.plainStatement()
    this.depth--
    return act
  }

  private plainStatement(): Act {
    const { words } = this
    if (words.is('{')) return this.block()
    if (words.take(';')) return () => {}
    if (words.take('if')) return this.choice()
    if (words.take('while')) return this.while()
    if (words.take('do')) return this.doWhile()
    if (words.take('for')) return this.for()
    const act = this.simple()
    if (!words.is('}') && !words.is('else') && words.word.kind !== 'end') {
      if (!words.take(';')) words.expect('\n')
    }
    return act
  }

  private simple(): Act {
    const { words } = this
    if (words.is('print') || words.is('printf')) return this.print()
    for (const what of ['next', 'nextfile', 'break', 'continue'] as const) if (words.take(what)) return () => { throw new Leave(what) }
    for (const what of ['exit', 'return'] as const) {
      if (!words.take(what)) continue
      const value = this.endsStatement() ? undefined : this.expression()
      return state => { throw new Leave(what, value?.(state) ?? '') }
    }
    if (words.take('delete')) return this.delete()
    const value = this.expression()
    return state => { value(state) }
  }

  private endsStatement(): boolean { return ['\n', ';', '}', '>', '>>', '|'].some(mark => this.words.is(mark)) || this.words.word.kind === 'end' }

  private print(): Act {
    const { words } = this
    const isFormat = words.word.text === 'printf'
    words.step()
    const before = this.noGreater
    this.noGreater = true
    let values: readonly Read[] = []
    if (!this.endsStatement()) {
      const mark = words.mark()
      values = words.is('(') ? this.bracketed() : []
      if (values.length === 0 || !this.endsStatement()) { // the brackets were only its beginning
        words.backTo(mark)
        values = this.list()
      }
    }
    this.noGreater = before
    const how = (['>>', '>', '|'] as const).find(mark => words.take(mark))
    const target = how && this.concatenation()
    return state => printed(state, values.map(value => value(state)), target && { name: textOf(target(state)), how }, isFormat)
  }

  /** `(a, b)`: several values, or the beginning of an expression. */
  private bracketed(): readonly Read[] {
    const { words } = this
    const before = this.noGreater
    words.expect('(')
    this.noGreater = false
    const values = this.list()
    words.expect(')')
    this.noGreater = before
    return values
  }

  private list(): readonly Read[] {
    const values = [this.expression()]
    while (this.words.take(',')) {
      this.words.skipLines()
      values.push(this.expression())
    }
    return values
  }

  private delete(): Act {
    const { words } = this
    const name = words.word.text
    words.step()
    if (!words.is('[')) return state => tableNamed(state, name).clear()
    const key = this.subscript()
    return state => { tableNamed(state, name).delete(key(state)) }
  }

  private condition(): Read {
    this.words.expect('(')
    const condition = this.expression()
    this.words.expect(')')
    this.words.skipLines()
    return condition
  }

  private choice(): Act {
    const { words } = this
    const condition = this.condition()
    const then = this.statement()
    words.skipBreaks()
    const hasElse = words.take('else')
    words.skipLines()
    const otherwise = hasElse ? this.statement() : undefined
    return state => holds(condition(state)) ? then(state) : otherwise?.(state)
  }

  private while(): Act {
    const condition = this.condition()
    const body = this.statement()
    return state => looped(state, () => holds(condition(state)), body)
  }

  private doWhile(): Act {
    const { words } = this
    words.skipLines()
    const body = this.statement()
    words.skipBreaks()
    words.expect('while')
    const condition = this.condition()
    return state => {
      let isFirst = true
      looped(state, () => {
        const goesOn = isFirst || holds(condition(state))
        isFirst = false
        return goesOn
      }, body)
    }
  }

  private for(): Act {
    const { words } = this
    words.expect('(')
    this.noIn = true
    const isCountedOnly = words.is(';')
    const name = words.word.kind === 'name' ? words.word.text : ''
    const first = isCountedOnly ? () => {} : this.simple()
    this.noIn = false
    if (words.take('in')) {
      const table = words.word.text
      words.step()
      words.expect(')')
      words.skipLines()
      const body = this.statement()
      return state => {
        const keys = [...tableNamed(state, table).keys()]
        let at = 0
        looped(state, () => {
          if (at >= keys.length) return false
          assign(state, name, keys[at++] ?? '')
          return true
        }, body)
      }
    }
    words.expect(';')
    words.skipLines()
    const condition = words.is(';') ? undefined : this.expression()
    words.expect(';')
    words.skipLines()
    const after = words.is(')') ? () => {} : this.simple()
    words.expect(')')
    words.skipLines()
    const body = this.statement()
    return state => {
      first(state)
      looped(state, () => !condition || holds(condition(state)), body, after)
    }
  }

  private expression(): Read {
    if (++this.depth > deepest) throw this.words.fault()
    const value = this.ternary()
    this.depth--
    return value
  }

  private ternary(): Read {
    const { words } = this
    const condition = this.either()
    if (!words.take('?')) return condition
    words.skipLines()
    const then = this.ternary()
    words.skipLines()
    words.expect(':')
    words.skipLines()
    const otherwise = this.ternary()
    return state => holds(condition(state)) ? then(state) : otherwise(state)
  }

  private either(): Read {
    let value = this.both()
    while (this.words.take('||')) {
      this.words.skipLines()
      const [left, right] = [value, this.both()]
      value = state => Number(holds(left(state)) || holds(right(state)))
    }
    return value
  }

  private both(): Read {
    let value = this.membership()
    while (this.words.take('&&')) {
      this.words.skipLines()
      const [left, right] = [value, this.membership()]
      value = state => Number(holds(left(state)) && holds(right(state)))
    }
    return value
  }

  private membership(): Read {
    let value = this.match()
    while (!this.noIn && this.words.take('in')) {
      const [left, table] = [value, this.words.word.text]
      this.words.step()
      value = state => Number(tableNamed(state, table).has(textOf(left(state))))
    }
    return value
  }

  private match(): Read {
    const { words } = this
    let value = this.comparison()
    while (words.is('~') || words.is('!~')) {
      const isWanted = words.is('~')
      words.step()
      const left = value
      const pattern = this.patternOr(() => this.comparison())
      value = state => Number(matchesIn(pattern(state), textOf(left(state))) === isWanted)
    }
    return value
  }

  /** `/…/` as it is, or whatever an expression comes to. */
  private patternOr(other: () => Read): (state: State) => string {
    if (this.words.is('/') || this.words.is('/=')) {
      const pattern = this.words.pattern()
      compiled(pattern)
      return () => pattern
    }
    const value = other()
    return state => textOf(value(state))
  }

  private comparison(): Read {
    const { words } = this
    const left = this.piped()
    const operator = words.word.text
    if (words.word.kind !== 'mark' || !['==', '!=', '<', '>', '<=', '>='].includes(operator) || operator === '>' && this.noGreater) return left
    words.step()
    const right = this.concatenation()
    return state => Number(compares(operator, left(state), right(state)))
  }

  /** `command | getline` */
  private piped(): Read {
    const { words } = this
    let value = this.concatenation()
    for (let mark = words.mark(); words.take('|'); mark = words.mark()) {
      if (!words.take('getline')) {
        words.backTo(mark)
        break
      }
      this.runsCommands = true
      const command = value
      const write = this.taker()
      value = state => gotAnswer(state, textOf(command(state)), said => { write(state, said) })
    }
    return value
  }

  /** What takes a line that was read: a variable, or the line at hand. */
  private taker(): (state: State, value: Value) => void {
    const { words } = this
    const target = words.word.kind === 'name' || words.is('$') ? this.target() : undefined
    return target?.write ?? ((state, value) => { assign(state, '$0', value) })
  }

  private concatenation(): Read {
    let value = this.sum()
    while (this.beginsOperand()) {
      const [left, right] = [value, this.sum()]
      value = state => {
        const text = textOf(left(state))
        return text + textOf(right(state))
      }
    }
    return value
  }

  private beginsOperand(): boolean {
    const { kind, text } = this.words.word
    return kind === 'number' || kind === 'text' || kind === 'name' || kind === 'call' || kind === 'mark' && ['$', '!', '(', '-', '+', '++', '--'].includes(text)
  }

  private sum(): Read { return this.chain(() => this.product(), ['+', '-']) }
  private product(): Read { return this.chain(() => this.unary(), ['*', '/', '%']) }

  private chain(part: () => Read, operators: readonly string[]): Read {
    let value = part()
    while (this.words.word.kind === 'mark' && operators.includes(this.words.word.text)) {
      const operator = this.words.word.text
      this.words.step()
      const [left, right] = [value, part()]
      value = state => reckon(operator, left(state), right(state))
    }
    return value
  }

  private unary(): Read {
    const { words } = this
    if (words.take('!')) {
      const value = this.unary()
      return state => Number(!holds(value(state)))
    }
    if (words.is('-') || words.is('+')) {
      const sign = words.word.text === '-' ? -1 : 1
      words.step()
      const value = this.unary()
      return state => sign * numberOf(value(state))
    }
    return this.power()
  }

  private power(): Read {
    const base = this.postfix()
    if (!this.words.take('^') && !this.words.take('**')) return base
    const exponent = this.unary()
    return state => reckon('^', base(state), exponent(state))
  }

  private postfix(): Read {
    const { words } = this
    const sign = words.is('++') ? 1 : words.is('--') ? -1 : 0
    if (sign !== 0) {
      words.step()
      const target = this.target()
      if (!target) throw words.fault()
      return state => stepped(state, target, sign).after
    }
    const target = this.target()
    if (!target) return this.primary()
    if (words.is('++') || words.is('--')) {
      const by = words.is('++') ? 1 : -1
      words.step()
      return state => stepped(state, target, by).before
    }
    const operator = words.word.text
    if (words.word.kind !== 'mark' || !/^([-+*/%^]|\*\*)?=$/.test(operator)) return target.read
    words.step()
    words.skipLines()
    const before = this.noIn
    const value = this.ternary()
    this.noIn = before
    return state => {
      const right = value(state)
      const result = operator === '=' ? right : reckon(operator.replace('**', '^').charAt(0), target.read(state), right)
      target.write(state, result)
      return result
    }
  }

  private target(): Target | undefined {
    const { words } = this
    if (words.take('$')) {
      const index = words.is('++') || words.is('--') ? this.postfix() : words.is('-') ? this.unary() : this.atom()
      return { read: state => place(state, numberOf(index(state))), write: (state, value) => assignField(state, numberOf(index(state)), value) }
    }
    if (words.word.kind !== 'name' || words.word.text === 'length') return undefined
    const name = words.word.text
    words.step()
    if (!words.is('[')) return { read: state => variable(state, name), write: (state, value) => assign(state, name, value) }
    const key = this.subscript()
    return { read: state => element(state, name, key(state)), write: (state, value) => { tableNamed(state, name).set(key(state), value) } }
  }

  private atom(): Read { return this.target()?.read ?? this.primary() }

  private subscript(): (state: State) => string {
    this.words.expect('[')
    const keys = this.list()
    this.words.expect(']')
    return state => keys.map(key => textOf(key(state))).join('\x1C')
  }

  private primary(): Read {
    const { words } = this
    const { kind, text } = words.word
    if (kind === 'mark' && (text === '/' || text === '/=')) {
      const pattern = this.words.pattern()
      compiled(pattern)
      return state => Number(matchesIn(pattern, state.line))
    }
    if (kind === 'mark' && text === '(') {
      const values = this.bracketed()
      const [only] = values
      if (values.length === 1 && only) return only
      return state => values.map(value => textOf(value(state))).join('\x1C') // `(a, b) in table`
    }
    const fault = words.fault()
    words.step()
    if (kind === 'name') return state => [...state.line].length // `length` alone
    if (kind === 'number') return () => Number(text)
    if (kind === 'text') {
      const said = unescape(text.slice(1, -1))
      return () => said
    }
    if (kind === 'call') return this.call(text)
    if (kind === 'mark' && text === 'getline') return this.getline()
    throw fault
  }

  private getline(): Read {
    const { words } = this
    const write = this.taker()
    const file = words.take('<') ? this.postfix() : undefined
    if (!file) this.asksForLines = true
    return state => gotLine(state, file && textOf(file(state)), value => { write(state, value) })
  }

  private call(name: string): Read {
    const { words } = this
    this.called.add(name)
    if (name === 'system' || name === 'close') this.runsCommands = true
    words.expect('(')
    const names: string[] = []
    const args: Read[] = []
    const patterns: ((state: State) => string)[] = []
    const before = this.noGreater
    this.noGreater = false
    while (!words.take(')')) {
      words.skipLines()
      names.push(words.word.kind === 'name' ? words.word.text : '')
      if (words.is('/') || words.is('/=')) {
        const pattern = this.words.pattern()
        patterns[args.length] = () => pattern
        args.push(state => Number(matchesIn(pattern, state.line)))
      }
      else args.push(this.expression())
      words.skipLines()
      if (!words.take(',') && !words.is(')')) throw words.fault()
    }
    this.noGreater = before
    const builtin = builtins.get(name)
    if (builtin) return builtin({ args, names, pattern: i => patterns[i] ?? (state => textOf(args[i]?.(state) ?? '')) })
    return state => {
      const definition = state.functions.get(name)
      if (!definition) throw new AwkError(`function ${name} never defined`)
      return called(state, definition, args, names)
    }
  }
}

const stepped = (state: State, target: Target, by: number): { readonly before: number, readonly after: number } => {
  const before = numberOf(target.read(state))
  target.write(state, before + by)
  return { before, after: before + by }
}

function assignField(state: State, index: number, value: Value): void {
  if (index === 0) assign(state, '$0', value)
  else {
    while (state.fields.length < index) state.fields.push('')
    state.fields[index - 1] = textOf(value)
    assign(state, '$', state.fields.length)
  }
}

function looped(state: State, goesOn: () => boolean, body: Act, after?: Act): void {
  for (; goesOn(); after?.(state)) {
    if (++state.rounds > mostRounds) throw new AwkError(`stopped after ${mostRounds} rounds`)
    try { body(state) }
    catch (thrown) {
      if (!(thrown instanceof Leave) || thrown.what !== 'break' && thrown.what !== 'continue') throw thrown
      if (thrown.what === 'break') return
    }
  }
}

function called(state: State, { parameters, body }: FunctionDefinition, args: readonly Read[], names: readonly string[]): Value {
  if (state.depth > deepest) throw new AwkError('function call nesting too deep')
  const before = state.locals
  const locals = new Map(parameters.map((parameter, i) => {
    const name = names[i] ?? ''
    const table = name === '' ? undefined : before?.get(name) ?? state.tables.get(name)
    const isTable = table instanceof Map
    return [parameter, isTable ? table : args[i]?.(state) ?? new Map<string, Value>()] as const
  }))
  state.locals = locals
  state.depth++
  try { body(state) }
  catch (thrown) {
    if (thrown instanceof Leave && thrown.what === 'return') return thrown.value
    throw thrown
  }
  finally {
    state.locals = before
    state.depth--
  }
  return ''
}
