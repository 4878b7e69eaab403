// What a kubelet asks of the network: an interface for each pod, and its removal. Where addresses come from and what
// lies between nodes is behind this.
import type { Clock } from '../clock/clock.ts'
import type { Pod } from '../apiserver/types.gen.ts'
import type { Outlet, Ports } from '../runtime/network.ts'
import type { Program } from '../runtime/process.ts'
import { configOf, machineConfig } from './dns/policy.ts'
import { resolvConf, resolve, type ResolverConfig } from './dns/resolver.ts'
import type { PodNetwork } from './network.ts'
import { StationOutlet } from './outlet.ts'
import type { NodeStack, Station } from './station.ts'

export interface PodInterface {
  readonly outlet: Outlet
  /** Files that its containers see: /etc/resolv.conf and /etc/hosts. */
  readonly files: ReadonlyMap<string, string>
}

/** The network of one node, for its kubelet. */
export interface NodeNetwork {
  /** What listens on the node itself. */
  readonly ports: Ports
  /** The interface of a pod, made when it is first asked for. */
  interfaceOf(pod: Pod, address: string, ports: Ports): PodInterface
  /** The pod with that address is gone. */
  release(address: string): void
}

/** Programs that know the network from inside, by name. */
export type FindClient = (name: string) => Program | undefined

export function nodeNetwork(network: PodNetwork, node: NodeStack, clock: Clock, find: FindClient): NodeNetwork {
  const plugged = new Map<string, Plugged>()
  const plug = (pod: Pod, address: string, ports: Ports): Plugged => {
    const station = network.attach(node, `${pod.metadata.namespace}/${pod.metadata.name}`, address, ports)
    return { uid: pod.metadata.uid, station, hostPorts: openHostPorts(node, pod, address), made: interfaceAt(station, pod, address) }
  }
  const interfaceAt = (station: Station, pod: Pod, address: string): PodInterface => {
    const config = configOf(pod)
    return {
      outlet: outletOf(network, station, clock, config, find),
      get files() { return new Map([['/etc/resolv.conf', resolvConf(config)], ['/etc/hosts', hostsFile(pod, address)], ['/etc/hostname', `${pod.spec.hostNetwork ? node.name : hostnameOf(pod)}\n`]]) },
    }
  }
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
      if (pod.spec.hostNetwork) return interfaceAt(node.station, pod, address)
      const known = plugged.get(address)
      if (known?.uid === pod.metadata.uid) return known.made
      release(address)
      const fresh = plug(pod, address, ports)
      plugged.set(address, fresh)
      return fresh.made
    },
    release,
  }
}

interface Plugged { readonly uid: string, readonly station: Station, readonly hostPorts: readonly string[], readonly made: PodInterface }

export const outletOf = (network: PodNetwork, station: Station, clock: Clock, config: ResolverConfig = machineConfig, find: FindClient = () => undefined): StationOutlet =>
  new StationOutlet(network, station, clock, { config, find, resolve: (name, wantsPath) => resolve(network, station, clock, config, name, wantsPath) })

const none: readonly string[] = []

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
