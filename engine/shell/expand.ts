// Fills in words: variables, command output, arithmetic; then splits what was not quoted.
import { inQuotes } from '../runtime/coreutils/quote.ts'
import { unescaped } from '../runtime/programs/busybox/words.ts'
import type { Task } from '../runtime/task.ts'
import { expandBraces } from './braces.ts'
import { fits, isPattern, literally } from './glob.ts'
import { arithmetic } from './arithmetic.ts'
import type { Script } from './parse.ts'
import type { Fallback, Part, Transform, Word } from './words.ts'

/** What a shell offers for filling in words. */
export interface Values {
  get(name: string): string | undefined
  set(name: string, value: string): void
  /** What an array holds, or under which keys. */
  elements(name: string): readonly string[]
  keys(name: string): readonly string[]
  /** The variables whose names begin so. */
  names(prefix: string): readonly string[]
  /** `$@`: the arguments as separate words. */
  readonly positional: readonly string[]
  /** What a script prints. */
  capture(script: Script): Task<string>
  /** A file that holds a text for a while. */
  fileWith(text: string): string
  /** The paths that fit a pattern. */
  paths(pattern: string): readonly string[]
  /** `{a,b}` is two words. */
  readonly hasBraces: boolean
  /** `set -u`: what is not there is an error. */
  readonly isStrict: boolean
}

/** A word that cannot be filled in. */
export class FillError extends Error {}

/** Words as the command will get them: none, one or several for each. */
export function* expandWords(words: readonly Word[], values: Values): Task<string[]> {
  const fields: string[] = []
  for (const word of values.hasBraces ? words.flatMap(expandBraces) : words) {
    const [only] = word
    if (word.length === 1 && only?.kind === 'text' && (only.quoted || !isPattern(only.text) && !only.text.startsWith('~'))) fields.push(only.text) // nearly all words are
    else fields.push(...yield* split(word, values))
  }
  return fields
}

/** One string: as for assignments and redirections, where nothing is split. */
export function* expandText(word: Word, values: Values): Task<string> {
  let text = ''
  for (const [i, part] of word.entries()) text = grown(text, i === 0 ? atHome(part, values, yield* valueOf(part, values)) : yield* valueOf(part, values))
  return text
}

const longest = 16 * 2 ** 20

function grown(text: string, by: string): string {
  if (text.length + by.length > longest) throw new FillError('cannot allocate memory: a word is too long')
  return text + by
}

/** A pattern: what was quoted stands for itself. */
export function* expandPattern(word: Word, values: Values): Task<string> {
  let pattern = ''
  for (const part of word) {
    const text = yield* valueOf(part, values)
    pattern += part.quoted ? literally(text) : text
  }
  return pattern
}

/** A field that is put together: as text, and as the pattern that it may be. */
interface Field { readonly text: string, readonly pattern: string }

function* split(word: Word, values: Values): Task<string[]> {
  const fields: Field[] = []
  let current: Field | undefined
  const add = (text: string, pattern: string): void => { current = { text: grown(current?.text ?? '', text), pattern: grown(current?.pattern ?? '', pattern) } }
  const end = (): void => {
    if (current) fields.push(current)
    current = undefined
  }
  const divide = (text: string): void => {
    for (const [i, piece] of fieldsOf(text, values.get('IFS')).entries()) {
      if (i > 0) end()
      if (piece !== '') add(piece, piece)
    }
  }
  let hadNothing = false
  for (const [i, part] of word.entries()) {
    const list = part.kind === 'text' ? undefined : yield* listOf(part, values)
    if (list && !(part.quoted && isStarred(part))) {
      hadNothing ||= part.quoted && list.length === 0
      for (const [i, each] of list.entries()) {
        if (i > 0) end()
        if (part.quoted) add(each, literally(each))
        else divide(each)
      }
      continue
    }
    const text = i === 0 ? atHome(part, values, yield* valueOf(part, values)) : yield* valueOf(part, values)
    if (part.quoted) add(text, literally(text))
    else if (part.kind === 'text') add(text, text)
    else divide(text)
  }
  if (current?.text === '' && hadNothing) current = undefined // "$@" without arguments is nothing
  end()
  return fields.flatMap(({ text, pattern }) => {
    const paths = isPattern(pattern.replace(/\\[^]/g, '')) ? values.paths(pattern) : []
    return paths.length > 0 ? paths : [text]
  })
}

/** `~` and `~/…` at the beginning of a word. */
const atHome = (part: Part, values: Values, text: string): string =>
  part.kind === 'text' && !part.quoted && /^~(\/|$)/.test(text) ? (values.get('HOME') ?? '~') + text.slice(1) : text

const isStarred = (part: Part): boolean => 'name' in part && (part.name === '*' || 'index' in part && part.index?.length === 1 && part.index[0]?.kind === 'text' && part.index[0].text === '*')

/** Several values at once: `$@`, `${x[@]}`, and what is made of each of them. */
function* listOf(part: Part, values: Values): Task<readonly string[] | undefined> {
  if (part.kind === 'keys') return values.keys(part.name)
  if (part.kind === 'names') return values.names(part.name)
  if (part.kind !== 'variable' && part.kind !== 'transformed' && part.kind !== 'trimmed' && part.kind !== 'replaced' && part.kind !== 'slice' && part.kind !== 'cased' || part.kind === 'variable' && part.when !== undefined) return undefined
  const [first] = part.index ?? []
  const all = part.index === undefined ? part.name === '@' || part.name === '*' ? values.positional : undefined
    : part.index.length === 1 && first?.kind === 'text' && /^[@*]$/.test(first.text) ? values.elements(part.name) : undefined
  if (!all || part.kind === 'variable') return all
  if (part.kind === 'slice') return sliced(part.index ? all : [values.get('0') ?? '', ...all], arithmetic(yield* expandText(part.from, values), values), part.length && arithmetic(yield* expandText(part.length, values), values))
  const changed: string[] = []
  for (const each of all) changed.push(yield* changedBy(part, each, values))
  return changed
}

function* changedBy(part: Part & { readonly kind: 'trimmed' | 'replaced' | 'cased' | 'transformed' }, text: string, values: Values): Task<string> {
  if (part.kind === 'trimmed') return trimmed(text, part.by, yield* expandPattern(part.pattern, values))
  if (part.kind === 'transformed') return transformed(text, part.how, part.name)
  if (part.kind === 'cased') return cased(text, part.how)
  return replaced(text, part.where, yield* expandPattern(part.pattern, values), yield* expandText(part.by, values))
}

function* valueOf(given: Part, values: Values): Task<string> {
  if (given.kind === 'text') return given.text
  const list = yield* listOf(given, values)
  if (list) return list.join(isStarred(given) ? (values.get('IFS') ?? ' ').charAt(0) : ' ')
  const part = 'index' in given && given.index ? { ...given, name: `${given.name}[${yield* expandText(given.index, values)}]` } : given
  switch (part.kind) {
    case 'indirect': return values.get(known(part.name, values)) ?? ''
    case 'length': return String(/^[@*]$/.test(part.name) ? values.positional.length : /\[[@*]\]$/.test(part.name) ? values.elements(given.kind === 'length' ? given.name : '').length : [...known(part.name, values)].length)
    case 'transformed': return values.get(part.name) === undefined ? '' : yield* changedBy(part, known(part.name, values), values)
    case 'trimmed':
    case 'replaced':
    case 'cased': return yield* changedBy(part, known(part.name, values), values)
    case 'slice': return sliced([...known(part.name, values)], arithmetic(yield* expandText(part.from, values), values), part.length && arithmetic(yield* expandText(part.length, values), values)).join('')
    case 'command': return (yield* values.capture(part.script)).replace(/\n+$/, '')
    case 'process': return values.fileWith(yield* values.capture(part.script))
    case 'arithmetic': return String(arithmetic(yield* expandText(part.expression, values), values))
    case 'variable': return yield* variable(part, values)
    default: return ''
  }
}

/** Tries every length, the shortest or the longest first. */
function trimmed(text: string, by: '%' | '%%' | '#' | '##', pattern: string): string {
  const lengths = Array.from({ length: text.length + 1 }, (_, i) => i)
  const isAtEnd = by.startsWith('%')
  const length = (by.length === 2 ? lengths.reverse() : lengths).find(each => fits(pattern, isAtEnd ? text.slice(text.length - each) : text.slice(0, each))) ?? 0
  return isAtEnd ? text.slice(0, text.length - length) : text.slice(length)
}

/** Fields divided by the letters of IFS: blanks in a row divide once, other letters each time. */
function fieldsOf(text: string, divider: string | undefined): readonly string[] {
  if (divider === undefined || divider === ' \t\n') return text.split(/[ \t\n]+/)
  if (divider === '') return [text]
  const fields = ['']
  for (const letter of text) {
    if (!divider.includes(letter)) fields[fields.length - 1] += letter
    else if (!/\s/.test(letter) || fields.at(-1) !== '') fields.push('')
  }
  return fields
}

function* variable({ name, when, fallback = [] }: Part & { readonly kind: 'variable' }, values: Values): Task<string> {
  const value = values.get(name)
  if (when === undefined) return value ?? known(name, values)
  const isThere = value !== undefined && (value !== '' || !when.startsWith(':'))
  switch (when.slice(-1)) {
    case '+': return isThere ? yield* expandText(fallback, values) : ''
    case '?': {
      if (isThere) return value
      throw new FillError(`${name}: ${(yield* expandText(fallback, values)) || missing(when)}`)
    }
    default: {
      if (isThere) return value
      const text = yield* expandText(fallback, values)
      if (when.endsWith('=')) values.set(name, text)
      return text
    }
  }
}

const missing = (when: Fallback): string => `parameter ${when.startsWith(':') ? 'null or ' : ''}not set`

function known(name: string, values: Values): string {
  const value = values.get(name)
  if (value === undefined && values.isStrict && !/^[@*]$/.test(name)) throw new FillError(`${name}: unbound variable`)
  return value ?? ''
}

/** `${x:1:2}`, of letters or of a list; negative numbers count from the end. */
function sliced(all: readonly string[], from: number, length: number | undefined): readonly string[] {
  const start = from < 0 ? all.length + from : from
  const end = length === undefined ? all.length : length < 0 ? all.length + length : start + length
  return start < 0 ? [] : all.slice(start, end)
}

/** `${x@Q}` */
function transformed(text: string, how: Transform, name: string): string {
  switch (how) {
    case 'Q': return inQuotes(text)
    case 'A': return `${name}=${inQuotes(text)}`
    case 'E': return unescaped(text)
    case 'U': return cased(text, '^^')
    case 'u': return cased(text, '^')
    case 'L': return cased(text, ',,')
  }
}

function cased(text: string, how: '^' | '^^' | ',' | ',,'): string {
  const change = (part: string): string => how.startsWith('^') ? part.toUpperCase() : part.toLowerCase()
  return how.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1)
}

/** The longest part that fits, from the left. */
function replaced(text: string, where: '/' | '//' | '/#' | '/%', pattern: string, by: string): string {
  if (pattern === '' || text.length > mostReplaced) return text
  let output = ''
  for (let at = 0; at < text.length;) {
    const length = where === '/%' ? (fits(pattern, text.slice(at)) ? text.length - at : 0) : longestFit(pattern, text, at)
    if (length === 0 && where === '/#') return text
    if (length === 0) output += text.charAt(at++)
    else {
      output += by
      at += length
      if (where !== '//') return output + text.slice(at)
    }
  }
  return output
}

const mostReplaced = 2000

function longestFit(pattern: string, text: string, at: number): number {
  for (let end = text.length; end > at; end--) if (fits(pattern, text.slice(at, end))) return end - at
  return 0
}
