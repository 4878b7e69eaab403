// grep: lines that match.
import { compilePattern, type Pattern } from '../../apiserver/customresources/pattern.ts'
import { resolvePath } from '../files.ts'
import { forEach, given, joined, linesOf, plainly, readFile, type Bench, type Tool } from './bench.ts'

export const grep: Tool = (bench, args) => {
  const { flags, values, operands } = given(args, ['e', 'A', 'B', 'C', 'm', 'color'])
  const patterns = values.get('e') ?? operands[0]
  const names = values.has('e') ? operands : operands.slice(1)
  if (patterns === undefined) {
    bench.err(bench.style === 'gnu' ? 'Usage: grep [OPTION]... PATTERNS [FILE]...\nTry \'grep --help\' for more information.\n' : 'BusyBox multi-call binary.\n\nUsage: grep [-HhnlLoqvsrRiwFE] PATTERN [FILE]...\n')
    return 2
  }
  const tests = patterns.split('\n').map(each => testOf(each, flags))
  const bad = tests.find(each => typeof each === 'string')
  if (bad !== undefined) {
    bench.err(`grep: ${bad}\n`)
    return 2
  }
  const matches = (line: string): boolean => tests.some(test => typeof test !== 'string' && test.matches(line)) !== flags.has('v')
  let found = 0
  const search = (text: string, name: string): void => {
    const hits = hitsIn(linesOf(text), matches, Number(values.get('m') ?? Infinity))
    found += hits.length
    if (flags.has('o')) bench.out(onlyMatches(hits.map(hit => linesOf(text)[hit] ?? ''), patterns, flags))
    else if (!flags.has('q')) bench.out(shown(linesOf(text), hits, name, flags, around(values)))
  }
  const files = flags.has('r') || flags.has('R') ? (names.length > 0 ? names : ['.']).flatMap(name => below(bench, name)) : names
  const showsName = (files.length > 1 || flags.has('r') || flags.has('R') || flags.has('H')) && !flags.has('h')
  const status = files.length === 0 ? 0 : forEach(bench, 'grep', files, (path, name) => search(name === '-' ? bench.stdin : readFile(bench, path), showsName || flags.has('l') ? name : ''), plainly)
  if (files.length === 0) search(bench.stdin, '')
  return found > 0 && flags.has('q') ? 0 : status > 0 ? 2 : Number(found === 0)
}

/** What decides whether a line matches, or what is wrong with the pattern. */
function testOf(pattern: string, flags: ReadonlySet<string>): Pick<Pattern, 'matches'> | string {
  if (flags.has('F')) {
    const wanted = flags.has('i') ? pattern.toLowerCase() : pattern
    return { matches: line => (flags.has('i') ? line.toLowerCase() : line).includes(wanted) }
  }
  const source = flags.has('E') || flags.has('P') ? pattern : extended(pattern)
  const whole = flags.has('x') ? `^(?:${source})$` : flags.has('w') ? `(?:^|[^\\w])(?:${source})(?:[^\\w]|$)` : source
  try { return compilePattern(flags.has('i') ? `(?i)${whole}` : whole) }
  catch { return `bad regex '${pattern}'` }
}

/** In basic patterns brackets and the like stand for themselves, and mean something after a backslash. */
export const extended = (pattern: string): string =>
  pattern.replace(/\\([(){}+?|])|(\[[^\]]*\])|([(){}+?|])/g, (_all, meant?: string, set?: string, plain?: string) => meant ?? set ?? `\\${plain ?? ''}`)

/** `-o`: of each line only what matches. */
function onlyMatches(lines: readonly string[], pattern: string, flags: ReadonlySet<string>): string {
  const source = flags.has('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : flags.has('E') || flags.has('P') ? pattern : extended(pattern)
  const compiled = searchable(source, flags.has('i') ? 'gi' : 'g')
  return compiled ? joined(lines.flatMap(line => line.slice(0, mostSearched).match(compiled) ?? []).filter(each => each !== '')) : ''
}

/** A repetition of something that is repeated itself could take for ever. */
const explodes = /[*+}]\)+[*+{]|\([^()]*[*+|][^()]*\)[*+{]/
export const mostSearched = 20_000

/** A pattern that also tells where it matches; undefined when it is none, or could take for ever. */
export function searchable(source: string, flags: string): RegExp | undefined {
  if (explodes.test(source)) return undefined
  try { return new RegExp(source, flags) }
  catch { return undefined }
}

function hitsIn(lines: readonly string[], matches: (line: string) => boolean, most: number): readonly number[] {
  const hits: number[] = []
  for (let i = 0; i < lines.length && hits.length < most; i++) if (matches(lines[i] ?? '')) hits.push(i)
  return hits
}

interface Around { readonly before: number, readonly after: number }

const around = (values: ReadonlyMap<string, string>): Around => {
  const both = values.get('C') ?? '0'
  return { before: Number(values.get('B') ?? both), after: Number(values.get('A') ?? both) }
}

function shown(lines: readonly string[], hits: readonly number[], name: string, flags: ReadonlySet<string>, { before, after }: Around): string {
  if (flags.has('l')) return hits.length > 0 ? `${name}\n` : ''
  const prefix = name === '' ? '' : `${name}:`
  if (flags.has('c')) return `${prefix}${hits.length}\n`
  const isHit = new Set(hits)
  const wanted = new Set(hits.flatMap(hit => Array.from({ length: before + after + 1 }, (_, i) => hit - before + i)))
  const output: string[] = []
  let last = -1
  for (const [i, line] of lines.entries()) {
    if (!wanted.has(i)) continue
    if (before + after > 0 && last >= 0 && i > last + 1) output.push('--')
    last = i
    const mark = isHit.has(i) ? ':' : '-'
    output.push(`${name === '' ? '' : `${name}${mark}`}${flags.has('n') ? `${i + 1}${mark}` : ''}${line}`)
  }
  return joined(output)
}

function below(bench: Bench, name: string): readonly string[] {
  const path = resolvePath(bench.cwd, name)
  if (!bench.files.isDirectory(path)) return [name]
  return bench.files.list(path).flatMap(each => below(bench, name === '/' ? `/${each}` : `${name}/${each}`))
}
