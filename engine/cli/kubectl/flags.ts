// Flags as kubectl reads them: `--name value`, `--name=value`, `-n value`, `-nvalue`, joined short switches, `--`.

export type FlagKind = 'switch' | 'text' | 'number' | 'texts'

export interface Flag { readonly kind: FlagKind, readonly short?: string }

export type Flags = Readonly<Record<string, Flag>>

/** A flag that kubectl does not know, or without its value: said with the usage hint of its command. */
export class FlagError extends Error {}

export class Parsed {
  readonly args: readonly string[]
  private readonly values: ReadonlyMap<string, readonly string[]>

  constructor(args: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.args = args
    this.values = values
  }

  has(name: string): boolean { return this.values.has(name) }
  text(name: string): string | undefined { return this.values.get(name)?.at(-1) }
  texts(name: string): readonly string[] { return (this.values.get(name) ?? []).flatMap(value => value.split(',')) }
  number(name: string): number | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : Number(text)
  }

  isOn(name: string): boolean { return this.text(name) === 'true' }
}

export function parseFlags(words: readonly string[], known: Flags): Parsed {
  const args: string[] = []
  const values = new Map<string, string[]>()
  const set = (name: string, value: string): void => {
    const kind = known[name]?.kind
    if (kind === 'number' && !/^[+-]?\d+$/.test(value))
      throw new FlagError(`invalid argument ${JSON.stringify(value)} for ${describe(name, known)} flag: strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
    if (kind === 'switch' && !/^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value))
      throw new FlagError(`invalid argument ${JSON.stringify(value)} for ${describe(name, known)} flag: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`)
    const text = kind === 'switch' ? String(/^[1tT]/.test(value)) : value
    const before = values.get(name)
    if (before) before.push(text)
    else values.set(name, [text])
  }
  const rest = words.values()
  for (const word of rest) {
    if (word === '--') args.push(...rest)
    else if (word.startsWith('--')) readLong(word, rest, known, set)
    else if (word.startsWith('-') && word !== '-') readShort(word, rest, known, set)
    else args.push(word)
  }
  return new Parsed(args, values)
}

type Set = (name: string, value: string) => void

function readLong(word: string, rest: Iterator<string>, known: Flags, set: Set): void {
  const equals = word.indexOf('=')
  const name = word.slice(2, equals < 0 ? undefined : equals)
  if (!Object.hasOwn(known, name)) throw new FlagError(`unknown flag: --${name}`)
  if (equals >= 0) return set(name, word.slice(equals + 1))
  if (known[name]?.kind === 'switch') return set(name, 'true')
  const { done, value } = rest.next()
  if (done) throw new FlagError(`flag needs an argument: --${name}`)
  set(name, value)
}

function readShort(word: string, rest: Iterator<string>, known: Flags, set: Set): void {
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at)
    const name = Object.keys(known).find(flag => known[flag]?.short === letter)
    if (name === undefined) throw new FlagError(`unknown shorthand flag: '${letter}' in ${word}`)
    if (known[name]?.kind === 'switch' && word.charAt(at + 1) !== '=') {
      set(name, 'true')
      continue
    }
    const inline = word.slice(at + 1).replace(/^=/, '')
    if (inline !== '') return set(name, inline)
    const { done, value } = rest.next()
    if (done) throw new FlagError(`flag needs an argument: '${letter}' in ${word}`)
    return set(name, value)
  }
}

function describe(name: string, known: Flags): string {
  const short = known[name]?.short
  return JSON.stringify(short === undefined ? `--${name}` : `-${short}, --${name}`)
}
