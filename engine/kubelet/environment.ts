// The environment variables of a container: from its spec, config maps, secrets, the pod itself, and services.
import type { Container, EnvVar, EnvVarSource, Pod, Service } from '../apiserver/types.gen.ts'
import type { Client } from '../client/client.ts'
import { Environment } from '../runtime/environment.ts'

/** The container cannot be made yet; the text says what is missing. */
export class ConfigError extends Error {}

export interface PodFacts {
  readonly pod: Pod
  readonly podIP: string
  readonly hostIP: string
}

const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export function environmentOf(client: Client, facts: PodFacts, container: Container, imageEnv: Readonly<Record<string, string>>, hostname: string): ReadonlyMap<string, string> {
  const shared = sharedBy(imageEnv, servicesFor(client, facts.pod))
  if (!container.env && !container.envFrom) return new Environment(shared, hostname)
  const own = new Map(fromSources(client, facts.pod, container))
  const env = new Environment(shared, hostname, own)
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom ? valueFrom(client, facts, container, variable.valueFrom) : expand(variable, env)
    if (value !== undefined) own.set(variable.name, value)
  }
  return env
}

interface Shared { readonly services: readonly Service[], readonly variables: ReadonlyMap<string, string> }

/** The last that was made for an image: its containers come one after the other, and services change seldom. */
const lastShared = new WeakMap<Readonly<Record<string, string>>, Shared>()

function sharedBy(imageEnv: Readonly<Record<string, string>>, services: readonly Service[]): ReadonlyMap<string, string> {
  const last = lastShared.get(imageEnv)
  if (last?.services.length === services.length && services.every((service, i) => service === last.services[i])) return last.variables
  const variables = new Map([['PATH', standardPath], ['HOSTNAME', ''], ...Object.entries(imageEnv), ...services.flatMap(variablesOf)])
  lastShared.set(imageEnv, { services, variables })
  return variables
}

const reference = /\$(\$|\(([^()]*)\))/g

/** `$(NAME)` stands for a variable that came before; `$$` for a dollar. */
export const expandWith = (text: string, env: ReadonlyMap<string, string>): string =>
  text.includes('$') ? text.replace(reference, (whole, inner: string, name: string | undefined) => inner === '$' ? '$' : env.get(name ?? '') ?? whole) : text

const expand = ({ value = '' }: EnvVar, env: ReadonlyMap<string, string>): string => expandWith(value, env)

function* fromSources(client: Client, pod: Pod, container: Container): Generator<readonly [string, string]> {
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const data = configMapRef ? configMap(client, pod, configMapRef.name ?? '', configMapRef.optional)?.data
      : secretRef ? secretData(client, pod, secretRef.name ?? '', secretRef.optional) : undefined
    for (const [name, value] of Object.entries(data ?? {}).sort()) yield [prefix + name, value]
  }
}

function valueFrom(client: Client, facts: PodFacts, container: Container, source: EnvVarSource): string | undefined {
  const { pod } = facts
  if (source.configMapKeyRef) {
    const { name = '', key, optional } = source.configMapKeyRef
    return valueOf(configMap(client, pod, name, optional)?.data, key, optional, `couldn't find key ${key} in ConfigMap ${pod.metadata.namespace}/${name}`)
  }
  if (source.secretKeyRef) {
    const { name = '', key, optional } = source.secretKeyRef
    return valueOf(secretData(client, pod, name, optional), key, optional, `couldn't find key ${key} in Secret ${pod.metadata.namespace}/${name}`)
  }
  if (source.fieldRef) return podField(facts, source.fieldRef.fieldPath)
  if (source.resourceFieldRef) return resourceField(pod, container, source.resourceFieldRef)
  return undefined
}

function valueOf(data: Readonly<Record<string, string>> | undefined, key: string, optional: boolean | undefined, missing: string): string | undefined {
  if (data && Object.hasOwn(data, key)) return data[key]
  if (optional) return undefined
  throw new ConfigError(missing)
}

function configMap(client: Client, pod: Pod, name: string, optional = false) {
  const found = client.find('configmaps', pod.metadata.namespace, name)
  if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`)
  return found
}

function secretData(client: Client, pod: Pod, name: string, optional = false): Readonly<Record<string, string>> | undefined {
  const found = client.find('secrets', pod.metadata.namespace, name)
  if (!found && !optional) throw new ConfigError(`secret "${name}" not found`)
  return found && Object.fromEntries(Object.entries(found.data ?? {}).map(([key, value]) => [key, fromBase64(value)]))
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The text that base64 stands for, as UTF-8. */
export function fromBase64(encoded: string): string {
  const bytes: string[] = []
  let bits = 0
  let held = 0
  for (const letter of encoded) {
    const value = alphabet.indexOf(letter)
    if (value < 0) continue
    held = (held << 6 | value) & 0xFFFFFF
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push(`%${(held >> bits & 255).toString(16).padStart(2, '0')}`)
    }
  }
  try { return decodeURIComponent(bytes.join('')) }
  catch { return bytes.map(byte => String.fromCharCode(Number.parseInt(byte.slice(1), 16))).join('') } // not text: byte for byte
}

const mapField = /^metadata\.(labels|annotations)\['(.+)'\]$/

/** What the downward API says about a pod. */
export function podField({ pod, podIP, hostIP }: PodFacts, path: string): string {
  const { metadata, spec } = pod
  const [, map, key = ''] = mapField.exec(path) ?? []
  if (map !== undefined) {
    const values = (map === 'labels' ? metadata.labels : metadata.annotations) ?? {}
    return Object.hasOwn(values, key) ? values[key] ?? '' : ''
  }
  const lines = (values: Readonly<Record<string, string>> = {}): string => Object.entries(values).sort().map(([name, value]) => `${name}=${JSON.stringify(value)}`).join('\n')
  switch (path) {
    case 'metadata.name': return metadata.name
    case 'metadata.namespace': return metadata.namespace ?? ''
    case 'metadata.uid': return metadata.uid
    case 'metadata.labels': return lines(metadata.labels)
    case 'metadata.annotations': return lines(metadata.annotations)
    case 'spec.nodeName': return spec.nodeName ?? ''
    case 'spec.serviceAccountName': return spec.serviceAccountName ?? 'default'
    case 'status.hostIP':
    case 'status.hostIPs': return hostIP
    case 'status.podIP':
    case 'status.podIPs': return podIP
    default: throw new ConfigError(`unsupported fieldPath: ${path}`)
  }
}

const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, k: 1e3, M: 1e6, G: 1e9, T: 1e12, m: 1e-3 }
const quantity = /^([\d.]+)(\w*)$/

/** A quantity as a number: bytes, or cores. */
export function numberOf(text: string): number {
  const [, digits = '0', unit = ''] = quantity.exec(text) ?? []
  return Number(digits) * (binary[unit] ?? 1)
}

export function resourceField(pod: Pod, container: Container, { resource, divisor, containerName }: { readonly resource: string, readonly divisor?: string, readonly containerName?: string }): string {
  const of = containerName === undefined ? container : pod.spec.containers.find(({ name }) => name === containerName) ?? container
  const [kind = 'limits', name = ''] = resource.split('.')
  const amounts = (kind === 'limits' ? of.resources?.limits : of.resources?.requests) ?? {}
  const amount = Object.hasOwn(amounts, name) ? numberOf(amounts[name] ?? '0') : 0
  const unit = divisor === undefined || divisor === '0' ? 1 : numberOf(divisor)
  return String(Math.ceil(amount / unit - 1e-9))
}

/** Those that are told of as variables, in the manner of Docker's links: of the pod's namespace, and the API server. */
function servicesFor(client: Client, { metadata: { namespace }, spec }: Pod): readonly Service[] {
  const isApiServer = ({ metadata }: Service): boolean => metadata.name === 'kubernetes'
  const ofDefault = client.list('services', 'default')
  const first = ofDefault.filter(isApiServer)
  if (spec.enableServiceLinks === false) return first
  return first.concat(namespace === 'default' ? ofDefault.filter(service => !isApiServer(service)) : client.list('services', namespace))
}

type Variable = readonly [name: string, value: string]

/** The same for every container that comes to be while the service stays as it is. */
const variables = new WeakMap<Service, readonly Variable[]>()

function variablesOf(service: Service): readonly Variable[] {
  const known = variables.get(service)
  if (known) return known
  const made = [...variablesMadeOf(service)]
  variables.set(service, made)
  return made
}

function* variablesMadeOf({ metadata, spec }: Service): Generator<Variable> {
  const ip = spec.clusterIP
  if (ip === undefined || ip === '' || ip === 'None') return
  const name = metadata.name.toUpperCase().replaceAll('-', '_')
  const [first] = spec.ports ?? []
  yield [`${name}_SERVICE_HOST`, ip]
  if (first) yield [`${name}_SERVICE_PORT`, String(first.port)]
  for (const port of spec.ports ?? []) if (port.name !== undefined) yield [`${name}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port)]
  if (first) yield [`${name}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${ip}:${first.port}`]
  for (const { port, protocol = 'TCP' } of spec.ports ?? []) {
    const prefix = `${name}_PORT_${port}_${protocol.toUpperCase()}`
    yield [prefix, `${protocol.toLowerCase()}://${ip}:${port}`]
    yield [`${prefix}_PROTO`, protocol.toLowerCase()]
    yield [`${prefix}_PORT`, String(port)]
    yield [`${prefix}_ADDR`, ip]
  }
}
