// A container: an image that runs, with its files, its processes and what they wrote.
import type { Clock } from '../clock/clock.ts'
import { CgroupFiles } from './cgroup.ts'
import { Files, resolvePath, type Layer, type Mount } from './files.ts'
import { hexDigest, type Image } from './images.ts'
import { Pipe, type Input, type Sink } from './input.ts'
import { alone, type Outlet, type Ports } from './network.ts'
import { Meter, type Limits, type Use } from './usage.ts'
import { sh } from '../shell/program.ts'
import { Process, type ExitStatus, type Machine, type Processes, type Program, type Sinks, type Signal } from './process.ts'
import { ProcessTable } from './process-table.ts'
import { Tty } from './tty.ts'

/** What the containers of a node share. */
export interface ContainerRuntime {
  readonly clock: Clock
  readonly epochMs: number
  /** Out of memory, the kernel kills the process that takes most, and not the whole container: so it was with cgroups of version 1. */
  readonly killsGreediestOnly?: boolean
}

export interface ContainerOptions {
  readonly runtime: ContainerRuntime
  readonly id: string
  /** For the log of the clock: `default/web-1 nginx`. */
  readonly what: string
  readonly image: Image
  readonly hostname: string
  readonly ports: Ports
  /** undefined: there is no network around it. */
  readonly connected?: Connected | undefined
  readonly containerPorts: readonly number[]
  readonly command: readonly string[] | undefined
  readonly args: readonly string[] | undefined
  readonly env: ReadonlyMap<string, string>
  readonly workingDir: string | undefined
  readonly mounts: readonly Mount[]
  /** The user that its programs run as, if not the image's. */
  readonly user?: string
  readonly limits: Limits
  /** What is not in a volume can only be read. */
  readonly hasReadOnlyRoot?: boolean
  /** Sees the processes of another container, and is seen by them. */
  readonly sharesProcessesOf?: Container | undefined
  /** Whether its first process can be typed to, and whether by a terminal. */
  readonly stdin?: boolean
  readonly tty?: boolean
  /** Told when it has ended. */
  readonly owner: Owner
}

/** A place in a network: the way out of it, and the files that its machine puts over those of the image. */
export interface Connected {
  readonly outlet: Outlet
  readonly files: Layer
}

/** Whose container it is. */
export interface Owner { exited(container: Container): void }

export interface LogEntry {
  readonly atMs: number
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

export interface LogWatcher {
  readonly wrote: (entry: LogEntry) => void
  readonly ended: () => void
}

export interface Exit {
  readonly code: number
  readonly reason: 'Completed' | 'Error' | 'OOMKilled' | 'StartError' | 'Unknown'
  readonly signal?: number
  readonly message?: string
}

/** What became of a command that was run in a container. */
export interface ExecResult {
  readonly code: number
  readonly output: string
  /** Set when there was nothing to run. */
  readonly error?: string
}

export interface ExecHandle {
  /** Ends the command, as a timeout does. */
  stop(): void
}

export interface ExecSinks {
  readonly out: Sink
  readonly err: Sink
  readonly exited: (status: ExitStatus | { readonly error: string }) => void
}

const nothing: readonly LogEntry[] = []

/** A log file that has grown beyond this is put aside, and a new one begun. */
const logFileBytes = 10 * 2 ** 20

export class Container implements Machine {
  readonly files: Files
  readonly processes: Processes
  /** What its first process reads. */
  readonly input: Pipe | Tty | undefined
  startedAtMs: number | undefined
  finishedAtMs: number | undefined
  exit: Exit | undefined
  private readonly options: ContainerOptions
  // What most containers never need is made when it is asked for.
  private written: LogEntry[] | undefined
  private metered: Meter | undefined
  private log: Sinks | undefined
  private unconnected: Outlet | undefined
  private watchers: Set<LogWatcher> | undefined
  private initPid = 1
  private pids = 0
  private execs = 0
  private oomKilled = false
  private logFile = 0

  constructor(options: ContainerOptions) {
    this.options = options
    this.processes = options.sharesProcessesOf?.processes ?? new ProcessTable()
    this.files = new Files(options.image.files, options.mounts, new CgroupFiles(this, options.connected?.files))
    this.input = options.tty ? new Tty(text => this.write('stdout', text)) : options.stdin ? new Pipe() : undefined
  }

  get clock(): Clock { return this.options.runtime.clock }
  get epochMs(): number { return this.options.runtime.epochMs }
  get id(): string { return this.options.id }
  get name(): string { return this.options.what }
  get image(): Image { return this.options.image }
  get hostname(): string { return this.options.hostname }
  get ports(): Ports { return this.options.ports }
  get outlet(): Outlet { return this.options.connected?.outlet ?? (this.unconnected ??= alone(this.ports)) }
  get containerPorts(): readonly number[] { return this.options.containerPorts }
  get logs(): readonly LogEntry[] { return this.written ?? nothing }

  /** What it uses of its node. */
  get meter(): Meter { return this.metered ??= new Meter(this.clock, this.options.limits, () => this.killForMemory()) }

  get user(): string | undefined { return this.options.user ?? this.image.user }
  get isRunning(): boolean { return this.startedAtMs !== undefined && !this.exit }

  /** Runs what the image or the pod says; answers why that was not possible. */
  start(): string | undefined {
    const { image, command, args, env, workingDir } = this.options
    const entrypoint = command ?? image.entrypoint
    const words = entrypoint.concat(args ?? (command ? [] : image.command))
    const [executable = ''] = words
    this.startedAtMs = this.clock.nowMs
    const program = this.find(executable)
    if (!program) {
      const error = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${notRunnable(executable)}`
      this.finish({ code: 128, reason: 'StartError', message: error })
      return error
    }
    const cwd = workingDir ?? image.workingDir
    if (!this.files.isDirectory(cwd)) this.files.makeDirectory(cwd, true)
    if (this.options.hasReadOnlyRoot) this.files.seal()
    this.initPid = this.nextPid
    this.newProcess(program, words, env, cwd, undefined, this.input)
    return undefined
  }

  /** Tells what is written from now on, and when it is over. */
  watchLog(watcher: LogWatcher): () => void {
    const watchers = this.watchers ??= new Set()
    watchers.add(watcher)
    return () => { watchers.delete(watcher) }
  }

  /** Runs another command in it. */
  exec(words: readonly string[], sinks: ExecSinks, input?: Input): ExecHandle {
    const [executable = ''] = words
    const program = this.isRunning ? this.find(executable) : undefined
    if (!program) {
      sinks.exited({ error: this.isRunning ? `failed to exec in container: failed to start exec "${hexDigest(`${this.id} ${this.execs++}`)}": OCI runtime exec failed: exec failed: unable to start container process: ${notRunnable(executable)}` : 'failed to exec in container: container is in CONTAINER_EXITED state' })
      return { stop: () => {} }
    }
    const env = input instanceof Tty ? new Map([...this.options.env, ['TERM', 'xterm']]) : this.options.env
    const process = this.newProcess(program, words, env, this.options.workingDir ?? this.image.workingDir, sinks, input)
    process.whenExited(sinks.exited)
    return { stop: () => process.kill() }
  }

  signal(signal: Signal): void { this.init?.signal(signal, 'outside') }

  find(command: string): Program | undefined {
    const path = command.includes('/') ? resolvePath(this.options.workingDir ?? this.image.workingDir, command) : command
    return this.image.find(path) ?? (this.files.read(path)?.startsWith('#!') ? runScriptFile : undefined)
  }

  /** Its first process, while it runs. */
  private get init(): Process | undefined { return this.processes.get(this.initPid) }
  private get nextPid(): number { return this.options.sharesProcessesOf?.nextPid ?? this.pids + 1 }
  newPid(): number { return this.options.sharesProcessesOf?.newPid() ?? ++this.pids }

  /** Makes its first process work as hard as this: a load from outside, as a lab puts it on. */
  load(use: Use): void { this.init?.use(use) }

  /** The machine goes down under it. */
  halt(): void { if (this.isRunning) this.finish({ code: 255, reason: 'Unknown' }) }

  /** What its log takes of the disk. */
  get logBytes(): number { return this.logFile }

  private newProcess(program: Program, args: readonly string[], env: ReadonlyMap<string, string>, cwd: string, sinks: Sinks | undefined, input?: Input): Process {
    const whole = input instanceof Pipe ? input.whole : undefined // all there already: as a file
    return new Process({
      machine: this, program, args, env, cwd, out: sinks?.out, err: sinks?.err,
      ...whole === undefined ? { input } : { stdin: whole },
      ...input instanceof Tty && { terminal: input },
    })
  }

  /** Where its first process writes. */
  get sinks(): Sinks { return this.log ??= { out: text => this.write('stdout', text), err: text => this.write('stderr', text) } }

  processExited(process: Process): void {
    if (process.pid === this.initPid && process.status) this.finish(this.exitOf(process.status))
  }

  private write(stream: LogEntry['stream'], text: string): void {
    if (text === '') return
    const entry = { atMs: this.clock.nowMs, stream: this.options.tty ? 'stdout' : stream, text } as const
    if (this.logFile > logFileBytes) {
      this.written = []
      this.logFile = 0
    }
    const logs = this.written ??= []
    logs.push(entry)
    this.logFile += text.length
    for (const { wrote } of this.watchers ?? []) wrote(entry)
  }

  private exitOf({ code, signal }: ExitStatus): Exit {
    if (this.oomKilled) return { code, reason: 'OOMKilled' }
    return { code, reason: code === 0 ? 'Completed' : 'Error', ...signal !== undefined && { signal } }
  }

  private killForMemory(): void {
    if (!this.isRunning) return
    this.oomKilled = true
    if (this.options.runtime.killsGreediestOnly) {
      let greediest = this.init
      for (const process of this.processes.values()) if (process.machine === this && process.uses.memoryBytes > (greediest?.uses.memoryBytes ?? 0)) greediest = process
      greediest?.kill()
    }
    else this.init?.kill()
  }

  private finish(exit: Exit): void {
    if (this.exit) return
    this.exit = exit
    this.finishedAtMs = this.clock.nowMs
    for (const process of [...this.processes.values()]) if (process.machine === this) process.kill() // its first process takes the others with it
    for (const { ended } of this.watchers ?? []) ended()
    this.options.owner.exited(this)
  }
}

/** A script that somebody put there: the shell reads it. */
const runScriptFile: Program = process => {
  process.become(['sh', ...process.args], process.env)
  return sh(process)
}

const notRunnable = (executable: string): string =>
  executable.includes('/') ? `exec: "${executable}": stat ${executable}: no such file or directory` : `exec: "${executable}": executable file not found in $PATH`
