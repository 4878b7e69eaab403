// A cluster and the machine its user sits at. Everything from outside enters through `apply`, so that a run can be
// told again from its inputs alone.
import { kubectl } from '../cli/kubectl/index.ts'
import { coreutils } from '../cli/coreutils.ts'
import { Process } from '../client/process.ts'
import { resolvePath } from '../shell/files.ts'
import { Shell } from '../shell/shell.ts'
import { Terminal } from '../shell/terminal.ts'
import { Cluster, type ClusterOptions } from './cluster.ts'
import { hostNetwork } from './host-network.ts'

/** Something from outside: a few bytes that say what, when. */
export type Input = { readonly atMs: number } & (
  | { readonly kind: 'keys', readonly payload: string }
  | { readonly kind: 'command', readonly payload: string }
  | { readonly kind: 'run', readonly payload: CommandLine }
  | { readonly kind: 'act', readonly payload: string }
)

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
  readonly shell: Shell
  readonly terminal: Terminal

  constructor(options: WorldOptions = {}) {
    this.cluster = new Cluster(options)
    this.shell = new Shell(new Map([...coreutils, ...hostNetwork(this.cluster.network), ['kubectl', kubectl], ['k', kubectl]]))
    this.terminal = new Terminal(this.shell, this.cluster.user)
    this.write(Object.fromEntries(options.files ?? []))
  }

  /** Puts files where the user's shell stands. */
  write(files: Readonly<Record<string, string>>): void {
    const { environment } = this.shell
    for (const [path, text] of Object.entries(files)) environment.files.write(resolvePath(environment.cwd, path), text)
  }

  get nowMs(): number { return this.cluster.clock.nowMs }

  apply(input: Input): Ran | undefined {
    const { clock } = this.cluster
    clock.advanceTo(input.atMs)
    if (input.kind === 'run') return this.run(input.payload)
    if (input.kind === 'act') this.cluster.act(input.payload)
    else clock.input(`${input.kind}: ${input.payload}`, () => this.terminal.type(input.kind === 'keys' ? input.payload : `${input.payload}\r`))
    return undefined
  }

  /** Runs a command line to its end; only the time that the command itself waits for passes. */
  private run({ line, stdin, files = {} }: CommandLine): Ran {
    const { clock, user } = this.cluster
    this.write(files)
    const said = { stdout: '', stderr: '' }
    let exitCode: number | undefined
    const process = clock.input(line, () => new Process(this.shell.run(line, stdin), {
      client: user,
      name: line,
      write: (to, text) => { said[to] += text },
      exited: status => { exitCode = status },
    }))
    const untilMs = clock.nowMs + patienceMs
    while (exitCode === undefined && (clock.nextAtMs ?? Infinity) <= untilMs) clock.step()
    if (exitCode === undefined) process.interrupt()
    return { ...said, exitCode: exitCode ?? interrupted }
  }
}

const interrupted = 130
