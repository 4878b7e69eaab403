// The commands that a shell carries in itself, since they change it.
import { resolvePath } from '../runtime/files.ts'
import { signalOf } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import { echoText, printfText, testHolds } from '../runtime/programs/busybox/words.ts'
import { ash } from './dialect.ts'
import { Exit, LoopControl, Return, type Streams } from './control.ts'
import type { Shell } from './shell.ts'

type Builtin = (shell: Shell, args: readonly string[], streams: Streams) => Task<number>

/** A builtin that never waits. */
const plain = (run: (shell: Shell, args: readonly string[], streams: Streams) => number | undefined): Builtin =>
  function* (shell, args, streams) { return run(shell, args, streams) ?? 0 }

const test = plain(({ process }, args) => Number(!testHolds(args[0] === '[' ? args.slice(1, -1) : args.slice(1), process)))

function* sourced(shell: Shell, args: readonly string[], streams: Streams): Task<number> {
  const source = shell.process.machine.files.read(resolvePath(shell.process.cwd, args[1] ?? ''))
  if (source !== undefined) return yield* shell.source(source, streams)
  streams.err(shell.dialect.cannotOpen(args[1] ?? ''))
  throw new Exit(2)
}

export const builtins: ReadonlyMap<string, Builtin> = new Map(Object.entries({
  ':': plain(() => 0),
  'true': plain(() => 0),
  'false': plain(() => 1),
  '[': test,
  test,
  'echo': plain((_shell, args, { out }) => out(echoText(args.slice(1))) ?? 0),
  'printf': plain((_shell, args, { out }) => out(printfText(args.slice(1))) ?? 0),
  'pwd': plain(({ process }, _args, { out }) => out(`${process.cwd}\n`) ?? 0),
  'cd': plain(({ process, variables, dialect }, args, { err }) => {
    const path = resolvePath(process.cwd, args[1] ?? variables.get('HOME') ?? '/')
    if (!process.machine.files.isDirectory(path)) {
      err(dialect.cannotEnter(args[1] ?? ''))
      return 2
    }
    process.cwd = path
    return 0
  }),
  'export': plain((shell, args) => {
    for (const arg of args.slice(1)) {
      const [name = '', ...value] = arg.split('=')
      if (arg.includes('=')) shell.variables.set(name, value.join('='))
      shell.exported.add(name)
    }
  }),
  'alias': plain((shell, args, { out }) => {
    for (const arg of args.slice(1)) {
      const equals = arg.indexOf('=')
      if (equals > 0) shell.aliases.set(arg.slice(0, equals), arg.slice(equals + 1))
      else out(`alias ${arg}='${shell.aliases.get(arg) ?? ''}'\n`)
    }
    if (args.length === 1) for (const [name, value] of shell.aliases) out(`alias ${name}='${value}'\n`)
  }),
  'unalias': plain((shell, args) => { for (const name of args.slice(1)) shell.aliases.delete(name) }),
  'local': plain((shell, args) => {
    for (const arg of args.slice(1)) shell.set(arg.split('=')[0] ?? '', arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : '')
  }),
  'readonly': plain((shell, args) => {
    for (const arg of args.slice(1)) if (arg.includes('=')) shell.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1))
  }),
  'command': function* (shell, args, streams) {
    if (args[1] !== '-v') return yield* shell.words(args.slice(1), streams)
    const kinds = args.slice(2).map(name => [name, shell.kindOf(name)] as const)
    for (const [name, kind] of kinds) if (kind !== undefined) streams.out(`${kind.startsWith('/') ? kind : name}\n`)
    return kinds.some(([, kind]) => kind !== undefined) ? 0 : 127
  },
  'type': plain((shell, args, { out, err }) => {
    for (const name of args.slice(1)) {
      const kind = shell.kindOf(name)
      if (kind === undefined) {
        err(shell.dialect === ash ? `${name}: not found\n` : `bash: type: ${name}: not found\n`)
        return shell.dialect === ash ? 127 : 1
      }
      out(`${name} is ${kind}\n`)
    }
    return 0
  }),
  'unset': plain((shell, args) => { for (const name of args.slice(1)) shell.variables.delete(name) }),
  'set': plain((shell, args) => {
    for (const arg of args.slice(1)) {
      if (/^[-+][a-z]*e/.test(arg)) shell.exitsOnError = arg.startsWith('-')
      if (arg === '--') break
    }
    const from = args.findIndex(arg => arg === '--')
    if (from >= 0) shell.positional = args.slice(from + 1)
  }),
  'shift': plain((shell, args) => { shell.positional = shell.positional.slice(Number(args[1] ?? 1)) }),
  'read': function* (shell, args, { stdin, input }) {
    const text = input ? yield* input.readLine(shell.process) : stdin === '' ? undefined : stdin
    const [line = ''] = (text ?? '').split('\n')
    const values = line.trim().split(/[ \t]+/)
    const names = args.slice(1).filter(arg => !arg.startsWith('-'))
    names.forEach((name, i) => shell.set(name, i === names.length - 1 ? values.slice(i).join(' ') : values[i] ?? ''))
    return Number(text === undefined)
  },
  'trap': plain((shell, args) => {
    const [, action = '', ...names] = args
    if (names.length > 0) shell.trap(action, names)
  }),
  'exit': plain((shell, args) => { throw new Exit(args[1] === undefined ? shell.status : Number(args[1]) & 255) }),
  'return': plain((shell, args) => { throw new Return(args[1] === undefined ? shell.status : Number(args[1]) & 255) }),
  'break': plain((_shell, args) => { throw new LoopControl('break', Number(args[1] ?? 1)) }),
  'continue': plain((_shell, args) => { throw new LoopControl('continue', Number(args[1] ?? 1)) }),
  'kill': plain(({ process }, args, { err }) => kill(process.machine.processes, args, text => err(`sh: ${text}`))),
  'wait': function* (shell, args) { return yield* shell.wait(args[1] === undefined ? undefined : Number(args[1])) },
  'eval': function* (shell, args, streams) { return yield* shell.source(args.slice(1).join(' '), streams) },
  'exec': function* (shell, args) { return args.length > 1 ? yield* shell.replaceWith(args.slice(1)) : 0 },
  '.': sourced,
  'source': sourced,
}))

/** kill [-SIGNAL] PID…: as a builtin and as a command. */
export function kill(processes: Shell['process']['machine']['processes'], args: readonly string[], complain: (text: string) => void): number {
  const words = args.slice(1)
  const option = words[0]?.startsWith('-') ? words.shift()?.slice(1) : undefined
  const signal = signalOf(option === 's' ? words.shift() ?? '' : option ?? 'TERM')
  if (!signal) {
    complain(`kill: invalid signal '${option}'\n`)
    return 1
  }
  let status = 0
  for (const pid of words) {
    const target = processes.get(Number(pid))
    if (target) target.signal(signal)
    else {
      complain(`kill: can't kill pid ${pid}: No such process\n`)
      status = 1
    }
  }
  return status
}
