// What images run before their command: a script that ends by giving way to it.
import type { Process, Program } from '../process.ts'
import type { Task } from '../task.ts'

/** Another command takes the place of this one. */
export function* giveWay(process: Process, words: readonly string[], script = '/usr/local/bin/docker-entrypoint.sh'): Task<number> {
  const program = process.machine.find(words[0] ?? '')
  if (!program) {
    process.err(`${script}: exec: ${words[0] ?? ''}: not found\n`)
    return 127
  }
  process.become(words, process.env)
  return yield* program(process)
}

/** A script that only prefixes what looks like options with the program that they are for. */
export const entrypointFor = (name: string): Program => function* (process): Task<number> {
  const [, ...words] = process.args
  return yield* giveWay(process, words.length === 0 || words[0]?.startsWith('-') ? [name, ...words] : words)
}
