// timeout: ends a command that takes too long.
import type { Process } from '../../process.ts'
import { either, pause, type Task } from '../../task.ts'

const tookTooLong = 124
const notFound = 127

export function* timeout(process: Process): Task<number> {
  const args = process.args.slice(1)
  const isOption = args[0] === '-s' || args[0] === '-k'
  const [seconds = '0', ...words] = args.slice(isOption ? 2 : 0)
  const [command = ''] = words
  const program = process.machine.find(command)
  if (!program) {
    process.err(`timeout: can't execute '${command}': No such file or directory\n`)
    return notFound
  }
  const { clock, name } = process.machine
  const child = process.spawn(program, words, { stdin: process.stdin })
  if (!child.hasExited) yield either(child.exited(), pause(clock, Number.parseFloat(seconds) * 1000, `${name}: ${command} takes too long`))
  if (child.status) return child.status.code
  child.signal('TERM')
  if (!child.hasExited) yield child.exited()
  return tookTooLong
}
