// busybox: the small tools that nearly every image carries, one program for each name.
import { kill } from '../shell/builtins.ts'
import { sh } from '../shell/index.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { tar } from '../tar.ts'
import { httpd } from './httpd.ts'
import { fileTools, readAll, type Tool } from './file-tools.ts'
import { networkTools } from './network-tools.ts'
import { textTools } from './text-tools.ts'
import { timeout } from './timeout.ts'

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const forever = 1e12
const hungryMs = 300
const hungryBytes = 64 * 2 ** 30

/** A tool that never waits, as a program. */
const program = (tool: Tool): Program =>
  function* (process) { return tool(process, process.args.slice(1)) }

/** `5`, `0.5`, `1m`, `infinity`. */
function durationMs(text: string): number {
  if (text.startsWith('inf')) return forever
  const [, number = '', unit = 's'] = /^(\d*\.?\d+)([smhd]?)$/.exec(text) ?? []
  return number === '' ? Number.NaN : Number(number) * (unitsMs[unit] ?? 1000)
}

function* sleep(process: Process): Task<number> {
  const ms = process.args.slice(1).reduce((sum, text) => sum + durationMs(text), 0)
  if (process.args.length < 2 || Number.isNaN(ms)) {
    process.err(`sleep: invalid number '${process.args[1] ?? ''}'\n`)
    return 1
  }
  yield* process.sleep(ms)
  return 0
}

function* tail(process: Process): Task<number> {
  const names = process.args.slice(1).filter(arg => !arg.startsWith('-'))
  if (names.includes('/dev/zero')) { // the classic way to eat memory: a line without an end
    yield* process.sleep(hungryMs)
    process.use({ memoryBytes: hungryBytes })
    return 1
  }
  const { text, status } = readAll(process, 'tail', names)
  process.out(`${text.replace(/\n$/, '').split('\n').slice(-10).join('\n')}\n`)
  if (process.args.some(arg => /^-\w*f/i.test(arg))) yield* process.sleep(forever)
  return status
}

function* killall(process: Process): Task<number> {
  const names = process.args.slice(1).filter(arg => !arg.startsWith('-'))
  const found = [...process.machine.processes.values()].filter(each => names.includes(each.name) && each !== process)
  for (const each of found) each.signal('TERM')
  if (found.length === 0) process.err(`killall: ${names[0]}: no process killed\n`)
  return Number(found.length === 0)
}

const applets: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...Object.entries({ ...fileTools, ...textTools }).map(([name, tool]) => [name, program(tool)] as const),
  ['sh', sh],
  ['ash', sh],
  ['sleep', sleep],
  ['tail', tail],
  ['httpd', httpd],
  ['kill', program((process, args) => kill(process.machine.processes, ['kill', ...args], process.err))],
  ['killall', killall],
  ['timeout', timeout],
  ['tar', tar],
  ...networkTools,
])

/** The applet of a name, with or without its directory. */
export function applet(command: string): Program | undefined {
  const slash = command.lastIndexOf('/')
  const directory = command.slice(0, Math.max(0, slash))
  return slash < 0 || directory === '/bin' || directory === '/usr/bin' || directory === '/usr/local/bin' ? applets.get(command.slice(slash + 1)) : undefined
}
