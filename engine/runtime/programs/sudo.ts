// sudo: on these machines everyone is root already, so it gives way to the command; su, and who belongs to which group.
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

/** A shell of one's own, or a command in one. */
export const su: Program = function* (process) {
  const words = process.args.slice(1)
  const at = words.indexOf('-c')
  const name = words.find((word, i) => !word.startsWith('-') && (at < 0 || i !== at + 1)) ?? 'root'
  if (name !== (process.env.get('USER') ?? 'root') && name !== 'root') {
    process.err(`su: user ${name} does not exist or the user entry does not contain all the required fields\n`)
    return 1
  }
  const shell = process.machine.find('bash') ?? process.machine.find('sh')
  process.become(at < 0 ? ['bash'] : ['bash', '-c', words[at + 1] ?? ''], process.env)
  return shell ? yield* shell(process) : 127
}

/** Everyone may everything here: groups are taken note of, and change nothing. */
export const usermod: Program = function* (process) {
  const [name] = process.args.slice(-1)
  if (process.args.length > 1 && name === (process.env.get('USER') ?? 'root')) return 0
  process.err(process.args.length > 1 ? `usermod: user '${name}' does not exist\n` : 'Usage: usermod [options] LOGIN\n')
  return process.args.length > 1 ? 6 : 2
}
