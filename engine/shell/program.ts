// The shell as a program: `sh` of small images, and bash.
import { resolvePath } from '../runtime/files.ts'
import type { Process, Program } from '../runtime/process.ts'
import type { Task } from '../runtime/task.ts'
import { ash, bash, dash, type Dialect } from './dialect.ts'
import { interact } from './interact.ts'
import { Shell } from './shell.ts'

const shellIn = (dialect: Dialect): Program => function* (process): Task<number> {
  const args = process.args.slice(1)
  const dashC = args.findIndex(arg => /^-[a-z]*c$/.test(arg))
  const file = dashC < 0 ? args.find(arg => !arg.startsWith('-')) : undefined
  if (dashC < 0 && file === undefined && process.input) return yield* interact(new Shell(process, dialect.name, [], dialect), process.input)
  const source = dashC >= 0 ? args[dashC + 1] ?? '' : file === undefined ? process.stdin : process.machine.files.read(resolvePath(process.cwd, file))
  if (source === undefined) {
    process.err(dialect === bash ? `bash: ${file ?? ''}: No such file or directory\n` : `sh: can't open '${file ?? ''}': No such file or directory\n`)
    return dialect === bash ? 127 : 2
  }
  const positional = dashC >= 0 ? args.slice(dashC + 2) : args.slice(1)
  const [name = dialect.name, ...rest] = dashC >= 0 ? positional : [file ?? dialect.name, ...positional]
  const shell = new Shell(process, name, rest, dialect)
  for (const arg of args.slice(0, dashC >= 0 ? dashC + 1 : args.indexOf(file ?? ''))) for (const [letter, option] of flags) if (/^-[a-z]+$/.test(arg) && arg.includes(letter)) shell.options.add(option)
  return yield* shell.main(source)
}

const flags = [['e', 'errexit'], ['x', 'xtrace'], ['u', 'nounset']] as const

export const sh = shellIn(ash)
export const dashProgram = shellIn(dash)
export const bashProgram = shellIn(bash)

/** Runs a script apart from any shell, as a web server does with CGI: what it prints is the answer. */
export function* runScript(process: Process, source: string): Task<string> {
  let output = ''
  const child = process.spawn(sh, ['sh', '-c', source], { out: text => { output += text } })
  while (!child.status) yield child.exited()
  return output
}
