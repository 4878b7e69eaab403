// grep: lines that match, as they come.
import { compilePattern } from '../../apiserver/customresources/pattern.ts'
import { resolvePath } from '../files.ts'
import type { Task } from '../task.ts'
import { linesOf, readFile, type Bench, type Tool } from './bench.ts'
import { Lines } from './lines.ts'
import { Misused, withOptions } from './options.ts'

type Matches = (line: string) => boolean

const options = 'A:B:C:e:f:m:EFGPHLRTUVZabchilnoqrsvwxyz after-context:=A before-context:=B context:=C regexp:=e file:=f max-count:=m extended-regexp=E fixed-strings=F basic-regexp=G perl-regexp=P with-filename=H files-without-match=L dereference-recursive=R text=a byte-offset=b count=c no-filename=h ignore-case=i files-with-matches=l line-number=n only-matching=o quiet=q silent=q recursive=r no-messages=s invert-match=v word-regexp=w line-regexp=x line-buffered include: exclude: exclude-dir: color:: colour::=color binary-files:'
const usage = 'Usage: grep [OPTION]... PATTERNS [FILE]...\n'

const searchIn = withOptions('grep', options, function* (bench, { flags, values, all, operands }) {
  const file = values.get('f')
  const apart = [...all('e'), ...file === undefined ? [] : linesOf(readFile(bench, resolvePath(bench.cwd, file)))]
  const isApart = values.has('e') || file !== undefined
  const patterns = isApart ? apart.flatMap(each => each.split('\n')) : operands[0]?.split('\n')
  if (patterns === undefined) {
    bench.err(bench.style === 'gnu' ? `${usage}Try 'grep --help' for more information.\n` : 'BusyBox multi-call binary.\n\nUsage: grep [-HhnlLoqvsrRiwFE] PATTERN [FILE]...\n')
    return 2
  }
  const number = (letter: string, wrong: (said: string) => string): number | undefined => {
    const said = values.get(letter)
    if (said !== undefined && !/^\d+$/.test(said)) throw new Misused(wrong(said), false)
    return said === undefined ? undefined : Number(said)
  }
  const context = (letter: string): number | undefined => number(letter, said => `${said}: invalid context length argument`)
  const tests = patterns.map(each => testOf(each, flags))
  const isInverted = flags.has('v')
  const isDeep = flags.has('r') || flags.has('R')
  const names = isApart ? operands : operands.slice(1)
  const files = isDeep ? (names.length > 0 ? names : ['']).flatMap(name => below(bench, name)).filter(name => included(name, values)) : names
  const both = context('C') ?? 0
  const color = values.get('color') ?? (flags.has('color') ? 'auto' : 'never')
  const search: Search = {
    matches: line => tests.some(test => test(line)) !== isInverted,
    parts: flags.has('o') || color === 'always' || color === 'auto' && bench.isTerminal ? partsOf(patterns, flags) : undefined,
    isOnly: flags.has('o'),
    most: number('m', () => 'invalid max count') ?? Infinity,
    before: context('B') ?? both,
    after: context('A') ?? both,
    isQuiet: flags.has('q'),
    isInverted,
    counts: flags.has('c'),
    lists: flags.has('l') ? 'with' : flags.has('L') ? 'without' : undefined,
    numbers: flags.has('n'),
    offsets: flags.has('b'),
  }
  const showsName = (files.length > 1 || isDeep || flags.has('H')) && !flags.has('h')
  let [found, status] = [0, 0]
  for (const name of files.length > 0 ? files : ['-']) {
    const path = resolvePath(bench.cwd, name)
    if (name !== '-' && bench.files.read(path) === undefined) {
      if (!flags.has('s')) bench.err(`grep: ${name}: ${bench.files.isDirectory(path) ? 'Is a directory' : 'No such file or directory'}\n`)
      status = 2
      continue
    }
    found += yield* searched(bench, new Lines(bench, 'grep', [name]), search, name === '-' ? '(standard input)' : name, showsName)
    if (found > 0 && search.isQuiet) return 0
  }
  return status > 0 ? status : Number(found === 0)
}, { misused: 2, usage })

/** `-5` is context here, and `-n` tells numbers. */
export const grep: Tool = (bench, args) => searchIn(bench, args.map(arg => arg.replace(/^-(\d+)$/, '-C$1')))

interface Search {
  readonly matches: Matches
  /** Where a line matches: to be shown alone, or in colour. */
  readonly parts: ((line: string) => readonly Part[]) | undefined
  readonly isOnly: boolean
  readonly most: number
  readonly before: number
  readonly after: number
  readonly isQuiet: boolean
  readonly isInverted: boolean
  readonly counts: boolean
  readonly lists: 'with' | 'without' | undefined
  readonly numbers: boolean
  readonly offsets: boolean
}

interface Part { readonly text: string, readonly at: number }

const inRed = (text: string): string => `\x1B[01;31m\x1B[K${text}\x1B[m\x1B[K`

function colored(line: string, parts: readonly Part[]): string {
  let [text, done] = ['', 0]
  for (const part of parts) {
    text += line.slice(done, part.at) + inRed(part.text)
    done = part.at + part.text.length
  }
  return text + line.slice(done)
}

/** Tells of each line as soon as it is there; answers how many there were. */
function* searched(bench: Bench, lines: Lines, search: Search, name: string, showsName: boolean): Task<number> {
  const { matches, parts, isOnly, isInverted, most, before, after, isQuiet, counts, lists, numbers, offsets } = search
  const isSilent = isQuiet || counts || lists !== undefined
  let [found, lastTold, wanted, offset] = [0, -1, 0, 0]
  const tell = (text: string, number: number, mark: string, at = 0): void => bench.out(`${showsName ? name + mark : ''}${numbers ? `${number}${mark}` : ''}${offsets ? `${at}${mark}` : ''}${text}\n`)
  const recent: string[] = []
  while (found < most || wanted > 0) {
    const line = yield* lines.next()
    if (line === undefined) break
    const { number } = lines
    if (found < most && matches(line)) {
      found++
      if (isQuiet || lists === 'with') break
      if (!isSilent && isOnly) for (const { text, at } of isInverted ? [] : parts?.(line) ?? []) tell(text, number, ':', offset + at)
      else if (!isSilent) {
        if (before + after > 0 && lastTold >= 0 && number - recent.length > lastTold + 1) bench.out('--\n')
        for (const [i, each] of recent.entries()) tell(each, number - recent.length + i, '-')
        tell(parts && !isInverted ? colored(line, parts(line)) : line, number, ':', offset)
        lastTold = number
      }
      recent.length = 0
      wanted = after
    }
    else if (wanted > 0 && !isSilent && !isOnly) {
      tell(line, number, '-', offset)
      lastTold = number
      wanted--
    }
    else if (before > 0) {
      recent.push(line)
      if (recent.length > before) recent.shift()
    }
    offset += line.length + 1
    yield* bench.room()
  }
  if (counts && !isQuiet) bench.out(`${showsName ? `${name}:` : ''}${found}\n`)
  else if (lists !== undefined && (found > 0) === (lists === 'with')) bench.out(`${name}\n`)
  return found
}

const included = (name: string, values: ReadonlyMap<string, string>): boolean => {
  const fits = (glob: string): boolean => searchable(`^${glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, '')?.test(name.split('/').at(-1) ?? '') ?? false
  const [include, exclude] = [values.get('include'), values.get('exclude')]
  return (include === undefined || fits(include)) && (exclude === undefined || !fits(exclude))
}

/** What decides whether a line matches. */
function testOf(pattern: string, flags: ReadonlySet<string>): Matches {
  const isCaseless = flags.has('i') || flags.has('y')
  const isWhole = flags.has('x')
  if (flags.has('F') && !flags.has('w')) {
    const wanted = isCaseless ? pattern.toLowerCase() : pattern
    return line => {
      const text = isCaseless ? line.toLowerCase() : line
      return isWhole ? text === wanted : text.includes(wanted)
    }
  }
  const source = sourceOf(pattern, flags)
  const bounded = isWhole ? `^(?:${source})$` : flags.has('w') ? `(?:^|[^\\w])(?:${source})(?:[^\\w]|$)` : source
  return matcher(bounded, pattern, isCaseless)
}

/** What the quick way cannot do: words' ends, and looking back or around. */
const looksAround = /\\[<>1-9]|\(\?/

/** Whether a line matches. What looks around could take long, and is tried only on the beginning of a line. */
export function matcher(source: string, said: string, isCaseless: boolean): Matches {
  if (!looksAround.test(source.replaceAll('(?:', '('))) {
    try {
      const compiled = compilePattern(isCaseless ? `(?i)${source}` : source)
      compiled.matches('') // a pattern is read when it is first used
      return line => compiled.matches(line)
    }
    catch { /* then the other way, or none */ }
  }
  const found = searchable(source, isCaseless ? 'i' : '')
  if (!found) throw new Misused(whyWrong(said), false)
  return line => found.test(line.slice(0, mostSearched))
}

export function whyWrong(pattern: string): string {
  if (/\[:\w+:\]/.test(pattern)) return 'Invalid character class name'
  const plain = pattern.replace(/\\[^(){}]/g, '').replace(/\[[^\]]*\]/g, '')
  if (plain.includes('[')) return 'Unmatched [, [^, [:, [., or [='
  const [opened, closed] = [plain.split('(').length, plain.split(')').length]
  return opened > closed ? 'Unmatched ( or \\(' : opened < closed ? 'Unmatched ) or \\)' : 'Invalid regular expression'
}

const sourceOf = (pattern: string, flags: ReadonlySet<string>): string =>
  flags.has('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : flags.has('P') ? withKept(pattern) : flags.has('E') ? pattern.replace(/(^|[(|])([*+?])/g, (_all, before: string, mark: string) => before === '(' && mark === '?' ? '(?' : before) : extended(pattern)

/** `\K`: what stands before it must be there, and is not part of what matches. */
function withKept(pattern: string): string {
  const at = pattern.lastIndexOf('\\K')
  return at < 0 ? pattern : `(?<=${pattern.slice(0, at)})${pattern.slice(at + 2)}`
}

/** In basic patterns brackets and the like stand for themselves, and mean something after a backslash. */
export const extended = (pattern: string): string =>
  pattern.replace(/\\([(){}+?|])|(\[\^?\]?(?:\[:\w+:\]|[^\]])*\])|(\\.)|([(){}+?|])/g, (_all, meant?: string, set?: string, escaped?: string, plain?: string) => meant ?? set ?? escaped ?? `\\${plain ?? ''}`)
    .replace(/^\*|(?<=\()\*/g, '\\*')

function partsOf(patterns: readonly string[], flags: ReadonlySet<string>): (line: string) => readonly Part[] {
  const source = patterns.map(pattern => sourceOf(pattern, flags)).join('|')
  const compiled = searchable(flags.has('w') ? `\\b(?:${source})\\b` : flags.has('x') ? `^(?:${source})$` : source, flags.has('i') || flags.has('y') ? 'gi' : 'g')
  return line => compiled ? [...line.slice(0, mostSearched).matchAll(compiled)].map(found => ({ text: found[0], at: found.index })).filter(({ text }) => text !== '') : []
}

/** A repetition of something that is repeated itself could take for ever. */
const explodes = /[*+}]\)+[*+{]|\([^()]*[*+|][^()]*\)[*+{]/
export const mostSearched = 20_000

const classes: Readonly<Record<string, string>> = { alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f' }

/** A pattern that also tells where it matches; undefined when it is none, or could take for ever. */
export function searchable(source: string, flags: string): RegExp | undefined {
  if (explodes.test(source)) return undefined
  const plain = source.replace(/\[:(\w+):\]/g, (all, name: string) => Object.hasOwn(classes, name) ? classes[name] ?? all : all).replace(/\[(\^?)\]/g, '[$1\\]').replaceAll('\\<', '\\b').replaceAll('\\>', '\\b')
  if (/\[:\w+:\]/.test(plain)) return undefined
  try { return new RegExp(plain, flags) }
  catch { return undefined }
}

function below(bench: Bench, name: string): readonly string[] {
  const path = resolvePath(bench.cwd, name === '' ? '.' : name)
  if (!bench.files.isDirectory(path)) return [name]
  return bench.files.list(path).flatMap(each => below(bench, name === '' ? each : name.endsWith('/') ? name + each : `${name}/${each}`))
}
