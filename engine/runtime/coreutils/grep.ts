// grep: lines that match, as they come.
import { compilePattern } from '../../apiserver/customresources/pattern.ts'
import { resolvePath } from '../files.ts'
import type { Task } from '../task.ts'
import { given, linesOf, readFile, type Bench, type Tool } from './bench.ts'
import { Lines } from './lines.ts'

type Matches = (line: string) => boolean

export const grep: Tool = function* (bench, args) {
  const { flags, values, operands } = given(args, ['e', 'f', 'A', 'B', 'C', 'm', 'color', 'colour', 'include', 'exclude', 'regexp', 'max-count', 'after-context', 'before-context', 'context'])
  const said = args.flatMap((arg, i) => arg === '-e' || arg === '--regexp' ? [args[i + 1] ?? ''] : /^-e./.test(arg) ? [arg.slice(2)] : arg.startsWith('--regexp=') ? [arg.slice(9)] : [])
  const file = values.get('f')
  const given1 = [...said, ...file === undefined ? [] : linesOf(readFile(bench, resolvePath(bench.cwd, file)))]
  const isApart = said.length > 0 || file !== undefined
  const patterns = isApart ? given1 : operands[0]?.split('\n')
  if (patterns === undefined) {
    bench.err(bench.style === 'gnu' ? 'Usage: grep [OPTION]... PATTERNS [FILE]...\nTry \'grep --help\' for more information.\n' : 'BusyBox multi-call binary.\n\nUsage: grep [-HhnlLoqvsrRiwFE] PATTERN [FILE]...\n')
    return 2
  }
  const has = (letter: string, long: string): boolean => flags.has(letter) || flags.has(long)
  const tests = patterns.map(each => testOf(each, flags))
  const bad = tests.find(each => typeof each === 'string')
  if (bad !== undefined) {
    bench.err(`grep: ${bad}\n`)
    return 2
  }
  const isInverted = has('v', 'invert-match')
  const matches: Matches = line => tests.some(test => typeof test !== 'string' && test(line)) !== isInverted
  const isDeep = has('r', 'recursive') || flags.has('R')
  const names = isApart ? operands : operands.slice(1)
  const files = isDeep ? (names.length > 0 ? names : ['.']).flatMap(name => below(bench, name)).filter(name => included(name, values)) : names
  const both = values.get('C') ?? values.get('context') ?? '0'
  const search: Search = {
    matches,
    only: has('o', 'only-matching') && !isInverted ? onlyMatches(patterns, flags) : undefined,
    most: Number(values.get('m') ?? values.get('max-count') ?? Infinity),
    before: Number(values.get('B') ?? values.get('before-context') ?? both),
    after: Number(values.get('A') ?? values.get('after-context') ?? both),
    isQuiet: has('q', 'quiet') || flags.has('silent'),
    counts: has('c', 'count'),
    lists: has('l', 'files-with-matches') ? 'with' : has('L', 'files-without-match') ? 'without' : undefined,
    numbers: has('n', 'line-number'),
  }
  const showsName = (files.length > 1 || isDeep || has('H', 'with-filename')) && !has('h', 'no-filename')
  let [found, status] = [0, 0]
  for (const name of files.length > 0 ? files : ['-']) {
    const path = resolvePath(bench.cwd, name)
    if (name !== '-' && bench.files.read(path) === undefined) {
      if (!has('s', 'no-messages')) bench.err(`grep: ${name}: ${bench.files.isDirectory(path) ? 'Is a directory' : 'No such file or directory'}\n`)
      status = 2
      continue
    }
    found += yield* searched(bench, new Lines(bench, 'grep', [name]), search, name === '-' ? '(standard input)' : name, showsName)
    if (found > 0 && search.isQuiet) return 0
  }
  return status > 0 ? status : Number(found === 0)
}

interface Search {
  readonly matches: Matches
  readonly only: ((line: string) => readonly string[]) | undefined
  readonly most: number
  readonly before: number
  readonly after: number
  readonly isQuiet: boolean
  readonly counts: boolean
  readonly lists: 'with' | 'without' | undefined
  readonly numbers: boolean
}

/** Tells of each line as soon as it is there; answers how many there were. */
function* searched(bench: Bench, lines: Lines, search: Search, name: string, showsName: boolean): Task<number> {
  const { matches, only, most, before, after, isQuiet, counts, lists, numbers } = search
  const isSilent = isQuiet || counts || lists !== undefined
  const tell = (line: string, number: number, mark: string): void => bench.out(`${showsName ? name + mark : ''}${numbers ? `${number}${mark}` : ''}${line}\n`)
  let [found, lastTold, wanted] = [0, -1, 0]
  const recent: string[] = []
  while (found < most || wanted > 0) {
    const line = yield* lines.next()
    if (line === undefined) break
    const { number } = lines
    if (found < most && matches(line)) {
      found++
      if (isQuiet || lists === 'with') break
      if (!isSilent && only) for (const part of only(line)) tell(part, number, ':')
      else if (!isSilent) {
        if (before + after > 0 && lastTold >= 0 && number - recent.length > lastTold + 1) bench.out('--\n')
        for (const [i, each] of recent.entries()) tell(each, number - recent.length + i, '-')
        tell(line, number, ':')
        lastTold = number
      }
      recent.length = 0
      wanted = after
    }
    else if (wanted > 0 && !isSilent && !only) {
      tell(line, number, '-')
      lastTold = number
      wanted--
    }
    else if (before > 0) {
      recent.push(line)
      if (recent.length > before) recent.shift()
    }
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

/** What decides whether a line matches, or what is wrong with the pattern. */
function testOf(pattern: string, flags: ReadonlySet<string>): Matches | string {
  const isCaseless = flags.has('i') || flags.has('ignore-case')
  const isWhole = flags.has('x') || flags.has('line-regexp')
  if ((flags.has('F') || flags.has('fixed-strings')) && !flags.has('w')) {
    const wanted = isCaseless ? pattern.toLowerCase() : pattern
    return line => {
      const text = isCaseless ? line.toLowerCase() : line
      return isWhole ? text === wanted : text.includes(wanted)
    }
  }
  const source = sourceOf(pattern, flags)
  const bounded = isWhole ? `^(?:${source})$` : flags.has('w') || flags.has('word-regexp') ? `(?:^|[^\\w])(?:${source})(?:[^\\w]|$)` : source
  try { return line => compilePattern(isCaseless ? `(?i)${bounded}` : bounded).matches(line) }
  catch { return `bad regex '${pattern}'` }
}

const sourceOf = (pattern: string, flags: ReadonlySet<string>): string =>
  flags.has('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : flags.has('E') || flags.has('P') || flags.has('extended-regexp') ? pattern : extended(pattern)

/** In basic patterns brackets and the like stand for themselves, and mean something after a backslash. */
export const extended = (pattern: string): string =>
  pattern.replace(/\\([(){}+?|])|(\[\^?\]?(?:\[:\w+:\]|[^\]])*\])|(\\.)|([(){}+?|])/g, (_all, meant?: string, set?: string, escaped?: string, plain?: string) => meant ?? set ?? escaped ?? `\\${plain ?? ''}`)
    .replace(/^\*|(?<=\()\*/g, '\\*')

/** `-o`: of each line only what matches. */
function onlyMatches(patterns: readonly string[], flags: ReadonlySet<string>): (line: string) => readonly string[] {
  const compiled = searchable(patterns.map(pattern => sourceOf(pattern, flags)).join('|'), flags.has('i') ? 'gi' : 'g')
  return line => compiled ? (line.slice(0, mostSearched).match(compiled) ?? []).filter(each => each !== '') : []
}

/** A repetition of something that is repeated itself could take for ever. */
const explodes = /[*+}]\)+[*+{]|\([^()]*[*+|][^()]*\)[*+{]/
export const mostSearched = 20_000

const classes: Readonly<Record<string, string>> = { alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f' }

/** A pattern that also tells where it matches; undefined when it is none, or could take for ever. */
export function searchable(source: string, flags: string): RegExp | undefined {
  if (explodes.test(source)) return undefined
  const plain = source.replace(/\[:(\w+):\]/g, (all, name: string) => Object.hasOwn(classes, name) ? classes[name] ?? all : all).replace(/\[(\^?)\]/g, '[$1\\]').replaceAll('\\<', '\\b').replaceAll('\\>', '\\b')
  try { return new RegExp(plain, flags) }
  catch { return undefined }
}

function below(bench: Bench, name: string): readonly string[] {
  const path = resolvePath(bench.cwd, name)
  if (!bench.files.isDirectory(path)) return [name]
  return bench.files.list(path).flatMap(each => below(bench, name === '/' ? `/${each}` : `${name}/${each}`))
}
