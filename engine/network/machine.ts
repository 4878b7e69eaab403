// A machine with processes at a station: a node, or one outside the cluster.
import { PlainMachine, type PlainMachineOptions } from '../runtime/plain-machine.ts'
import { Process, type ExitStatus, type Program } from '../runtime/process.ts'

export interface StationMachineOptions extends PlainMachineOptions {
  readonly find: (command: string) => Program | undefined
}

export class StationMachine extends PlainMachine {
  readonly find: (command: string) => Program | undefined

  constructor(options: StationMachineOptions) {
    super(options)
    this.find = options.find
  }

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
