// How sed's scripts are read: addresses and commands.
import { extended, matcher, mostSearched, searchable, whyWrong } from '../grep.ts'
import { Misused } from '../options.ts'

/** Where a line stands; whether it is the last is asked only when it matters. */
export type Test = { readonly kind: 'line', readonly number: number } | { readonly kind: 'step', readonly first: number, readonly step: number } | { readonly kind: 'last' } | { readonly kind: 'match', readonly matches: (line: string) => boolean }
export type End = Test | { readonly kind: 'more', readonly lines: number }

export interface Command {
  readonly from: Test | undefined
  readonly to: End | undefined
  readonly not: boolean
  readonly name: string
  /** The file that it writes to. */
  readonly writes?: string
  /** The text of `a`, `i` and `c`, the file of `r`, the status of `q`, the label of `b` and `t`, the letters of `y`. */
  readonly text: string
  readonly edit: ((line: string) => string) | undefined
  readonly prints: boolean
  /** Where a block that begins here ends. */
  end: number
}

/** What is wrong with a script, and at which letter, if it is at one. */
export class ScriptError extends Error {
  at: number | undefined
  constructor(message: string, at?: number) {
    super(message)
    this.at = at
  }
}

const plain = /^[dpnNgGhHxDP=l]$/

export function commandsOf(source: string, isExtended: boolean): readonly Command[] {
  const reading = { at: 0 }
  try { return read(source, isExtended, reading) }
  catch (error) {
    if (error instanceof Misused) throw new ScriptError(error.message, reading.at)
    if (error instanceof ScriptError && error.at === undefined) error.at = Math.min(reading.at, source.length)
    if (error instanceof ScriptError && error.at === noLetter) error.at = undefined
    throw error
  }
}

const noLetter = -1

function read(source: string, isExtended: boolean, reading: { at: number }): readonly Command[] {
  const commands: Command[] = []
  const blocks: Command[] = []
  const peek = (): string => source.charAt(reading.at)
  /** Up to an unescaped mark; the mark itself is taken too. */
  const until = (mark: string, what: string): string => {
    let text = ''
    let inSet = false
    for (; reading.at < source.length && (peek() !== mark || inSet); reading.at++) {
      if (peek() === '[' && !inSet) inSet = source.indexOf(']', reading.at) > 0 && mark !== ']'
      else if (peek() === ']') inSet = false
      if (peek() === '\\' && source.charAt(reading.at + 1) === mark) text += source.charAt(++reading.at)
      else if (peek() === '\\') text += peek() + source.charAt(++reading.at)
      else text += peek()
    }
    if (reading.at >= source.length) throw new ScriptError(what)
    reading.at++
    return text
  }
  const number = (): number | undefined => {
    const digits = /^\d+/.exec(source.slice(reading.at))?.[0]
    reading.at += digits?.length ?? 0
    return digits === undefined ? undefined : Number(digits)
  }
  const address = (): Test | undefined => {
    const line = number()
    if (line !== undefined) {
      if (peek() !== '~') return { kind: 'line', number: line }
      reading.at++
      return { kind: 'step', first: line, step: number() ?? 0 }
    }
    if (peek() === '$') {
      reading.at++
      return { kind: 'last' }
    }
    const mark = peek() === '\\' ? source.charAt(++reading.at) : '/'
    if (peek() !== mark || mark === '') return undefined
    reading.at++
    const pattern = until(mark, 'unterminated address regex')
    const isCaseless = peek() === 'I'
    if (isCaseless) reading.at++
    return { kind: 'match', matches: matcher(isExtended ? pattern : extended(pattern), pattern, isCaseless) }
  }
  const label = (): string => {
    const [text = ''] = /^[ \t]*[^;\n}]*/.exec(source.slice(reading.at)) ?? []
    reading.at += text.length
    return text.trim()
  }
  const fileName = (): string => {
    const [text = ''] = /^[^\n]*/.exec(source.slice(reading.at)) ?? []
    reading.at += text.length
    if (text.trim() === '') throw new ScriptError('missing filename in r/R/w/W commands')
    return text.trim()
  }
  /** Behind a command that takes nothing stands nothing. */
  const expectEnd = (what: string): void => {
    if (/^[ \t]*[^;\n}# \t]/.test(source.slice(reading.at))) throw new ScriptError(what, reading.at + 1)
  }
  const lines = (): string => {
    let text = source.slice(reading.at).replace(/^[ \t]*(?:\\(?:[ \t]*\n)?)?/, '') // behind a backslash, blanks are meant
    const end = /(?<!\\)\n/.exec(text)?.index ?? text.length
    reading.at = source.length - (text.length - end)
    text = text.slice(0, end)
    return text.replace(/\\(.)/gs, (_all, letter: string) => letter === 'n' ? '\n' : letter === 't' ? '\t' : letter)
  }
  for (;;) {
    while (/[\s;]/.test(peek())) reading.at++
    if (peek() === '#') reading.at = source.includes('\n', reading.at) ? source.indexOf('\n', reading.at) : source.length
    if (reading.at >= source.length) break
    if (/[\s;]/.test(peek())) continue
    const from = address()
    let to: End | undefined
    if (from && peek() === ',') {
      reading.at++
      if (peek() === '+') {
        reading.at++
        to = { kind: 'more', lines: number() ?? 0 }
      }
      else to = address()
      if (!to) throw new ScriptError('unexpected `,\'', reading.at + 1)
    }
    while (peek() === ' ') reading.at++
    const not = peek() === '!'
    if (not) reading.at++
    while (peek() === ' ') reading.at++
    const name = peek()
    reading.at++
    const command: Command = { from, to, not, name, text: '', edit: undefined, prints: false, end: 0 }
    if (name === 's') {
      const mark = peek()
      reading.at++
      const pattern = until(mark, 'unterminated `s\' command')
      const replacement = until(mark, 'unterminated `s\' command')
      const flags = /^[gpiIeEm\d]*/.exec(source.slice(reading.at))?.[0] ?? ''
      reading.at += flags.length
      const writes = peek() === 'w'
      if (writes) reading.at++
      commands.push({ ...command, edit: editOf(pattern, replacement, flags, isExtended), prints: flags.includes('p'), ...writes && { writes: fileName() } })
      expectEnd('unknown option to `s\'')
    }
    else if (name === 'y') {
      const mark = peek()
      reading.at++
      const [letters, by] = [[...until(mark, 'unterminated `y\' command')], [...until(mark, 'unterminated `y\' command')]]
      if (letters.length !== by.length) throw new ScriptError('strings for `y\' command are different lengths')
      const table = new Map(letters.map((letter, i) => [letter, by[i] ?? '']))
      commands.push({ ...command, edit: line => [...line].map(letter => table.get(letter) ?? letter).join('') })
    }
    else if (name === '{') {
      blocks.push(command)
      commands.push(command)
    }
    else if (name === '}') {
      const block = blocks.pop()
      if (!block) throw new ScriptError('unexpected `}\'')
      block.end = commands.length
    }
    else if (/[aic]/.test(name)) commands.push({ ...command, text: lines() })
    else if (/[:btT]/.test(name)) commands.push({ ...command, text: label() })
    else if (name === 'r') commands.push({ ...command, text: fileName() })
    else if (name === 'w') commands.push({ ...command, writes: fileName() })
    else if (/^[qQ]$/.test(name)) commands.push({ ...command, text: String(number() ?? 0) })
    else if (plain.test(name)) {
      commands.push(command)
      expectEnd('extra characters after command')
    }
    else throw new ScriptError(name === '' ? 'missing command' : `unknown command: \`${name}'`)
  }
  if (blocks.length > 0) throw new ScriptError('unmatched `{\'', 0)
  const lost = commands.find(({ name, text }) => /^[btT]$/.test(name) && text !== '' && !commands.some(other => other.name === ':' && other.text === text))
  if (lost) throw new ScriptError(`can't find label for jump to \`${lost.text}'`, noLetter)
  return commands
}

function editOf(pattern: string, replacement: string, flags: string, isExtended: boolean): (line: string) => string {
  const source = (isExtended ? pattern : extended(pattern)).replaceAll('\\n', '\n')
  const compiled = searchable(source, `g${/i/i.test(flags) ? 'i' : ''}${flags.includes('m') ? 'm' : ''}`)
  if (!compiled) throw new ScriptError(whyWrong(pattern))
  const nth = Number(/\d+/.exec(flags)?.[0] ?? 1)
  const isAll = flags.includes('g')
  return line => {
    let count = 0
    return line.slice(0, mostSearched).replace(compiled, (...groups: readonly unknown[]) => {
      count++
      const texts = groups.map(each => typeof each === 'string' ? each : undefined)
      return count === nth || isAll && count > nth ? filled(replacement, texts) : texts[0] ?? ''
    }) + line.slice(mostSearched)
  }
}

/** `\1`, `&`, `\n`, and `\U…\E`, which changes the case of what stands between. */
function filled(replacement: string, groups: readonly (string | undefined)[]): string {
  let output = ''
  let how = ''
  const add = (text: string): void => {
    const [first = '', ...rest] = how === 'u' || how === 'l' ? [text.slice(0, 1), text.slice(1)] : [text]
    output += how === 'U' || how === 'u' ? first.toUpperCase() + rest.join('') : how === 'L' || how === 'l' ? first.toLowerCase() + rest.join('') : text
    if (how === 'u' || how === 'l') how = ''
  }
  for (const [token] of replacement.matchAll(/\\x[\da-fA-F]{2}|\\[^]|&|[^\\&]+/g)) {
    const code = token.startsWith('\\') ? token.slice(1) : ''
    if (token === '&') add(groups[0] ?? '')
    else if (/^\d$/.test(code)) add(groups[Number(code)] ?? '')
    else if (/^[ULul]$/.test(code)) how = code
    else if (code === 'E') how = ''
    else if (code.length > 1) add(String.fromCharCode(Number.parseInt(code.slice(1), 16)))
    else add(code === 'n' ? '\n' : code === 't' ? '\t' : code === '' ? token : code)
  }
  return output
}
