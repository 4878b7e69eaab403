// Words of a shell script: what a word is made of before its variables are filled in.
import { unescaped } from '../runtime/programs/busybox/words.ts'
import { element } from './arrays.ts'
import type { Script } from './parse.ts'

export type Part =
  | { readonly kind: 'text', readonly text: string, readonly quoted: boolean }
  /** `index`: of `x[1]`. */
  | { readonly kind: 'variable', readonly name: string, readonly index?: Word, readonly quoted: boolean, readonly fallback?: Word, readonly when?: Fallback }
  /** `${!x}`: the variable that another one names. */
  | { readonly kind: 'indirect', readonly name: string, readonly quoted: boolean }
  | { readonly kind: 'length', readonly name: string, readonly index?: Word, readonly quoted: boolean }
  /** `${!x[@]}`: the keys of an array. */
  | { readonly kind: 'keys', readonly name: string, readonly quoted: boolean }
  /** `${x%.gz}`: without what fits at its end, or at its beginning; the longest such, if doubled. */
  | { readonly kind: 'trimmed', readonly name: string, readonly index?: Word, readonly by: '%' | '%%' | '#' | '##', readonly pattern: Word, readonly quoted: boolean }
  /** `${x/a/b}`: the first, all, or only at the beginning or end. */
  | { readonly kind: 'replaced', readonly name: string, readonly index?: Word, readonly where: '/' | '//' | '/#' | '/%', readonly pattern: Word, readonly by: Word, readonly quoted: boolean }
  /** `${x:1:2}` */
  | { readonly kind: 'slice', readonly name: string, readonly index?: Word, readonly from: Word, readonly length: Word | undefined, readonly quoted: boolean }
  /** `${x^^}` */
  | { readonly kind: 'cased', readonly name: string, readonly index?: Word, readonly how: '^' | '^^' | ',' | ',,', readonly quoted: boolean }
  /** `${x@Q}` */
  | { readonly kind: 'transformed', readonly name: string, readonly index?: Word, readonly how: Transform, readonly quoted: boolean }
  /** `${!x*}`: the names of the variables that begin so. */
  | { readonly kind: 'names', readonly name: string, readonly quoted: boolean }
  | { readonly kind: 'command', readonly script: Script, readonly quoted: boolean }
  /** `<(…)`: the name of a file with what it prints. */
  | { readonly kind: 'process', readonly script: Script, readonly quoted: boolean }
  | { readonly kind: 'arithmetic', readonly expression: Word, readonly quoted: boolean }

export type Word = readonly Part[]

/** A word that is nothing but unquoted letters. */
export function plainText(word: Word | undefined): string {
  const [only] = word ?? []
  return word?.length === 1 && only?.kind === 'text' && !only.quoted ? only.text : ''
}

/** Quoted, as an assignment, with its escapes read, in capitals, with one, or in small letters. */
export type Transform = typeof transforms[number]
const transforms = ['Q', 'A', 'E', 'U', 'u', 'L'] as const

/** What happens when a variable is not there; with a colon, also when it is empty. */
export type Fallback = ':-' | '-' | ':+' | '+' | ':=' | '=' | ':?' | '?'

/** `near`: the token that was not expected, or the quote that never ends. */
export class ShellSyntaxError extends Error {
  readonly near: { readonly kind: 'token' | 'quote', readonly text: string } | undefined
  /** More lines could make it whole. */
  readonly isIncomplete: boolean
  constructor(message: string, near?: ShellSyntaxError['near'], isIncomplete = false) {
    super(message)
    this.near = near
    this.isIncomplete = isIncomplete
  }
}

export const endOfFile = (): ShellSyntaxError => new ShellSyntaxError('unexpected end of file', { kind: 'token', text: 'newline' }, true)
const unterminated = (quote: string): ShellSyntaxError => new ShellSyntaxError('unterminated quoted string', { kind: 'quote', text: quote }, true)

export type ParseScript = (source: string) => Script

/** So deep may expansions stand in each other, and so many brackets. */
const deepest = 200
const mostBrackets = 1000

const nameStart = /[A-Za-z_]/
const nameLetter = /[A-Za-z0-9_]/
const specials = '?!$#@*0123456789-'
const endsWord = ' \t\n;&|<>()'

/** Reads one word of a script from a place in it; answers the word and where it ended. */
export function readWord(source: string, start: number, parse: ParseScript): { readonly word: Word, readonly end: number } {
  const parts: Part[] = []
  let i = start
  while (i < source.length && !endsWord.includes(source.charAt(i))) {
    const letter = source.charAt(i)
    if (letter === '\'') {
      const close = source.indexOf('\'', i + 1)
      if (close < 0) throw unterminated('\'')
      parts.push({ kind: 'text', text: source.slice(i + 1, close), quoted: true })
      i = close + 1
    }
    else if (letter === '"') {
      const { parts: inner, end } = readQuoted(source, i + 1, parse)
      parts.push({ kind: 'text', text: '', quoted: true }, ...inner)
      i = end
    }
    else if (letter === '\\') {
      if (source.charAt(i + 1) !== '\n') parts.push({ kind: 'text', text: source.charAt(i + 1), quoted: true })
      i += 2
    }
    else if (letter === '$' && source.charAt(i + 1) === '\'') {
      const close = closingQuoteOf(source, i + 2)
      parts.push({ kind: 'text', text: unescaped(source.slice(i + 2, close)), quoted: true })
      i = close + 1
    }
    else if (letter === '$' || letter === '`') {
      const { part, end } = readExpansion(source, i, false, parse)
      parts.push(part)
      i = end
    }
    else {
      const from = i
      while (i < source.length && !endsWord.includes(source.charAt(i)) && !'\'"\\$`'.includes(source.charAt(i))) i++
      parts.push({ kind: 'text', text: source.slice(from, i), quoted: false })
    }
  }
  return { word: parts, end: i }
}

/** A text in which variables and commands are filled in, but quotes are only letters. */
export const readText = (text: string, parse: ParseScript): Word => readQuoted(text, 0, parse, '').parts

function readQuoted(source: string, start: number, parse: ParseScript, close: '"' | '' = '"'): { readonly parts: readonly Part[], readonly end: number } {
  const parts: Part[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text, quoted: true })
    text = ''
  }
  for (let i = start; i < source.length;) {
    const letter = source.charAt(i)
    if (letter === close) {
      flush()
      return { parts, end: i + 1 }
    }
    if (letter === '\\' && `$\`${close}\\\n`.includes(source.charAt(i + 1))) {
      text += source.charAt(i + 1) === '\n' ? '' : source.charAt(i + 1)
      i += 2
    }
    else if (letter === '$' || letter === '`') {
      flush()
      const { part, end } = readExpansion(source, i, true, parse)
      parts.push(part)
      i = end
    }
    else {
      text += letter
      i++
    }
  }
  if (close !== '') throw unterminated(close)
  flush()
  return { parts, end: source.length }
}

function readExpansion(source: string, at: number, quoted: boolean, parse: ParseScript): { readonly part: Part, readonly end: number } {
  if (source.charAt(at) === '`') {
    const close = source.indexOf('`', at + 1)
    if (close < 0) throw new ShellSyntaxError('EOF in backquote substitution', { kind: 'quote', text: '`' }, true)
    return { part: { kind: 'command', script: parse(source.slice(at + 1, close)), quoted }, end: close + 1 }
  }
  const next = source.charAt(at + 1)
  if (source.startsWith('$((', at)) {
    const close = closing(source, at + 1)
    const { parts } = readQuoted(`${source.slice(at + 3, close - 1)}"`, 0, parse)
    return { part: { kind: 'arithmetic', expression: parts, quoted }, end: close + 1 }
  }
  if (next === '(') {
    const close = closing(source, at + 1)
    return { part: { kind: 'command', script: parse(source.slice(at + 2, close)), quoted }, end: close + 1 }
  }
  if (next === '{') return readBraced(source, at + 2, quoted, parse)
  if (specials.includes(next) && next !== '') return { part: { kind: 'variable', name: next, quoted }, end: at + 2 }
  if (!nameStart.test(next)) return { part: { kind: 'text', text: '$', quoted }, end: at + 1 }
  let end = at + 1
  while (nameLetter.test(source.charAt(end))) end++
  return { part: { kind: 'variable', name: source.slice(at + 1, end), quoted }, end }
}

/** A name, or an element of an array. */
const named = String.raw`(\w+(?:\[(?:[^[\]]|\[[^[\]]*\])+\])?|[@*])`
const shape = (rest: string): RegExp => new RegExp(`^${rest.replace('NAME', named)}$`, 's')

const braced: readonly (readonly [RegExp, (groups: readonly string[], word: (text: string) => Word) => BracedPart])[] = [
  [/^!(\w+)$/, ([name = '']) => ({ kind: 'indirect', name })],
  [/^!(\w+)\[[@*]\]$/, ([name = '']) => ({ kind: 'keys', name })],
  [/^!(\w+)[@*]$/, ([name = '']) => ({ kind: 'names', name })],
  [shape('NAME@([QAEUuL])'), ([name = '', how]) => ({ kind: 'transformed', name, how: transforms.find(each => each === how) ?? 'Q' })],
  [shape('#NAME'), ([name = '']) => ({ kind: 'length', name })],
  [shape('NAME(%%?|##?)(.*)'), ([name = '', by, pattern = ''], word) => ({ kind: 'trimmed', name, by: by === '%%' || by === '##' || by === '#' ? by : '%', pattern: unquoted(word(pattern)) })],
  [shape(String.raw`NAME(\/[/#%]?)((?:\\.|[^\\/])*)(?:\/(.*))?`), ([name = '', where, pattern = '', by = ''], word) => ({ kind: 'replaced', name, where: where === '//' || where === '/#' || where === '/%' ? where : '/', pattern: unquoted(word(pattern)), by: word(by) })],
  [shape(String.raw`NAME(\^\^?|,,?)`), ([name = '', how]) => ({ kind: 'cased', name, how: how === '^^' || how === ',' || how === ',,' ? how : '^' })],
  [shape('NAME:(?![-+=?])([^:]*)(?::(.*))?'), ([name = '', from = '', length], word) => ({ kind: 'slice', name, from: word(from), length: length === undefined ? undefined : word(length) })],
  [shape('(?:NAME|([?!$#-]))(?:(:?[-+=?])(.*))?'), ([name, special = '', when, rest = ''], word) => when === undefined ? { kind: 'variable', name: name ?? special } : { kind: 'variable', name: name ?? special, fallback: word(rest.replaceAll('"', '')), when: fallbacks.find(each => each === when) ?? ':-' }],
]
const fallbacks: readonly Fallback[] = [':-', '-', ':+', '+', ':=', '=', ':?', '?']

type BracedPart = Part extends infer P ? P extends Part ? Omit<P, 'quoted'> : never : never

const unquoted = (word: Word): Word => word.map(part => part.kind === 'text' ? { ...part, quoted: false } : part)

function readBraced(source: string, start: number, quoted: boolean, parse: ParseScript): { readonly part: Part, readonly end: number } {
  const close = closingBrace(source, start)
  const body = source.slice(start, close)
  for (const [form, partOf] of braced) {
    const groups = form.exec(body)
    if (!groups) continue
    return { part: placed({ ...partOf(groups.slice(1), text => readText(text, parse)), quoted }, parse), end: close + 1 }
  }
  throw new ShellSyntaxError(`\${${body}}: bad substitution`)
}

/** What stands in the brackets of `${x[1]}` is filled in like any text: `${m["a b"]}`, `${x[$i]}`. */
function placed(part: Part, parse: ParseScript): Part {
  if (part.kind === 'text' || part.kind === 'command' || part.kind === 'process' || part.kind === 'arithmetic' || part.kind === 'indirect' || part.kind === 'keys' || part.kind === 'names') return part
  const [name, subscript = ''] = element(part.name) ?? []
  return name === undefined ? part : { ...part, name, index: readText(/^(["']).*\1$/s.test(subscript) ? subscript.slice(1, -1) : subscript, parse) }
}

/** Where `${…}` ends; there may be others in it. */
function closingBrace(source: string, from: number, depth = 0): number {
  if (depth > deepest) throw new ShellSyntaxError('too deeply nested')
  for (let i = from; i < source.length; i++) {
    const letter = source.charAt(i)
    if (letter === '}') return i
    if (letter === '\\') i++
    else if (letter === '\'') i = source.indexOf('\'', i + 1) < 0 ? i : source.indexOf('\'', i + 1)
    else if (letter === '$' && source.charAt(i + 1) === '{') i = closingBrace(source, i + 2, depth + 1)
    else if (letter === '$' && source.charAt(i + 1) === '(') i = closing(source, i + 1, depth + 1)
  }
  throw unterminated('}')
}

export function readProcess(source: string, at: number, parse: ParseScript): { readonly part: Part, readonly end: number } {
  const close = closing(source, at + 1)
  return { part: { kind: 'process', script: parse(source.slice(at + 2, close)), quoted: true }, end: close + 1 }
}

/** Where `((…))` ends; undefined when it is something else. */
export function arithmeticEnd(source: string, open: number): number | undefined {
  let depth = 0
  for (let i = open; i < source.length; i++) {
    if (source.charAt(i) === '(' && ++depth > mostBrackets) return undefined
    if (source.charAt(i) === ')' && --depth === 1) return source.charAt(i + 1) === ')' ? i + 2 : undefined
  }
  return undefined
}

const beginsCommand = /(?:^|[;&|(){\n]|\b(?:then|do|else|elif|if|while|until))\s*$/

/** Where the parenthesis at a place closes; quotes hide parentheses, and those after the patterns of a `case` close nothing. */
function closing(source: string, open: number, nested = 0): number {
  if (nested > deepest) throw new ShellSyntaxError('too deeply nested')
  let depth = 0
  const cases: number[] = []
  for (let i = open; i < source.length; i++) {
    const letter = source.charAt(i)
    if (letter === '\\') i++
    else if (letter === '\'') i = after(source.indexOf('\'', i + 1))
    else if (letter === '"') i = closingQuote(source, i + 1, nested + 1)
    else if (letter === '(') depth++
    else if (letter === 'c' && source.startsWith('case ', i) && beginsCommand.test(source.slice(Math.max(open + 1, i - 20), i))) cases.push(depth)
    else if (letter === 'e' && /^esac\b/.test(source.slice(i, i + 5)) && beginsCommand.test(source.slice(Math.max(open + 1, i - 20), i))) cases.pop()
    else if (letter === ')' && cases.at(-1) === depth) continue
    else if (letter === ')' && --depth === 0) return i
  }
  throw new ShellSyntaxError('unexpected end of file (expecting ")")', { kind: 'quote', text: ')' }, true)
}

/** Where a double quote ends; what runs in it may have quotes of its own. */
function closingQuote(source: string, from: number, nested: number): number {
  for (let i = from; i < source.length; i++) {
    const letter = source.charAt(i)
    if (letter === '\\') i++
    else if (letter === '"') return i
    else if (letter === '$' && source.charAt(i + 1) === '(') i = closing(source, i + 1, nested + 1)
  }
  throw unterminated('"')
}

/** Where `$'…'` ends. */
function closingQuoteOf(source: string, from: number): number {
  for (let i = from; i < source.length; i++) {
    if (source.charAt(i) === '\\') i++
    else if (source.charAt(i) === '\'') return i
  }
  throw unterminated('\'')
}

const after = (found: number): number => {
  if (found < 0) throw unterminated('\'')
  return found
}
