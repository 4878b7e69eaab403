// The commands that a shell carries in itself, since they change it.
import { echoText } from '../../runtime/programs/busybox/words.ts'
import { resolvePath } from '../../runtime/files.ts'
import type { Sink } from '../../runtime/input.ts'
import { Exit, LoopControl, Return } from '../control.ts'
import { bash } from '../dialect.ts'
import { deeper } from '../evaluate.ts'
import type { Option } from '../shell.ts'
import { replaceShell } from '../simple.ts'
import { plain, type Builtin } from './builtin.ts'
import { fixed } from './fixed.ts'
import { jobBuiltins } from './jobs.ts'
import { printfBuiltin } from './printf.ts'
import { getopts, letBuiltin, mapfile, read } from './read.ts'
import { test } from './test.ts'
import { command, type } from './type.ts'
import { variableBuiltins } from './variables.ts'

const sourced: Builtin = function* (shell, args, streams) {
  const [name, file, ...given] = args
  if (file === undefined && shell.dialect === bash) {
    streams.err(`bash: ${name}: filename argument required\n${name}: usage: ${name} filename [arguments]\n`)
    return 2
  }
  const source = shell.process.machine.files.read(resolvePath(shell.process.cwd, file ?? ''))
  if (source !== undefined) {
    const before = shell.positional
    if (given.length > 0) shell.positional = given
    try { return yield* shell.source(source, streams) }
    catch (thrown) {
      if (thrown instanceof Return) return thrown.code
      throw thrown
    }
    finally { if (given.length > 0) shell.positional = before }
  }
  streams.err(shell.dialect.cannotOpen(file ?? ''))
  if (shell.terminal || shell.dialect === bash) return 1
  throw new Exit(2)
}

const codeIn = (word: string | undefined, usual: number): number => word === undefined ? usual : Number(word) & 255

const options: ReadonlyMap<string, Option> = new Map([['e', 'errexit'], ['u', 'nounset'], ['x', 'xtrace'], ['f', 'noglob']])

const set: Builtin = plain((shell, args, { out }) => {
  if (args.length === 1) out([...shell.variables].sort(([a], [b]) => a < b ? -1 : 1).map(([name, value]) => `${name}=${/[^\w./:-]/.test(value) ? `'${value}'` : value}\n`).join(''))
  for (let i = 1; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--' || !/^[-+]./.test(arg)) {
      shell.positional = args.slice(arg === '--' ? i + 1 : i)
      return 0
    }
    for (const letter of arg.slice(1)) {
      const name = letter === 'o' ? args[++i] : options.get(letter)
      const option = name === 'pipefail' ? name : [...options.values()].find(each => each === name)
      if (option && arg.startsWith('-')) shell.options.add(option)
      else if (option) shell.options.delete(option)
    }
  }
  return 0
})

const alias: Builtin = plain((shell, args, { out, err }) => {
  let status = 0
  const line = (name: string, value: string): string => `alias ${name}='${value}'\n`
  for (const arg of args.slice(1)) {
    const equals = arg.indexOf('=')
    const known = shell.aliases.get(arg)
    if (equals > 0) shell.aliases.set(arg.slice(0, equals), arg.slice(equals + 1))
    else if (known !== undefined) out(line(arg, known))
    else {
      err(`${shell.dialect.name}: alias: ${arg}: not found\n`)
      status = 1
    }
  }
  if (args.length === 1) for (const [name, value] of [...shell.aliases].sort(([a], [b]) => a < b ? -1 : 1)) out(line(name, value))
  return status
})

const cd: Builtin = plain((shell, args, { out, err }) => {
  const { process, dialect } = shell
  const [target, more] = args.slice(1).filter(arg => !/^-[LP-]$/.test(arg))
  if (more !== undefined && dialect === bash) {
    err('bash: cd: too many arguments\n')
    return 1
  }
  const path = resolvePath(process.cwd, target === '-' ? shell.get('OLDPWD') ?? process.cwd : target ?? shell.get('HOME') ?? '/')
  const { files } = process.machine
  if (!files.isDirectory(path)) {
    err(files.exists(path) ? dialect.notDirectory(target ?? '') : dialect.cannotEnter(target ?? ''))
    return dialect === bash ? 1 : 2
  }
  if (target === '-') out(`${path}\n`)
  shell.set('OLDPWD', process.cwd)
  process.cwd = path
  return 0
})

/** `pushd`, `popd` and `dirs`: directories to come back to. */
const stack = (how: 'push' | 'pop' | 'show'): Builtin => function* (shell, args, streams) {
  const { process, directories } = shell
  const target = how === 'push' ? args[1] ?? directories[0] : directories[0]
  if (how !== 'show' && target === undefined) {
    streams.err(how === 'push' ? 'bash: pushd: no other directory\n' : 'bash: popd: directory stack empty\n')
    return 1
  }
  const from = process.cwd
  const status = how === 'show' ? 0 : yield* cd(shell, ['cd', target ?? ''], streams)
  if (status !== 0) return status
  if (how === 'push') shell.directories = [from, ...args[1] === undefined ? directories.slice(1) : directories]
  if (how === 'pop') shell.directories = directories.slice(1)
  const home = shell.get('HOME') ?? '/'
  streams.out(`${[process.cwd, ...shell.directories].map(path => path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path).join(' ')}\n`)
  return 0
}

const history: Builtin = plain((shell, args, { out }) => {
  if (args[1] === '-c') shell.history.length = 0
  const most = Number(args[1])
  const from = Number.isNaN(most) ? 0 : Math.max(0, shell.history.length - most)
  out(shell.history.map((line, i) => `${String(i + 1).padStart(5)}  ${line}\n`).slice(from).join(''))
})

const breakOff = (kind: 'break' | 'continue'): Builtin => plain((shell, args) => {
  if (shell.loops > 0) throw new LoopControl(kind, Number(args[1] ?? 1))
})

/** Says something; 1 when it cannot. */
const say = (out: Sink, text: string): number => {
  if (text !== '') out(text)
  return 0
}

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>(Object.entries({
  ':': plain(() => 0),
  'true': plain(() => 0),
  'false': plain(() => 1),
  '[': test,
  test,
  'echo': plain((_shell, args, { out }) => say(out, echoText(args.slice(1)))),
  'printf': printfBuiltin,
  'pwd': plain(({ process }, _args, { out }) => say(out, `${process.cwd}\n`)),
  cd,
  alias,
  'unalias': plain((shell, args, { err }) => {
    if (args[1] === '-a') shell.aliases.clear()
    const unknown = args.slice(1).filter(name => name !== '-a' && !shell.aliases.delete(name))
    for (const name of unknown) err(shell.dialect.says(`unalias: ${name}: not found`))
    return Number(unknown.length > 0)
  }),
  history,
  set,
  read,
  getopts,
  mapfile,
  'readarray': mapfile,
  'pushd': stack('push'),
  'popd': stack('pop'),
  'dirs': stack('show'),
  'let': letBuiltin,
  ...fixed,
  'hash': plain(() => 0),
  ...variableBuiltins,
  ...jobBuiltins,
  'command': command(name => builtins.has(name)),
  'type': type(name => builtins.has(name)),
  'shift': plain((shell, args) => {
    const count = Number(args[1] ?? 1)
    if (count > shell.positional.length) return 1
    shell.positional = shell.positional.slice(count)
    return 0
  }),
  'builtin': function* (shell, args, streams) {
    const found = builtins.get(args[1] ?? '')
    if (found) return yield* found(shell, args.slice(1), streams)
    if (args.length > 1) streams.err(shell.dialect.says(`builtin: ${args[1] ?? ''}: not a shell builtin`))
    return Number(args.length > 1)
  },
  'trap': plain((shell, args, { out }) => {
    const [, action = '', ...names] = args
    if (args.length === 1) for (const [signal, known] of shell.traps) out(`trap -- '${known}' ${signal}\n`)
    else shell.trap(names.length === 0 ? '-' : action, names.length === 0 ? [action] : names)
  }),
  'exit': plain((shell, args, { err }) => {
    if (args[1] === undefined || /^[-+]?\d+$/.test(args[1])) throw new Exit(codeIn(args[1], shell.status))
    err(shell.dialect === bash ? `bash: exit: ${args[1]}: numeric argument required\n` : shell.dialect.says(`exit: Illegal number: ${args[1]}`))
    throw new Exit(2)
  }),
  'return': plain((shell, args) => { throw new Return(codeIn(args[1], shell.status)) }),
  'break': breakOff('break'),
  'continue': breakOff('continue'),
  'eval': function* (shell, args, streams) { return yield* deeper(shell, 'eval', streams, () => shell.source(args.slice(1).join(' '), streams)) },
  'exec': function* (shell, args) { return args.length > 1 ? yield* replaceShell(shell, args.slice(1)) : 0 },
  '.': sourced,
  'source': sourced,
}))
