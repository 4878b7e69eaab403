// How sed's scripts are read: addresses and commands.
import { compilePattern } from '../../../apiserver/customresources/pattern.ts'
import { extended, mostSearched, searchable } from '../grep.ts'

/** Where a line stands; whether it is the last is asked only when it matters. */
export type Test = { readonly kind: 'line', readonly number: number } | { readonly kind: 'step', readonly first: number, readonly step: number } | { readonly kind: 'last' } | { readonly kind: 'match', readonly matches: (line: string) => boolean }
export type End = Test | { readonly kind: 'more', readonly lines: number }

export interface Command {
  readonly from: Test | undefined
  readonly to: End | undefined
  readonly not: boolean
  readonly name: string
  /** The text of `a`, `i` and `c`, the label of `b` and `t`, the letters of `y`. */
  readonly text: string
  readonly edit: ((line: string) => string) | undefined
  readonly prints: boolean
  /** Where a block that begins here ends. */
  end: number
}

/** The part of a script that is wrong. */
export class ScriptError extends Error {}

const plain = /[dpqQnNgGhHxDP=l]/

export function commandsOf(source: string, isExtended: boolean): readonly Command[] {
  const commands: Command[] = []
  const blocks: Command[] = []
  let at = 0
  const peek = (): string => source.charAt(at)
  /** Up to an unescaped mark; the mark itself is taken too. */
  const until = (mark: string, what: string): string => {
    let text = ''
    let inSet = false
    for (; at < source.length && (peek() !== mark || inSet); at++) {
      if (peek() === '[' && !inSet) inSet = source.indexOf(']', at) > 0 && mark !== ']'
      else if (peek() === ']') inSet = false
      if (peek() === '\\' && source.charAt(at + 1) === mark) text += source.charAt(++at)
      else if (peek() === '\\') text += peek() + source.charAt(++at)
      else text += peek()
    }
    if (at >= source.length) throw new ScriptError(what)
    at++
    return text
  }
  const number = (): number | undefined => {
    const digits = /^\d+/.exec(source.slice(at))?.[0]
    at += digits?.length ?? 0
    return digits === undefined ? undefined : Number(digits)
  }
  const address = (): Test | undefined => {
    const line = number()
    if (line !== undefined) {
      if (peek() !== '~') return { kind: 'line', number: line }
      at++
      return { kind: 'step', first: line, step: number() ?? 0 }
    }
    if (peek() === '$') {
      at++
      return { kind: 'last' }
    }
    const mark = peek() === '\\' ? source.charAt(++at) : '/'
    if (peek() !== mark || mark === '') return undefined
    at++
    const pattern = until(mark, 'unterminated address regex')
    const isCaseless = peek() === 'I'
    if (isCaseless) at++
    const compiled = compilePattern((isCaseless ? '(?i)' : '') + (isExtended ? pattern : extended(pattern)))
    return { kind: 'match', matches: text => compiled.matches(text) }
  }
  const label = (): string => {
    const [text = ''] = /^[ \t]*[^;\n}]*/.exec(source.slice(at)) ?? []
    at += text.length
    return text.trim()
  }
  const lines = (): string => {
    let text = source.slice(at).replace(/^[ \t]*(?:\\(?:[ \t]*\n)?)?/, '') // behind a backslash, blanks are meant
    const end = /(?<!\\)\n/.exec(text)?.index ?? text.length
    at = source.length - (text.length - end)
    text = text.slice(0, end)
    return text.replace(/\\(.)/gs, (_all, letter: string) => letter === 'n' ? '\n' : letter === 't' ? '\t' : letter)
  }
  for (;;) {
    while (/[\s;]/.test(peek())) at++
    if (peek() === '#') at = source.includes('\n', at) ? source.indexOf('\n', at) : source.length
    if (at >= source.length) break
    if (/[\s;]/.test(peek())) continue
    const from = address()
    let to: End | undefined
    if (from && peek() === ',') {
      at++
      if (peek() === '+') {
        at++
        to = { kind: 'more', lines: number() ?? 0 }
      }
      else to = address()
      if (!to) throw new ScriptError('unexpected `,\'')
    }
    while (peek() === ' ') at++
    const not = peek() === '!'
    if (not) at++
    while (peek() === ' ') at++
    const name = peek()
    at++
    const command: Command = { from, to, not, name, text: '', edit: undefined, prints: false, end: 0 }
    if (name === 's') {
      const mark = peek()
      at++
      const pattern = until(mark, 'unterminated `s\' command')
      const replacement = until(mark, 'unterminated `s\' command')
      const flags = /^[gpiIeEm\d]*/.exec(source.slice(at))?.[0] ?? ''
      at += flags.length
      commands.push({ ...command, edit: editOf(pattern, replacement, flags, isExtended), prints: flags.includes('p') })
    }
    else if (name === 'y') {
      const mark = peek()
      at++
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
    else if (plain.test(name)) commands.push(command)
    else throw new ScriptError(name === '' ? 'missing command' : `unknown command: \`${name}'`)
  }
  if (blocks.length > 0) throw new ScriptError('unmatched `{\'')
  return commands
}

function editOf(pattern: string, replacement: string, flags: string, isExtended: boolean): (line: string) => string {
  const source = (isExtended ? pattern : extended(pattern)).replaceAll('\\n', '\n')
  const compiled = searchable(source, `g${/i/i.test(flags) ? 'i' : ''}${flags.includes('m') ? 'm' : ''}`)
  if (!compiled) throw new ScriptError('Invalid preceding regular expression')
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
  for (const [token] of replacement.matchAll(/\\[^]|&|[^\\&]+/g)) {
    const code = token.startsWith('\\') ? token.slice(1) : ''
    if (token === '&') add(groups[0] ?? '')
    else if (/^\d$/.test(code)) add(groups[Number(code)] ?? '')
    else if (/^[ULul]$/.test(code)) how = code
    else if (code === 'E') how = ''
    else add(code === 'n' ? '\n' : code === 't' ? '\t' : code === '' ? token : code)
  }
  return output
}
