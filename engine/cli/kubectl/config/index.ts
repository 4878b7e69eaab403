// `kubectl config`: looks into the kubeconfig and changes it.
import type { Json, JsonObject } from '../../../apiserver/object.ts'
import { complain, write, type Program } from '../../../client/program.ts'
import { toYaml } from '../../../client/yaml/index.ts'
import { align, tableTabs } from '../../print/index.ts'
import { resolvePath } from '../../../runtime/files.ts'
import type { Branch } from '../commands.ts'
import { objectAt, textAt, withAt } from '../fields.ts'
import type { Flags } from '../flags.ts'
import { configFileOf, entryOf, fieldOf, namesIn, readConfig, redacted, withEntry, writeConfig, type Section } from '../kubeconfig.ts'
import { objectPrinter } from '../outcome.ts'
import { outputFlags, UsageError, type Call, type Verb } from '../verb.ts'

type Action = (config: JsonObject, call: Call) => Program<JsonObject | undefined>

/** Reads the config, and writes what comes back. */
const action = (flags: Flags, act: Action): Verb => ({
  offline: true,
  flags,
  run: function* (call) {
    const changed = yield* act(readConfig(call.invocation, call.flags), call)
    if (changed) writeConfig(call.invocation, call.flags, changed)
    return 0
  },
})

function onlyName({ flags }: Call): string {
  const [name, ...more] = flags.args
  if (name === undefined || more.length > 0) throw new UsageError(`Unexpected args: [${flags.args.join(' ')}]`)
  return name
}

const view = action({ ...outputFlags, flatten: { kind: 'switch' }, merge: { kind: 'switch' }, minify: { kind: 'switch' }, raw: { kind: 'switch' } }, function* (config, call) {
  const shown = call.flags.isOn('minify') ? minified(config, call) : config
  const print = objectPrinter(call)
  const object = call.flags.isOn('raw') ? shown : redacted(shown)
  yield* write(print ? print(object) : toYaml(object))
  return undefined
})

function minified(config: JsonObject, { flags }: Call): JsonObject {
  const name = flags.text('context') ?? textAt(config, 'current-context')
  const context = entryOf(config, 'contexts', name)
  if (!context) throw new UsageError('current-context must exist in order to minify')
  const keep = (section: Section, kept: string): Json => {
    const entry = entryOf(config, section, kept)
    return entry ? [entry] : []
  }
  return {
    ...config,
    'clusters': keep('clusters', textAt(context, 'context', 'cluster')),
    'contexts': [context],
    'current-context': name,
    'users': keep('users', textAt(context, 'context', 'user')),
  }
}

const getContexts = action({ 'no-headers': { kind: 'switch' }, 'output': { kind: 'text', short: 'o' } }, function* (config, { flags }) {
  const names = flags.args.length > 0 ? flags.args : namesIn(config, 'contexts')
  const output = flags.text('output') ?? ''
  if (!['', 'name'].includes(output)) throw new UsageError(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`)
  for (const name of names) if (!entryOf(config, 'contexts', name)) throw new UsageError(`context ${name} not found`)
  if (output === 'name') {
    yield* write(names.map(name => `${name}\n`).join(''))
    return undefined
  }
  const current = textAt(config, 'current-context')
  const header = flags.isOn('no-headers') ? '' : 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n'
  const rows = names.map(name => {
    const context = entryOf(config, 'contexts', name)
    return `${name === current ? '*' : ''}\t${name}\t${textAt(context, 'context', 'cluster')}\t${textAt(context, 'context', 'user')}\t${textAt(context, 'context', 'namespace')}\n`
  })
  yield* write(align(header + rows.join(''), tableTabs))
  return undefined
})

const names = (section: Section): Verb => action({}, function* (config) {
  yield* write(['NAME', ...namesIn(config, section)].map(name => `${name}\n`).join(''))
  return undefined
})

const currentContext = action({}, function* (config) {
  const name = textAt(config, 'current-context')
  if (name === '') throw new UsageError('current-context is not set')
  yield* write(`${name}\n`)
  return undefined
})

const useContext = action({}, function* (config, call) {
  const name = onlyName(call)
  if (!entryOf(config, 'contexts', name)) throw new UsageError(`no context exists with the name: ${JSON.stringify(name)}`)
  yield* write(`Switched to context "${name}".\n`)
  return withAt(config, ['current-context'], name)
})

/** `--namespace` and the like become fields of an entry. */
function setter(section: Section, title: string, fields: Readonly<Record<string, string>>, flags: Flags, check: (call: Call) => void): Verb {
  return action(flags, function* (config, call) {
    check(call)
    const current = call.flags.isOn('current') ? textAt(config, 'current-context') : undefined
    if (current === '') throw new UsageError('no current context is set')
    const name = current ?? onlyName(call)
    const known = entryOf(config, section, name)
    const given = Object.entries(fields).flatMap(([flag, field]): [string, Json][] => call.flags.has(flag) ? [[field, valueOf(call, flag)]] : [])
    yield* write(`${title} "${name}" ${section === 'contexts' ? known ? 'modified' : 'created' : 'set'}.\n`)
    return withEntry(config, section, name, { ...objectAt(known, fieldOf(section)), ...Object.fromEntries(given) })
  })
}

function checkCluster({ flags }: Call): void {
  if (flags.isOn('insecure-skip-tls-verify') && flags.has('certificate-authority')) throw new UsageError('you cannot specify a certificate authority and insecure mode at the same time')
}

function checkContext({ flags }: Call): void {
  if (flags.isOn('current') && flags.args.length > 0) throw new UsageError('you cannot specify both a context name and --current')
  if (!flags.isOn('current') && flags.args.length === 0) throw new UsageError('you must specify a non-empty context name or --current')
}

function checkUser({ flags, invocation: { environment: { files, cwd } } }: Call): void {
  if (flags.has('token') && (flags.has('username') || flags.has('password')))
    throw new UsageError('you cannot specify more than one authentication method at the same time: --token, --username/--password')
  for (const flag of flags.isOn('embed-certs') ? ['client-certificate', 'client-key'] : []) {
    const path = flags.text(flag) ?? ''
    if (path !== '' && files.read(resolvePath(cwd, path)) === undefined) throw new UsageError(`could not stat ${flag} file ${path}: stat ${path}: no such file or directory`)
  }
}

const valueOf = ({ flags }: Call, flag: string): Json => flag === 'insecure-skip-tls-verify' ? flags.isOn(flag) : flags.text(flag) ?? ''

function remover(section: Section, what: string): Verb {
  return action({}, function* (config, call) {
    const name = onlyName(call)
    const { shown } = configFileOf(call.invocation, call.flags)
    if (!entryOf(config, section, name)) throw new UsageError(`cannot delete ${what} ${name}, not in ${shown}`)
    if (section === 'contexts' && name === textAt(config, 'current-context'))
      yield* complain('warning: this removed your active context, use "kubectl config use-context" to select a different one\n')
    yield* write(`deleted ${what} ${name} from ${shown}\n`)
    return withEntry(config, section, name, undefined)
  })
}

const renameContext = action({}, function* (config, { flags }) {
  const [from = '', to = '', ...more] = flags.args
  if (to === '' || more.length > 0) throw new UsageError(`Unexpected args: [${flags.args.join(' ')}]`)
  const context = entryOf(config, 'contexts', from)
  if (!context) throw new UsageError(`cannot rename the context ${JSON.stringify(from)}, it's not in ~/.kube/config`)
  if (entryOf(config, 'contexts', to)) throw new UsageError(`cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ~/.kube/config`)
  yield* write(`Context "${from}" renamed to "${to}".\n`)
  const renamed = withEntry(withEntry(config, 'contexts', from, undefined), 'contexts', to, objectAt(context, 'context'))
  return textAt(config, 'current-context') === from ? withAt(renamed, ['current-context'], to) : renamed
})

/** `contexts.dev.namespace`, `users.bob.token`, `current-context`. */
function pathOf(config: JsonObject, property: string): { readonly section: Section, readonly name: string, readonly field: string } | undefined {
  const [section = '', ...rest] = property.split('.')
  if (section !== 'clusters' && section !== 'contexts' && section !== 'users') return undefined
  const known = namesIn(config, section).find(name => rest.join('.').startsWith(`${name}.`))
  const name = known ?? rest[0] ?? ''
  return { section, name, field: rest.join('.').slice(name.length + 1) }
}

const setProperty = action({ 'set-raw-bytes': { kind: 'switch' } }, function* (config, { flags }) {
  const [property = '', value, ...more] = flags.args
  if (value === undefined || more.length > 0) throw new UsageError(`Unexpected args: [${flags.args.join(' ')}]`)
  const path = pathOf(config, property)
  if (!path && !['current-context', 'preferences', 'kind', 'apiVersion'].includes(property.split('.')[0] ?? '')) throw new UsageError(`unable to parse ${property} after [] at api.Config`)
  yield* write(`Property "${property}" set.\n`)
  if (!path) return withAt(config, property.split('.'), value)
  const { section, name, field } = path
  return withEntry(config, section, name, { ...objectAt(entryOf(config, section, name), fieldOf(section)), [field]: value })
})

const unsetProperty = action({}, function* (config, call) {
  const property = onlyName(call)
  yield* write(`Property "${property}" unset.\n`)
  const path = pathOf(config, property)
  if (property === 'current-context') return withAt(config, ['current-context'], '')
  if (!path) return withAt(config, property.split('.'), undefined)
  const { section, name, field } = path
  if (name === '') return withAt(config, [section], [])
  return withEntry(config, section, name, field === '' ? undefined : withAt(objectAt(entryOf(config, section, name), fieldOf(section)), [field], undefined))
})

export const config: Branch = {
  summary: 'Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".',
  bare: { to: 'stderr', exitCode: 1 },
  commands: {
    'current-context': { verb: currentContext, summary: 'Display the current-context' },
    'delete-cluster': { verb: remover('clusters', 'cluster'), summary: 'Delete the specified cluster from the kubeconfig' },
    'delete-context': { verb: remover('contexts', 'context'), summary: 'Delete the specified context from the kubeconfig' },
    'delete-user': { verb: remover('users', 'user'), summary: 'Delete the specified user from the kubeconfig' },
    'get-clusters': { verb: names('clusters'), summary: 'Display clusters defined in the kubeconfig' },
    'get-contexts': { verb: getContexts, summary: 'Describe one or many contexts' },
    'get-users': { verb: names('users'), summary: 'Display users defined in the kubeconfig' },
    'rename-context': { verb: renameContext, summary: 'Rename a context from the kubeconfig file' },
    'set': { verb: setProperty, summary: 'Set an individual value in a kubeconfig file' },
    'set-cluster': {
      verb: setter('clusters', 'Cluster', { 'server': 'server', 'certificate-authority': 'certificate-authority', 'insecure-skip-tls-verify': 'insecure-skip-tls-verify', 'tls-server-name': 'tls-server-name', 'proxy-url': 'proxy-url' }, { 'embed-certs': { kind: 'switch' }, 'proxy-url': { kind: 'text' } }, checkCluster),
      summary: 'Set a cluster entry in kubeconfig',
    },
    'set-context': { verb: setter('contexts', 'Context', { cluster: 'cluster', user: 'user', namespace: 'namespace' }, { current: { kind: 'switch' } }, checkContext), summary: 'Set a context entry in kubeconfig' },
    'set-credentials': {
      verb: setter('users', 'User', { 'token': 'token', 'username': 'username', 'password': 'password', 'client-certificate': 'client-certificate', 'client-key': 'client-key' }, { 'embed-certs': { kind: 'switch' } }, checkUser),
      summary: 'Set a user entry in kubeconfig',
    },
    'unset': { verb: unsetProperty, summary: 'Unset an individual value in a kubeconfig file' },
    'use-context': { verb: useContext, aliases: ['use'], summary: 'Set the current-context in a kubeconfig file' },
    'view': { verb: view, summary: 'Display merged kubeconfig settings or a specified kubeconfig file' },
  },
}
