// Patterns of schemas, which anybody may write: matched in time that grows with the text and never explodes, as
// Go's regexp does. A pattern becomes a machine with several states at once (Thompson's construction).

export interface Pattern {
  matches(text: string): boolean
  /** The first place where it matches: the text of the whole, then that of each group; undefined: there is none. */
  find(text: string): readonly (string | undefined)[] | undefined
}

type Test = (char: string) => boolean
/** A state: a character to read, a place to be at, or two ways to go on. */
type State =
  | { readonly read: Test, next: number }
  | { readonly at: (before: string | undefined, after: string | undefined) => boolean, next: number }
  | { readonly ways: number[] }
  | { readonly mark: number, readonly next: number }

const mostRepeats = 1000 // as in Go
const compiled = new Map<string, Pattern>()

/** Throws an Error for what is no pattern. */
export function compilePattern(source: string): Pattern {
  let pattern = compiled.get(source)
  if (!pattern) compiled.set(source, pattern = new Compiler(source).compile())
  return pattern
}

/** A part of the machine, made when it is known where it goes on; answers where it begins. */
type Part = (next: number) => number

const mostStates = 10_000

const fault = (what: string, where = ''): Error => new Error(`error parsing regexp: ${what}: \`${where}\``)

class Compiler {
  private readonly chars: readonly string[]
  private at = 0
  private readonly states: State[] = []
  private isCaseless = false
  private groups = 0

  constructor(source: string) { this.chars = [...source] }

  compile(): Pattern {
    const whole = this.alternatives()
    if (this.at < this.chars.length) throw fault('unexpected )', this.from(0))
    const end = this.state({ ways: [] })
    const start = whole(end)
    const { states } = this
    return { matches: text => run(states, start, end, [...text]), find: text => find(states, start, end, [...text]) }
  }

  private alternatives(): Part {
    const parts = [this.sequence()]
    while (this.take('|')) parts.push(this.sequence())
    return next => parts.length === 1 ? (parts[0] ?? (() => next))(next) : this.state({ ways: parts.map(part => part(next)) })
  }

  private sequence(): Part {
    const parts: Part[] = []
    while (this.at < this.chars.length && this.peek() !== '|' && this.peek() !== ')') parts.push(this.repeated())
    return next => parts.reduceRight((then, part) => part(then), next)
  }

  private repeated(): Part {
    let part = this.single()
    for (let before = this.at, isFirst = true; ; isFirst = false) {
      const inner = part
      const from = this.at
      const bounds = this.take('*') ? [0, undefined] as const : this.take('+') ? [1, undefined] as const : this.take('?') ? [0, 1] as const : this.bounds()
      if (!bounds) return part
      const [least, most] = bounds
      const isLazy = this.take('?') // whether it matches is the same; what it matches is not
      if (!isFirst) throw fault('invalid nested repetition operator', this.from(before, this.at))
      before = from
      part = next => {
        let then = most === undefined ? this.loop(inner, isLazy)(next) : next
        for (let i = least; i < (most ?? least); i++) then = this.either(inner(then), next, isLazy)
        for (let i = 0; i < least; i++) then = inner(then)
        return then
      }
    }
  }

  private loop(inner: Part, isLazy: boolean): Part {
    return next => {
      const ways: number[] = []
      const self = this.state({ ways })
      const again = inner(self)
      ways.push(...isLazy ? [next, again] : [again, next])
      return self
    }
  }

  private either(first: number, second: number, isTurned: boolean): number { return this.state({ ways: isTurned ? [second, first] : [first, second] }) }

  private bounds(): [least: number, most: number | undefined] | undefined {
    const [all, least = '', comma, most = ''] = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.chars.slice(this.at, this.at + 12).join('')) ?? []
    if (all === undefined) return undefined
    this.at += all.length
    const counts = [Number(least), comma === undefined ? Number(least) : most === '' ? undefined : Number(most)] as const
    if (counts[0] > mostRepeats || (counts[1] ?? 0) > mostRepeats || (counts[1] ?? counts[0]) < counts[0]) throw fault('invalid repeat count', all)
    return [...counts]
  }

  private single(): Part {
    const char = this.next()
    switch (char) {
      case '(': {
        const flags = this.groupFlags()
        if (flags === 'rest') return next => next
        const group = flags === 'capture' ? ++this.groups : 0
        const inner = this.alternatives()
        if (!this.take(')')) throw fault('missing closing )', this.from(0))
        return group === 0 ? inner : next => this.state({ mark: 2 * group, next: inner(this.state({ mark: 2 * group + 1, next })) })
      }
      case '[': return this.reading(this.charClass())
      case '.': return this.reading(c => c !== '\n')
      case '^': return this.standing(before => before === undefined)
      case '$': return this.standing((_before, after) => after === undefined)
      case '\\': return this.escaped()
      case '*': case '+': case '?': throw fault('missing argument to repetition operator', char)
      default: return this.literal(char)
    }
  }

  /** `(?:`, `(?P<name>`, `(?i)`. */
  private groupFlags(): 'capture' | 'group' | 'rest' {
    if (!this.take('?')) return 'capture'
    const [all, flags = ''] = /^(?:P?<\w+>|([is]*)(?::|(?=\))))/.exec(this.chars.slice(this.at, this.at + 80).join('')) ?? []
    if (all === undefined) {
      const [start = ''] = /^(?:P?<|[imsU-]*.?)/u.exec(this.from(this.at)) ?? []
      throw start.endsWith('<') ? fault('invalid named capture', /^.*?>|.*/su.exec(this.from(this.at - 2))?.[0]) : fault('invalid or unsupported Perl syntax', `(?${start}`)
    }
    this.at += all.length
    if (flags.includes('i')) this.isCaseless = true
    if (flags !== '' && this.take(')')) return 'rest'
    return all.endsWith('>') ? 'capture' : 'group'
  }

  private escaped(): Part {
    const char = this.escapable()
    if (char === 'A') return this.standing(before => before === undefined)
    if (char === 'z') return this.standing((_before, after) => after === undefined)
    if (char === 'b' || char === 'B') return this.standing((before, after) => (isWord(before) !== isWord(after)) === (char === 'b'))
    const shorthand = shorthands[char]
    return shorthand ? this.reading(shorthand) : this.literal(escapes[char] ?? char)
  }

  private charClass(): Test {
    const start = this.at - 1
    const closed = <T>(part: T | undefined): T => {
      if (part === undefined) throw fault('missing closing ]', this.from(start))
      return part
    }
    const isNegated = this.take('^')
    const tests: Test[] = []
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      const named = /^\[:(\w+):\]/.exec(this.chars.slice(this.at, this.at + 12).join(''))
      if (named) {
        this.at += named[0].length
        const test = posix.get(named[1] ?? '')
        if (!test) throw fault('invalid character class range', named[0])
        tests.push(test)
        continue
      }
      const lowAt = this.at
      const low = closed(this.classChar())
      if (typeof low !== 'string') tests.push(low)
      else if (this.peek() === '-' && this.chars[this.at + 1] !== ']') {
        this.at++
        const high = closed(this.classChar())
        if (typeof high !== 'string' || high < low) throw fault('invalid character class range', this.from(lowAt, this.at))
        tests.push(c => c >= low && c <= high)
      }
      else tests.push(c => c === low)
    }
    this.at++
    const { isCaseless } = this
    const has: Test = c => tests.some(test => test(c) || (isCaseless && (test(c.toLowerCase()) || test(c.toUpperCase()))))
    return isNegated ? c => !has(c) : has
  }

  private classChar(): string | Test | undefined {
    const char = this.chars[this.at++]
    if (char !== '\\') return char
    const escapedChar = this.escapable()
    return shorthands[escapedChar] ?? escapes[escapedChar] ?? escapedChar
  }

  /** What a backslash may stand before: any sign, but only some letters and digits. */
  private escapable(): string {
    const char = this.chars[this.at++]
    if (char === undefined) throw fault('trailing backslash at end of expression')
    if (/[\da-z]/i.test(char) && !(char in shorthands) && !(char in escapes) && !/[ABCQbpPxz0]/.test(char)) throw fault('invalid escape sequence', `\\${char}`)
    return char
  }

  private literal(char: string): Part {
    const lower = char.toLowerCase()
    return this.reading(this.isCaseless ? c => c.toLowerCase() === lower : c => c === char)
  }

  private reading(read: Test): Part { return next => this.state({ read, next }) }
  private standing(at: (before: string | undefined, after: string | undefined) => boolean): Part { return next => this.state({ at, next }) }

  private state(state: State): number {
    if (this.states.length >= mostStates) throw new Error('error parsing regexp: expression too large')
    return this.states.push(state) - 1
  }

  private peek(): string | undefined { return this.chars[this.at] }

  private take(char: string): boolean {
    if (this.peek() !== char) return false
    this.at++
    return true
  }

  private next(): string { return this.chars[this.at++] ?? '' }

  private from(start: number, end?: number): string { return this.chars.slice(start, end).join('') }
}

/** Whether the machine reaches its end from anywhere in the text. */
function run(states: readonly State[], start: number, end: number, text: readonly string[]): boolean {
  let current: readonly number[] = []
  for (let i = 0; i <= text.length; i++) {
    const char = text[i]
    const open = reach(states, [...current, start], text[i - 1], char)
    if (open.has(end)) return true
    if (char === undefined) return false
    current = [...open].flatMap(id => {
      const state = states[id]
      return state && 'read' in state && state.read(char) ? [state.next] : []
    })
  }
  return false
}

/** All the states that are reached without reading. */
function reach(states: readonly State[], from: readonly number[], before: string | undefined, after: string | undefined): ReadonlySet<number> {
  const open = new Set<number>()
  const waiting = [...from]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (open.has(id)) continue
    open.add(id)
    const state = states[id]
    if (!state) continue
    if ('ways' in state) waiting.push(...state.ways)
    else if ('mark' in state || 'at' in state && state.at(before, after)) waiting.push(state.next)
  }
  return open
}

/** A way through the machine, and where it has passed the borders of groups. */
interface Thread { readonly id: number, readonly marks: readonly (number | undefined)[] }

/** All ways at once, the preferred ones first: of those that begin at the same place the first to arrive wins. */
function find(states: readonly State[], start: number, end: number, text: readonly string[]): readonly (string | undefined)[] | undefined {
  let threads: readonly Thread[] = []
  let best: Thread['marks'] | undefined
  for (let i = 0; i <= text.length && (!best || threads.length > 0); i++) {
    const char = text[i]
    const next: Thread[] = []
    for (const { id, marks } of spread(states, best ? threads : [...threads, { id: start, marks: [i] }], i, text)) {
      if (id === end) {
        best = marked(marks, 1, i)
        break
      }
      const state = states[id]
      if (state && 'read' in state && char !== undefined && state.read(char)) next.push({ id: state.next, marks })
    }
    threads = next
  }
  return best && Array.from({ length: Math.ceil(best.length / 2) }, (_, group) => textBetween(text, best?.[2 * group], best?.[2 * group + 1]))
}

const textBetween = (text: readonly string[], from: number | undefined, until: number | undefined): string | undefined =>
  from === undefined || until === undefined ? undefined : text.slice(from, until).join('')

/** Where the threads come without reading, in their order. */
function spread(states: readonly State[], threads: readonly Thread[], i: number, text: readonly string[]): readonly Thread[] {
  const seen = new Set<number>()
  const found: Thread[] = []
  const waiting = threads.toReversed()
  for (let thread = waiting.pop(); thread; thread = waiting.pop()) {
    const { id, marks } = thread
    const state = states[id]
    if (!state || seen.has(id)) continue
    seen.add(id)
    found.push(thread)
    if ('ways' in state) waiting.push(...state.ways.toReversed().map(way => ({ id: way, marks })))
    else if ('mark' in state) waiting.push({ id: state.next, marks: marked(marks, state.mark, i) })
    else if ('at' in state && state.at(text[i - 1], text[i])) waiting.push({ id: state.next, marks })
  }
  return found
}

function marked(marks: Thread['marks'], mark: number, at: number): Thread['marks'] {
  const copy = [...marks]
  copy[mark] = at
  return copy
}

const isDigit: Test = c => c >= '0' && c <= '9'
const isLower: Test = c => c >= 'a' && c <= 'z'
const isUpper: Test = c => c >= 'A' && c <= 'Z'
const isSpace: Test = c => c === ' ' || c === '\t' || c === '\n' || c === '\f' || c === '\r'
const isWord = (c: string | undefined): boolean => c !== undefined && (isDigit(c) || isLower(c) || isUpper(c) || c === '_')

const shorthands: Readonly<Record<string, Test>> = {
  d: isDigit, D: c => !isDigit(c), s: isSpace, S: c => !isSpace(c), w: isWord, W: c => !isWord(c),
}
const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' }
const posix: ReadonlyMap<string, Test> = new Map(Object.entries<Test>({
  alnum: c => isDigit(c) || isLower(c) || isUpper(c), alpha: c => isLower(c) || isUpper(c), digit: isDigit, lower: isLower, upper: isUpper,
  space: c => isSpace(c) || c === '\v', word: isWord, punct: c => /^[!-/:-@[-`{-~]$/.test(c), xdigit: c => /^[0-9A-Fa-f]$/.test(c),
}))
