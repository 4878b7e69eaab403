// YAML text → tokens, as libyaml finds them: the same tokens and, for a broken text, the same first error.
//
// A key of a block mapping carries no mark of its own (`a: 1`): only at the colon it turns out that a key began
// at `a`. So a place where such a "simple key" may begin is remembered, one for each level of flow collections,
// and tokens are held back as long as a KEY may still have to go in front of them.
import { Cursor, isBlank, isBlankOrEnd, type Mark, scannerError } from './cursor.ts'
import { scanBlock, scanPlain, scanQuoted } from './scalars.ts'

export type TokenKind =
  | 'streamEnd' | 'directive' | 'documentStart' | 'documentEnd'
  | 'blockSequenceStart' | 'blockMappingStart' | 'blockEnd' | 'blockEntry' | 'key' | 'value'
  | 'flowSequenceStart' | 'flowSequenceEnd' | 'flowMappingStart' | 'flowMappingEnd' | 'flowEntry'
  | 'alias' | 'anchor' | 'tag' | 'scalar'

export interface Token {
  readonly kind: TokenKind
  readonly start: Mark
  /** Of a scalar its text; of an alias, anchor, tag or directive what follows the indicator. */
  readonly value: string
  /** A scalar without quotes or block indicator: may be a number, true or null. */
  readonly plain: boolean
}

interface SimpleKey {
  readonly mark: Mark
  /** The token that a KEY would go in front of. */
  readonly token: number
  /** At the indentation of a block mapping nothing but a key can be. */
  readonly required: boolean
}

const longestKey = 1024

export class Scanner {
  private readonly cursor: Cursor
  private readonly deepest: number
  private tokens: Token[] = []
  private taken = 0 // tokens handed out: the number of the first one in the queue
  private readonly indents: number[] = []
  private indent = -1
  private keyAllowed = true
  /** The possible key of each flow level, the block context first. */
  private readonly keys: (SimpleKey | undefined)[] = [undefined]
  private readonly keyLevels = new Map<number, number>() // of possible keys, by their token

  constructor(text: string, deepest: number) {
    this.cursor = new Cursor(text)
    this.deepest = deepest
  }

  peek(): Token {
    while (this.tokens.length === 0 || this.headMayBeKey()) this.fetch()
    return this.tokens[0] ?? this.token('streamEnd', this.cursor.mark)
  }

  next(): Token {
    const token = this.peek()
    this.tokens.shift()
    this.taken++
    return token
  }

  private headMayBeKey(): boolean {
    const level = this.keyLevels.get(this.taken)
    return level !== undefined && this.possibleKey(level) !== undefined
  }

  // ---- simple keys

  /** The key that may begin at this level, unless its line has ended or it is too long. */
  private possibleKey(level: number): SimpleKey | undefined {
    const key = this.keys[level]
    const { line, index } = this.cursor.mark
    if (!key || key.mark.line === line && key.mark.index + longestKey >= index) return key
    this.dropKey(level)
    return undefined
  }

  private dropKey(level = this.flowLevel): void {
    const key = this.keys[level]
    if (key?.required) throw scannerError("could not find expected ':'", this.cursor.mark, key.mark)
    this.forgetKey(level)
  }

  private forgetKey(level: number): void {
    const key = this.keys[level]
    if (key) this.keyLevels.delete(key.token)
    this.keys[level] = undefined
  }

  private saveKey(): void {
    const required = this.flowLevel === 0 && this.indent === this.cursor.column
    if (!this.keyAllowed) return
    this.dropKey()
    const token = this.taken + this.tokens.length
    this.keys[this.flowLevel] = { mark: this.cursor.mark, token, required }
    this.keyLevels.set(token, this.flowLevel)
  }

  // ---- indentation and levels

  private get flowLevel(): number { return this.keys.length - 1 }

  private rollIndent(kind: 'blockSequenceStart' | 'blockMappingStart', mark: Mark, before?: number): void {
    if (this.flowLevel > 0 || this.indent >= mark.column) return
    this.indents.push(this.indent)
    this.indent = mark.column
    this.checkDepth(this.indents.length)
    this.add(this.token(kind, mark), before)
  }

  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return
    while (this.indent > column) {
      this.add(this.token('blockEnd', this.cursor.mark))
      this.indent = this.indents.pop() ?? -1
    }
  }

  private checkDepth(depth: number): void {
    if (depth > this.deepest) throw scannerError(`exceeded max depth of ${this.deepest}`, this.cursor.mark)
  }

  // ---- tokens

  private token(kind: TokenKind, start: Mark, value = '', plain = false): Token { return { kind, start, value, plain } }

  private add(token: Token, before = this.taken + this.tokens.length): void {
    this.tokens.splice(before - this.taken, 0, token)
  }

  private addIndicator(kind: TokenKind, length = 1): void {
    const { mark } = this.cursor
    this.cursor.skip(length)
    this.add(this.token(kind, mark))
  }

  private fetch(): void {
    const { cursor } = this
    this.skipToToken()
    this.unrollIndent(cursor.column)
    const char = cursor.peek()
    const next = cursor.peek(1)
    const flow = this.flowLevel > 0
    if (char === '') return this.fetchStreamEnd()
    if (char === '%' && cursor.column === 0) return this.fetchDirective()
    if (cursor.atDocumentIndicator()) return this.fetchDocumentIndicator(char === '-' ? 'documentStart' : 'documentEnd')
    switch (char) {
      case '[': return this.fetchFlowStart('flowSequenceStart')
      case '{': return this.fetchFlowStart('flowMappingStart')
      case ']': return this.fetchFlowEnd('flowSequenceEnd')
      case '}': return this.fetchFlowEnd('flowMappingEnd')
      case ',': return this.fetchEntry('flowEntry')
      case '*': return this.fetchNamed('alias')
      case '&': return this.fetchNamed('anchor')
      case '!': return this.fetchTag()
      case "'": case '"': return this.fetchQuoted()
    }
    if (char === '-' && isBlankOrEnd(next)) return this.fetchBlockEntry()
    if (char === '?' && (flow || isBlankOrEnd(next))) return this.fetchKey()
    if (char === ':' && (flow || isBlankOrEnd(next))) return this.fetchValue()
    if ((char === '|' || char === '>') && !flow) return this.fetchBlockScalar()
    if (startsPlain(char, next, flow)) return this.fetchPlain()
    throw scannerError('found character that cannot start any token', cursor.mark)
  }

  /** Past white space and comments. A tab is none where a key may begin: that would be indentation. */
  private skipToToken(): void {
    const { cursor } = this
    for (;;) {
      if (cursor.column === 0 && cursor.peek() === '\ufeff') cursor.skip()
      while (cursor.peek() === ' ' || cursor.peek() === '\t' && (this.flowLevel > 0 || !this.keyAllowed)) cursor.skip()
      if (cursor.peek() === '#') cursor.take(/[^\n\r\x85\u2028\u2029]*/y)
      if (cursor.peek() === '' || !isBlankOrEnd(cursor.peek()) || isBlank(cursor.peek())) return
      cursor.takeBreak()
      if (this.flowLevel === 0) this.keyAllowed = true
    }
  }

  private fetchStreamEnd(): void {
    this.cursor.endLine()
    this.unrollIndent(-1)
    this.dropKey()
    this.keyAllowed = false
    this.add(this.token('streamEnd', this.cursor.mark))
  }

  private fetchDirective(): void {
    this.unrollIndent(-1)
    this.dropKey()
    this.keyAllowed = false
    const { mark } = this.cursor
    this.cursor.skip()
    const line = this.cursor.take(/[^\n\r\x85\u2028\u2029]*/y).replace(/\s#.*|\s+$/, '')
    const [name = ''] = /^[\w-]*/.exec(line) ?? []
    if (name === '') throw scannerError('could not find expected directive name', this.cursor.mark, mark)
    if (name !== 'YAML' && name !== 'TAG') throw scannerError('found unknown directive name', this.cursor.mark, mark)
    this.add(this.token('directive', mark, line))
  }

  private fetchDocumentIndicator(kind: 'documentStart' | 'documentEnd'): void {
    this.unrollIndent(-1)
    this.dropKey()
    this.keyAllowed = false
    this.addIndicator(kind, 3)
  }

  private fetchFlowStart(kind: 'flowSequenceStart' | 'flowMappingStart'): void {
    this.saveKey()
    this.keys.push(undefined)
    this.checkDepth(this.flowLevel)
    this.keyAllowed = true
    this.addIndicator(kind)
  }

  private fetchFlowEnd(kind: 'flowSequenceEnd' | 'flowMappingEnd'): void {
    this.dropKey()
    if (this.flowLevel > 0) this.keys.pop()
    this.keyAllowed = false
    this.addIndicator(kind)
  }

  private fetchEntry(kind: 'flowEntry' | 'blockEntry'): void {
    this.dropKey()
    this.keyAllowed = true
    this.addIndicator(kind)
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerError('block sequence entries are not allowed in this context', this.cursor.mark)
      this.rollIndent('blockSequenceStart', this.cursor.mark)
    }
    this.fetchEntry('blockEntry')
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw scannerError('mapping keys are not allowed in this context', this.cursor.mark)
      this.rollIndent('blockMappingStart', this.cursor.mark)
    }
    this.dropKey()
    this.keyAllowed = this.flowLevel === 0
    this.addIndicator('key')
  }

  private fetchValue(): void {
    const key = this.possibleKey(this.flowLevel)
    if (key) {
      this.add(this.token('key', key.mark), key.token)
      this.rollIndent('blockMappingStart', key.mark, key.token)
      this.forgetKey(this.flowLevel)
      this.keyAllowed = false
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) throw scannerError('mapping values are not allowed in this context', this.cursor.mark)
        this.rollIndent('blockMappingStart', this.cursor.mark)
      }
      this.keyAllowed = this.flowLevel === 0
    }
    this.addIndicator('value')
  }

  private fetchNamed(kind: 'alias' | 'anchor'): void {
    this.saveKey()
    this.keyAllowed = false
    const { mark } = this.cursor
    this.cursor.skip()
    const name = this.cursor.take(/[\w-]*/y)
    const end = this.cursor.peek()
    if (name === '' || !isBlankOrEnd(end) && !'?:,]}%@`'.includes(end))
      throw scannerError('did not find expected alphabetic or numeric character', this.cursor.mark, mark)
    this.add(this.token(kind, mark, name))
  }

  private fetchTag(): void {
    this.saveKey()
    this.keyAllowed = false
    const { mark } = this.cursor
    const verbatim = this.cursor.peek(1) === '<'
    this.cursor.skip(verbatim ? 2 : 1)
    const tag = this.cursor.take(/[\w\-;/?:@&=+$,.!~*'()[\]%]*/y)
    if (verbatim) {
      if (tag === '') throw scannerError('did not find expected tag URI', this.cursor.mark, mark)
      if (this.cursor.peek() !== '>') throw scannerError("did not find the expected '>'", this.cursor.mark, mark)
      this.cursor.skip()
    }
    if (!isBlankOrEnd(this.cursor.peek())) throw scannerError('did not find expected whitespace or line break', this.cursor.mark, mark)
    this.add(this.token('tag', mark, verbatim ? `<${tag}` : tag))
  }

  private fetchQuoted(): void {
    this.saveKey()
    this.keyAllowed = false
    const { mark } = this.cursor
    this.add(this.token('scalar', mark, scanQuoted(this.cursor)))
  }

  private fetchBlockScalar(): void {
    this.dropKey()
    this.keyAllowed = true
    const { mark } = this.cursor
    this.add(this.token('scalar', mark, scanBlock(this.cursor, this.indent)))
  }

  private fetchPlain(): void {
    this.saveKey()
    this.keyAllowed = false
    const { mark } = this.cursor
    const { value, endsLine } = scanPlain(this.cursor, this.indent, this.flowLevel > 0)
    if (endsLine) this.keyAllowed = true
    this.add(this.token('scalar', mark, value, true))
  }
}

function startsPlain(char: string, next: string, flow: boolean): boolean {
  if (char === '-') return !isBlank(next)
  if (char === '?' || char === ':') return !flow && !isBlankOrEnd(next)
  return !isBlankOrEnd(char) && !`,[]{}#&*!|>'"%@\``.includes(char)
}
