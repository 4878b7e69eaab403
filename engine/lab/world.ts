// A cluster and the machine its user sits at. Everything from outside enters through `apply`, so that a run can be
// told again from its inputs alone.
import { commandsFor, whyAbsent } from '../cli/index.ts'
import { Running } from '../runtime/task.ts'
import { Host } from '../shell/host.ts'
import { Terminal } from '../shell/terminal.ts'
import { Browser } from './browser.ts'
import { Cluster, type ClusterOptions } from './cluster.ts'
import { hostNetwork } from './host-network.ts'
import { minikube } from './minikube.ts'
import { publishedAt } from './published.ts'

/** Something from outside: a few bytes that say what, when. */
export type Input = { readonly atMs: number } & (
  | { readonly kind: 'keys', readonly payload: string }
  | { readonly kind: 'command', readonly payload: string }
  | { readonly kind: 'run', readonly payload: CommandLine }
  | { readonly kind: 'act', readonly payload: string }
  /** An address for the browser, or a button of it (browser.ts). */
  | { readonly kind: 'browse', readonly payload: string }
  | { readonly kind: 'file', readonly payload: FileWritten }
)

/** A file that someone wrote where the user's shell stands, as an editor does. */
export interface FileWritten { readonly path: string, readonly text: string }

/** A command line run beside the terminal, as a test or a script does. */
export interface CommandLine {
  readonly line: string
  readonly stdin?: string
  readonly files?: Readonly<Record<string, string>>
}

export interface Ran { readonly stdout: string, readonly stderr: string, readonly exitCode: number }

/** A command that has not come back after this long never will. */
const patienceMs = 3_600_000

export interface WorldOptions extends ClusterOptions {
  readonly files?: ReadonlyMap<string, string>
}

export class World {
  readonly cluster: Cluster
  readonly host: Host
  readonly terminal: Terminal
  readonly browser: Browser

  constructor(options: WorldOptions = {}) {
    this.cluster = new Cluster({ keepsRequests: true, ...options })
    const { clock, epochMs, user, network } = this.cluster
    const { ports, outlet } = network.machine() ?? {}
    this.host = new Host({ clock, epochMs, ports, outlet, commands: new Map([...hostNetwork(network), ...commandsFor(user, publishedAt), ...options.profile === 'minikube' ? [['minikube', minikube(user)] as const] : []]), whyAbsent })
    this.terminal = new Terminal(this.host)
    this.browser = new Browser(this.host)
    this.write(Object.fromEntries(options.files ?? []))
  }

  /** Puts files where the user's shell stands. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) this.host.put(path, text)
  }

  get nowMs(): number { return this.cluster.clock.nowMs }
  /** Whether something that was asked for here has not come back. */
  get isBusy(): boolean { return this.terminal.isBusy || this.browser.isLoading }

  apply(input: Input): Ran | undefined {
    const { clock } = this.cluster
    clock.advanceTo(input.atMs)
    if (input.kind === 'run') return this.run(input.payload)
    if (input.kind === 'act') this.cluster.act(input.payload)
    else if (input.kind === 'file') this.write({ [input.payload.path]: input.payload.text })
    else if (input.kind === 'browse') clock.input(`browse: ${input.payload}`, () => this.browser.open(input.payload))
    else clock.input(`${input.kind}: ${input.payload}`, () => this.terminal.type(input.kind === 'keys' ? input.payload : `${input.payload}\r`))
    return undefined
  }

  /** Begins a command line beside the terminal, in the same shell; answers how to break it off. */
  begin(line: string, stdin: string, write: (to: 'stdout' | 'stderr', text: string) => void, exited: (status: number) => void): () => void {
    const streams = { out: (text: string) => write('stdout', text), err: (text: string) => write('stderr', text), stdin }
    const running = new Running(this.terminal.shell.aside(line, streams), exited)
    return () => running.abandon()
  }

  /** Runs a command line to its end; only the time that the command itself waits for passes. `hear` is told what it says as it says it. */
  run({ line, stdin = '', files = {} }: CommandLine, hear?: (text: string) => void): Ran {
    const { clock } = this.cluster
    this.write(files)
    const said = { stdout: '', stderr: '' }
    let exitCode: number | undefined
    const breakOff = clock.input(line, () => this.begin(line, stdin, (to, text) => {
      said[to] += text
      hear?.(text)
    }, status => { exitCode = status }))
    const untilMs = clock.nowMs + patienceMs
    while (exitCode === undefined && (clock.nextAtMs ?? Infinity) <= untilMs) clock.step()
    if (exitCode === undefined) breakOff()
    return { ...said, exitCode: exitCode ?? interrupted }
  }
}

const interrupted = 130
