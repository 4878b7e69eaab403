// The options of the tools: read once for all of them, with the words for those that a tool does not have.
import type { Bench, Tool } from './bench.ts'
import type { Task } from '../task.ts'

export interface Given {
  /** Options that stand alone, and those with a value: each by its letter, or by its long name if it has no letter. */
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
  readonly operands: readonly string[]
  /** All values of an option that may come several times. */
  readonly all: (option: string) => readonly string[]
}

/** What a tool is asked that it cannot do; with a hint where the options are told. */
export class Misused extends Error {
  readonly hints: boolean
  constructor(message: string, hints = true) {
    super(message)
    this.hints = hints
  }
}

type Taken = 'nothing' | 'value' | 'perhaps'

interface Spec { readonly letters: ReadonlyMap<string, Taken>, readonly long: ReadonlyMap<string, string>, readonly stopsEarly: boolean }

/**
 * `n:c:qv lines=n quiet=q complement`: letters, with a colon those that take a value, with two those that may; then long
 * names for them. A `+` in front: options end where the operands begin, and `-1` is one. A `#`: `-5` is short for `-n 5`.
 */
function specOf(text: string): Spec {
  const [short = '', ...names] = text.split(' ')
  const letters = new Map([...short.matchAll(/([a-zA-Z0-9#])(:{0,2})/g)].map(([, letter = '', marks = '']) => [letter, takenBy(marks)] as const))
  const long = new Map<string, string>()
  for (const name of names) {
    const [, said = '', marks = '', letter = said] = /^([\w-]+)(:{0,2})(?:=(\w+))?$/.exec(name) ?? []
    long.set(said, letter)
    if (letter === said) letters.set(said, takenBy(marks))
  }
  return { letters, long, stopsEarly: short.startsWith('+') }
}

const takenBy = (marks: string): Taken => marks === '' ? 'nothing' : marks === ':' ? 'value' : 'perhaps'

/** Sorts a tool's words into options and operands. */
function taken(args: readonly string[], { letters, long, stopsEarly }: Spec): Given {
  const options: (readonly [string, string | undefined])[] = []
  const operands: string[] = []
  const wanted = (said: string, value: string | undefined): string => {
    if (value === undefined) throw new Misused(said)
    return value
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--' || stopsEarly && !/^-[^\d.]/.test(arg)) {
      operands.push(...args.slice(arg === '--' ? i + 1 : i))
      break
    }
    if (!/^-./s.test(arg)) operands.push(arg)
    else if (letters.has('#') && /^-\d+$/.test(arg)) options.push(['n', arg.slice(1)])
    else if (arg.startsWith('--')) {
      const [, said = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? []
      const name = long.has(said) ? said : [...long.keys()].find(each => each.startsWith(said)) ?? ''
      const letter = long.get(name)
      if (letter === undefined) throw new Misused(`unrecognized option '--${said}'`)
      const takes = letters.get(letter)
      if (takes === 'nothing' && value !== undefined) throw new Misused(`option '--${name}' doesn't allow an argument`)
      options.push([letter, takes === 'value' ? value ?? wanted(`option '--${name}' requires an argument`, args[++i]) : value])
    }
    else for (let at = 1; at < arg.length; at++) {
      const letter = arg.charAt(at)
      const takes = letter === '#' ? undefined : letters.get(letter)
      if (takes === undefined) throw new Misused(`invalid option -- '${letter}'`)
      if (takes === 'nothing') options.push([letter, undefined])
      else {
        const rest = arg.slice(at + 1)
        options.push([letter, rest !== '' ? rest : takes === 'value' ? wanted(`option requires an argument -- '${letter}'`, args[++i]) : undefined])
        break
      }
    }
  }
  return {
    operands,
    flags: new Set(options.map(([option]) => option)),
    values: new Map(options.flatMap(([option, value]) => value === undefined ? [] : [[option, value] as const])),
    all: option => options.flatMap(([each, value]) => each === option && value !== undefined ? [value] : []),
  }
}

export interface Manners {
  /** Its status when it was asked wrongly. */
  readonly misused?: number
  /** What stands above the hint at `--help`. */
  readonly usage?: string
}

/** A tool that takes options. What it throws as misuse is told with a hint at `--help`. */
export function withOptions(name: string, options: string, run: (bench: Bench, given: Given) => number | Task<number>, { misused = 1, usage = '' }: Manners = {}): Tool {
  const spec = specOf(options)
  const shown = `Usage: ${name}${[...spec.letters.keys()].filter(letter => letter !== '#').map(each => ` [${each.length === 1 ? '-' : '--'}${each}]`).join('')} [FILE]...\n`
  const refused = (bench: Bench, error: unknown): number => {
    if (!(error instanceof Misused)) throw error
    bench.err(`${name}: ${error.message}\n${!error.hints ? '' : bench.style === 'gnu' ? `${usage}Try '${name} --help' for more information.\n` : `BusyBox multi-call binary.\n\n${shown}`}`)
    return misused
  }
  return function* (bench, args) {
    if (args[0] === '--help') {
      bench.out(shown)
      return 0
    }
    try {
      const done = run(bench, taken(args, spec))
      return typeof done === 'number' ? done : yield* done
    }
    catch (error) { return refused(bench, error) }
  }
}
