// The texts of a YAML stream: plain, quoted and block scalars, with their folding of line breaks.
import { type Cursor, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Mark, scannerError } from './cursor.ts'

/** What line breaks between two pieces of text come to: one is a space, more are one less. */
function folded(first: string, more: string): string {
  if (first !== '\n') return first + more
  return more === '' ? ' ' : more
}

// ---- plain

const inBlock = /[^\s:\x85\u2028\u2029]+/y
const inFlow = /[^\s:,?[\]{}\x85\u2028\u2029]+/y

export interface PlainScalar {
  readonly value: string
  /** The text ended with a line break, so that a key may follow. */
  readonly endsLine: boolean
}

export function scanPlain(cursor: Cursor, parentIndent: number, flow: boolean): PlainScalar {
  const start = cursor.mark
  const pieces: string[] = []
  let gap = '' // blanks or breaks before the next piece
  let endsLine = false
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.peek() === '#') break
    for (;;) {
      const text = cursor.take(flow ? inFlow : inBlock)
      const char = cursor.peek()
      const ends = isBlankOrEnd(char) || char === ':' && isBlankOrEnd(cursor.peek(1)) || flow && ',?[]{}'.includes(char)
      if (text === '' && ends) break
      pieces.push(gap, text)
      gap = ''
      endsLine = false
      if (ends) break
      pieces.push(char) // a colon within the text, or white space that is none in YAML
      cursor.skip()
    }
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break
    const space = scanGap(cursor, start, parentIndent + 1)
    gap = space.text
    endsLine = space.hasBreak
    if (!flow && cursor.column < parentIndent + 1) break
  }
  return { value: pieces.join(''), endsLine }
}

function scanGap(cursor: Cursor, start: Mark, indent: number): { text: string, hasBreak: boolean } {
  let blanks = ''
  let first = ''
  let more = ''
  for (let char = cursor.peek(); isBlank(char) || isBreak(char); char = cursor.peek()) {
    if (isBreak(char)) {
      const text = cursor.takeBreak()
      if (first === '') first = text
      else more += text
    } else {
      if (first !== '' && char === '\t' && cursor.column < indent) throw scannerError('found a tab character that violates indentation', cursor.mark, start)
      if (first === '') blanks += char
      cursor.skip()
    }
  }
  return first === '' ? { text: blanks, hasBreak: false } : { text: folded(first, more), hasBreak: true }
}

// ---- quoted

const inSingle = /[^\s'\x85\u2028\u2029]+/y
const inDouble = /[^\s"\\\x85\u2028\u2029]+/y

const escapes: ReadonlyMap<string, string> = new Map(Object.entries({
  0: '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b', ' ': ' ', '"': '"', "'": "'",
  '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
}))
const codeLengths: ReadonlyMap<string, number> = new Map(Object.entries({ x: 2, u: 4, U: 8 }))

export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark
  const quote = cursor.peek()
  const pieces: string[] = []
  cursor.skip()
  for (;;) {
    if (cursor.atDocumentIndicator()) throw scannerError('found unexpected document indicator', cursor.mark, start)
    if (cursor.peek() === '') throw scannerError('found unexpected end of stream', cursor.mark, start)
    const joined = scanQuotedPieces(cursor, quote, pieces, start)
    if (cursor.peek() === quote) break
    pieces.push(scanQuotedGap(cursor, joined))
  }
  cursor.skip()
  return pieces.join('')
}

/** Up to white space or the closing quote; true after an escaped line break, which joins two lines. */
function scanQuotedPieces(cursor: Cursor, quote: string, pieces: string[], start: Mark): boolean {
  for (;;) {
    pieces.push(cursor.take(quote === "'" ? inSingle : inDouble))
    const char = cursor.peek()
    if (isBlankOrEnd(char)) return false
    if (char === quote) {
      if (quote === '"' || cursor.peek(1) !== "'") return false
      pieces.push("'")
      cursor.skip(2)
    } else if (char === '\\' && quote === '"') {
      if (isBreak(cursor.peek(1))) {
        cursor.skip()
        cursor.takeBreak()
        return true
      }
      pieces.push(scanEscape(cursor, start))
    } else {
      pieces.push(char)
      cursor.skip()
    }
  }
}

function scanQuotedGap(cursor: Cursor, joined: boolean): string {
  let blanks = ''
  let first = ''
  let more = ''
  let onNewLine = joined
  for (let char = cursor.peek(); isBlank(char) || isBreak(char); char = cursor.peek()) {
    if (!isBreak(char)) {
      if (!onNewLine) blanks += char
      cursor.skip()
    } else if (onNewLine) more += cursor.takeBreak()
    else {
      first = cursor.takeBreak()
      onNewLine = true
    }
  }
  if (!onNewLine) return blanks
  return joined ? more : folded(first, more)
}

function scanEscape(cursor: Cursor, start: Mark): string {
  const letter = cursor.peek(1)
  const meant = escapes.get(letter)
  const length = codeLengths.get(letter)
  if (meant === undefined && length === undefined) throw scannerError('found unknown escape character', cursor.mark, start)
  cursor.skip(2)
  if (length === undefined) return meant ?? ''
  let digits = ''
  for (let i = 0; i < length; i++) digits += cursor.peek(i)
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) throw scannerError('did not find expected hexdecimal number', cursor.mark, start)
  const point = Number.parseInt(digits, 16)
  if (point >= 0xd800 && point <= 0xdfff || point > 0x10ffff) throw scannerError('found invalid Unicode character escape code', cursor.mark, start)
  cursor.skip(length)
  return String.fromCodePoint(point)
}

// ---- block

const restOfLine = /[^\n\r\x85\u2028\u2029]*/y

export function scanBlock(cursor: Cursor, parentIndent: number): string {
  const start = cursor.mark
  const literal = cursor.peek() === '|'
  cursor.skip()
  const { chomp, increment } = scanBlockHeader(cursor, start)
  const lines = new BlockLines(cursor, start, parentIndent, increment)
  const pieces: string[] = []
  let lineBreak = ''
  let blankLines = lines.skipBreaks()
  let afterBlank = false
  while (cursor.column === lines.indent && cursor.peek() !== '') {
    const startsBlank = isBlank(cursor.peek())
    if (!literal && lineBreak === '\n' && !afterBlank && !startsBlank) pieces.push(blankLines === '' ? ' ' : '')
    else pieces.push(lineBreak)
    pieces.push(blankLines, cursor.take(restOfLine))
    afterBlank = startsBlank
    lineBreak = cursor.peek() === '' ? '' : cursor.takeBreak()
    blankLines = lines.skipBreaks()
  }
  if (chomp !== '-') pieces.push(lineBreak)
  if (chomp === '+') pieces.push(blankLines)
  return pieces.join('')
}

function scanBlockHeader(cursor: Cursor, start: Mark): { chomp: string, increment: number } {
  const indicators = cursor.take(/[+-]?[0-9]?/y)
  if (indicators.includes('0')) throw scannerError('found an indentation indicator equal to 0', cursor.mark, start)
  const late = /^[0-9]$/.test(indicators) ? cursor.take(/[+-]/y) : ''
  cursor.take(/[ \t]*/y)
  if (cursor.peek() === '#') cursor.take(restOfLine)
  if (!isBreakOrEnd(cursor.peek())) throw scannerError('did not find expected comment or line break', cursor.mark, start)
  if (cursor.peek() !== '') cursor.takeBreak()
  return { chomp: late || indicators.replace(/[0-9]/, ''), increment: Number(/[0-9]/.exec(indicators)?.[0] ?? 0) }
}

class BlockLines {
  private readonly cursor: Cursor
  private readonly start: Mark
  private readonly parentIndent: number
  /** Of the text; 0 until its first line is seen. */
  indent: number

  constructor(cursor: Cursor, start: Mark, parentIndent: number, increment: number) {
    this.cursor = cursor
    this.start = start
    this.parentIndent = parentIndent
    this.indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment
  }

  /** Moves to the next line that is not empty, past its indentation, and returns the breaks on the way. */
  skipBreaks(): string {
    const { cursor } = this
    const breaks: string[] = []
    let widest = 0
    for (;;) {
      while ((this.indent === 0 || cursor.column < this.indent) && cursor.peek() === ' ') cursor.skip()
      widest = Math.max(widest, cursor.column)
      if ((this.indent === 0 || cursor.column < this.indent) && cursor.peek() === '\t')
        throw scannerError('found a tab character where an indentation space is expected', cursor.mark, this.start)
      if (!isBreak(cursor.peek())) break
      breaks.push(cursor.takeBreak())
    }
    if (this.indent === 0) this.indent = Math.max(widest, this.parentIndent + 1, 1)
    return breaks.join('')
  }
}
