// The small commands of the host: the tools that containers have too, in the words of GNU, and a few of its own.
import { complain, sleep, unixNow, write, type Program } from '../client/program.ts'
import type { Bench, Tool } from '../runtime/coreutils/bench.ts'
import { coreutils as tools } from '../runtime/coreutils/index.ts'
import type { Command } from '../shell/shell.ts'

/** A tool at work on the host. */
const asCommand = (tool: Tool): Command => function* ({ args, environment: { files, cwd }, variables, stdin = '' }): Program<number> {
  const said: { readonly to: 'stdout' | 'stderr', readonly text: string }[] = []
  const unixMs = yield* unixNow()
  const bench: Bench = {
    style: 'gnu', cwd, stdin, env: variables, unixMs, filesUnixMs: unixMs, user: 'root', hostname: 'host', isTerminal: false, files,
    out: text => said.push({ to: 'stdout', text }),
    err: text => said.push({ to: 'stderr', text }),
  }
  const code = tool(bench, args)
  for (const { to, text } of said) yield* to === 'stdout' ? write(text) : complain(text)
  return code
}

const pause: Command = function* ({ args }) {
  const seconds = Number(args[0]?.replace(/s$/, ''))
  if (!(seconds >= 0)) {
    yield* complain(args.length === 0 ? 'sleep: missing operand\n' : `sleep: invalid time interval '${args[0]}'\n`)
    return 1
  }
  yield* sleep(seconds * 1000)
  return 0
}

export const coreutils: ReadonlyMap<string, Command> = new Map([
  ...[...tools].map(([name, tool]) => [name, asCommand(tool)] as const),
  ['sleep', pause] as const,
])
