// The tools that look at processes and the machine below them, and those that run others.
import { short } from '../../coreutils/files.ts'
import { TestError, testHolds } from '../../coreutils/test.ts'
import type { Process, Program, Signal } from '../../process.ts'
import { signalOf } from '../../process.ts'
import type { Task } from '../../task.ts'
import { kill } from '../../../shell/builtins/jobs.ts'
import { wholeInput, type Style } from './tools.ts'

type Plain = (process: Process, args: readonly string[]) => number

const plainly = (run: Plain): Program => function* (process) { return run(process, process.args.slice(1)) }

const nodeMemoryKB = 4_028_440
const nodeDiskKB = 61_255_492
const kilobyte = 1024

const all = ({ machine }: Process): readonly Process[] => [...machine.processes.values()].sort((a, b) => a.pid - b.pid)
const cpuTime = (coreMs: number): string => `${Math.floor(coreMs / 60_000)}:${String(Math.floor(coreMs / 1000) % 60).padStart(2, '0')}`

const ps = (style: Style): Plain => (process, args) => {
  const isFull = args.join('').includes('f') || args.join('').includes('u')
  const rows = all(process).map(each => ({ pid: each.pid, command: each.args.join(' '), name: each.name.split('/').pop() ?? '', time: cpuTime(each.pid === 1 ? process.machine.meter.coreMs : 0) }))
  if (style === 'busybox') process.out(`PID   USER     TIME  COMMAND\n${rows.map(({ pid, command, time }) => `${String(pid).padStart(5)} root     ${time.padStart(5)} ${command}\n`).join('')}`)
  else if (isFull) process.out(`UID          PID    PPID  C STIME TTY          TIME CMD\n${rows.map(({ pid, command, time }) => `root  ${String(pid).padStart(10)}${String(pid === 1 ? 0 : 1).padStart(8)}  0 09:00 ?        00:0${time} ${command}\n`).join('')}`)
  else process.out(`    PID TTY          TIME CMD\n${rows.map(({ pid, name, time }) => `${String(pid).padStart(7)} ?        00:0${time} ${name}\n`).join('')}`)
  return 0
}

const top: Plain = process => {
  const usedKB = Math.round(process.machine.meter.use.memoryBytes / kilobyte)
  process.out(`Mem: ${usedKB}K used, ${nodeMemoryKB - usedKB}K free, 0K shrd, 0K buff, 0K cached\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n`)
  for (const { pid, args, uses } of all(process)) process.out(`${String(pid).padStart(5)}${String(pid === 1 ? 0 : 1).padStart(6)} root     S    ${`${Math.round(uses.memoryBytes / kilobyte)}`.padStart(6)}   0%   0 ${String(Math.round(uses.cpuMillicores / 10)).padStart(3)}% ${args.join(' ')}\n`)
  return 0
}

const free: Plain = (process, args) => {
  const shown = (kB: number): string => args.includes('-h') ? `${short(kB * kilobyte)}` : args.includes('-m') ? String(Math.round(kB / kilobyte)) : String(kB)
  const usedKB = Math.round(process.machine.meter.use.memoryBytes / kilobyte)
  const cells = [nodeMemoryKB, usedKB, nodeMemoryKB - usedKB, 0, 0, nodeMemoryKB - usedKB].map(each => shown(each).padStart(12)).join('')
  process.out(`              total        used        free      shared  buff/cache   available\nMem:${cells.slice(1).padStart(cells.length)}\nSwap: ${[0, 0, 0].map(each => shown(each).padStart(12)).join('').slice(2)}\n`)
  return 0
}

const isInMemory = (path: string): boolean => path.includes('/secrets/kubernetes.io/')

const df: Plain = (process, args) => {
  const shown = (kB: number): string => args.includes('-h') ? short(kB * kilobyte) : String(kB)
  const line = (name: string, size: number, used: number, path: string): string => `${name.padEnd(20)} ${shown(size).padStart(9)} ${shown(used).padStart(9)} ${shown(size - used).padStart(9)} ${String(Math.round(100 * used / size)).padStart(3)}% ${path}\n`
  const usedKB = Math.ceil(process.machine.files.ownBytes / kilobyte)
  process.out(`Filesystem           ${args.includes('-h') ? '     Size      Used Available Use%' : '1K-blocks      Used Available Use%'} Mounted on\n`)
  process.out(line('overlay', nodeDiskKB, usedKB, '/') + line('tmpfs', 65_536, 0, '/dev'))
  for (const { path, tree } of process.machine.files.mounted.toReversed()) process.out(isInMemory(path) ? line('tmpfs', nodeMemoryKB, 0, path) : line('/dev/sda1', nodeDiskKB, Math.ceil(tree.bytes / kilobyte), path))
  return 0
}

const mount: Plain = ({ machine: { files }, out }) => {
  out(`overlay on / type overlay (${files.mayWrite('/') ? 'rw' : 'ro'},relatime)\nproc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\ntmpfs on /dev type tmpfs (rw,nosuid,size=65536k,mode=755)\n`)
  for (const { path, readOnly } of files.mounted.toReversed()) out(isInMemory(path) ? `tmpfs on ${path} type tmpfs (${readOnly ? 'ro' : 'rw'},relatime,size=${nodeMemoryKB}k,noswap)\n` : `/dev/sda1 on ${path} type ext4 (${readOnly ? 'ro' : 'rw'},relatime)\n`)
  return 0
}

const killall: Plain = (process, args) => {
  const names = args.filter(arg => !arg.startsWith('-'))
  const signal: Signal = signalOf(args.find(arg => arg.startsWith('-'))?.slice(1) ?? 'TERM') ?? 'TERM'
  const found = all(process).filter(each => names.includes(each.name.split('/').pop() ?? '') && each !== process)
  for (const each of found) each.signal(signal)
  if (found.length === 0) process.err(`killall: ${names[0]}: no process killed\n`)
  return Number(found.length === 0)
}

const pgrep: Plain = (process, args) => {
  const [wanted = ''] = args.filter(arg => !arg.startsWith('-'))
  const found = all(process).filter(each => each !== process && (args.includes('-f') ? each.args.join(' ') : each.name).includes(wanted))
  process.out(found.map(({ pid }) => `${pid}\n`).join(''))
  return Number(found.length === 0)
}

const pidof: Plain = (process, args) => {
  const found = all(process).filter(each => args.includes(each.name.split('/').pop() ?? ''))
  if (found.length > 0) process.out(`${found.map(({ pid }) => pid).join(' ')}\n`)
  return Number(found.length === 0)
}

const which: Plain = (process, args) => {
  const found = args.filter(name => process.machine.find(name))
  process.out(found.map(name => name.includes('/') ? `${name}\n` : `/usr/bin/${name}\n`).join(''))
  return Number(found.length < args.length)
}

const hostname: Plain = (process, args) => {
  process.out(`${args.some(arg => /^-[iI]/.test(arg)) ? process.machine.outlet.address : process.machine.hostname}\n`)
  return 0
}

/** `xargs command`: with what it reads as further words. */
const xargs: Program = function* (process): Task<number> {
  const args = process.args.slice(1)
  const at = args.findIndex((arg, i) => !arg.startsWith('-') && !/^-[nIPL]$/.test(args[i - 1] ?? ''))
  const words = at < 0 ? ['echo'] : args.slice(at)
  const options = at < 0 ? args : args.slice(0, at)
  const read = yield* wholeInput(process)
  const mark = options.includes('-I') ? options[options.indexOf('-I') + 1] : /^-I(.+)/.exec(options.find(each => each.startsWith('-I')) ?? '')?.[1]
  const perRun = Number(/^-n(\d*)/.exec(options.find(each => /^-n/.test(each)) ?? '')?.[1] || options[options.indexOf('-n') + 1] || Infinity)
  const given = mark === undefined ? read.split(/\s+/).filter(each => each !== '') : read.split('\n').filter(each => each !== '')
  const runs = mark !== undefined ? given.map(each => words.map(word => word.replaceAll(mark, each)))
    : Number.isFinite(perRun) ? Array.from({ length: Math.ceil(given.length / perRun) }, (_, i) => [...words, ...given.slice(i * perRun, (i + 1) * perRun)]) : [[...words, ...given]]
  let status = 0
  for (const run of runs) {
    const program = process.machine.find(run[0] ?? '')
    if (!program) {
      process.err(`xargs: ${run[0]}: ${'No such file or directory'}\n`)
      return 127
    }
    const child = process.spawn(program, run)
    if (!child.hasExited) yield child.exited()
    if (child.status?.code !== 0) status = 123
  }
  return status
}

const reasons = {
  integer: text => `invalid integer ‘${text}’`,
  unary: text => `‘${text}’: unary operator expected`,
  binary: text => `‘${text}’: binary operator expected`,
  many: text => `extra argument ‘${text}’`,
  missing: () => 'missing argument',
} satisfies Readonly<Record<TestError['what'], (text: string) => string>>

const test: Plain = (process, args) => {
  const isBracket = process.name.endsWith('[')
  const complain = (what: string): number => process.err(`${process.name}: ${what}\n`) ?? 2
  if (isBracket && args.at(-1) !== ']') return complain('missing ‘]’')
  try { return Number(!testHolds(isBracket ? args.slice(0, -1) : args, process)) }
  catch (error) {
    if (!(error instanceof TestError)) throw error
    return complain(reasons[error.what](error.message))
  }
}

export const processTools = (style: Style): readonly (readonly [string, Program])[] => [
  ['[', plainly(test)],
  ['test', plainly(test)],
  ['df', plainly(df)],
  ['free', plainly(free)],
  ['hostname', plainly(hostname)],
  ['kill', plainly((process, args) => kill(process.machine.processes, ['kill', ...args], process.err))],
  ['killall', plainly(killall)],
  ['mount', plainly(mount)],
  ['nproc', plainly(process => process.out('2\n') ?? 0)],
  ['pgrep', plainly(pgrep)],
  ['pidof', plainly(pidof)],
  ['ps', plainly(ps(style))],
  ['sync', plainly(() => 0)],
  ['top', plainly(top)],
  ['tty', plainly(process => process.out(process.input ? '/dev/pts/0\n' : 'not a tty\n') ?? Number(!process.input))],
  ['which', plainly(which)],
  ['xargs', xargs],
]
