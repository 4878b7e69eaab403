// The shell, on the user's machine and in containers: they differ only in their files, their environment and what is
// on their PATH. It runs scripts as the real one does where it matters for pods: which process is number 1, who gets a
// signal, what a trap does, and what is left running behind. What it knows stands here; what it does, beside.
import { Effort } from '../runtime/effort.ts'
import { Pipe } from '../runtime/input.ts'
import { signalOf, type Process, type Program, type Signal } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import type { Tty } from '../runtime/tty.ts'
import { element, ShellArray } from './arrays.ts'
import { builtins } from './builtins/index.ts'
import { Abandoned, Exit, LoopControl, type Opened, type Streams } from './control.ts'
import { bash, type Dialect } from './dialect.ts'
import { deeper, runScript } from './evaluate.ts'
import type { Values } from './expand.ts'
import { captured } from './fork.ts'
import { pathsLike } from './glob.ts'
import { Jobs } from './jobs.ts'
import { scriptOf, type Script, type ShellFunction } from './parse.ts'
import { ShellSyntaxError } from './words.ts'

const misused = 2

export type Option = 'errexit' | 'nounset' | 'xtrace' | 'pipefail' | 'noglob'

/** A command line beside what is typed: with an input of its own. */
export interface Aside extends Pick<Streams, 'out' | 'err'> { readonly stdin: string }

export class Shell implements Values {
  readonly process: Process
  readonly name: string
  readonly dialect: Dialect
  readonly variables: Map<string, string>
  readonly arrays: Map<string, ShellArray>
  readonly exported: Set<string>
  readonly aliases: Map<string, string>
  readonly functions: Map<string, ShellFunction>
  readonly traps = new Map<Signal | 'EXIT', string>()
  readonly options: Set<Option>
  readonly readOnly: Set<string>
  readonly jobs: Jobs
  /** Lines that were entered. */
  readonly history: string[] = []
  positional: readonly string[]
  status = 0
  lastBackground: Process | undefined
  /** The terminal, while somebody types commands on it and jobs are kept apart. */
  terminal: Tty | undefined
  /** It waits for somebody to enter a line. */
  isAsking = false

  // Where it is in a script.
  /** So many conditions it is in: what fails in one is no failure. */
  conditions = 0
  loops = 0
  /** A loop is to be left. */
  left = false
  /** How deep functions have called each other. */
  depth = 0
  /** How what functions hide becomes as it was before. */
  locals: Map<string, () => void> | undefined
  functionName: string | undefined
  /** How the stages of the last pipeline ended, if it had several. */
  pipeStatus: readonly number[] | undefined
  /** The letter of a word at which `getopts` stands. */
  optionAt = 1
  /** Where `pushd` came from. */
  directories: readonly string[] = []
  /** How the last `$(…)` ended. */
  captured = 0
  private readonly own: Streams
  private readonly hiddenAliases = new Set<string>()
  private draws = 0

  constructor(process: Process, name: string, positional: readonly string[], dialect: Dialect, parent?: Shell, isShared = false, opened?: Opened) {
    this.process = process
    this.name = name
    this.dialect = dialect
    this.positional = positional
    this.own = { out: process.out, err: process.err, input: process.input, opened }
    this.jobs = new Jobs(dialect.stateColumns)
    this.status = parent?.status ?? 0
    this.depth = parent?.depth ?? 0
    this.conditions = parent?.conditions ?? 0
    this.aliases = parent?.aliases ?? new Map()
    this.history = parent?.history ?? []
    this.lastBackground = parent?.lastBackground
    const [functions, variables, exported, options, readOnly] = [parent?.functions, parent?.variables ?? process.env, parent?.exported ?? process.env.keys(), parent?.options, parent?.readOnly]
    this.functions = isShared && functions ? functions : new Map(functions)
    this.variables = isShared && parent ? parent.variables : new Map(variables)
    this.arrays = isShared && parent ? parent.arrays : new Map([...parent?.arrays ?? []].map(([name, array]) => [name, array.copy()]))
    this.exported = isShared && parent ? parent.exported : new Set(exported)
    this.options = isShared && options ? options : new Set(options)
    this.readOnly = isShared && readOnly ? readOnly : new Set(readOnly)
    process.effort ??= new Effort(process.machine.clock, false)
  }

  /** One like it in a process of its own. */
  inProcess(process: Process, opened: Opened | undefined): Shell { return new Shell(process, this.name, this.positional, this.dialect, this, false, opened) }

  * main(source: string): Task<number> {
    return yield* this.untilExit(() => this.source(source))
  }

  /** Runs to the end, and then what was asked for at the end. */
  * untilExit(run: () => Task<number>): Task<number> {
    let code: number
    try { code = yield* run() }
    catch (thrown) { code = codeOf(thrown) }
    const last = this.traps.get('EXIT')
    if (last === undefined) return code
    this.traps.clear()
    this.status = code
    try { yield* this.source(last) }
    catch (thrown) { return codeOf(thrown) }
    return code
  }

  * source(source: string, streams = this.own): Task<number> {
    const script = this.parsed(source, streams)
    if (!script) throw new Exit(misused)
    return yield* deeper(this, 'source', streams, () => runScript(this, script, streams))
  }

  /** One command line, with what belongs to it: it leaves the shell only when it says so. */
  * line(text: string, streams = this.own): Task<number> {
    const script = this.parsed(text, streams)
    if (!script) return this.status = misused
    try { return yield* runScript(this, script, streams) }
    catch (thrown) {
      if (thrown instanceof Abandoned) return this.status = thrown.status
      if (thrown instanceof LoopControl) return this.status
      throw thrown
    }
    finally { Object.assign(this, { loops: 0, left: false, depth: 0, conditions: 0 }) }
  }

  /** From here on nothing that has no end goes on for ever. */
  guard(): void { this.process.effort = new Effort(this.process.machine.clock, true) }

  /** A command line beside what is typed; breaking it off ends what it runs. */
  * aside(text: string, { out, err, stdin }: Aside): Task<number> {
    this.guard()
    const shell = new Shell(this.process, this.name, this.positional, this.dialect, this, true)
    try { return yield* shell.line(text, { out, err, input: stdin === '' ? undefined : Pipe.of(stdin) }) }
    catch (thrown) { return codeOf(thrown) } // the shell itself stays
    finally {
      this.status = shell.status
      this.positional = shell.positional
    }
  }

  /** A part of a script, in a process of its own. */
  * inner(script: Script): Task<number> {
    return yield* this.untilExit(() => runScript(this, script, this.own))
  }

  parsed(source: string, { err }: Streams): Script | undefined {
    try { return scriptOf(source) }
    catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error
      err(this.dialect.syntax(error))
      return undefined
    }
  }

  // What words need.
  get hasBraces(): boolean { return this.dialect === bash }
  get isStrict(): boolean { return this.options.has('nounset') }

  get(name: string): string | undefined {
    switch (name) {
      case '?': return String(this.status)
      case '$': return String(this.process.pid)
      case '!': return this.lastBackground === undefined ? '' : String(this.lastBackground.pid)
      case '#': return String(this.positional.length)
      case '*': return this.positional.join((this.variables.get('IFS') ?? ' ').charAt(0))
      case '@': return this.positional.join(' ')
      case '-': return this.terminal ? 'himBHs' : ''
      case '0': return this.name
      case 'RANDOM': return this.dialect === bash ? String((this.process.pid * 7919 + this.process.machine.clock.nowMs * 31 + ++this.draws * 12_347) % 32_768) : this.variables.get(name)
      case 'SECONDS': return this.dialect === bash ? String(Math.floor(this.process.machine.clock.nowMs / 1000)) : this.variables.get(name)
      case 'PWD': return this.process.cwd
      case 'PIPESTATUS': return String(this.pipeStatus?.[0] ?? this.status)
      default: return /^\d/.test(name) ? this.positional[Number(name) - 1] : this.variables.get(name) ?? this.fromArray(name) ?? (this.dialect === bash ? this.fact(name) : undefined)
    }
  }

  /** `x[1]`; and `x` alone is its first element. */
  private fromArray(name: string): string | undefined {
    const [array = name, subscript = '0'] = element(name) ?? []
    if (subscript === '@' || subscript === '*') return this.elements(array).join(' ') || undefined
    const found = this.arrayNamed(array)
    return found ? found.get(found.keyOf(subscript, this)) : array !== name && subscript === '0' ? this.get(array) : undefined
  }

  arrayNamed(name: string): ShellArray | undefined { return name === 'PIPESTATUS' ? ShellArray.of((this.pipeStatus ?? [this.status]).map(String)) : this.arrays.get(name) }

  elements(name: string): readonly string[] {
    const single = this.variables.get(name)
    return this.arrayNamed(name)?.values() ?? (single === undefined ? [] : [single])
  }

  keys(name: string): readonly string[] { return this.arrayNamed(name)?.keys() ?? (this.variables.has(name) ? ['0'] : []) }

  /** What bash knows without being told. */
  private fact(name: string): string | undefined {
    switch (name) {
      case 'HOSTNAME': return this.process.machine.hostname
      case 'UID':
      case 'EUID': return '0'
      case 'BASH': return '/bin/bash'
      case 'BASH_VERSION': return '5.2.37(1)-release'
      case 'FUNCNAME': return this.functionName
      case 'PPID': return '1'
      case 'OSTYPE': return 'linux-gnu'
      default: return undefined
    }
  }

  set(name: string, value: string): void {
    const [array = name, subscript = '0'] = element(name) ?? []
    if (this.readOnly.has(array)) return
    const found = this.arrays.get(array)
    if (!found && array === name) this.variables.set(name, value)
    else {
      const filled = found ?? ShellArray.of(this.elements(array))
      filled.set(filled.keyOf(subscript, this), value)
      this.arrays.set(array, filled)
      this.variables.delete(array)
    }
  }

  /** From here on a name is the function's own. */
  hide(name: string): void {
    if (!this.locals || this.locals.has(name)) return
    const [value, array] = [this.variables.get(name), this.arrays.get(name)]
    this.locals.set(name, () => {
      this.unset(name)
      if (value !== undefined) this.variables.set(name, value)
      if (array) this.arrays.set(name, array)
    })
    this.arrays.delete(name)
  }

  /** An assignment; false when it may not be. */
  assign(name: string, value: string, { err }: Streams): boolean {
    if (!this.readOnly.has(name)) {
      this.set(name, value)
      return true
    }
    err(`${this.dialect.name}: ${name}: readonly variable\n`)
    if (!this.terminal) throw new Exit(this.dialect === bash ? 1 : misused)
    return false
  }

  unset(name: string): void {
    const [array, subscript] = element(name) ?? []
    const found = this.arrays.get(array ?? '')
    if (found && subscript !== undefined) return found.delete(found.keyOf(subscript, this))
    this.variables.delete(name)
    this.arrays.delete(name)
    this.exported.delete(name)
  }

  names(prefix: string): readonly string[] { return [...this.variables.keys(), ...this.arrays.keys()].filter(name => name.startsWith(prefix)).sort() }

  paths(pattern: string): readonly string[] { return this.options.has('noglob') ? [] : pathsLike(pattern, this.process.machine.files, this.process.cwd) }

  fileWith(text: string): string {
    const { files } = this.process.machine
    if (!files.isDirectory('/dev/fd')) files.makeDirectory('/dev/fd', true)
    const path = `/dev/fd/${63 - this.draws++ % 32}`
    files.write(path, text)
    return path
  }

  * capture(script: Script, outer = this.own): Task<string> {
    const { output, status } = yield* captured(this, script, outer)
    this.captured = status
    return output
  }

  /** What words need, when what they run complains elsewhere. */
  valuesWith(streams: Streams): Values {
    if (streams === this.own) return this
    const { positional, hasBraces, isStrict } = this
    return { positional, hasBraces, isStrict, get: name => this.get(name), set: (name, value) => this.set(name, value), elements: name => this.elements(name), keys: name => this.keys(name), names: prefix => this.names(prefix), fileWith: text => this.fileWith(text), paths: pattern => this.paths(pattern), capture: script => this.capture(script, streams) }
  }

  // What commands need.
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

  /** A loop is left. */
  leave(status: number): number {
    this.left = false
    return status
  }

  /** An alias that is not being filled in already. */
  aliasNamed(name: string): string | undefined { return this.hiddenAliases.has(name) ? undefined : this.aliases.get(name) }

  * withoutAlias(name: string, inner: Task<number>): Task<number> {
    this.hiddenAliases.add(name)
    try { return yield* inner }
    finally { this.hiddenAliases.delete(name) }
  }

  /** `X=1 read y`: a builtin sees them, and afterwards they are as before. */
  * withVariables(given: readonly (readonly [string, string])[], inner: Task<number>): Task<number> {
    if (given.length === 0) return yield* inner
    const before = given.map(([name]) => [name, this.variables.get(name)] as const)
    for (const [name, value] of given) this.set(name, value)
    try { return yield* inner }
    finally {
      for (const [name, value] of before) {
        if (value === undefined) this.variables.delete(name)
        else this.variables.set(name, value)
      }
    }
  }

  /** The program that a name stands for, unless it stands for something else. */
  programNamed(name: string): Program | undefined {
    return name === '' || this.aliases.has(name) || this.functions.has(name) || builtins.has(name) ? undefined : this.process.machine.find(name)
  }

  environment(): ReadonlyMap<string, string> {
    const { env } = this.process
    let same = this.exported.size === env.size
    if (same) for (const name of this.exported) if (this.variables.get(name) !== env.get(name)) same = false
    return same ? env : new Map([...this.exported].flatMap(name => this.variables.has(name) ? [[name, this.variables.get(name) ?? ''] as const] : []))
  }
}

function codeOf(thrown: unknown): number {
  if (thrown instanceof Exit) return thrown.code
  if (thrown instanceof Abandoned) return thrown.status
  if (thrown instanceof LoopControl) return 0
  throw thrown
}
