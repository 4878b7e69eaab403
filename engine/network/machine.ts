// A machine with processes at a station: a node, or one outside the cluster.
import type { Clock } from '../clock/clock.ts'
import { Files } from '../runtime/files.ts'
import type { Outlet, Ports } from '../runtime/network.ts'
import { Process, type ExitStatus, type Machine, type Program } from '../runtime/process.ts'
import { Meter } from '../runtime/usage.ts'

export interface StationMachineOptions {
  readonly clock: Clock
  readonly epochMs: number
  readonly name: string
  readonly ports: Ports
  readonly outlet: Outlet
  readonly find: (command: string) => Program | undefined
}

export class StationMachine implements Machine {
  readonly clock: Clock
  readonly epochMs: number
  readonly name: string
  readonly hostname: string
  readonly files = new Files(new Map(), [])
  readonly ports: Ports
  readonly outlet: Outlet
  readonly containerPorts: readonly number[] = []
  readonly find: (command: string) => Program | undefined
  readonly processes = new Map<number, Process>()
  readonly meter: Meter
  private pids = 1 // process 1 is the machine's own

  constructor({ clock, epochMs, name, ports, outlet, find }: StationMachineOptions) {
    this.clock = clock
    this.epochMs = epochMs
    this.name = name
    this.hostname = name
    this.ports = ports
    this.outlet = outlet
    this.find = find
    this.meter = new Meter(clock, { cpuMillicores: Infinity, memoryBytes: Infinity }, () => undefined)
  }

  newPid(): number { return ++this.pids }

  /** Runs a command; tells its end when it comes. */
  run(words: readonly string[], sinks: { readonly out: (text: string) => void, readonly err: (text: string) => void, readonly exited: (status: ExitStatus) => void, readonly stdin?: string }): Process | undefined {
    const [command = ''] = words
    const program = this.find(command)
    if (!program) {
      sinks.err(`${command}: command not found\n`)
      sinks.exited({ code: 127 })
      return undefined
    }
    const process = new Process({ machine: this, program, args: words, env: new Map([['PATH', '/usr/sbin:/usr/bin:/sbin:/bin']]), cwd: '/', out: sinks.out, err: sinks.err, stdin: sinks.stdin })
    process.whenExited(sinks.exited)
    return process
  }
}
