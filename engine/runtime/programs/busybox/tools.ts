// The tools of coreutils as programs: at work in a container.
import type { Bench, Tool } from '../../coreutils/bench.ts'
import { filters } from '../../coreutils/index.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'
import { Tty } from '../../tty.ts'

export type Style = Bench['style']

function benchOf(process: Process, style: Style, stdin: string): Bench {
  const { machine, cwd, env, unixMs, out, err, input } = process
  const { files, hostname, epochMs, user = 'root' } = machine
  return { style, cwd, stdin, env, unixMs, filesUnixMs: epochMs, user: user === '0' ? 'root' : user, hostname, isTerminal: input instanceof Tty, files, out, err }
}

/** A tool as a program: it reads what it will read first, if that is still to come. */
export const asProgram = (name: string, tool: Tool, style: Style): Program => function* (process): Task<number> {
  const args = process.args.slice(1)
  if (process.input && readsInput(name, args)) {
    if (name === 'cat' && args.length === 0) return yield* echoed(process)
    return tool(benchOf(process, style, yield* wholeInput(process)), args)
  }
  return tool(benchOf(process, style, process.stdin), args)
}

function readsInput(name: string, args: readonly string[]): boolean {
  const before = filters.get(name)
  return before !== undefined && (args.includes('-') || args.filter(arg => !arg.startsWith('-')).length <= before)
}

/** All that it is sent, until the end. */
export function* wholeInput(process: Process): Task<string> {
  let text = process.stdin
  for (let piece = yield* process.read(); piece !== undefined; piece = yield* process.read()) text += piece
  return text
}

/** `cat` passes on each piece as it comes. */
function* echoed(process: Process): Task<number> {
  for (let piece = yield* process.read(); piece !== undefined; piece = yield* process.read()) process.out(piece)
  return 0
}
