// kubens and kubectx: switch the namespace or the context of the kubeconfig, and remember the one before.
import { complain, demand, write, type Program } from '../client/program.ts'
import { resolvePath } from '../runtime/files.ts'
import { writeFile, type Command, type Invocation } from '../shell/command.ts'
import { directive } from './kubectl/complete/offer.ts'
import { explained, PlainFailure, UsageError } from './kubectl/failure.ts'
import { nameOf, objectAt, textAt, withAt } from './kubectl/fields.ts'
import { parseFlags } from './kubectl/flags.ts'
import { identityOf } from './kubectl/identity.ts'
import { contextOf, entryOf, namesIn, readConfig, withEntry, writeConfig } from './kubectl/kubeconfig.ts'
import { inSession, memoryOf } from './kubectl/session.ts'

const flags = parseFlags([], {})
const version = '0.9.5'
const [green, plain] = ['\x1B[32;1m', '\x1B[0m']

/** What a tool switches: where it stands, what there is, and how it goes elsewhere. */
interface Switch {
  readonly usage: string
  current(invocation: Invocation): string
  names(invocation: Invocation): Program<readonly string[]>
  /** Answers what it says of it; what cannot be is thrown. */
  to(invocation: Invocation, name: string, isForced: boolean): Program<string>
  /** Where the one before is kept. */
  memory(invocation: Invocation): string
  nothingBefore(invocation: Invocation): string
}

const context = (invocation: Invocation): string => textAt(readConfig(invocation, flags), 'current-context')

const namespaces: Switch = {
  usage: 'USAGE:\n  kubens                    : list the namespaces\n  kubens <NAME>             : change the active namespace of current context\n  kubens <NAME> -f/--force  : change to it, even if it does not exist\n  kubens -                  : switch to the previous namespace\n  kubens -c, --current      : show the current namespace\n  kubens -h, --help         : show this message\n  kubens -V, --version      : show version\n',
  current: invocation => contextOf(readConfig(invocation, flags), flags).namespace,
  names: function* () {
    const { body } = yield* demand({ verb: 'list', group: '', version: 'v1', resource: 'namespaces' })
    return 'items' in body ? body.items.map(nameOf) : []
  },
  to: function* (invocation, name, isForced) {
    if (!isForced && !(yield* namespaces.names(invocation)).includes(name)) throw new UsageError(`no namespace exists with name "${name}"`)
    setNamespace(invocation, name)
    return `Active namespace is "${name}"`
  },
  memory: invocation => `.kube/kubens/${context(invocation)}`,
  nothingBefore: invocation => `No previous namespace found for current context (${context(invocation)})`,
}

function setNamespace(invocation: Invocation, namespace: string): void {
  const config = readConfig(invocation, flags)
  const name = context(invocation)
  writeConfig(invocation, flags, withEntry(config, 'contexts', name, { ...objectAt(entryOf(config, 'contexts', name), 'context'), namespace }))
}

const contexts: Switch = {
  usage: 'USAGE:\n  kubectx                : list the contexts\n  kubectx <NAME>         : switch to context <NAME>\n  kubectx -              : switch to the previous context\n  kubectx -c, --current  : show the current context name\n  kubectx -h, --help     : show this message\n  kubectx -V, --version  : show version\n',
  current: context,
  names: function* (invocation) { return namesIn(readConfig(invocation, flags), 'contexts') },
  to: function* (invocation, name) {
    const config = readConfig(invocation, flags)
    if (!entryOf(config, 'contexts', name)) throw new UsageError(`failed to switch context: no context exists with the name: "${name}"`)
    writeConfig(invocation, flags, withAt(config, ['current-context'], name))
    return `Switched to context "${name}".`
  },
  memory: () => '.kube/kubectx',
  nothingBefore: () => 'failed to switch context: no previous context found',
}

const isForce = (arg: string): boolean => arg === '-f' || arg === '--force'

function* run(what: Switch, invocation: Invocation): Program<number> {
  const { args, isTerminal } = invocation
  const isForced = what === namespaces && args.length === 2 && args.some(isForce)
  const [word, ...more] = isForced ? args.filter(arg => !isForce(arg)) : args
  if (word === '__complete') yield* write([...(yield* what.names(invocation)).filter(name => name.startsWith(more.at(-1) ?? '')), `:${directive.noFiles}`, ''].join('\n'))
  else if (word === '-h' || word === '--help') yield* write(what.usage)
  else if (word === '-V' || word === '--version') yield* write(`${version}\n`)
  else if (word === '-c' || word === '--current') yield* write(`${what.current(invocation)}\n`)
  else if (word === undefined) {
    const current = what.current(invocation)
    yield* write((yield* what.names(invocation)).map(name => isTerminal && name === current ? `${green}${name}${plain}\n` : `${name}\n`).join(''))
  }
  else yield* complain(`✔ ${yield* switched(what, invocation, word, more, isForced)}\n`)
  return 0
}

function* switched(what: Switch, invocation: Invocation, word: string, more: readonly string[], isForced: boolean): Program<string> {
  const { files } = invocation.environment
  if (more.length > 0) throw new UsageError('too many arguments')
  if (word.startsWith('-') && word !== '-') throw new UsageError(what === namespaces ? `unsupported option "${word}"` : `unsupported option '${word}'`)
  const memory = resolvePath(invocation.variables.get('HOME') ?? '/root', what.memory(invocation))
  const before = what.current(invocation)
  const name = word === '-' ? files.read(memory) ?? '' : word
  if (name === '') throw new UsageError(what.nothingBefore(invocation))
  const said = yield* what.to(invocation, name, isForced || word === '-')
  if (before !== name) writeFile(files, memory, name === before ? '' : before)
  return said
}

const command = (what: Switch): Command => function* (invocation): Program<number> {
  try { return yield* inSession(run(what, invocation), what === namespaces ? identityOf(invocation, flags, {}) : {}, memoryOf(invocation.environment.files)) }
  catch (error) {
    const text = explained(error, '')
    if (text === undefined) throw error
    yield* complain(error instanceof PlainFailure ? `error: ${text}\n` : `${text.replace(/\n$/, '')}\n`)
    return 1
  }
}

export const kubens = command(namespaces)
export const kubectx = command(contexts)
