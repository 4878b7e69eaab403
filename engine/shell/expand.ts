// Fills in words: variables, command output, arithmetic; then splits what was not quoted.
import type { Task } from '../runtime/task.ts'
import { fits, isPattern, literally } from './glob.ts'
import { arithmetic } from './arithmetic.ts'
import type { Script } from './parse.ts'
import type { Part, Word } from './words.ts'

/** What a shell offers for filling in words. */
export interface Values {
  get(name: string): string | undefined
  set(name: string, value: string): void
  /** `$@`: the arguments as separate words. */
  readonly positional: readonly string[]
  /** What a script prints. */
  capture(script: Script): Task<string>
  /** The paths that fit a pattern. */
  paths(pattern: string): readonly string[]
}

/** Words as the command will get them: none, one or several for each. */
export function* expandWords(words: readonly Word[], values: Values): Task<string[]> {
  const fields: string[] = []
  for (const word of words) {
    const [only] = word
    if (word.length === 1 && only?.kind === 'text' && (only.quoted || !isPattern(only.text))) fields.push(only.text) // nearly all words are
    else fields.push(...yield* split(word, values))
  }
  return fields
}

/** One string: as for assignments and redirections, where nothing is split. */
export function* expandText(word: Word, values: Values): Task<string> {
  let text = ''
  for (const part of word) text += yield* valueOf(part, values)
  return text
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
  const add = (text: string, pattern: string): void => { current = { text: (current?.text ?? '') + text, pattern: (current?.pattern ?? '') + pattern } }
  const end = (): void => {
    if (current) fields.push(current)
    current = undefined
  }
  for (const part of word) {
    if (part.kind === 'variable' && part.name === '@' && part.quoted) {
      for (const [i, each] of values.positional.entries()) {
        if (i > 0) end()
        add(each, literally(each))
      }
      continue
    }
    const text = yield* valueOf(part, values)
    if (part.quoted) add(text, literally(text))
    else if (part.kind === 'text') add(text, text)
    else for (const [i, piece] of fieldsOf(text, values.get('IFS')).entries()) {
      if (i > 0) end()
      if (piece !== '') add(piece, piece)
    }
  }
  if (current?.text === '' && values.positional.length === 0 && word.some(part => part.kind === 'variable' && part.name === '@' && part.quoted)) current = undefined // "$@" without arguments is nothing
  end()
  return fields.flatMap(({ text, pattern }) => {
    const paths = isPattern(pattern.replace(/\\[^]/g, '')) ? values.paths(pattern) : []
    return paths.length > 0 ? paths : [text]
  })
}

function* valueOf(part: Part, values: Values): Task<string> {
  switch (part.kind) {
    case 'text': return part.text
    case 'length': return String((values.get(part.name) ?? '').length)
    case 'trimmed': return trimmed(values.get(part.name) ?? '', part.by, yield* expandPattern(part.pattern, values))
    case 'command': return (yield* values.capture(part.script)).replace(/\n+$/, '')
    case 'arithmetic': return String(arithmetic(yield* expandText(part.expression, values), values))
    case 'variable': return yield* variable(part, values)
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

function* variable(part: Part & { readonly kind: 'variable' }, values: Values): Task<string> {
  const value = values.get(part.name)
  const isThere = value !== undefined && (value !== '' || part.when === '-' || part.when === '+')
  switch (part.when) {
    case undefined: return value ?? ''
    case ':+':
    case '+': return isThere ? yield* expandText(part.fallback ?? [], values) : ''
    default: {
      if (isThere) return value
      const fallback = yield* expandText(part.fallback ?? [], values)
      if (part.when === ':=') values.set(part.name, fallback)
      return fallback
    }
  }
}
