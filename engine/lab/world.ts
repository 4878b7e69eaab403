// A cluster and the machine its user sits at. Everything from outside enters through `apply`, so that a run can be
// told again from its inputs alone.
import { kubectl } from '../cli/kubectl/index.ts'
import { coreutils } from '../cli/coreutils.ts'
import { Shell } from '../shell/shell.ts'
import { Terminal } from '../shell/terminal.ts'
import { Cluster, type ClusterOptions } from './cluster.ts'

/** Something from outside: a few bytes that say what, when. */
export type Input =
  | { readonly atMs: number, readonly kind: 'keys', readonly payload: string }
  | { readonly atMs: number, readonly kind: 'command', readonly payload: string }

export interface WorldOptions extends ClusterOptions {
  readonly files?: ReadonlyMap<string, string>
}

export class World {
  readonly cluster: Cluster
  readonly shell: Shell
  readonly terminal: Terminal

  constructor(options: WorldOptions = {}) {
    this.cluster = new Cluster(options)
    this.shell = new Shell(new Map([...coreutils, ['kubectl', kubectl], ['k', kubectl]]))
    this.terminal = new Terminal(this.shell, this.cluster.admin)
    const { environment } = this.shell
    for (const [path, text] of options.files ?? []) environment.files.write(`${environment.cwd}/${path}`, text)
  }

  get nowMs(): number { return this.cluster.clock.nowMs }

  apply(input: Input): void {
    const { clock } = this.cluster
    clock.advanceTo(input.atMs)
    clock.input(`${input.kind}: ${input.payload}`, () => {
      if (input.kind === 'keys') this.terminal.type(input.payload)
      else this.terminal.type(`${input.payload}\r`)
    })
  }
}
