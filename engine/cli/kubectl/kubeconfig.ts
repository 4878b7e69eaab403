// The kubeconfig: clusters, users and contexts, and which context is the current one.
import type { Json, JsonObject } from '../../apiserver/object.ts'
import { readValue, toYaml } from '../../client/yaml/index.ts'
import { resolvePath } from '../../runtime/files.ts'
import { writeFile, type Invocation } from '../../shell/command.ts'
import { PlainFailure, UsageError } from './failure.ts'
import type { Parsed } from './flags.ts'
import { at, isObject, listAt, textAt, withAt } from './fields.ts'

const adminToken = 'admin'

/** As kubeadm writes it for the administrator. */
const usual: JsonObject = {
  'apiVersion': 'v1',
  'clusters': [{ cluster: { 'insecure-skip-tls-verify': true, 'server': 'https://127.0.0.1:6443' }, name: 'kubernetes' }],
  'contexts': [{ context: { cluster: 'kubernetes', user: 'kubernetes-admin' }, name: 'kubernetes-admin@kubernetes' }],
  'current-context': 'kubernetes-admin@kubernetes',
  'kind': 'Config',
  'users': [{ name: 'kubernetes-admin', user: { token: adminToken } }],
}

/** Whether an entry is the administrator of the machine, as kubeadm made him. */
export const isUsualUser = (entry: JsonObject | undefined): boolean => textAt(entry, 'name') === 'kubernetes-admin' && textAt(entry, 'user', 'token') === adminToken

export interface ConfigFile {
  readonly path: string
  /** How messages call it. */
  readonly shown: string
}

export function configFileOf({ environment: { cwd }, variables }: Invocation, flags: Parsed): ConfigFile {
  const given = flags.text('kubeconfig') ?? (variables.get('KUBECONFIG') || undefined)?.split(':')[0]
  if (given !== undefined) return { path: resolvePath(cwd, given), shown: given }
  return { path: resolvePath(variables.get('HOME') ?? '/root', '.kube/config'), shown: '~/.kube/config' }
}

export function readConfig(invocation: Invocation, flags: Parsed): JsonObject {
  const file = configFileOf(invocation, flags)
  const text = invocation.environment.files.read(file.path)
  if (text === undefined) {
    if (flags.has('kubeconfig')) throw new UsageError(`stat ${file.shown}: no such file or directory`)
    return usual
  }
  try {
    const value = readValue(text)
    return isObject(value) ? value : {}
  }
  catch (error) {
    throw new UsageError(`error loading config file ${JSON.stringify(file.shown)}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export function writeConfig(invocation: Invocation, flags: Parsed, config: JsonObject): void {
  writeFile(invocation.environment.files, configFileOf(invocation, flags).path, toYaml(config))
}

export type Section = 'clusters' | 'contexts' | 'users'
const fields: Readonly<Record<Section, string>> = { clusters: 'cluster', contexts: 'context', users: 'user' }

/** What an entry of a section is called inside: the `cluster` of `clusters`. */
export const fieldOf = (section: Section): string => fields[section]

export const namesIn = (config: JsonObject, section: Section): readonly string[] => listAt(config, section).map(entry => textAt(entry, 'name')).sort()

export const entryOf = (config: JsonObject, section: Section, name: string): JsonObject | undefined =>
  listAt(config, section).filter(isObject).find(entry => entry['name'] === name)

/** The config with an entry set, or taken away. Entries are kept in order. */
export function withEntry(config: JsonObject, section: Section, name: string, value: Json | undefined): JsonObject {
  const others = listAt(config, section).filter(entry => textAt(entry, 'name') !== name)
  const all = value === undefined ? others : [...others, { [fieldOf(section)]: value, name }]
  return withAt(config, [section], all.toSorted((a, b) => textAt(a, 'name') < textAt(b, 'name') ? -1 : 1))
}

export class MissingContext extends PlainFailure {
  readonly context: string
  constructor(context: string) {
    super(`Error in configuration: context was not found for specified context: ${context}`)
    this.context = context
  }
}

export interface Context { readonly name: string, readonly namespace: string, readonly server: string, readonly user: string }

/** The context that a command runs in. */
export function contextOf(config: JsonObject, flags: Parsed): Context {
  const name = flags.text('context') ?? textAt(config, 'current-context')
  const context = entryOf(config, 'contexts', name)
  if (!context && name !== '') throw new MissingContext(name)
  const asked = flags.text('cluster')
  const cluster = entryOf(config, 'clusters', asked ?? textAt(context, 'context', 'cluster'))
  if (!cluster && asked !== undefined) throw new UsageError(`no server found for cluster ${JSON.stringify(asked)}`)
  const server = flags.text('server') ?? textAt(cluster, 'cluster', 'server')
  if (server === '') throw new PlainFailure('The connection to the server localhost:8080 was refused - did you specify the right host or port?')
  return { name, server, namespace: textAt(context, 'context', 'namespace') || 'default', user: textAt(context, 'context', 'user') }
}

/** What is printed instead of secrets. */
export function redacted(config: JsonObject): JsonObject {
  const hide = (entry: Json, section: Section): Json => {
    const inner = at(entry, fieldOf(section))
    if (!isObject(entry) || !isObject(inner)) return entry
    const shown = Object.entries(inner).map(([key, value]) =>
      [key, key.endsWith('-data') ? 'DATA+OMITTED' : key === 'token' || key === 'password' ? 'REDACTED' : value] as const)
    return { ...entry, [fieldOf(section)]: Object.fromEntries(shown) }
  }
  return (['clusters', 'users'] as const).reduce((shown, section) =>
    withAt(shown, [section], listAt(config, section).map(entry => hide(entry, section))), config)
}
