// kubectl: finds the verb, reads its flags, runs it, and says what went wrong as the real one does.
import { StatusError } from '../../apiserver/status.ts'
import { complain, type Program } from '../../client/program.ts'
import type { Command } from '../../shell/shell.ts'
import { PrintError } from '../print/index.ts'
import { createDeployment } from './create/deployment.ts'
import { remove } from './delete.ts'
import { FlagError, parseFlags } from './flags.ts'
import { get } from './get.ts'
import { scale } from './scale.ts'
import { globalFlags, UsageError, type Verb } from './verb.ts'

interface Branch { readonly [name: string]: Verb | Branch }

const verbs: Branch = { create: { deployment: createDeployment }, delete: remove, get, scale }

const isVerb = (found: Verb | Branch): found is Verb => typeof found['run'] === 'function'

export const kubectl: Command = function* (invocation): Program<number> {
  const path: string[] = []
  let found: Verb | Branch = verbs
  let words = invocation.args
  while (!isVerb(found)) {
    const at = words.findIndex(word => !word.startsWith('-'))
    const name = words[at]
    const inner: Verb | Branch | undefined = name !== undefined && Object.hasOwn(found, name) ? found[name] : undefined
    if (name === undefined || !inner) return yield* unknownCommand(name, path)
    path.push(name)
    words = words.toSpliced(at, 1)
    found = inner
  }
  try {
    const flags = parseFlags(words, { ...globalFlags, ...found.flags })
    return yield* found.run({ flags, namespace: flags.text('namespace') ?? 'default', invocation })
  }
  catch (error) { return yield* explain(error, path) }
}

function* unknownCommand(name: string | undefined, path: readonly string[]): Program<number> {
  const command = ['kubectl', ...path].join(' ')
  yield* complain(name === undefined
    ? `error: a command is missing after "${command}"\n`
    : `error: unknown command ${JSON.stringify(name)} for ${JSON.stringify(command)}\n`)
  return 1
}

function* explain(error: unknown, path: readonly string[]): Program<number> {
  if (error instanceof FlagError) yield* complain(`error: ${error.message}\nSee 'kubectl ${path.join(' ')} --help' for usage.\n`)
  else if (error instanceof StatusError) {
    const { reason, message } = error.status
    yield* complain(reason === undefined ? `Error from server: ${message}\n` : `Error from server (${reason}): ${message}\n`)
  }
  else if (error instanceof UsageError || error instanceof PrintError) yield* complain(`error: ${error.message}\n`)
  else throw error
  return 1
}
