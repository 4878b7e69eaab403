// What a kubelet asks of the network: an interface for each pod, and its removal. Where addresses come from and what
// lies between nodes is behind this.
import { keyOf } from '../apiserver/key.ts'
import type { Clock } from '../clock/clock.ts'
import type { Pod } from '../apiserver/types.gen.ts'
import type { Connected } from '../runtime/container.ts'
import type { Layer } from '../runtime/files.ts'
import type { Outlet, Ports } from '../runtime/network.ts'
import type { Program } from '../runtime/process.ts'
import { configOf, machineConfig } from './dns/policy.ts'
import { resolvConf, resolve, type ResolverConfig } from './dns/resolver.ts'
import type { PodNetwork } from './network.ts'
import { StationOutlet } from './outlet.ts'
import type { NodeStack, Station } from './station.ts'

/** The network of one node, for its kubelet. */
export interface NodeNetwork {
  /** What listens on the node itself. */
  readonly ports: Ports
  /** The interface of a pod, made when it is first asked for. */
  interfaceOf(pod: Pod, address: string, ports: Ports): Connected
  /** The pod with that address is gone. */
  release(address: string): void
}

/** Programs that know the network from inside, by name. */
export type FindClient = (name: string) => Program | undefined

export function nodeNetwork(network: PodNetwork, node: NodeStack, clock: Clock, find: FindClient): NodeNetwork {
  const plugged = new Map<string, PodInterface>()
  const surroundings: Surroundings = { network, node, clock, find }
  const release = (address: string): void => {
    const gone = plugged.get(address)
    if (!gone) return
    plugged.delete(address)
    for (const key of gone.hostPorts) node.hostPorts.delete(key)
    network.detach(gone.station)
  }
  return {
    ports: node.station.ports,
    interfaceOf: (pod, address, ports) => {
      if (pod.spec.hostNetwork) return new PodInterface(surroundings, node.station, pod)
      const known = plugged.get(address)
      if (known?.uid === pod.metadata.uid) return known
      release(address)
      const station = network.attach(node, keyOf(pod.metadata.namespace, pod.metadata.name), address, ports)
      const fresh = new PodInterface(surroundings, station, pod, openHostPorts(node, pod, address))
      plugged.set(address, fresh)
      return fresh
    },
    release,
  }
}

const none: readonly string[] = []

/** What all pods of a node share. */
interface Surroundings { readonly network: PodNetwork, readonly node: NodeStack, readonly clock: Clock, readonly find: FindClient }

const ownFiles = ['/etc/resolv.conf', '/etc/hosts', '/etc/hostname']

/** The place of a pod in the network. Most pods neither ask for a way out nor read what their machine says of it: both are made when asked for. */
class PodInterface implements Connected, Layer {
  readonly station: Station
  readonly hostPorts: readonly string[]
  private readonly around: Surroundings
  private readonly pod: Pod
  private way: Outlet | undefined

  constructor(around: Surroundings, station: Station, pod: Pod, hostPorts = none) {
    this.around = around
    this.station = station
    this.pod = pod
    this.hostPorts = hostPorts
  }

  get uid(): string { return this.pod.metadata.uid }

  get outlet(): Outlet {
    const { network, clock, find } = this.around
    return this.way ??= outletOf(network, this.station, clock, configOf(this.pod), find)
  }

  get files(): Layer { return this }
  keys(): Iterable<string> { return ownFiles }
  has(path: string): boolean { return ownFiles.includes(path) }

  get(path: string): string | undefined {
    switch (path) {
      case '/etc/resolv.conf': return resolvConf(configOf(this.pod))
      case '/etc/hosts': return hostsFile(this.pod, this.station.address)
      case '/etc/hostname': return `${this.pod.spec.hostNetwork ? this.around.node.name : hostnameOf(this.pod)}\n`
      default: return undefined
    }
  }
}

export const outletOf = (network: PodNetwork, station: Station, clock: Clock, config: ResolverConfig = machineConfig, find: FindClient = () => undefined): StationOutlet =>
  new StationOutlet(network, station, clock, { config, find, resolve: (name, wantsPath) => resolve(network, station, clock, config, name, wantsPath) })

function openHostPorts(node: NodeStack, { spec }: Pod, address: string): readonly string[] {
  if (!spec.containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort !== undefined))) return none
  const keys: string[] = []
  for (const { ports = [] } of spec.containers) for (const { hostPort, containerPort, protocol = 'TCP' } of ports) {
    if (hostPort === undefined) continue
    const key = `${protocol.toLowerCase()} ${hostPort}`
    node.hostPorts.set(key, { address, port: containerPort })
    keys.push(key)
  }
  return keys
}

const longestHostname = 63

const hostnameOf = ({ metadata, spec }: Pod): string => (spec.hostname ?? metadata.name).slice(0, longestHostname).replace(/[-.]+$/, '')

function hostsFile(pod: Pod, address: string): string {
  const { metadata, spec: { subdomain, hostAliases = [] } } = pod
  const hostname = hostnameOf(pod)
  const full = subdomain === undefined ? '' : `${hostname}.${subdomain}.${metadata.namespace}.svc.cluster.local\t`
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::\tip6-localnet',
    'fe00::\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    `${address}\t${full}${hostname}`,
    ...hostAliases.length > 0 ? ['', '# Entries added by HostAliases.', ...hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}`)] : [],
    '',
  ].join('\n')
}
