// sh: the shell of the images. It runs scripts as the real one does where it matters for pods: which process is
// number 1, who gets a signal, what a trap does, and what is left running behind.
import { resolvePath } from '../../files.ts'
import { signalOf, type Process, type Program, type Signal } from '../../process.ts'
import type { Task } from '../../task.ts'
import { builtins } from './builtins.ts'
import { Exit, LoopControl, type Streams } from './control.ts'
import { expandText, expandWords, type Values } from './expand.ts'
import { scriptOf, type Command, type Item, type Pipeline, type Script } from './parse.ts'
import { redirected } from './redirect.ts'
import { ShellSyntaxError, type Word } from './words.ts'

const notFound = 127
/** A loop that never waits lets time pass all the same: this long every so many rounds. */
const busyRounds = 200
const busyMs = 10

export const sh: Program = function* (process): Task<number> {
  const args = process.args.slice(1)
  const dashC = args.findIndex(arg => /^-[a-z]*c$/.test(arg))
  const file = dashC < 0 ? args.find(arg => !arg.startsWith('-')) : undefined
  const source = dashC >= 0 ? args[dashC + 1] ?? '' : file === undefined ? process.stdin : process.machine.files.read(resolvePath(process.cwd, file))
  if (source === undefined) {
    process.err(`sh: can't open '${file}': No such file or directory\n`)
    return 2
  }
  const positional = dashC >= 0 ? args.slice(dashC + 2) : args.slice(1)
  const [name = 'sh', ...rest] = dashC >= 0 ? positional : [file ?? 'sh', ...positional]
  return yield* new Shell(process, name, rest).main(source)
}

export class Shell implements Values {
  readonly process: Process
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  positional: readonly string[]
  status = 0
  private readonly own: Streams
  private readonly name: string
  private readonly traps = new Map<Signal | 'EXIT', string>()
  private lastBackground: Process | undefined
  private readonly jobs = new Set<Process>()
  private rounds = 0

  constructor(process: Process, name: string, positional: readonly string[], parent?: Shell) {
    this.process = process
    this.name = name
    this.own = { out: process.out, err: process.err, stdin: process.stdin }
    this.positional = positional
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
    let script: Script
    try { script = scriptOf(source) }
    catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error
      streams.err(`sh: syntax error: ${error.message}\n`)
      throw new Exit(2)
    }
    return yield* this.run(script, streams)
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

  * capture(script: Script): Task<string> {
    let output = ''
    const streams = { out: (text: string) => { output += text }, err: this.process.err, stdin: '' }
    this.status = yield* this.subshell(script, streams)
    return output
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
    for (const { when, pipeline } of chain) {
      if ((when === '&&' && this.status !== 0) || (when === '||' && this.status === 0)) continue
      this.status = yield* this.pipeline(pipeline, streams)
    }
  }

  /** Starts something in the background: a plain command as itself, anything else in a shell of its own. */
  private* fork(what: Pipeline | Script, streams: Streams): Task<Process> {
    const [command, second] = 'commands' in what ? what.commands : []
    if (command?.kind === 'simple' && !second && command.redirects.length + command.assignments.length === 0) {
      const args = yield* expandWords(command.words, this)
      const program = builtins.has(args[0] ?? '') ? undefined : this.process.machine.find(args[0] ?? '')
      if (program) return this.process.spawn(program, args, { ...streams, env: this.environment(), stdin: '' })
    }
    const script: Script = 'commands' in what ? [{ chain: [{ when: '', pipeline: what }], background: false }] : what
    return this.process.spawn(this.subshellProgram(script, streams), ['sh'], { ...streams, env: this.environment(), stdin: '' })
  }

  private subshellProgram(script: Script, streams: Streams): Program {
    return process => {
      const shell = new Shell(process, this.name, this.positional, this)
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
    while (!child.status) yield child.exited()
    return child.status.code
  }

  private* pipeline({ negated, commands }: Pipeline, streams: Streams): Task<number> {
    let { stdin } = streams
    let status = 0
    for (const [i, command] of commands.entries()) {
      if (i === commands.length - 1) {
        status = yield* this.command(command, { ...streams, stdin })
        break
      }
      let output = ''
      const into = { ...streams, stdin, out: (text: string) => { output += text } }
      yield* this.subshell([{ chain: [{ when: '', pipeline: { negated: false, commands: [command] } }], background: false }], into)
      stdin = output
    }
    return negated ? Number(status === 0) : status
  }

  private* command(command: Command, outer: Streams): Task<number> {
    const streams = command.redirects.length === 0 ? outer : yield* redirected(this.process, command.redirects, outer, word => expandText(word, this))
    if (!streams) return 1
    switch (command.kind) {
      case 'simple': return yield* this.simple(command.assignments, command.words, streams)
      case 'group': return yield* this.run(command.body, streams)
      case 'subshell': return yield* this.subshell(command.body, streams)
      case 'loop': return yield* this.loop(command, streams)
      case 'for': return yield* this.for(command, streams)
      case 'if': return yield* this.if(command, streams)
    }
  }

  private* simple(assignments: readonly { readonly name: string, readonly value: Word }[], words: readonly Word[], streams: Streams): Task<number> {
    const args = words.length === 0 ? [] : yield* expandWords(words, this)
    const values: [string, string][] = []
    for (const { name, value } of assignments) values.push([name, yield* expandText(value, this)])
    const [name] = args
    if (name === undefined) {
      for (const [variable, value] of values) this.variables.set(variable, value)
      return assignments.length > 0 ? 0 : this.status
    }
    const builtin = builtins.get(name)
    if (builtin) return yield* builtin(this, args, streams)
    const program = this.process.machine.find(name)
    if (!program) {
      streams.err(`sh: ${name}: not found\n`)
      return notFound
    }
    const env = values.length === 0 ? this.environment() : new Map([...this.environment(), ...values])
    return yield* this.foreground(this.process.spawn(program, args, { ...streams, env }))
  }

  /** `exec`: the command takes the place of the shell; with its process id, its signals are the command's. */
  * replaceWith(args: readonly string[]): Task<number> {
    const program = this.process.machine.find(args[0] ?? '')
    if (!program) {
      this.process.err(`sh: exec: ${args[0]}: not found\n`)
      throw new Exit(notFound)
    }
    for (const signal of this.traps.keys()) if (signal !== 'EXIT') this.process.release(signal)
    this.process.become(args, this.environment())
    throw new Exit(yield* program(this.process))
  }

  private* loop({ condition, body, until }: Command & { readonly kind: 'loop' }, streams: Streams): Task<number> {
    for (;;) {
      const holds = (yield* this.run(condition, streams)) === 0
      if (holds === until) return 0
      if ((yield* this.round(body, streams)) === 'break') return 0
    }
  }

  private* for({ name, words, body }: Command & { readonly kind: 'for' }, streams: Streams): Task<number> {
    for (const value of words ? yield* expandWords(words, this) : this.positional) {
      this.variables.set(name, value)
      if ((yield* this.round(body, streams)) === 'break') break
    }
    return this.status
  }

  private* round(body: Script, streams: Streams): Task<'break' | 'continue'> {
    if (++this.rounds % busyRounds === 0) yield* this.process.sleep(busyMs)
    try { yield* this.run(body, streams) }
    catch (thrown) {
      if (!(thrown instanceof LoopControl)) throw thrown
      return thrown.kind
    }
    return 'continue'
  }

  private* if({ branches, otherwise }: Command & { readonly kind: 'if' }, streams: Streams): Task<number> {
    for (const { condition, body } of branches) if ((yield* this.run(condition, streams)) === 0) return yield* this.run(body, streams)
    return otherwise ? yield* this.run(otherwise, streams) : 0
  }

  private environment(): ReadonlyMap<string, string> {
    const { env } = this.process
    let same = this.exported.size === env.size
    if (same) for (const name of this.exported) if (this.variables.get(name) !== env.get(name)) same = false
    return same ? env : new Map([...this.exported].flatMap(name => this.variables.has(name) ? [[name, this.variables.get(name) ?? ''] as const] : []))
  }
}

/** Runs a script apart from any shell, as a web server does with CGI: what it prints is the answer. */
export function* runScript(process: Process, source: string): Task<string> {
  let output = ''
  const child = process.spawn(sh, ['sh', '-c', source], { out: text => { output += text } })
  while (!child.status) yield child.exited()
  return output
}
