// The words of awk's programs, read one at a time: only who reads knows whether a slash begins a pattern.
import { AwkError } from './values.ts'

export type Kind = 'number' | 'text' | 'name' | 'call' | 'mark' | 'end'
export interface Word { readonly kind: Kind, readonly text: string }

const blank = /(?:[ \t\r]|\\\n|#[^\n]*)+/y
const shapes: readonly (readonly [Kind, RegExp])[] = [
  ['number', /0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y],
  ['text', /"(?:[^"\\\n]|\\[^])*"/y],
  ['call', /[A-Za-z_]\w*(?=\()/y],
  ['name', /[A-Za-z_]\w*/y],
  ['mark', /\+\+|--|\*\*=?|[-+*/%^=!<>]=|&&|\|\||!~|>>|[^\s]|\n/y],
]
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }

export const unescape = (text: string): string => text.replace(/\\([0-7]{1,3}|[^])/g, (all, code: string) =>
  /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : Object.hasOwn(escapes, code) ? escapes[code] ?? all : code === '"' || code === '\\' || code === '/' ? code : code === '\n' ? '' : all)

export class Words {
  word: Word = { kind: 'end', text: '' }
  private readonly source: string
  private at = 0
  /** Where the word at hand begins. */
  private start = 0
  /** In so many braces it is. */
  blocks = 0

  constructor(source: string) {
    this.source = source
    this.step()
  }

  step(): void {
    blank.lastIndex = this.at
    this.at += blank.exec(this.source)?.[0].length ?? 0
    this.start = this.at
    for (const [kind, shape] of shapes) {
      shape.lastIndex = this.at
      const text = shape.exec(this.source)?.[0]
      if (text === undefined) continue
      this.at += text.length
      this.word = { kind: keywords.has(text) ? 'mark' : kind, text }
      return
    }
    this.word = { kind: 'end', text: '' }
  }

  mark(): Mark { return { at: this.at, start: this.start, word: this.word } }
  backTo(mark: Mark): void { Object.assign(this, mark) }

  /** Reads the pattern of which the first slash has been read. */
  pattern(): string {
    const from = this.at - (this.word.text === '/=' ? 1 : 0)
    let inSet = false
    for (let i = from; i < this.source.length; i++) {
      const letter = this.source.charAt(i)
      if (letter === '\\') i++
      else if (letter === '[' && !inSet) inSet = true
      else if (letter === ']' && i > from + 1) inSet = false
      else if (letter === '/' && !inSet) {
        this.at = i + 1
        this.step()
        return this.source.slice(from, i).replaceAll('\\/', '/')
      }
    }
    throw this.fault()
  }

  is(text: string): boolean { return this.word.kind === 'mark' && this.word.text === text }

  take(text: string): boolean {
    const isThere = this.is(text)
    if (isThere) this.step()
    return isThere
  }

  expect(text: string): void { if (!this.take(text)) throw this.fault() }

  skipBreaks(): void { while (this.is('\n') || this.is(';')) this.step() }
  skipLines(): void { while (this.is('\n')) this.step() }

  fault(): AwkError {
    const { kind, text } = this.word
    if (kind === 'end' && this.blocks > 0) return this.wrong('missing } near end of file', true)
    return this.wrong(`syntax error at or near ${kind === 'end' ? 'end of file' : text === '\n' ? 'end of line' : text}`)
  }

  /** With the line that it is in, or with the one behind the last. */
  wrong(what: string, isAtEnd = false): AwkError {
    const before = isAtEnd ? `${this.source}\n` : this.source.slice(0, this.start)
    return new AwkError(`line ${before.split('\n').length}: ${what}`)
  }
}

interface Mark { readonly at: number, readonly start: number, readonly word: Word }

const keywords: ReadonlySet<string> = new Set(['BEGIN', 'END', 'function', 'func', 'if', 'else', 'while', 'for', 'do', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'in', 'print', 'printf', 'getline'])
