// The tools that take time, and those that take the machine's strength.
import { given } from '../../coreutils/bench.ts'
import { digests } from '../../coreutils/digests.ts'
import { environmentText } from '../../coreutils/facts.ts'
import { tail } from '../../coreutils/ends.ts'
import { resolvePath } from '../../files.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { asProgram, room, type Style } from './tools.ts'

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const forever = 1e12
const hungryMs = 300
const hungryBytes = 64 * 2 ** 30
const followMs = 1000
const oneCore = 1000

/** `5`, `0.5`, `1m`, `infinity`. */
function durationMs(text: string): number {
  if (text.startsWith('inf')) return forever
  const [, number = '', unit = 's'] = /^(\d*\.?\d+)([smhd]?)$/.exec(text) ?? []
  return number === '' ? Number.NaN : Number(number) * (unitsMs[unit] ?? 1000)
}

const sleep = (style: Style): Program => function* (process): Task<number> {
  const wrong = process.args.slice(1).find(text => Number.isNaN(durationMs(text)))
  if (process.args.length < 2 || wrong !== undefined) {
    process.err(style === 'gnu' ? wrong === undefined ? 'sleep: missing operand\nTry \'sleep --help\' for more information.\n' : `sleep: invalid time interval '${wrong}'\n` : wrong === undefined ? 'BusyBox multi-call binary.\n\nUsage: sleep [N]...\n' : `sleep: invalid number '${wrong}'\n`)
    return 1
  }
  yield* process.sleep(process.args.slice(1).reduce((sum, text) => sum + durationMs(text), 0))
  return 0
}

/** `tail` ends, unless it follows a file. */
const tailOrFollow = (style: Style): Program => function* (process): Task<number> {
  const { flags, operands } = given(process.args.slice(1), ['n', 'c'])
  if (operands.includes('/dev/zero')) { // the classic way to eat memory: a line without an end
    yield* process.sleep(hungryMs)
    process.use({ memoryBytes: hungryBytes })
    return 1
  }
  const status = yield* asProgram(tail, style)(process)
  const [followed] = operands
  if (!flags.has('f') && !flags.has('F')) return status
  const path = resolvePath(process.cwd, followed ?? '/dev/null')
  if (path === '/dev/null') yield* process.sleep(forever)
  const { files } = process.machine
  for (let shown = files.read(path)?.length ?? 0; ;) {
    yield* process.sleep(followMs)
    const text = files.read(path) ?? ''
    if (text.length !== shown) process.out(text.slice(text.length < shown ? 0 : shown))
    shown = text.length
  }
}

/** Something that never ends and keeps a core busy. */
function* busy(process: Process): Task<number> {
  process.use({ cpuMillicores: oneCore })
  for (;;) yield* process.sleep(forever)
}

const sizes: Readonly<Record<string, number>> = { '': 1, 'k': 1024, 'K': 1024, 'kB': 1000, 'M': 2 ** 20, 'MB': 1e6, 'm': 2 ** 20, 'G': 2 ** 30, 'GB': 1e9, 'g': 2 ** 30, 'b': 512 }

/** `10M`; NaN when it is no size. */
function bytesOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)(kB|MB|GB|[kKmMgGb]?)$/.exec(text) ?? []
  return number === '' ? Number.NaN : Number(number) * (sizes[unit] ?? 1)
}

const bytesPerMs = 500_000

const dd: Program = function* (process): Task<number> {
  const option = (name: string): string | undefined => process.args.find(arg => arg.startsWith(`${name}=`))?.slice(name.length + 1)
  const { files } = process.machine
  const [from, to] = [option('if'), option('of')]
  const block = bytesOf(option('bs') ?? '512')
  const isEndless = from === '/dev/zero' || from === '/dev/urandom' || from === '/dev/random'
  if (Number.isNaN(block)) return process.err(`dd: invalid number '${option('bs')}'\n`) ?? 1
  if (isEndless && option('count') === undefined) {
    process.use({ memoryBytes: block })
    return yield* busy(process)
  }
  const text = isEndless ? '' : from === undefined ? process.stdin : files.read(resolvePath(process.cwd, from))
  if (text === undefined) return process.err(`dd: can't open '${from}': No such file or directory\n`) ?? 1
  const count = isEndless ? Number(option('count')) : Math.ceil(text.length / block)
  const bytes = isEndless ? block * count : text.length
  process.use({ memoryBytes: block, cpuMillicores: oneCore })
  const ms = Math.ceil(bytes / bytesPerMs)
  if (ms > 10) yield* process.sleep(ms)
  if (to !== undefined && isEndless) files.writeZeros(resolvePath(process.cwd, to), bytes)
  else if (to !== undefined) files.write(resolvePath(process.cwd, to), text)
  else if (!isEndless) process.out(text)
  process.err(`${count}+0 records in\n${count}+0 records out\n${bytes} bytes (${(bytes / 2 ** 20).toFixed(1)}MB) copied, ${(ms / 1000).toFixed(6)} seconds, ${(bytes / Math.max(1, ms) / 1048.576).toFixed(1)}MB/s\n`)
  return 0
}

const yesLines = 1000
const yesMs = 100
const largestBytes = 8 * 2 ** 20

/** `yes`: without end, as fast as it is read. In a log it says it once and keeps busy: nobody wants a log full of it. */
const yes: Program = function* (process): Task<number> {
  const line = `${process.args.slice(1).join(' ') || 'y'}\n`
  const { pipe, isTerminal, isFile } = process.out
  if (!pipe && !isTerminal && !isFile) {
    process.out(line)
    return yield* busy(process)
  }
  process.use({ cpuMillicores: oneCore })
  for (let bytes = 0; bytes < largestBytes || !isFile; bytes += line.length * yesLines) {
    process.out(line.repeat(yesLines))
    if (process.hasExited) return 0
    yield* room(process, isFile ? 0 : yesLines)
    if (!pipe) yield* process.sleep(isFile ? 1 : yesMs)
  }
  process.err('yes: standard output: No space left on device\n')
  return 1
}

/** stress: so many workers that use a core or memory, for a while. */
const stress: Program = function* (process): Task<number> {
  const { values } = given(process.args.slice(1), ['c', 'cpu', 'm', 'vm', 'vm-bytes', 'vm-hang', 't', 'timeout', 'i', 'io', 'd', 'hdd'])
  const number = (...names: readonly string[]): number => Number(names.map(name => values.get(name)).find(value => value !== undefined) ?? 0)
  const [cpu, vm] = [number('c', 'cpu'), number('m', 'vm')]
  const bytes = vm * bytesOf(values.get('vm-bytes') ?? '256M')
  const timeout = values.get('t') ?? values.get('timeout')
  process.out(`stress: info: [${process.pid}] dispatching hogs: ${cpu} cpu, 0 io, ${vm} vm, 0 hdd\n`)
  process.use({ cpuMillicores: cpu * oneCore + (values.has('vm-hang') ? 0 : vm * oneCore), memoryBytes: bytes })
  process.catch('TERM', 'INT')
  yield* process.sleep(timeout === undefined ? forever : durationMs(timeout))
  if (process.takeSignal()) return 1
  process.out(`stress: info: [${process.pid}] successful run completed in ${Math.round(durationMs(timeout ?? '0') / 1000)}s\n`)
  return 0
}

/** Reading what never ends keeps a core busy; all else is told at once. */
const digest = (name: string, style: Style): Program => function* (process): Task<number> {
  if (/^\/dev\/u?(zero|random)$/.test(process.args[1] ?? '')) return yield* busy(process)
  const tool = digests[name]
  return tool ? yield* asProgram(tool, style)(process) : 1
}

/** `env A=1 command`: runs it with more, or fewer, variables; alone it shows them. */
const env = (style: Style): Program => function* (process): Task<number> {
  const args = process.args.slice(1)
  let variables = new Map(process.env)
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at] ?? ''
    const equals = arg.indexOf('=')
    if (arg === '-i' || arg === '-') variables = new Map()
    else if (arg === '-u') variables.delete(args[++at] ?? '')
    else if (equals > 0 && !arg.startsWith('-')) variables.set(arg.slice(0, equals), arg.slice(equals + 1))
    else if (arg !== '--') break
  }
  const words = args.slice(at)
  const [command] = words
  if (command === undefined) return process.out(environmentText(variables)) ?? 0
  const program = process.machine.find(command)
  if (!program) return process.err(style === 'gnu' ? `env: ‘${command}’: No such file or directory\n` : `env: can't execute '${command}': No such file or directory\n`) ?? 127
  process.become(words, variables)
  return yield* program(process)
}

/** `nohup`: what hangs up does not end it. */
const nohup: Program = function* (process): Task<number> {
  const words = process.args.slice(1)
  const program = process.machine.find(words[0] ?? '')
  if (!program) {
    process.err(words.length === 0 ? 'nohup: missing operand\nTry \'nohup --help\' for more information.\n' : `nohup: failed to run command '${words[0] ?? ''}': No such file or directory\n`)
    return words.length === 0 ? 125 : 127
  }
  process.ignore('HUP')
  process.become(words, process.env)
  return yield* program(process)
}

export const waitingTools = (style: Style): readonly (readonly [string, Program])[] => [
  ['dd', dd],
  ['env', env(style)],
  ['md5sum', digest('md5sum', style)],
  ['nohup', nohup],
  ['sha256sum', digest('sha256sum', style)],
  ['sleep', sleep(style)],
  ['stress', stress],
  ['stress-ng', stress],
  ['tail', tailOrFollow(style)],
  ['yes', yes],
]
