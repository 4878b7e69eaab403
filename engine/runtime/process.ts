// A process: a program that runs, waits, gets signals and exits with a status. Process 1 of a container is special,
// as in Linux: signals that it does not handle do not reach it.
import type { Clock } from '../clock/clock.ts'
import type { Effort } from './effort.ts'
import type { Files } from './files.ts'
import { Pipe, type Input, type Sink } from './input.ts'
import type { Listener, Outlet, Ports, Transport } from './network.ts'
import { idle, type Meter, type Use } from './usage.ts'
import type { Tty } from './tty.ts'
import { pause, Running, type Task, type Wait } from './task.ts'

const signalNumbers = {
  HUP: 1, INT: 2, QUIT: 3, KILL: 9, USR1: 10, USR2: 12, PIPE: 13, TERM: 15, CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, XCPU: 24, WINCH: 28,
} as const

export type Signal = keyof typeof signalNumbers

/** The signal that `TERM`, `SIGTERM` or `15` names. */
export function signalOf(text: string): Signal | undefined {
  const bare = text.toUpperCase().replace(/^SIG/, '')
  for (const [name, number] of Object.entries(signalNumbers)) if (name === bare || String(number) === bare) return name as Signal // a key of the table
  return undefined
}

export const signalNames: readonly Signal[] = Object.keys(signalNumbers) as Signal[] // the keys of the table

const ignoredByDefault: ReadonlySet<Signal> = new Set(['CHLD', 'CONT', 'WINCH'])
const stoppedByDefault: ReadonlySet<Signal> = new Set(['STOP', 'TSTP', 'TTIN'])

/** What a process has none of takes no room in it. */
const none: readonly never[] = []

/** Waits for nothing else. */
const signalsOnly: Wait = () => undefined

/** Who works is told so often whether there is more or less to be had. */
const reckonedAnewMs = 1000

const nowhere: Sink = () => undefined

/** What an executable does. */
export type Program = (process: Process) => Task<number>

export interface ExitStatus { readonly code: number, readonly signal?: number }

/** Those that run on a machine, by their numbers. */
export interface Processes {
  get(pid: number): Process | undefined
  values(): Iterable<Process>
  readonly size: number
  set(pid: number, process: Process): unknown
  delete(pid: number): unknown
}

export interface Sinks { readonly out: Sink, readonly err: Sink }

/** What the processes of a container share. */
export interface Machine {
  readonly clock: Clock
  /** Unix time at virtual zero. */
  readonly epochMs: number
  readonly name: string
  readonly hostname: string
  /** The name or number of the user that its programs run as; root when left out. */
  readonly user?: string | undefined
  readonly files: Files
  readonly ports: Ports
  /** The way to everything that is not in this pod. */
  readonly outlet: Outlet
  /** What the pod says its containers listen on: a program that nobody knows serves these. */
  readonly containerPorts: readonly number[]
  /** The executable that a command names, as PATH finds it. */
  readonly find: (command: string) => Program | undefined
  /** What PATH finds besides the usual tools. */
  readonly commandNames?: readonly string[]
  /** What is said of a command that it does not find, where more can be said than that. */
  whyAbsent?(command: string): string | undefined
  readonly processes: Processes
  newPid(): number
  /** Where those write who were not told where. */
  readonly sinks?: Sinks
  /** Told when one has exited. */
  processExited?(process: Process): void
  /** What all of them use together, and what they may. */
  readonly meter: Meter
}

export interface ProcessOptions {
  readonly machine: Machine
  readonly program: Program
  readonly args: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly cwd: string
  /** Left out: where its machine has it. */
  readonly out?: Sink | undefined
  readonly err?: Sink | undefined
  /** What it can read; undefined: nothing, as from /dev/null. */
  readonly stdin?: string | undefined
  /** What it can read as it comes, if that is not all there yet. */
  readonly input?: Input | undefined
  /** The terminal that it can be interrupted from. */
  readonly terminal?: Tty | undefined
  /** Those whom a terminal signals together; left out: a group of its own. */
  readonly group?: Group | undefined
  /** Who started it: it goes on spending what that one may. */
  readonly parent?: Process | undefined
}

/** Its leader is the first process in it. */
export interface Group { leader: number }

/** What stands still while a process is stopped, besides the process itself. */
export interface Holdable {
  hold(): void
  letGo(): void
}

export class Process {
  readonly pid: number
  readonly machine: Machine
  readonly input: Input | undefined
  readonly terminal: Tty | undefined
  /** How many it stands below. */
  readonly depth: number
  /** What it and those that it starts may do without waiting, if somebody counts. */
  effort: Effort | undefined
  args: readonly string[]
  env: ReadonlyMap<string, string>
  cwd: string
  status: ExitStatus | undefined
  private readonly ownOut: Sink | undefined
  private readonly ownErr: Sink | undefined
  private ownGroup: Group | undefined
  private caught: readonly Signal[] = none
  private ignored: readonly Signal[] = none
  private pending: readonly Signal[] = none
  private interruptible = false
  private running: Running<number> | undefined
  private watchers: readonly ((status: ExitStatus) => void)[] = none
  private used = idle
  /** Stopped: with the signals that wait until it goes on. */
  private stopped: readonly Signal[] | undefined
  private stopWatchers: readonly (() => void)[] = none
  private held: Holdable | undefined
  private text: string | undefined
  private listening: readonly { readonly port: number, readonly listener: Listener, readonly transport: Transport }[] = none

  constructor(options: ProcessOptions) {
    this.machine = options.machine
    this.args = options.args
    this.env = options.env
    this.cwd = options.cwd
    this.pid = options.machine.newPid()
    this.ownGroup = options.group
    if (options.group) options.group.leader ||= this.pid
    this.depth = (options.parent?.depth ?? 0) + 1
    this.effort = options.parent?.effort
    this.ownOut = options.out && this.writingTo(options.out)
    this.ownErr = options.err && this.writingTo(options.err)
    this.input = options.input ?? (options.stdin ? Pipe.of(options.stdin) : undefined)
    if (this.input instanceof Pipe) this.input.joinReader()
    this.terminal = options.terminal
    this.terminal?.join(this)
    options.machine.processes.set(this.pid, this)
    const { program } = options // called as a part of the options, it would keep them for as long as it runs
    const running = new Running(program(this), this)
    if (this.status) running.abandon() // it ended itself in its first step
    else this.running = running
    if (this.stopped) running.hold()
  }

  /** Its program has returned. */
  done(code: number): void { this.end({ code: code & 255 }) }

  get out(): Sink { return this.ownOut ?? this.machine.sinks?.out ?? nowhere }
  get err(): Sink { return this.ownErr ?? this.machine.sinks?.err ?? nowhere }
  get group(): Group { return this.ownGroup ??= { leader: this.pid } }
  get hasExited(): boolean { return this.status !== undefined }
  get name(): string { return this.args[0] ?? '' }
  get unixMs(): number { return this.machine.epochMs + this.machine.clock.nowMs }

  get isStopped(): boolean { return this.stopped !== undefined }

  /** All of its input that has come; for those who do not wait for the rest. */
  get stdin(): string { return this.text ??= this.input instanceof Pipe ? this.input.takeAll() : '' }

  /** From now on these signals resume whatever it waits for, instead of ending it. */
  catch(...signals: readonly Signal[]): void { this.caught = this.caught.concat(signals) }
  ignore(...signals: readonly Signal[]): void { this.ignored = this.ignored.concat(signals) }
  /** Back to what a signal does of itself. */
  release(signal: Signal): void {
    this.caught = this.caught.filter(other => other !== signal)
    this.ignored = this.ignored.filter(other => other !== signal)
  }

  /** The next piece of its input; undefined at its end. */
  * read(): Task<string | undefined> { return this.input ? yield* this.input.read(this) : undefined }

  get hasSignal(): boolean { return this.pending.length > 0 }
  /** The next caught signal that has come. */
  takeSignal(): Signal | undefined {
    const [signal] = this.pending
    if (signal) this.pending = this.pending.slice(1)
    return signal
  }

  /** Waits until there is room for more of its output: nobody runs ahead of who reads it. */
  * room(): Task {
    for (const { pipe } of [this.out, this.err]) while (pipe?.isFull && this.pending.length === 0) yield* this.until(pipe.room)
  }

  /** Waits; a caught signal ends the waiting early. */
  * until(wait: Wait): Task {
    if (this.pending.length > 0) return
    this.interruptible = true
    try { yield wait }
    finally { this.interruptible = false }
  }

  * sleep(ms: number): Task { yield* this.until(pause(this.machine.clock, ms, `${this.machine.name}: ${this.name} wakes`)) }

  /** Does so much work on one core. Its container's limit, and others in it, make it take longer. */
  * work(coreMs: number): Task {
    this.use({ cpuMillicores: 1000 })
    for (let left = coreMs; left > 0 && !this.hasExited;) {
      const { share } = this.machine.meter
      const ms = Math.max(1, Math.min(Math.ceil(left / share), reckonedAnewMs))
      yield* this.sleep(ms)
      left -= ms * share
    }
    this.use({ cpuMillicores: 0 })
  }

  * nextSignal(): Task<Signal> {
    for (;;) {
      const signal = this.takeSignal()
      if (signal) return signal
      yield this.signals()
    }
  }

  /** What to wait for when nothing but a signal can end the waiting. */
  signals(): Wait {
    this.interruptible = true
    return signalsOnly
  }

  /** Resumes when the process has exited; at once when it has. */
  exited(): Wait {
    return resume => {
      if (this.status) {
        resume()
        return undefined
      }
      this.watchers = this.watchers.concat([resume])
      return () => { this.watchers = this.watchers.filter(watcher => watcher !== resume) }
    }
  }

  /** Resumes when the process has exited or stands still. */
  changed(): Wait {
    return resume => {
      if (this.stopped) {
        resume()
        return undefined
      }
      const cancel = this.exited()(resume)
      if (this.status) return undefined
      this.stopWatchers = this.stopWatchers.concat([resume])
      return () => {
        cancel?.()
        this.stopWatchers = this.stopWatchers.filter(watcher => watcher !== resume)
      }
    }
  }

  /** From now on this stands still when the process does. */
  holds(held: Holdable): void { this.held = held }

  whenExited(tell: (status: ExitStatus) => void): void {
    if (this.status) tell(this.status)
    else this.watchers = this.watchers.concat([tell])
  }

  spawn(program: Program, args: readonly string[], options: Partial<Pick<ProcessOptions, 'env' | 'cwd' | 'out' | 'err' | 'stdin' | 'input' | 'terminal' | 'group'>> = {}): Process {
    const { machine, env, cwd, out, err, terminal, group } = this
    return new Process({ machine, program, args, env, cwd, out, err, terminal, group, ...options, parent: this })
  }

  /** Another program takes its place, with the same number. */
  become(args: readonly string[], env: ReadonlyMap<string, string>): void {
    this.args = args
    this.env = env
  }

  get uses(): Use { return this.used }

  /** From now on it takes this much, until it says otherwise or exits. */
  use(use: Partial<Use>): void {
    if (this.status) return
    const before = this.used
    this.used = { ...before, ...use }
    this.machine.meter.change(before, this.used)
  }

  /** False: the port is taken. It is free again when the process exits. */
  listen(port: number, listener: Listener, transport: Transport = 'tcp'): boolean {
    if (!this.machine.ports.listen(port, listener, transport)) return false
    this.listening = this.listening.concat([{ port, listener, transport }])
    return true
  }

  /** A signal arrives, from inside the container or from outside it. */
  signal(signal: Signal, from: 'inside' | 'outside' = 'inside'): void {
    if (this.status) return
    if (signal === 'CONT') this.goOn()
    if (this.ignored.includes(signal)) return
    if (this.stopped && signal !== 'KILL') {
      this.stopped = this.stopped.concat([signal])
      return
    }
    if (this.caught.includes(signal)) {
      this.pending = this.pending.concat([signal])
      if (this.interruptible) {
        this.interruptible = false
        this.running?.interrupt()
      }
      return
    }
    const isInit = this.pid === 1
    if (isInit && (signal !== 'KILL' || from === 'inside')) return
    if (stoppedByDefault.has(signal)) this.stop()
    else if (!ignoredByDefault.has(signal)) this.kill(signalNumbers[signal])
  }

  private stop(): void {
    this.stopped = none
    this.running?.hold()
    this.held?.hold()
    const watchers = this.stopWatchers
    this.stopWatchers = none
    for (const tell of watchers) tell()
  }

  private goOn(): void {
    const missed = this.stopped
    if (!missed) return
    this.stopped = undefined
    for (const signal of missed) this.signal(signal)
    if (this.status) return
    this.held?.letGo()
    this.running?.letGo()
  }

  /** A pipe is told of its writers; who writes into one that nobody reads any more is ended. */
  private writingTo(sink: Sink): Sink {
    const { pipe } = sink
    if (!pipe) return sink
    pipe.joinWriter()
    return Object.assign((text: string): void => {
      if (pipe.isBroken) this.signal('PIPE')
      else pipe.write(text)
    }, { pipe })
  }

  /** It is gone at once, whatever it does. */
  kill(signal: number = signalNumbers.KILL): void { this.end({ code: 128 + signal, signal }) }

  private end(status: ExitStatus): void {
    if (this.status) return
    this.status = status
    this.running?.abandon()
    this.terminal?.leave(this)
    if (this.input instanceof Pipe) this.input.leaveReader()
    this.ownOut?.pipe?.leaveWriter()
    this.ownErr?.pipe?.leaveWriter()
    this.machine.processes.delete(this.pid)
    if (this.used !== idle) this.machine.meter.change(this.used, idle)
    for (const { port, listener, transport } of this.listening) this.machine.ports.close(port, listener, transport)
    this.machine.processExited?.(this)
    const { watchers } = this
    this.watchers = none
    for (const tell of watchers) tell(status)
  }
}
