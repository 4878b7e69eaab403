// What all commands share: reading the command line, --help, and failing with one plain message.
import { constants } from 'node:os'
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'

/** Something the user can understand and mend: printed without a stack. */
export class PlainError extends Error {}

export function commandLine<Options extends ParseArgsOptionsConfig>(
  help: string, options: Options, args: readonly string[] = process.argv.slice(2),
) {
  try {
    const parsed = parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean', short: 'h' } as const }, allowPositionals: true })
    if ('help' in parsed.values && parsed.values.help) {
      console.log(help.trim())
      process.exit(0)
    }
    return parsed
  }
  catch (error) {
    throw new PlainError(`${messageOf(error)}\n\n${help.trim()}`)
  }
}

/** The deck that was named, if any. */
export function onlyOne(positionals: readonly string[]): string | undefined {
  if (positionals.length > 1) throw new PlainError('One deck at a time, please.')
  return positionals[0]
}

/** Runs a command to its end; its number becomes the exit code. */
export async function run(command: () => Promise<number | void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal])) // so that exit handlers clean up
  try {
    process.exitCode = await command() ?? 0
  }
  catch (error) {
    console.error(error instanceof PlainError ? error.message : error)
    process.exitCode = 1
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
