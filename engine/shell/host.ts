// The machine that the user sits at: files, a PATH with the usual tools and the commands of a lab, processes.
import type { Clock } from '../clock/clock.ts'
import { resolvePath } from '../runtime/files.ts'
import { alone, Ports, type Outlet } from '../runtime/network.ts'
import { PlainMachine } from '../runtime/plain-machine.ts'
import { Process, type Program } from '../runtime/process.ts'
import { gnuTool } from '../runtime/programs/busybox/index.ts'
import { writeFile } from './command.ts'
import { bashProgram, dashProgram } from './program.ts'

export const home = '/root'
const environment: ReadonlyMap<string, string> = new Map([['HOME', home], ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ['USER', 'root'], ['SHELL', '/bin/bash'], ['TERM', 'xterm']])

export interface HostOptions {
  readonly clock: Clock
  readonly epochMs: number
  readonly name?: string
  /** Its place in a network; without one it stands alone. */
  readonly ports?: Ports | undefined
  readonly outlet?: Outlet | undefined
  /** What is on its PATH besides the usual tools. */
  readonly commands: ReadonlyMap<string, Program>
  /** What is said of commands that it does not have. */
  readonly whyAbsent?: ((command: string) => string | undefined) | undefined
}

export class Host extends PlainMachine {
  private readonly commands: ReadonlyMap<string, Program>
  readonly whyAbsent: (command: string) => string | undefined

  constructor({ clock, epochMs, name = 'podium', ports = new Ports(), outlet = alone(ports), commands, whyAbsent = () => undefined }: HostOptions) {
    super({ clock, epochMs, name, ports, outlet })
    this.commands = commands
    this.whyAbsent = whyAbsent
    this.files.makeDirectory(home, true)
    writeFile(this.files, '/etc/hostname', `${name}\n`)
    writeFile(this.files, '/etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nID=debian\n')
    writeFile(this.files, '/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n')
    writeFile(this.files, '/etc/hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${name}\n`)
  }

  get commandNames(): readonly string[] { return [...this.commands.keys()] }

  readonly find = (command: string): Program | undefined => {
    const name = command.replace(/^\/(usr\/)?(local\/)?s?bin\//, '')
    const known = name.includes('/') ? undefined : this.commands.get(name) ?? (name === 'bash' ? bashProgram : name === 'sh' ? dashProgram : gnuTool(name))
    return known ?? (command.includes('/') ? this.script(command) : undefined)
  }

  /** Starts a program as somebody who has logged in. */
  login(program: Program, name: string, streams: Pick<ConstructorParameters<typeof Process>[0], 'out' | 'err' | 'input' | 'terminal'>): Process {
    return new Process({ machine: this, program, args: [name], env: environment, cwd: home, ...streams })
  }

  /** Puts a file somewhere: from the home of the user, unless said. */
  put(path: string, text: string): void {
    writeFile(this.files, resolvePath(home, path), text)
  }

  /** What stands in a file now; undefined if there is none. */
  textOf(path: string): string | undefined { return this.files.read(resolvePath(home, path)) }

  /** A file that somebody wrote commands into. */
  private script(path: string): Program | undefined {
    if (this.files.read(resolvePath(home, path)) === undefined) return undefined
    return process => {
      process.become(['bash', ...process.args], process.env)
      return bashProgram(process)
    }
  }
}
