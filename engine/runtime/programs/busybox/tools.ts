// The tools of coreutils as programs: at work in a container.
import type { Bench, Tool } from '../../coreutils/bench.ts'
import type { Sink } from '../../input.ts'
import type { Process, Program } from '../../process.ts'
import type { Task } from '../../task.ts'

export type Style = Bench['style']

function benchOf(process: Process, style: Style): Bench {
  const { machine, cwd, env, unixMs, out, err, terminal } = process
  const { files, hostname, epochMs, user = 'root' } = machine
  return { style, cwd, env, unixMs, filesUnixMs: epochMs, user: user === '0' ? 'root' : user, hostname, isTerminal: out.isTerminal ?? false, columns: terminal?.size.columns ?? 80, files, out, err, run: (line, stdin, out) => ran(process, line, stdin, out), read: () => process.read(), room: lines => room(process, lines) }
}

const notFound = 127
const effortPerLine = 0.1
const linesPerCommand = 100
const tooMuch = 24

/** Waits until there is room for more output. Who writes without end, by hand, is ended some day. */
export function* room(process: Process, lines = 0): Task {
  yield* process.room()
  const { effort } = process
  effort?.spend(lines * effortPerLine)
  if (lines === 0 || !effort?.isSpent || !effort.isGuarded) return
  if (!effort.isTold) process.err(`${process.name}: CPU time limit exceeded: too much was written at once\n`)
  effort.isTold = true
  process.kill(tooMuch)
  yield () => undefined
}

function* ran(process: Process, line: string, stdin: string, out: Sink = process.out): Task<number> {
  yield* room(process, linesPerCommand)
  const shell = process.machine.find('sh')
  const child = shell && process.spawn(shell, ['sh', '-c', line], { stdin, input: undefined, out })
  if (child && !child.status) yield child.exited()
  return child?.status?.code ?? notFound
}

/** A tool as a program. */
export const asProgram = (tool: Tool, style: Style): Program => function* (process): Task<number> {
  const done = tool(benchOf(process, style), process.args.slice(1))
  return typeof done === 'number' ? done : yield* done
}

/** All that it is sent, until the end. */
export function* wholeInput(process: Process): Task<string> {
  let text = ''
  for (let piece = yield* process.read(); piece !== undefined; piece = yield* process.read()) text += piece
  return text
}
