// The grammar of the shell in images: enough of POSIX for what manifests write after `sh -c`.
import { readBody, readDelimiter, type HereDocument } from './here-document.ts'
import { arithmeticEnd, endOfFile, readProcess, readText, readWord, ShellSyntaxError, type Part, type Word } from './words.ts'

export interface Redirect {
  /** A name: of the variable that gets the number of what is opened, as in `{log}>file`. */
  readonly fd: number | string
  /** `<<`: the target is the text itself; `<<<`: and a line break; `&>`: what it prints and what it complains of. */
  readonly how: typeof redirections[number]
  readonly target: Word
}

export interface Assignment {
  readonly name: string
  /** Of `x[1]=…`. */
  readonly index: Word | undefined
  /** `+=` */
  readonly adds: boolean
  readonly value: Word
  /** All of it, as it was written. */
  readonly word: Word
  /** `x=(a b)` */
  readonly elements?: readonly Word[]
}

export type Command =
  /** `late`: of `declare`, which has its say first. */
  | { readonly kind: 'simple', readonly assignments: readonly Assignment[], readonly late: readonly Assignment[], readonly words: readonly Word[], readonly redirects: readonly Redirect[] }
  | { readonly kind: 'group' | 'subshell', readonly body: Script, readonly redirects: readonly Redirect[] }
  | { readonly kind: 'loop', readonly until: boolean, readonly condition: Script, readonly body: Script, readonly redirects: readonly Redirect[] }
  /** `isAsked`: `select`, where somebody chooses. */
  | { readonly kind: 'for', readonly isAsked: boolean, readonly name: string, readonly words: readonly Word[] | undefined, readonly body: Script, readonly redirects: readonly Redirect[] }
  | { readonly kind: 'count', readonly head: Word, readonly first: Word, readonly condition: Word, readonly after: Word, readonly body: Script, readonly redirects: readonly Redirect[] }
  | { readonly kind: 'case', readonly subject: Word, readonly branches: readonly { readonly patterns: readonly Word[], readonly body: Script }[], readonly redirects: readonly Redirect[] }
  | { readonly kind: 'function', readonly name: string, readonly text: string, readonly body: Command, readonly redirects: readonly Redirect[] }
  /** `[[ … ]]` */
  | { readonly kind: 'question', readonly tokens: readonly QuestionToken[], readonly redirects: readonly Redirect[] }
  /** `((…))` */
  | { readonly kind: 'reckon', readonly expression: Word, readonly redirects: readonly Redirect[] }
  | { readonly kind: 'if', readonly branches: readonly { readonly condition: Script, readonly body: Script }[], readonly otherwise: Script | undefined, readonly redirects: readonly Redirect[] }

export type ShellFunction = Command & { readonly kind: 'function' }

export interface Pipeline {
  readonly negated: boolean
  /** `time …`: tells how long it took. */
  readonly timed: boolean
  readonly commands: readonly Command[]
  /** As it was written. */
  readonly text: string
}

export interface Item {
  /** `a && b || c`: each with what must have happened before it. */
  readonly chain: readonly { readonly when: '' | '&&' | '||', readonly pipeline: Pipeline }[]
  readonly background: boolean
  /** As it was written. */
  readonly text: string
}

export type Script = readonly Item[]

export type QuestionToken = string | Word

type Token = (
  | { readonly kind: 'operator', readonly text: string }
  | { readonly kind: 'word', readonly word: Word, readonly plain: string }
  | { readonly kind: 'reckon', readonly word: Word }
) & { readonly start: number, readonly end: number }

const operators = ['&&', '||', '|&', '&>>', '&>', '>>', '>&', '>|', '<<<', '<<-', '<<', '<>', '<&', ';;', ';', '&', '|', '<', '>', '(', ')', '\n']
const redirections = ['>', '>>', '<', '<>', '>&', '<&', '<<', '<<<', '&>', '&>>'] as const
/** What stands before the sign of a redirection: `2>`, `{log}>`. */
const descriptor = /^(?:\d{1,3}|\{[A-Za-z_]\w*\})$/
const maxDepth = 50

const parsed = new Map<string, Script>()
const maxParsed = 1000

/** The script that a text says; probes ask for the same one over and over. */
export function scriptOf(source: string): Script {
  let script = parsed.get(source)
  if (!script) {
    script = new Parser(source, tokens(source, 0)).script([])
    if (parsed.size >= maxParsed) parsed.clear()
    parsed.set(source, script)
  }
  return script
}

/** A script, and how each of its words was written. */
export function withTexts(source: string): { readonly script: Script, readonly texts: ReadonlyMap<Word, string> } {
  const all = tokens(source, 0)
  return { script: new Parser(source, all).script([]), texts: new Map(all.flatMap(token => token.kind === 'operator' ? [] : [[token.word, source.slice(token.start, token.end)] as const])) }
}

function tokens(source: string, depth: number): Token[] {
  if (depth > maxDepth) throw new ShellSyntaxError('too deeply nested')
  const parse = (inner: string): Script => new Parser(inner, tokens(inner, depth + 1)).script([])
  const found: Token[] = []
  const awaited: HereDocument[] = []
  for (let i = 0; i < source.length;) {
    const letter = source.charAt(i)
    if (letter === ' ' || letter === '\t') i++
    else if (letter === '#') i = source.includes('\n', i) ? source.indexOf('\n', i) : source.length
    else if (source.startsWith('((', i) && beginsCommand(found.at(-1)) && arithmeticEnd(source, i) !== undefined) {
      const end = arithmeticEnd(source, i) ?? i
      found.push({ kind: 'reckon', word: readText(source.slice(i + 2, end - 2), parse), start: i, end })
      i = end
    }
    else if (source.startsWith('<(', i)) {
      const { part, end } = readProcess(source, i, parse)
      found.push({ kind: 'word', word: [part], plain: '', start: i, end })
      i = end
    }
    else {
      const start = i
      const operator = operators.find(each => source.startsWith(each, i))
      if (operator !== undefined) {
        i += operator.length
        if (operator === '<<' || operator === '<<-') {
          const { document, end } = readDelimiter(source, i, operator === '<<-', parse)
          found.push({ kind: 'operator', text: '<<', start, end: i }, Object.assign(document.token, { start: i, end }))
          awaited.push(document)
          i = end
          continue
        }
        found.push({ kind: 'operator', text: operator, start, end: i })
        if (operator === '\n' && awaited.length > 0) {
          for (const document of awaited.splice(0)) i = readBody(source, i, document, parse) + 1
          i-- // the last line break is one of the script
        }
      }
      else {
        const { word, end } = readWord(source, i, parse)
        const text = source.slice(i, end)
        found.push(/[<>]/.test(source.charAt(end)) && descriptor.test(text)
          ? { kind: 'operator', text, start, end }
          : { kind: 'word', word, plain: word.every(part => part.kind === 'text' && !part.quoted) ? text : '', start, end })
        i = end
      }
    }
  }
  if (awaited.length > 0) throw endOfFile()
  return found
}

const opensCommand: ReadonlySet<string> = new Set(['while', 'until', 'if', 'elif', 'then', 'else', 'do', '!', 'time', '{', 'for'])

/** Words that mean something where a command begins. */
export const keywords: ReadonlySet<string> = new Set(['if', 'then', 'elif', 'else', 'fi', 'case', 'esac', 'for', 'select', 'while', 'until', 'do', 'done', 'in', 'function', 'time', '{', '}', '!', '[[', ']]', 'coproc'])

const closesCommand: ReadonlySet<string> = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}'])

/** Whether a command may stand behind this. */
const beginsCommand = (before: Token | undefined): boolean => before?.kind !== 'word' || opensCommand.has(before.plain)

class Parser {
  private readonly source: string
  private readonly tokens: readonly Token[]
  private at = 0
  private depth = 0

  constructor(source: string, all: readonly Token[]) {
    this.source = source
    this.tokens = all
  }

  /** Items until one of the closing words, or the end. */
  script(closers: readonly string[]): Script {
    const items: Item[] = []
    for (;;) {
      while (this.isOperator(';') || this.isOperator('\n')) this.at++
      const token = this.tokens[this.at]
      if (!token) {
        if (closers.length > 0) throw new ShellSyntaxError(`unexpected end of file (expecting "${closers[0]}")`, undefined, true)
        return items
      }
      if (closers.includes(textOf(token))) return items
      const from = this.at
      items.push(this.item())
      this.expectEnd(closers, from)
    }
  }

  /** Behind a command stands what ends it. `web (x)` begins like a function, and fails in its brackets. */
  private expectEnd(closers: readonly string[], from: number): void {
    const token = this.tokens[this.at]
    if (!token || this.isOperator(';') || this.isOperator('\n') || closers.includes(textOf(token)) || textOf(this.tokens[this.at - 1]) === '&') return
    if (this.isOperator('(') && this.at === from + 1) {
      this.at++
      if (this.tokens[this.at]?.kind === 'word') throw new ShellSyntaxError('unexpected word (expecting ")")', { kind: 'token', text: textOf(this.tokens[this.at]) })
    }
    throw this.unexpected()
  }

  private item(): Item {
    const from = this.at
    const chain: { when: '' | '&&' | '||', pipeline: Pipeline }[] = [{ when: '', pipeline: this.pipeline() }]
    for (;;) {
      const when = this.isOperator('&&') ? '&&' : this.isOperator('||') ? '||' : undefined
      if (when === undefined) break
      this.at++
      this.skipNewlines()
      chain.push({ when, pipeline: this.pipeline() })
    }
    const text = this.written(from)
    const background = this.isOperator('&')
    if (background) this.at++
    return { chain, background, text }
  }

  private pipeline(): Pipeline {
    const from = this.at
    let [negated, timed] = [false, false]
    for (; this.isWord('!') || this.isWord('time'); this.at++) {
      if (this.isWord('!')) negated = !negated
      else timed = true
    }
    const commands = timed && this.endsCommand() ? [] : [this.command()]
    while (this.isOperator('|') || this.isOperator('|&')) {
      const last = commands.pop()
      if (last) commands.push(this.isOperator('|&') ? { ...last, redirects: [...last.redirects, bothOut] } : last)
      this.at++
      this.skipNewlines()
      commands.push(this.command())
    }
    return { negated, timed, commands, text: this.written(from) }
  }

  private endsCommand(): boolean {
    const token = this.tokens[this.at]
    return !token || token.kind === 'operator' && [';', '&', '\n', '&&', '||', ')'].includes(token.text)
  }

  /** What stands in the source from a token up to here. */
  private written(from: number): string { return this.source.slice(this.tokens[from]?.start, this.tokens[this.at - 1]?.end) }

  private command(): Command {
    if (++this.depth > maxDepth) throw new ShellSyntaxError('too deeply nested')
    const command = this.anyCommand()
    this.depth--
    return command
  }

  private anyCommand(): Command {
    if (this.isOperator('(')) return this.enclosed('subshell', ')')
    if (this.isWord('{')) return this.enclosed('group', '}')
    if (this.isWord('while') || this.isWord('until')) return this.loop(this.isWord('until'))
    if (this.isWord('for') || this.isWord('select')) return this.for()
    if (this.isWord('if')) return this.if()
    if (this.isWord('case')) return this.case()
    if (this.isWord('[[')) return this.question()
    if (this.isWord('coproc')) throw new ShellSyntaxError('coproc: coprocesses are not offered here')
    if (this.isWord('function')) {
      this.at++
      return this.function()
    }
    if (this.isFunction()) return this.function()
    const token = this.tokens[this.at]
    if (token?.kind === 'reckon') {
      this.at++
      return { kind: 'reckon', expression: token.word, redirects: this.redirects() }
    }
    return this.simple()
  }

  private enclosed(kind: 'subshell' | 'group', closer: string): Command {
    this.at++
    const body = this.script([closer])
    this.at++
    return { kind, body, redirects: this.redirects() }
  }

  private loop(until: boolean): Command {
    this.at++
    const condition = this.script(['do'])
    return { kind: 'loop', until, condition, body: this.doBody(), redirects: this.redirects() }
  }

  private for(): Command {
    const isAsked = this.isWord('select')
    this.at++
    const head = this.tokens[this.at]
    if (head?.kind === 'reckon') return this.countedFor(head.word)
    const name = this.takeWord().plain
    this.skipNewlines()
    let words: Word[] | undefined
    if (this.isWord('in')) {
      this.at++
      words = []
      for (let token = this.tokens[this.at]; token?.kind === 'word'; token = this.tokens[++this.at]) words.push(token.word)
    }
    while (this.isOperator(';') || this.isOperator('\n')) this.at++
    return { kind: 'for', isAsked, name, words, body: this.doBody(), redirects: this.redirects() }
  }

  /** `for ((i=0; i<3; i++))` */
  private countedFor(head: Word): Command {
    this.at++
    const parts: Word[] = [[]]
    for (const part of head) {
      if (part.kind !== 'text') parts[parts.length - 1] = [...parts.at(-1) ?? [], part]
      else for (const [i, text] of part.text.split(';').entries()) {
        if (i > 0) parts.push([])
        parts[parts.length - 1] = [...parts.at(-1) ?? [], { ...part, text }]
      }
    }
    while (this.isOperator(';') || this.isOperator('\n')) this.at++
    const [first = [], condition = [], after = []] = parts
    return { kind: 'count', head, first, condition, after, body: this.doBody(), redirects: this.redirects() }
  }

  private doBody(): Script {
    this.expect('do')
    const body = this.script(['done'])
    this.at++
    return body
  }

  private if(): Command {
    const branches: { condition: Script, body: Script }[] = []
    let otherwise: Script | undefined
    do {
      this.at++
      const condition = this.script(['then'])
      this.at++
      branches.push({ condition, body: this.script(['elif', 'else', 'fi']) })
    } while (this.isWord('elif'))
    if (this.isWord('else')) {
      this.at++
      otherwise = this.script(['fi'])
    }
    this.at++
    return { kind: 'if', branches, otherwise, redirects: this.redirects() }
  }

  private case(): Command {
    this.at++
    const subject = this.takeWord().word
    this.skipNewlines()
    this.expect('in')
    const branches: { patterns: Word[], body: Script }[] = []
    for (;;) {
      this.skipNewlines()
      if (this.isWord('esac')) break
      if (this.isOperator('(')) this.at++
      const patterns = [this.takeWord().word]
      while (this.isOperator('|')) {
        this.at++
        patterns.push(this.takeWord().word)
      }
      if (!this.isOperator(')')) throw this.unexpected()
      this.at++
      branches.push({ patterns, body: this.script([';;', 'esac']) })
      if (this.isOperator(';;')) this.at++
    }
    this.at++
    return { kind: 'case', subject, branches, redirects: this.redirects() }
  }

  /** `name() …` */
  private isFunction(): boolean {
    const [name, open, close] = this.tokens.slice(this.at, this.at + 3)
    return name?.kind === 'word' && /^[A-Za-z_:][\w:.-]*$/.test(name.plain) && open?.kind === 'operator' && open.text === '(' && close?.kind === 'operator' && close.text === ')'
  }

  private function(): Command {
    const { plain } = this.takeWord()
    if (this.isOperator('(')) this.at += 2
    this.skipNewlines()
    const from = this.at
    const body = this.command()
    return { kind: 'function', name: plain, text: this.written(from), body, redirects: [] }
  }

  private question(): Command {
    this.at++
    const found: QuestionToken[] = []
    while (!this.isWord(']]')) {
      const token = this.tokens[this.at]
      if (!token) throw endOfFile()
      this.at++
      if (token.kind === 'operator') found.push(token.text)
      else found.push(token.word)
      if (token.kind === 'word' && token.plain === '=~') found.push(this.pattern())
    }
    this.at++
    return { kind: 'question', tokens: found, redirects: this.redirects() }
  }

  /** A regular expression reaches as far as nothing divides it: its brackets and bars are its own. */
  private pattern(): Word {
    const parts: Part[] = []
    for (let token = this.tokens[this.at], end = token?.start; token && token.start === end && !this.isOperator('\n'); end = token.end, token = this.tokens[++this.at]) {
      if (token.kind === 'operator') parts.push({ kind: 'text', text: token.text, quoted: false })
      else parts.push(...token.word)
    }
    return parts
  }

  private simple(): Command {
    const assignments: Assignment[] = []
    const late: Assignment[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    let isDeclared = false
    for (;;) {
      const redirect = this.redirect()
      if (redirect) {
        redirects.push(redirect)
        continue
      }
      const token = this.tokens[this.at]
      if (token?.kind !== 'word') break
      if (words.length + assignments.length + redirects.length === 0 && closesCommand.has(token.plain)) throw this.unexpected()
      this.at++
      const assignment = words.length === 0 || isDeclared ? assignmentOf(token.word) : undefined
      const elements = assignment?.value.length === 0 ? this.elements(token.end) : undefined
      isDeclared ||= words.length === 0 && declaring.has(token.plain)
      if (assignment && words.length === 0) assignments.push({ ...assignment, ...elements && { elements } })
      else if (assignment && elements) {
        words.push([{ kind: 'text', text: assignment.name, quoted: true }])
        late.push({ ...assignment, elements })
      }
      else words.push(token.word)
    }
    if (words.length + assignments.length + redirects.length === 0) {
      throw this.unexpected()
    }
    return { kind: 'simple', assignments, late, words, redirects }
  }

  /** `(a b)`, right behind a place. */
  private elements(place: number): readonly Word[] | undefined {
    if (!this.isOperator('(') || this.tokens[this.at]?.start !== place) return undefined
    const found: Word[] = []
    this.at++
    for (this.skipNewlines(); !this.isOperator(')'); this.skipNewlines()) found.push(this.wordOr())
    this.at++
    return found
  }

  private wordOr(): Word {
    if (this.tokens[this.at]?.kind !== 'word') throw this.unexpected()
    return this.takeWord().word
  }

  private unexpected(): ShellSyntaxError {
    const token = this.tokens[this.at]
    if (!token) return endOfFile()
    const text = textOf(token).replace('\n', 'newline')
    return new ShellSyntaxError(`unexpected "${text}"`, { kind: 'token', text })
  }

  private redirects(): readonly Redirect[] {
    const found: Redirect[] = []
    for (let next = this.redirect(); next; next = this.redirect()) found.push(next)
    return found
  }

  private redirect(): Redirect | undefined {
    const token = this.tokens[this.at]
    if (token?.kind !== 'operator') return undefined
    const fd = !descriptor.test(token.text) ? undefined : token.text.startsWith('{') ? token.text.slice(1, -1) : Number(token.text)
    const operator = fd === undefined ? token : this.tokens[this.at + 1]
    if (operator?.kind !== 'operator') return undefined
    const how = redirections.find(each => each === operator.text.replace('|', ''))
    if (!how) return undefined
    this.at += fd === undefined ? 1 : 2
    if (this.tokens[this.at]?.kind !== 'word') throw this.nowhere()
    return { fd: fd ?? (how.startsWith('<') ? 0 : 1), how, target: this.takeWord().word }
  }

  /** A redirection that says no file: more lines would not make it whole. */
  private nowhere(): ShellSyntaxError {
    return this.tokens[this.at] ? this.unexpected() : new ShellSyntaxError('unexpected newline', { kind: 'token', text: 'newline' })
  }

  private takeWord(): { readonly word: Word, readonly plain: string } {
    const token = this.tokens[this.at]
    if (token?.kind !== 'word') throw endOfFile()
    this.at++
    return token
  }

  private expect(word: string): void {
    if (!this.isWord(word)) throw new ShellSyntaxError(`unexpected word (expecting "${word}")`)
    this.at++
  }

  private skipNewlines(): void { while (this.isOperator('\n')) this.at++ }

  private isOperator(text: string): boolean {
    const token = this.tokens[this.at]
    return token?.kind === 'operator' && token.text === text
  }

  private isWord(plain: string): boolean {
    const token = this.tokens[this.at]
    return token?.kind === 'word' && token.plain === plain
  }
}

const textOf = (token: Token | undefined): string => token === undefined ? '' : token.kind === 'operator' ? token.text : token.kind === 'word' ? token.plain : '(('

/** `2>&1` */
const bothOut: Redirect = { fd: 2, how: '>&', target: [{ kind: 'text', text: '1', quoted: false }] }

const declaring: ReadonlySet<string> = new Set(['declare', 'export', 'local', 'readonly', 'typeset'])

/** `x=…`, `x+=…`, `x[1]=…` */
function assignmentOf(word: Word): Assignment | undefined {
  const [first] = word
  const name = first?.kind === 'text' && !first.quoted ? /^[A-Za-z_]\w*(?=[[+=])/.exec(first.text)?.[0] : undefined
  if (name === undefined) return undefined
  const { index, rest } = subscripted(without(word, name.length))
  const [head] = rest
  const sign = head?.kind === 'text' && !head.quoted ? /^\+?=/.exec(head.text)?.[0] : undefined
  return sign === undefined ? undefined : { name, index, adds: sign === '+=', word, value: without(rest, sign.length) }
}

/** `[1]…`: what stands in the brackets, and behind them. */
export function subscripted(word: Word): { readonly index: Word | undefined, readonly rest: Word } {
  const [first] = word
  if (first?.kind !== 'text' || first.quoted || !first.text.startsWith('[')) return { index: undefined, rest: word }
  const open = without(word, 1)
  const at = open.findIndex(part => part.kind === 'text' && !part.quoted && part.text.includes(']'))
  const closing = open[at]
  if (closing?.kind !== 'text') return { index: undefined, rest: word }
  const end = closing.text.indexOf(']')
  const before = end === 0 ? [] : [{ ...closing, text: closing.text.slice(0, end) }]
  return { index: [...open.slice(0, at), ...before], rest: without(open.slice(at), end + 1) }
}

/** Without the first letters of its first part. */
function without([first, ...others]: Word, letters: number): Word {
  return first?.kind !== 'text' || first.text.length === letters ? others : [{ ...first, text: first.text.slice(letters) }, ...others]
}
