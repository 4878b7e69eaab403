// JSON as Go's encoding/json reads it: its error texts, a limit of depth, and the names of fields given twice.
import type { Json } from '../object.ts'

/** Deeper than any object of Kubernetes, and shallow enough for everything here that walks objects. Go allows 10,000. */
export const maxDepth = 500

export interface ReadJson {
  readonly value: Json
  /** Paths of fields that occur more than once (the last one counts), `spec.replicas`. */
  readonly duplicates: readonly string[]
}

export function readJson(text: string): ReadJson {
  const reader = new Reader(text, 0)
  const value = reader.document()
  return { value, duplicates: [...reader.duplicates] }
}

/** One of several values that follow each other, and where it ends; undefined if nothing but white space is left. */
export function readJsonValue(text: string, from: number): { readonly value: Json, readonly end: number } | undefined {
  return new Reader(text, from).next()
}

/** Past 2^53 a number here may stand for its neighbour: better refused than changed. Past 2^64 they are fractions for Go, too. */
export const losesDigits = (whole: string, value: number): boolean =>
  !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 64 && /^-?\d+$/.test(whole) && BigInt(whole) !== BigInt(value)

export const tooLong = (written: string): string => `number ${written} cannot be kept: whole numbers past 9007199254740992 lose their last digits here`

export class JsonError extends Error {
  /** Where the character is that cannot be there. */
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

class Reader {
  private readonly text: string
  private at: number
  private readonly path: string[] = []
  readonly duplicates = new Set<string>()

  constructor(text: string, from: number) {
    this.text = text
    this.at = from
  }

  document(): Json {
    const value = this.value(0)
    if (this.peek() !== '') throw this.unexpected('after top-level value')
    return value
  }

  next(): { value: Json, end: number } | undefined {
    if (this.peek() === '') return undefined
    const value = this.value(0)
    return { value, end: this.at }
  }

  private value(depth: number): Json {
    if (depth > maxDepth) throw new Error('exceeded max depth')
    const first = this.peek()
    switch (first) {
      case '{': return this.object(depth)
      case '[': return this.array(depth)
      case '"': return this.string()
      case 't': return this.literal('true', true)
      case 'f': return this.literal('false', false)
      case 'n': return this.literal('null', null)
    }
    if (first === '-' || isDigit(first)) return this.number()
    throw this.unexpected('looking for beginning of value')
  }

  private object(depth: number): Json {
    const fields = new Map<string, Json>()
    this.at++
    if (this.peek() === '}') return this.closed({})
    for (;;) {
      if (this.peek() !== '"') throw this.unexpected('looking for beginning of object key string')
      const name = this.string()
      if (this.peek() !== ':') throw this.unexpected('after object key')
      this.at++
      this.path.push(this.path.length === 0 ? name : `.${name}`)
      if (fields.has(name)) this.duplicates.add(this.path.join(''))
      fields.set(name, this.value(depth + 1))
      this.path.pop()
      const next = this.peek()
      if (next === '}') return this.closed(Object.fromEntries(fields))
      if (next !== ',') throw this.unexpected('after object key:value pair')
      this.at++
    }
  }

  private array(depth: number): Json {
    const items: Json[] = []
    this.at++
    if (this.peek() === ']') return this.closed(items)
    for (;;) {
      this.path.push(`[${items.length}]`)
      items.push(this.value(depth + 1))
      this.path.pop()
      const next = this.peek()
      if (next === ']') return this.closed(items)
      if (next !== ',') throw this.unexpected('after array element')
      this.at++
    }
  }

  private closed<T>(value: T): T {
    this.at++
    return value
  }

  private string(): string {
    const parts: string[] = []
    for (let from = ++this.at; ; this.at++) {
      const char = this.text.charAt(this.at)
      if (char === '"') {
        parts.push(this.text.slice(from, this.at++))
        return parts.join('').toWellFormed() // half a surrogate pair becomes U+FFFD, as in Go
      }
      if (char === '\\') {
        parts.push(this.text.slice(from, this.at), this.escape())
        from = this.at + 1
      } else if (char < ' ') throw this.unexpected('in string literal')
    }
  }

  /** Leaves `at` on the last character of the escape. */
  private escape(): string {
    const char = this.text.charAt(++this.at)
    if (char !== 'u') {
      const meant = char === '' ? undefined : escapes[char]
      if (meant === undefined) throw this.unexpected('in string escape code')
      return meant
    }
    for (let i = 0; i < 4; i++) {
      this.at++
      if (!/^[0-9a-fA-F]$/.test(this.text.charAt(this.at))) throw this.unexpected('in \\u hexadecimal character escape')
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(this.at - 3, this.at + 1), 16))
  }

  private number(): number {
    const from = this.at
    if (this.text[this.at] === '-') this.at++
    if (this.text[this.at] === '0') this.at++
    else this.digits('in numeric literal')
    if (this.text[this.at] === '.') {
      this.at++
      this.digits('after decimal point in numeric literal')
    }
    if (/^[eE]$/.test(this.text.charAt(this.at))) {
      this.at++
      if (/^[+-]$/.test(this.text.charAt(this.at))) this.at++
      this.digits('in exponent of numeric literal')
    }
    const written = this.text.slice(from, this.at)
    const value = Number(written)
    if (!Number.isFinite(value)) throw new Error(`json: cannot unmarshal number ${written} into Go value of type float64`)
    if (losesDigits(written, value)) throw new Error(tooLong(written))
    return value
  }

  private digits(where: string): void {
    if (!isDigit(this.text.charAt(this.at))) throw this.unexpected(where)
    while (isDigit(this.text.charAt(this.at))) this.at++
  }

  private literal<T>(word: string, value: T): T {
    for (const letter of word) {
      if (this.text[this.at] !== letter) throw this.unexpected(`in literal ${word} (expecting '${letter}')`)
      this.at++
    }
    return value
  }

  /** The next character that is no white space; empty at the end. */
  private peek(): string {
    for (;; this.at++) {
      const char = this.text.charAt(this.at)
      if (char !== ' ' && char !== '\n' && char !== '\t' && char !== '\r') return char
    }
  }

  private unexpected(where: string): Error {
    const point = this.text.codePointAt(this.at)
    return new JsonError(point === undefined ? 'unexpected end of JSON input' : `invalid character ${quoted(String.fromCodePoint(point))} ${where}`, this.at)
  }
}

const isDigit = (char: string): boolean => char >= '0' && char <= '9' && char !== ''

/** As Go shows a character: 'x', '\n', '\''. */
function quoted(char: string): string {
  if (char === "'") return "'\\''"
  if (char === '"') return "'\"'"
  return `'${JSON.stringify(char).slice(1, -1)}'`
}
