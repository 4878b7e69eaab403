// Flags as kubectl reads them: `--name value`, `--name=value`, `-n value`, `-nvalue`, joined short switches, `--`.

/**
 * `list`: values divided by commas, and given several times; `texts`: given several times, commas and all;
 * `duration`: as Go writes them.
 */
export type FlagKind = 'switch' | 'text' | 'number' | 'list' | 'texts' | 'duration'

export interface Flag {
  readonly kind: FlagKind
  readonly short?: string
  /** The value when the flag is not given. */
  readonly usual?: string
  /** How wide a number may be; 64 unless said. */
  readonly bits?: 32
  /** The value when the flag is given without one. */
  readonly bare?: string
  readonly deprecated?: string
}

export type Flags = Readonly<Record<string, Flag>>

/** A flag that kubectl does not know, or without its value: said with the usage hint of its command. */
export class FlagError extends Error {}

export class Parsed {
  readonly args: readonly string[]
  /** How many arguments came before `--`; undefined when there was none. */
  readonly dashAt: number | undefined
  private readonly values: ReadonlyMap<string, readonly string[]>
  private readonly known: Flags

  constructor(args: readonly string[], values: ReadonlyMap<string, readonly string[]>, known: Flags, dashAt: number | undefined) {
    this.args = args
    this.values = values
    this.known = known
    this.dashAt = dashAt
  }

  /** Whether it was given. */
  has(name: string): boolean { return this.values.has(name) }
  text(name: string): string | undefined { return this.values.get(name)?.at(-1) ?? this.known[name]?.usual }
  texts(name: string): readonly string[] {
    const given = this.values.get(name) ?? []
    return this.known[name]?.kind === 'list' ? given.flatMap(splitList) : given
  }

  number(name: string): number | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : Number(text)
  }

  durationMs(name: string): number | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : durationMs(text)
  }

  isOn(name: string): boolean { return this.text(name) === 'true' }

  /** What was given, as pairs of name and value. */
  get given(): readonly (readonly [string, string])[] {
    return [...this.values].flatMap(([name, values]) => values.map(value => [name, value] as const))
  }

  /** The warnings about flags that will go. */
  get deprecations(): readonly string[] {
    return [...this.values.keys()].flatMap(name => {
      const { deprecated } = this.known[name] ?? {}
      return deprecated === undefined ? [] : [`Flag --${name} has been deprecated, ${deprecated}\n`]
    })
  }

  /** The same without its first arguments, as a subcommand sees them. */
  dropping(count: number): Parsed {
    return new Parsed(this.args.slice(count), this.values, this.known, this.dashAt === undefined ? undefined : Math.max(0, this.dashAt - count))
  }
}

/** A list as CSV: what stands in quotes may have commas. */
const splitList = (value: string): readonly string[] =>
  value === '' ? [] : (value.match(/(?:"(?:[^"]|"")*"|[^,])+|(?<=,|^)(?=,|$)/g) ?? []).map(item => item.replace(/^"([^]*)"$/, (_, inner: string) => inner.replaceAll('""', '"')))

export function parseFlags(words: readonly string[], known: Flags): Parsed {
  const args: string[] = []
  const values = new Map<string, string[]>()
  let dashAt: number | undefined
  const set = (name: string, value: string): void => {
    const text = checked(name, value, known)
    const before = values.get(name)
    if (before) before.push(text)
    else values.set(name, [text])
  }
  const rest = words.values()
  for (const word of rest) {
    if (word === '--') {
      dashAt = args.length
      args.push(...rest)
    }
    else if (word.startsWith('--')) readLong(word, rest, known, set)
    else if (word.startsWith('-') && word !== '-') readShort(word, rest, known, set)
    else args.push(word)
  }
  return new Parsed(args, values, known, dashAt)
}

/** Whether a word is a flag that takes the next word as its value. */
export function takesNext(word: string, known: Flags): boolean {
  const name = word.startsWith('--') ? word.slice(2) : Object.keys(known).find(flag => word === `-${known[flag]?.short}`)
  const flag = name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined
  return flag !== undefined && flag.kind !== 'switch' && flag.bare === undefined
}

type Set = (name: string, value: string) => void

function readLong(word: string, rest: Iterator<string>, known: Flags, set: Set): void {
  const equals = word.indexOf('=')
  const name = word.slice(2, equals < 0 ? undefined : equals)
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`)
  if (!Object.hasOwn(known, name)) throw new FlagError(`unknown flag: --${name}`)
  const bare = bareValue(known[name])
  if (equals >= 0) return set(name, word.slice(equals + 1))
  if (bare !== undefined) return set(name, bare)
  const { done, value } = rest.next()
  if (done) throw new FlagError(`flag needs an argument: --${name}`)
  set(name, value)
}

function readShort(word: string, rest: Iterator<string>, known: Flags, set: Set): void {
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at)
    const name = Object.keys(known).find(flag => known[flag]?.short === letter)
    if (name === undefined) throw new FlagError(`unknown shorthand flag: '${letter}' in ${word.slice(0, 1) + word.slice(at)}`)
    const bare = bareValue(known[name])
    if (word.charAt(at + 1) !== '=' && bare !== undefined) {
      set(name, bare)
      continue
    }
    const inline = word.slice(at + 1).replace(/^=/, '')
    if (at + 1 < word.length) return set(name, inline)
    const { done, value } = rest.next()
    if (done) throw new FlagError(`flag needs an argument: '${letter}' in ${word.slice(0, 1) + word.slice(at)}`)
    return set(name, value)
  }
}

const bareValue = (flag: Flag | undefined): string | undefined => flag?.kind === 'switch' ? 'true' : flag?.bare

/** The value as kept, or the complaint of Go's parser. */
function checked(name: string, value: string, known: Flags): string {
  const refuse = (why: string): FlagError =>
    new FlagError(`invalid argument ${JSON.stringify(value)} for ${JSON.stringify(flagText(name, known))} flag: ${why}`)
  switch (known[name]?.kind) {
    case 'number':
      try { return String(wholeNumber(value, known[name]?.bits ?? 64)) }
      catch (error) { throw error instanceof FlagError ? refuse(error.message) : error }
    case 'switch':
      if (!/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value)) throw refuse(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`)
      return String(/^[1tT]/.test(value))
    case 'duration':
      try { durationMs(value) }
      catch (error) { throw error instanceof FlagError ? refuse(error.message) : error }
      return value
    default: return value
  }
}

/** As Go reads whole numbers: `0x10`, `010`, `1_000`. */
function wholeNumber(text: string, bits: number): number {
  const refuse = (why: string): FlagError => new FlagError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`)
  const [, sign = '', prefix = '', digits = ''] = /^([+-]?)(0[xXbBoO]_?|0_?(?=\d))?([\da-fA-F]+(?:_[\da-fA-F]+)*)$/.exec(text) ?? []
  if (digits === '') throw refuse('invalid syntax')
  let value: bigint
  try { value = BigInt(prefix.replace(/^0_?$/, '0o').replace('_', '') + digits.replaceAll('_', '')) * (sign === '-' ? -1n : 1n) }
  catch { throw refuse('invalid syntax') } // a digit that the base does not have
  if (BigInt.asIntN(bits, value) !== value) throw refuse('value out of range')
  return Number(value)
}

function flagText(name: string, known: Flags): string {
  const short = known[name]?.short
  return short === undefined ? `--${name}` : `-${short}, --${name}`
}

const unitsMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `1h30m`, `300ms`, `-1s`, `0`. Throws with the words of Go's time package. */
export function durationMs(text: string): number {
  const quoted = JSON.stringify(text)
  const [, sign = '', rest = ''] = /^([+-]?)([^]*)$/.exec(text) ?? []
  if (rest === '0') return 0
  if (rest === '') throw new FlagError(`time: invalid duration ${quoted}`)
  let total = 0
  for (let left = rest; left !== '';) {
    const [all = '', number = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([^.\d]*)/.exec(left) ?? []
    if (all === '') throw new FlagError(`time: invalid duration ${quoted}`)
    if (unit === '') throw new FlagError(`time: missing unit in duration ${quoted}`)
    const unitMs = Object.hasOwn(unitsMs, unit) ? unitsMs[unit] : undefined
    if (unitMs === undefined) throw new FlagError(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`)
    total += Number(number) * unitMs
    left = left.slice(all.length)
  }
  return sign === '-' ? -total : total
}

/** `1m30s`, as Go writes a duration. */
export function durationText(ms: number): string {
  if (ms === 0) return '0s'
  if (Math.abs(ms) < 1000) return `${ms}ms`
  const seconds = ms / 1000
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = Number((seconds % 60).toFixed(9))
  return hours > 0 ? `${hours}h${minutes}m${rest}s` : minutes > 0 ? `${minutes}m${rest}s` : `${rest}s`
}
