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
  readonly station: Station
  readonly outlet: Outlet
  /** Files that its containers see: /etc/resolv.conf and /etc/hosts. */
  readonly files: ReadonlyMap<string, string>
  /** Takes it away. */
  remove(): void
}

/** The network of one node, for its kubelet. */
export interface NodeNetwork {
  readonly ports: Ports
  attach(pod: Pod, address: string, ports: Ports): PodInterface
}

/** Programs that know the network from inside, by name. */
export type FindClient = (name: string) => Program | undefined

export function nodeNetwork(network: PodNetwork, node: NodeStack, clock: Clock, find: FindClient): NodeNetwork {
  return {
    ports: node.station.ports,
    attach: (pod, address, ports) => {
      const { namespace, name } = pod.metadata
      const isOnHost = pod.spec.hostNetwork ?? false
      const station = isOnHost ? node.station : network.attach(node, `${namespace}/${name}`, address, ports)
      const config = configOf(pod)
      const forwarded = isOnHost ? [] : openHostPorts(node, pod, address)
      return {
        station,
        outlet: outletOf(network, station, clock, config, find),
        files: new Map([['/etc/resolv.conf', resolvConf(config)], ['/etc/hosts', hostsFile(pod, address)]]),
        remove: () => {
          for (const key of forwarded) node.hostPorts.delete(key)
          if (!isOnHost) network.detach(station)
        },
      }
    },
  }
}

export const outletOf = (network: PodNetwork, station: Station, clock: Clock, config: ResolverConfig = machineConfig, find: FindClient = () => undefined): StationOutlet =>
  new StationOutlet(network, station, clock, { config, find, resolve: (name, wantsPath) => resolve(network, station, clock, config, name, wantsPath) })

function openHostPorts(node: NodeStack, { spec }: Pod, address: string): readonly string[] {
  const keys: string[] = []
  for (const { ports = [] } of spec.containers) for (const { hostPort, containerPort, protocol = 'TCP' } of ports) {
    if (hostPort === undefined) continue
    const key = `${protocol.toLowerCase()} ${hostPort}`
    node.hostPorts.set(key, { address, port: containerPort })
    keys.push(key)
  }
  return keys
}

function hostsFile({ metadata, spec }: Pod, address: string): string {
  const { hostname = metadata.name, subdomain, hostAliases = [] } = spec
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
