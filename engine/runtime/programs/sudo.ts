// sudo: on these machines everyone is root already, so it gives way to the command.
import type { Program } from '../process.ts'

export const sudo: Program = function* (process) {
  const words = process.args.slice(1)
  while (words[0]?.startsWith('-')) words.splice(0, words[0] === '-u' ? 2 : 1)
  const [name = ''] = words
  const program = process.machine.find(name)
  if (!program) {
    process.err(name === '' ? 'usage: sudo [-u user] command [arg ...]\n' : process.machine.whyAbsent?.(name) ?? `sudo: ${name}: command not found\n`)
    return 1
  }
  process.become(words, process.env)
  return yield* program(process)
}
