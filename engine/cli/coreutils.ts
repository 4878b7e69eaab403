// The small commands that every shell has.
import { complain, sleep, write } from '../client/program.ts'
import { resolvePath } from '../shell/files.ts'
import type { Command } from '../shell/shell.ts'

const linesOf = (text: string): readonly string[] => text === '' ? [] : text.replace(/\n$/, '').split('\n')
const joined = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')

/** `-n 3`, `-n3`, `-3`; ten unless said. */
function countOf(args: readonly string[]): number {
  const at = args.findIndex(arg => /^-n?\d*$/.test(arg))
  const arg = args[at]
  if (arg === undefined) return 10
  return Number(arg === '-n' ? args[at + 1] : arg.replace(/^-n?/, ''))
}

const echo: Command = function* ({ args }) {
  const silent = args[0] === '-n'
  yield* write(args.slice(silent ? 1 : 0).join(' ') + (silent ? '' : '\n'))
  return 0
}

const cat: Command = function* ({ args, stdin = '', environment: { files, cwd } }) {
  let status = 0
  for (const path of args.length === 0 ? ['-'] : args) {
    const text = path === '-' ? stdin : files.read(resolvePath(cwd, path))
    if (text === undefined) {
      yield* complain(`cat: ${path}: ${files.isDirectory(resolvePath(cwd, path)) ? 'Is a directory' : 'No such file or directory'}\n`)
      status = 1
    }
    else yield* write(text)
  }
  return status
}

const head: Command = function* ({ args, stdin = '' }) {
  yield* write(joined(linesOf(stdin).slice(0, countOf(args))))
  return 0
}

const tail: Command = function* ({ args, stdin = '' }) {
  yield* write(joined(linesOf(stdin).slice(-countOf(args))))
  return 0
}

const pause: Command = function* ({ args }) {
  const seconds = Number(args[0])
  if (!(seconds >= 0)) {
    yield* complain(args.length === 0 ? 'sleep: missing operand\n' : `sleep: invalid time interval '${args[0]}'\n`)
    return 1
  }
  yield* sleep(seconds * 1000)
  return 0
}

const listFiles: Command = function* ({ environment: { files, cwd } }) {
  const prefix = cwd === '/' ? 1 : cwd.length + 1
  yield* write(joined([...new Set(files.below(cwd).map(path => path.slice(prefix).split('/')[0] ?? ''))]))
  return 0
}

const clear: Command = function* () {
  yield* write('\x1B[2J\x1B[H')
  return 0
}

export const coreutils: ReadonlyMap<string, Command> = new Map(Object.entries({
  cat, clear, echo, head, ls: listFiles, sleep: pause, tail,
  true: function* () { return 0 },
  false: function* () { return 1 },
} satisfies Record<string, Command>))
