// A machine that is nothing but a machine: files, ports and processes. The user's own is one, and a node is.
import type { Clock } from '../clock/clock.ts'
import { Files } from './files.ts'
import type { Outlet, Ports } from './network.ts'
import type { Machine, Process, Program } from './process.ts'
import { Meter } from './usage.ts'

export interface PlainMachineOptions {
  readonly clock: Clock
  readonly epochMs: number
  readonly name: string
  readonly ports: Ports
  readonly outlet: Outlet
}

export abstract class PlainMachine implements Machine {
  abstract readonly find: (command: string) => Program | undefined
  readonly clock: Clock
  readonly epochMs: number
  readonly name: string
  readonly hostname: string
  readonly files = new Files()
  readonly ports: Ports
  readonly outlet: Outlet
  readonly containerPorts: readonly number[] = []
  readonly processes = new Map<number, Process>()
  readonly meter: Meter
  private pids = 1 // process 1 is the machine's own

  constructor({ clock, epochMs, name, ports, outlet }: PlainMachineOptions) {
    this.clock = clock
    this.epochMs = epochMs
    this.name = name
    this.hostname = name
    this.ports = ports
    this.outlet = outlet
    this.meter = new Meter(clock, { cpuMillicores: Infinity, memoryBytes: Infinity }, () => undefined)
  }

  newPid(): number { return ++this.pids }
}
