// The network of a cluster, put together: its nodes, the machine of its user, the proxies, the names.
import type { Clock } from '../clock/clock.ts'
import type { Part } from '../clock/part.ts'
import type { Random } from '../clock/random.ts'
import type { Client } from '../client/client.ts'
import { ownAddress } from '../apiserver/bootstrap.ts'
import type { Proxied } from '../runtime/network.ts'
import type { Program } from '../runtime/process.ts'
import { controllerName, ingressController } from '../runtime/programs/ingress-nginx/index.ts'
import { applet } from '../runtime/programs/busybox/index.ts'
import { ApiServerPorts, type Entrance } from './api-server.ts'
import { nodeNetwork, outletOf, type FindClient, type NodeNetwork } from './cni.ts'
import { clients, debianClient } from './clients/index.ts'
import { coreDns } from './dns/server.ts'
import { kubeProxy, usualConfig, type ProxyMode } from './kube-proxy/index.ts'
import { StationMachine } from './machine.ts'
import { PodNetwork } from './network.ts'
import type { NodeStack, Station } from './station.ts'

export interface NetworkNode {
  readonly name: string
  readonly address?: string
  readonly podCIDR?: string
}

export interface ClusterNetworkOptions {
  readonly clock: Clock
  readonly epochMs: number
  readonly random: Random
  readonly nodes: readonly NetworkNode[]
  /** How the API server is reached. */
  readonly door: Entrance
  /** What the server shows to who wants to speak TLS. */
  readonly certificate: () => string
  /** How kube-proxy writes its rules. */
  readonly proxyMode?: ProxyMode | undefined
}

const blocks = 256
const firstBlock = 244
const userName = 'host'
const mostProxied = 100

/** 10.244.0.0/24 for the first node, and so on: as kubeadm gives them out. */
const blockOf = (ordinal: number): string => `10.${(firstBlock + Math.floor(ordinal / blocks)) % blocks}.${ordinal % blocks}.0/24`

export class ClusterNetwork {
  readonly pods: PodNetwork
  /** The machine at which the user sits, in the network of the nodes. */
  readonly user: Station
  private readonly clock: Clock
  private readonly proxyMode: ProxyMode
  private readonly epochMs: number
  private readonly podCIDRs = new Map<string, string>()
  private readonly machines = new Map<string, StationMachine>()
  /** What came to proxies of late, the newest last. */
  proxied: readonly Proxied[] = []

  constructor({ clock, epochMs, random, nodes, door, certificate, proxyMode = usualConfig.mode }: ClusterNetworkOptions) {
    this.proxyMode = proxyMode
    this.clock = clock
    this.epochMs = epochMs
    this.pods = new PodNetwork({ clock, random })
    for (const [i, { name, address = '172.18.0.2', podCIDR = blockOf(i) }] of nodes.entries()) {
      this.podCIDRs.set(name, podCIDR)
      this.pods.addNode(name, address, podCIDR)
    }
    this.pods.addHost('kube-apiserver', ownAddress, new ApiServerPorts(door, certificate))
    const [first] = nodes
    this.user = this.pods.addHost(userName, `${(first?.address ?? '172.18.0.2').split('.').slice(0, 3).join('.')}.1`)
  }

  /** A node with the network of its pods. */
  placed<N extends NetworkNode>(node: N): N {
    const podCIDR = this.podCIDRs.get(node.name)
    return podCIDR === undefined ? node : { ...node, podCIDR }
  }

  /** What a kubelet needs of it. */
  of(name: string, clientOf: (name: string) => Client): { readonly network?: NodeNetwork } {
    const node = this.pods.nodes.get(name)
    const find: FindClient = program => this.tenant(program, name, clientOf) ?? clients.get(program)
    return node ? { network: nodeNetwork(this.pods, node, this.clock, find) } : {}
  }

  /** Programs that know the cluster besides. */
  private tenant(program: string, node: string, clientOf: (name: string) => Client): Program | undefined {
    if (program === 'coredns') return coreDns(clientOf(`coredns ${node}`))
    if (program !== controllerName) return undefined
    return ingressController(clientOf(controllerName), proxied => { this.proxied = [...this.proxied.slice(1 - mostProxied), proxied] })
  }

  /** A machine that is off has forgotten what its kernel knew. */
  appear(name: string, as: 'there' | 'out of reach' | 'off'): void {
    const node = this.pods.nodes.get(name)
    if (!node) return
    node.isDown = as !== 'there'
    if (as === 'off') node.forget()
  }

  /** The kube-proxy of a node. */
  proxy(node: NodeStack, client: Client): Part {
    const localCIDR = this.podCIDRs.size <= blocks ? '10.244.0.0/16' : '10.0.0.0/8'
    return kubeProxy(client, node, { ...usualConfig, mode: this.proxyMode, localCIDR, serviceCIDR: '10.96.0.0/16' })
  }

  /** A machine to run commands on: a node by its name, or the user's own. */
  machine(name: string = userName): StationMachine | undefined {
    const station = name === userName ? this.user : this.pods.nodes.get(name)?.station
    if (!station) return undefined
    const known = this.machines.get(name)
    if (known) return known
    const { clock, epochMs } = this
    const outlet = outletOf(this.pods, station, clock, undefined, debianClient)
    const made = new StationMachine({ clock, epochMs, name, ports: station.ports, outlet, find: command => debianClient(command) ?? applet(command) })
    this.machines.set(name, made)
    return made
  }
}
