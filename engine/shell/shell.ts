// The shell, on the user's machine and in containers: they differ only in their files, their environment and what is
// on their PATH. It runs scripts as the real one does where it matters for pods: which process is number 1, who gets a
// signal, what a trap does, and what is left running behind.
import { signalOf, type Process, type Program, type Signal } from '../runtime/process.ts'
import { Pipe, type Input } from '../runtime/input.ts'
import { Tty } from '../runtime/tty.ts'
import type { Task } from '../runtime/task.ts'
import { builtins } from './builtins.ts'
import { Exit, Interrupted, LoopControl, Return, type Streams } from './control.ts'
import { bash, type Dialect } from './dialect.ts'
import { expandPattern, expandText, expandWords, type Values } from './expand.ts'
import { fits, pathsLike } from './glob.ts'
import { scriptOf, type Command, type Item, type Pipeline, type Script } from './parse.ts'
import { LinePrompt } from './line-prompt.ts'
import { redirected } from './redirect.ts'
import { ShellSyntaxError, type Word } from './words.ts'

const notFound = 127
const misused = 2
const interrupted = 130
/** What runs in the background reads nothing, and Ctrl-C does not reach it. */
const inBackground = { stdin: '', input: undefined, terminal: undefined } as const
/** A loop that never waits lets time pass all the same: this long every so many rounds. */
const busyRounds = 200
const busyMs = 10

export class Shell implements Values {
  readonly process: Process
  readonly dialect: Dialect
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  positional: readonly string[]
  status = 0
  readonly aliases: Map<string, string>
  private readonly functions: Map<string, Command>
  private readonly own: Streams
  private readonly name: string
  private readonly traps = new Map<Signal | 'EXIT', string>()
  private lastBackground: Process | undefined
  private readonly jobs = new Set<Process>()
  /** `set -e` */
  exitsOnError = false
  private conditions = 0
  /** How the last `$(…)` ended. */
  private captured = 0
  private rounds = 0
  private isInteractive = false
  /** It waits for somebody to enter a line. */
  isAsking = false

  constructor(process: Process, name: string, positional: readonly string[], dialect: Dialect, parent?: Shell) {
    this.process = process
    this.name = name
    this.dialect = dialect
    this.own = { out: process.out, err: process.err, stdin: process.stdin, input: process.input }
    this.positional = positional
    this.status = parent?.status ?? 0
    this.exitsOnError = parent?.exitsOnError ?? false
    this.aliases = parent ? parent.aliases : new Map()
    this.functions = parent ? new Map(parent.functions) : new Map()
    this.variables = new Map(parent ? parent.variables : process.env)
    this.exported = new Set(parent ? parent.exported : process.env.keys())
  }

  * main(source: string): Task<number> {
    let code: number
    try { code = yield* this.source(source) }
    catch (thrown) {
      if (!(thrown instanceof Exit)) throw thrown
      code = thrown.code
    }
    const last = this.traps.get('EXIT')
    if (last === undefined) return code
    this.traps.clear()
    try { yield* this.source(last) }
    catch (thrown) {
      if (!(thrown instanceof Exit)) throw thrown
      return thrown.code
    }
    return code
  }

  * source(source: string, streams = this.own): Task<number> {
    const script = this.parsed(source, streams)
    if (!script) throw new Exit(misused)
    return yield* this.run(script, streams)
  }

  /** Command lines as they come, until there are no more or one leaves the shell. */
  * interact(input: Input, { ask = this.usualPrompt, staysAtEnd = false }: Interaction = {}): Task<number> {
    const prompt = input instanceof Tty ? new LinePrompt(input, this.process) : undefined
    this.isInteractive = prompt !== undefined
    if (prompt) this.process.catch('INT')
    for (;;) {
      const text = yield* this.nextCommand(input, prompt, ask)
      if (text === undefined && staysAtEnd) continue
      if (text === undefined) {
        if (prompt) this.process.out(this.dialect === bash ? 'exit\n' : '\n')
        return this.status
      }
      try { yield* this.line(text) }
      catch (thrown) {
        if (!(thrown instanceof Exit)) throw thrown
        if (!staysAtEnd) return thrown.code
        this.status = thrown.code
      }
    }
  }

  /** One command line, with what belongs to it: it leaves the shell only when it says so. */
  * line(text: string, streams = this.own): Task<number> {
    const script = this.parsed(text, streams)
    if (!script) return this.status = misused
    try { return yield* this.run(script, streams) }
    catch (thrown) {
      if (thrown instanceof Interrupted) return this.status = interrupted
      if (thrown instanceof LoopControl) return this.status
      throw thrown
    }
  }

  /** A command line beside what is typed; breaking it off ends what it runs. */
  * aside(text: string, streams: Streams): Task<number> {
    try { return yield* this.line(text, streams) }
    catch (thrown) {
      if (thrown instanceof Exit) return thrown.code // the shell itself stays
      throw thrown
    }
  }

  private readonly usualPrompt = (): string => this.dialect.prompt(this.process.cwd, this.get('HOME') ?? '/', this.process.machine.hostname)

  /** The next line; when it is the beginning of something longer, with all of it. */
  private* nextCommand(input: Input, prompt: LinePrompt | undefined, ask: () => string): Task<string | undefined> {
    let text = ''
    for (;;) {
      this.isAsking = true
      const line = prompt ? yield* prompt.line(text === '' ? ask() : '> ') : yield* input.readLine(this.process)
      this.isAsking = false
      if (line === undefined) return text === '' ? undefined : text
      if (typeof line === 'object') return ''
      text += line.endsWith('\n') ? line : `${line}\n`
      if (!isIncomplete(text)) return text
    }
  }

  private parsed(source: string, { err }: Streams): Script | undefined {
    try { return scriptOf(source) }
    catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error
      err(this.dialect.syntax(error))
      return undefined
    }
  }

  // What words need.
  get(name: string): string | undefined {
    switch (name) {
      case '?': return String(this.status)
      case '$': return String(this.process.pid)
      case '!': return this.lastBackground === undefined ? '' : String(this.lastBackground.pid)
      case '#': return String(this.positional.length)
      case '*':
      case '@': return this.positional.join(' ')
      case '-': return ''
      case '0': return this.name
      default: return /^\d/.test(name) ? this.positional[Number(name) - 1] : this.variables.get(name)
    }
  }

  set(name: string, value: string): void { this.variables.set(name, value) }

  paths(pattern: string): readonly string[] { return pathsLike(pattern, this.process.machine.files, this.process.cwd) }

  * capture(script: Script, outer = this.own): Task<string> {
    let output = ''
    const streams = { ...outer, stdin: '', out: (text: string) => { output += text } }
    this.captured = yield* this.subshell(script, streams)
    return output
  }

  /** What words need, when what they run complains elsewhere. */
  private values(streams: Streams): Values {
    if (streams.err === this.own.err) return this
    const { positional } = this
    return { positional, get: name => this.get(name), set: (name, value) => this.set(name, value), paths: pattern => this.paths(pattern), capture: script => this.capture(script, streams) }
  }

  // What builtins need.
  trap(action: string, names: readonly string[]): void {
    for (const name of names) {
      const signal = name === 'EXIT' || name === '0' ? 'EXIT' : signalOf(name)
      if (signal === undefined) continue
      if (action === '-') this.traps.delete(signal)
      else this.traps.set(signal, action)
      if (signal === 'EXIT') continue
      this.process.release(signal)
      if (action === '') this.process.ignore(signal)
      else if (action !== '-') this.process.catch(signal)
    }
  }

  /** `wait`: for one job or for all; a trapped signal ends it early. */
  * wait(pid: number | undefined): Task<number> {
    const jobs = pid === undefined ? [...this.jobs] : [...this.jobs].filter(job => job.pid === pid)
    if (pid !== undefined && jobs.length === 0) return notFound
    let code = 0
    for (const job of jobs) {
      yield* this.process.until(job.exited())
      if (!job.status) return 128
      this.jobs.delete(job)
      code = pid === undefined ? 0 : job.status.code
    }
    return code
  }

  * run(script: Script, streams: Streams): Task<number> {
    for (const item of script) {
      yield* this.item(item, streams)
      yield* this.runTraps()
    }
    return this.status
  }

  private* runTraps(): Task {
    for (let signal = this.process.takeSignal(); signal; signal = this.process.takeSignal()) {
      const action = this.traps.get(signal)
      if (action === undefined && signal === 'INT' && this.isInteractive) throw new Interrupted()
      if (action === undefined) continue
      const before = this.status
      yield* this.source(action)
      this.status = before
    }
  }

  private* item({ chain, background }: Item, streams: Streams): Task {
    if (background) {
      const [only] = chain
      this.status = 0
      this.lastBackground = yield* this.fork(chain.length === 1 && only ? only.pipeline : [{ chain, background: false }], streams)
      this.jobs.add(this.lastBackground)
      return
    }
    for (const [i, { when, pipeline }] of chain.entries()) {
      if ((when === '&&' && this.status !== 0) || (when === '||' && this.status === 0)) continue
      const isLast = i === chain.length - 1
      this.status = isLast && !pipeline.negated ? yield* this.pipeline(pipeline, streams) : yield* this.asCondition(this.pipeline(pipeline, streams))
      if (isLast && this.status !== 0 && this.exitsOnError && this.conditions === 0 && !pipeline.negated) throw new Exit(this.status)
    }
  }

  /** What is asked whether it succeeds may fail, under `set -e` too. */
  private* asCondition(asked: Task<number>): Task<number> {
    this.conditions++
    try { return yield* asked }
    finally { this.conditions-- }
  }

  /** Starts something in the background: a plain command as itself, anything else in a shell of its own. */
  private* fork(what: Pipeline | Script, streams: Streams): Task<Process> {
    const [command, second] = 'commands' in what ? what.commands : []
    if (command?.kind === 'simple' && !second && command.redirects.length + command.assignments.length === 0) {
      const args = yield* expandWords(command.words, this.values(streams))
      const program = builtins.has(args[0] ?? '') ? undefined : this.process.machine.find(args[0] ?? '')
      if (program) return this.process.spawn(program, args, { ...streams, ...inBackground, env: this.environment() })
    }
    const script: Script = 'commands' in what ? [{ chain: [{ when: '', pipeline: what }], background: false }] : what
    return this.process.spawn(this.subshellProgram(script, streams), ['sh'], { ...streams, ...inBackground, env: this.environment() })
  }

  private subshellProgram(script: Script, streams: Streams): Program {
    return process => {
      const shell = new Shell(process, this.name, this.positional, this.dialect, this)
      return shell.inner(script, streams)
    }
  }

  private* inner(script: Script, streams: Streams): Task<number> {
    try { return yield* this.run(script, streams) }
    catch (thrown) {
      if (thrown instanceof Exit) return thrown.code
      throw thrown
    }
  }

  private* subshell(script: Script, streams: Streams): Task<number> {
    return yield* this.foreground(this.process.spawn(this.subshellProgram(script, streams), ['sh'], { ...streams, env: this.environment() }))
  }

  /** A signal waits until the command in the foreground is done: traps run between commands. */
  private* foreground(child: Process): Task<number> {
    try {
      while (!child.status) yield child.exited()
      return child.status.code
    }
    finally { if (!child.status && !this.process.status) child.kill() } // broken off, and not gone itself
  }

  private* pipeline({ negated, commands }: Pipeline, streams: Streams): Task<number> {
    let { stdin, input } = streams
    let status = 0
    for (const [i, command] of commands.entries()) {
      if (i === commands.length - 1) {
        status = yield* this.command(command, { ...streams, stdin, input })
        break
      }
      let output = ''
      const into = { ...streams, stdin, input, out: (text: string) => { output += text } }
      yield* this.subshell([{ chain: [{ when: '', pipeline: { negated: false, commands: [command] } }], background: false }], into)
      stdin = output
      input = undefined
    }
    return negated ? Number(status === 0) : status
  }

  private* command(command: Command, outer: Streams): Task<number> {
    const given = command.redirects.length === 0 ? outer : yield* redirected(this, command.redirects, outer, word => expandText(word, this.values(outer)))
    if (!given) return 1
    const streams = command.kind === 'simple' ? given : shared(given)
    switch (command.kind) {
      case 'simple': return yield* this.simple(command.assignments, command.words, streams)
      case 'group': return yield* this.run(command.body, streams)
      case 'subshell': return yield* this.subshell(command.body, streams)
      case 'loop': return yield* this.loop(command, streams)
      case 'for': return yield* this.for(command, streams)
      case 'if': return yield* this.if(command, streams)
      case 'case': return yield* this.case(command, streams)
      case 'function':
        this.functions.set(command.name, command.body)
        return 0
    }
  }

  private* simple(assignments: readonly { readonly name: string, readonly value: Word }[], words: readonly Word[], streams: Streams): Task<number> {
    const given = words.length === 0 ? [] : yield* expandWords(words, this.values(streams))
    const alias = this.aliases.get(given[0] ?? '')
    const args = alias === undefined ? given : [...alias.split(/\s+/).filter(word => word !== ''), ...given.slice(1)]
    const values: [string, string][] = []
    for (const { name, value } of assignments) values.push([name, yield* expandText(value, this.values(streams))])
    const [name] = args
    if (name === undefined) {
      for (const [variable, value] of values) this.variables.set(variable, value)
      return assignments.some(({ value }) => value.some(part => part.kind === 'command')) ? this.captured : assignments.length > 0 ? 0 : this.status
    }
    const body = this.functions.get(name)
    return body ? yield* this.call(body, args.slice(1), streams) : yield* this.words(args, streams, values)
  }

  /** What a name is, as `type` says it. */
  kindOf(name: string): string | undefined {
    if (this.aliases.has(name)) return `aliased to \`${this.aliases.get(name) ?? ''}'`
    if (this.functions.has(name)) return 'a function'
    if (builtins.has(name)) return 'a shell builtin'
    return this.process.machine.find(name) && (name.includes('/') ? name : `/usr/bin/${name}`)
  }

  /** A builtin, or a program that is found. */
  * words(args: readonly string[], streams: Streams, values: readonly (readonly [string, string])[] = []): Task<number> {
    const [name = ''] = args
    const builtin = builtins.get(name)
    if (builtin) return yield* builtin(this, args, streams)
    const program = this.process.machine.find(name)
    if (!program) {
      streams.err(this.dialect.notFound(name))
      return notFound
    }
    const env = values.length === 0 ? this.environment() : new Map([...this.environment(), ...values])
    return yield* this.foreground(this.process.spawn(program, args, { ...streams, env }))
  }

  /** `exec`: the command takes the place of the shell; with its process id, its signals are the command's. */
  * replaceWith(args: readonly string[]): Task<number> {
    const program = this.process.machine.find(args[0] ?? '')
    if (!program) {
      this.process.err(`${this.dialect.name}: exec: ${args[0]}: not found\n`)
      throw new Exit(notFound)
    }
    for (const signal of this.traps.keys()) if (signal !== 'EXIT') this.process.release(signal)
    this.process.become(args, this.environment())
    throw new Exit(yield* program(this.process))
  }

  private* loop({ condition, body, until }: Command & { readonly kind: 'loop' }, streams: Streams): Task<number> {
    for (let status = 0; ;) {
      const holds = (yield* this.asCondition(this.run(condition, streams))) === 0
      if (holds === until) return status
      if ((yield* this.round(body, streams)) === 'break') return 0
      status = this.status
    }
  }

  private* for({ name, words, body }: Command & { readonly kind: 'for' }, streams: Streams): Task<number> {
    let status = 0
    for (const value of words ? yield* expandWords(words, this.values(streams)) : this.positional) {
      this.variables.set(name, value)
      if ((yield* this.round(body, streams)) === 'break') return 0
      status = this.status
    }
    return status
  }

  private* round(body: Script, streams: Streams): Task<'break' | 'continue'> {
    if (++this.rounds % busyRounds === 0) yield* this.process.sleep(busyMs)
    try { yield* this.run(body, streams) }
    catch (thrown) {
      if (!(thrown instanceof LoopControl)) throw thrown
      if (thrown.loops > 1) throw new LoopControl(thrown.kind, thrown.loops - 1)
      return thrown.kind
    }
    return 'continue'
  }

  private* case({ subject, branches }: Command & { readonly kind: 'case' }, streams: Streams): Task<number> {
    const text = yield* expandText(subject, this.values(streams))
    for (const { patterns, body } of branches) for (const pattern of patterns) if (fits(yield* expandPattern(pattern, this.values(streams)), text)) return body.length === 0 ? 0 : yield* this.run(body, streams)
    return 0
  }

  /** A function has arguments of its own. */
  private* call(body: Command, args: readonly string[], streams: Streams): Task<number> {
    const before = this.positional
    this.positional = args
    try { return yield* this.command(body, streams) }
    catch (thrown) {
      if (thrown instanceof Return) return thrown.code
      throw thrown
    }
    finally { this.positional = before }
  }

  private* if({ branches, otherwise }: Command & { readonly kind: 'if' }, streams: Streams): Task<number> {
    for (const { condition, body } of branches) if ((yield* this.asCondition(this.run(condition, streams))) === 0) return yield* this.run(body, streams)
    return otherwise ? yield* this.run(otherwise, streams) : 0
  }

  private environment(): ReadonlyMap<string, string> {
    const { env } = this.process
    let same = this.exported.size === env.size
    if (same) for (const name of this.exported) if (this.variables.get(name) !== env.get(name)) same = false
    return same ? env : new Map([...this.exported].flatMap(name => this.variables.has(name) ? [[name, this.variables.get(name) ?? ''] as const] : []))
  }
}

export interface Interaction {
  /** What stands before the next line. */
  readonly ask?: () => string
  /** Neither Ctrl-D nor `exit` leaves it. */
  readonly staysAtEnd?: boolean
}

/** What several commands read one after the other: each goes on where the one before stopped. */
function shared(streams: Streams): Streams {
  if (streams.stdin === '') return streams
  const input = new Pipe()
  input.write(streams.stdin)
  input.close()
  return { ...streams, stdin: '', input }
}

function isIncomplete(text: string): boolean {
  try { scriptOf(text) }
  catch (error) { return error instanceof ShellSyntaxError && error.isIncomplete }
  return /\\\n$/.test(text)
}
