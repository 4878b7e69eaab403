// find: walks below directories, and says or does something with what fits.
import { fits } from '../../shell/glob.ts'
import { FileError, resolvePath } from '../files.ts'
import { strftime } from '../programs/http/dates.ts'
import type { Task } from '../task.ts'
import { forEach, missing, type Bench, type BenchFiles, type Tool } from './bench.ts'
import { Misused } from './options.ts'
import { searchable } from './grep.ts'
import { inQuotes } from './quote.ts'

interface Found { readonly path: string, readonly shown: string, readonly name: string, readonly depth: number, readonly isDirectory: boolean, readonly size: number }

/** What is asked of each, and what it leads to; what it changes of the walk stands in `walk`. */
type Test = (found: Found, walk: Walk) => Task<boolean>
interface Walk { prunes: boolean, quits: boolean }

interface Plan {
  readonly test: Test
  readonly least: number
  readonly deepest: number
  readonly isDepthFirst: boolean
  /** What is run once, with all that was found. */
  readonly gathered: readonly { readonly words: readonly string[], readonly names: string[] }[]
}

const mostNested = 100
const unitBytes: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }
const quoted = (words: readonly string[]): string => words.map(inQuotes).join(' ')

class Parser {
  private readonly bench: Bench
  private readonly words: readonly string[]
  private at = 0
  private acts = false
  private depth = 0
  private readonly plan = { least: 0, deepest: Infinity, isDepthFirst: false }
  private readonly gathered: { readonly words: readonly string[], readonly names: string[] }[] = []
  failed = false

  constructor(bench: Bench, words: readonly string[]) {
    this.bench = bench
    this.words = words
  }

  parse(): Plan {
    const wanted = this.words.length === 0 ? always : this.either()
    if (this.at < this.words.length) throw new Misused(`paths must precede expression: \`${this.words[this.at] ?? ''}'`, false)
    const test: Test = this.acts ? wanted : both(wanted, this.print('\n'))
    return { ...this.plan, test, gathered: this.gathered }
  }

  private either(): Test {
    let test = this.all()
    while (/^-(o|or)$/.test(this.words[this.at] ?? '')) {
      this.at++
      const [one, other] = [test, this.all()]
      test = function* (found, walk) { return (yield* one(found, walk)) || (yield* other(found, walk)) }
    }
    return test
  }

  private all(): Test {
    let test = this.one()
    for (let word = this.words[this.at]; word !== undefined && !/^(-o|-or|\))$/.test(word); word = this.words[this.at]) {
      if (/^-(a|and)$/.test(word)) this.at++
      test = both(test, this.one())
    }
    return test
  }

  private one(): Test {
    if (++this.depth > mostNested) throw new Misused('expression too complicated', false)
    const test = this.primary()
    this.depth--
    return test
  }

  private primary(): Test {
    const word = this.words[this.at++]
    if (word === undefined) throw new Misused('expected an expression', false)
    if (word === '!' || word === '-not') {
      const test = this.one()
      return function* (found, walk) { return !(yield* test(found, walk)) }
    }
    if (word === '(') {
      const test = this.either()
      if (this.words[this.at++] !== ')') throw new Misused('invalid expression; I was expecting to find a \')\' somewhere but did not see one.', false)
      return test
    }
    if (!word.startsWith('-')) throw new Misused(`paths must precede expression: \`${word}'`, false)
    return this.predicate(word)
  }

  private predicate(word: string): Test {
    switch (word) {
      case '-name': return this.fitting(word, ({ name }) => name, false)
      case '-iname': return this.fitting(word, ({ name }) => name, true)
      case '-path': case '-wholename': return this.fitting(word, ({ shown }) => shown, false)
      case '-ipath': return this.fitting(word, ({ shown }) => shown, true)
      case '-regex': case '-iregex': return this.matching(word)
      case '-type': return this.kind(word)
      case '-size': return this.size(word)
      case '-empty': return plain(({ path, isDirectory, size }) => isDirectory ? this.bench.files.list(path).length === 0 : size === 0)
      case '-maxdepth': this.plan.deepest = this.number(word); return always
      case '-mindepth': this.plan.least = this.number(word); return always
      case '-depth': this.plan.isDepthFirst = true; return always
      case '-mtime': case '-mmin': case '-ctime': case '-atime': return this.age(word)
      case '-user': case '-group': case '-perm': case '-newer': {
        const value = this.value(word)
        return plain(() => word === '-perm' || word !== '-newer' && /^(root|0)$/.test(value))
      }
      case '-true': case '-xdev': case '-mount': case '-follow': return always
      case '-false': return plain(() => false)
      case '-prune': return function* (_found, walk) { return walk.prunes = true }
      case '-quit': this.acts = true; return function* (_found, walk) { return walk.quits = true }
      case '-print': this.acts = true; return this.print('\n')
      case '-print0': this.acts = true; return this.print('\0')
      case '-printf': return this.formatted(word)
      case '-ls': this.acts = true; return this.print('\n')
      case '-delete': return this.deletes()
      case '-exec': case '-execdir': case '-ok': return this.runs(word)
      default: throw new Misused(`unknown predicate \`${word}'`, false)
    }
  }

  private value(word: string): string {
    const value = this.words[this.at++]
    if (value === undefined) throw new Misused(`missing argument to \`${word}'`, false)
    return value
  }

  private number(word: string): number {
    const value = this.value(word)
    if (!/^\d+$/.test(value)) throw new Misused(`Expected a positive decimal integer argument to ${word}, but got ‘${value}’`, false)
    return Number(value)
  }

  private fitting(word: string, of: (found: Found) => string, isCaseless: boolean): Test {
    const pattern = this.value(word)
    return plain(found => isCaseless ? fits(pattern.toLowerCase(), of(found).toLowerCase()) : fits(pattern, of(found)))
  }

  private matching(word: string): Test {
    const pattern = searchable(`^(?:${this.value(word).replace(/\\([|(){}])/g, '$1')})$`, word === '-iregex' ? 'i' : '')
    return plain(({ shown }) => pattern?.test(shown) ?? false)
  }

  private kind(word: string): Test {
    const value = this.value(word)
    const wrong = value.split(',').find(letter => !/^[bcdpflsD]$/.test(letter))
    if (wrong !== undefined) throw new Misused(`Unknown argument to -type: ${wrong}`, false)
    return plain(({ isDirectory }) => value.includes(isDirectory ? 'd' : 'f'))
  }

  private size(word: string): Test {
    const value = this.value(word)
    const [, sign = '', number, unit = 'b'] = /^([-+]?)(\d+)([cwbkMG]?)$/.exec(value) ?? []
    if (number === undefined) throw new Misused(`Invalid argument \`${value}' to -size`, false)
    return plain(({ size }) => compared(Math.ceil(size / (unitBytes[unit === '' ? 'b' : unit] ?? 512)), sign, Number(number)))
  }

  /** Everything is as old as the machine. */
  private age(word: string): Test {
    const value = this.value(word)
    const [, sign = '', number] = /^([-+]?)(\d+)$/.exec(value) ?? []
    if (number === undefined) throw new Misused(`invalid argument \`${value}' to \`${word}'`, false)
    const { unixMs, filesUnixMs } = this.bench
    return plain(() => compared(Math.floor((unixMs - filesUnixMs) / (word === '-mmin' ? 60_000 : 86_400_000)), sign, Number(number)))
  }

  private print(end: string): Test {
    const { out } = this.bench
    return plain(({ shown }) => {
      out(shown + end)
      return true
    })
  }

  private formatted(word: string): Test {
    this.acts = true
    const format = this.value(word)
    return plain(found => {
      const facts: Readonly<Record<string, string>> = { p: found.shown, f: found.name, s: String(found.size), y: found.isDirectory ? 'd' : 'f', d: String(found.depth), h: found.shown.slice(0, found.shown.lastIndexOf('/')), u: 'root', g: 'root', m: found.isDirectory ? '755' : '644', t: strftime('%a %b %e %T %Y', this.bench.filesUnixMs) }
      this.bench.out(format.replace(/%(\w|%)|\\([nt0\\])/g, (all, letter?: string, escaped?: string) => escaped !== undefined ? escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped === '0' ? '\0' : '\\' : letter === '%' ? '%' : facts[letter ?? ''] ?? all))
      return true
    })
  }

  private deletes(): Test {
    this.acts = true
    this.plan.isDepthFirst = true
    return plain(({ path, shown, isDirectory }) => {
      if (shown === '.') return true
      try {
        if (isDirectory && this.bench.files.list(path).length > 0) throw new FileError('Directory not empty')
        this.bench.files[isDirectory ? 'removeDirectory' : 'remove'](path)
        return true
      }
      catch (error) {
        if (!(error instanceof FileError)) throw error
        this.bench.err(`find: cannot delete ‘${shown}’: ${error.message}\n`)
        this.failed = true
        return false
      }
    })
  }

  private runs(word: string): Test {
    this.acts = true
    const rest = this.words.slice(this.at)
    const end = rest.findIndex((each, i) => each === ';' || each === '+' && rest[i - 1] === '{}')
    if (end < 1) throw new Misused(`missing argument to \`${word}'`, false)
    this.at += end + 1
    const words = rest.slice(0, end)
    const { bench } = this
    if (rest[end] === ';') return function* ({ shown }) { return (yield* bench.run(quoted(words.map(each => each.replaceAll('{}', shown))), '')) === 0 }
    const together = { words: words.slice(0, -1), names: [] as string[] }
    this.gathered.push(together)
    return plain(({ shown }) => together.names.push(shown) > 0)
  }
}

const plain = (holds: (found: Found) => boolean): Test => function* (found) { return holds(found) }
const always = plain(() => true)
const both = (one: Test, other: Test): Test => function* (found, walk) { return (yield* one(found, walk)) && (yield* other(found, walk)) }
const compared = (amount: number, sign: string, limit: number): boolean => sign === '+' ? amount > limit : sign === '-' ? amount < limit : amount === limit

function* walked(files: BenchFiles, path: string, shown: string, depth: number, plan: Plan, walk: Walk): Task {
  if (walk.quits) return
  const isDirectory = files.isDirectory(path)
  const found = { path, shown, depth, isDirectory, name: shown.slice(shown.lastIndexOf('/') + 1) || shown, size: files.read(path)?.length ?? 4096 }
  walk.prunes = false
  if (!plan.isDepthFirst && depth >= plan.least) yield* plan.test(found, walk)
  const isLeft = walk.prunes && !plan.isDepthFirst
  if (isDirectory && !isLeft && depth < Math.min(plan.deepest, mostNested)) {
    for (const name of files.list(path)) yield* walked(files, `${path === '/' ? '' : path}/${name}`, `${shown.replace(/\/$/, '')}/${name}`, depth + 1, plan, walk)
  }
  if (plan.isDepthFirst && depth >= plan.least && !walk.quits) yield* plan.test(found, walk)
}

export const find: Tool = function* (bench, args) {
  const from = args.findIndex(arg => arg.startsWith('-') || arg === '!' || arg === '(')
  const starts = from < 0 ? args : args.slice(0, from)
  const parser = new Parser(bench, from < 0 ? [] : args.slice(from))
  let plan: Plan
  try { plan = parser.parse() }
  catch (error) {
    if (!(error instanceof Misused)) throw error
    bench.err(`find: ${error.message}\n`)
    return 1
  }
  const walk: Walk = { prunes: false, quits: false }
  let status = 0
  for (const start of starts.length > 0 ? starts : ['.']) {
    const path = resolvePath(bench.cwd, start)
    status |= forEach(bench, 'find', [start], () => { if (bench.files.read(path) === undefined && !bench.files.isDirectory(path)) throw new FileError(missing) }, (each, error) => ({ gnu: `‘${each}’: ${error}`, busybox: `${each}: ${error}` }))
    if (bench.files.read(path) !== undefined || bench.files.isDirectory(path)) yield* walked(bench.files, path, start, 0, plan, walk)
  }
  for (const { words, names } of plan.gathered) if (names.length > 0 && (yield* bench.run(quoted([...words, ...names]), '')) !== 0) status = 1
  return status || Number(parser.failed)
}
