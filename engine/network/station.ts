// Whoever has an address: pods, the nodes they are on, and machines outside the cluster. A station is a network
// namespace with an interface; a node is one too, and forwards besides.
import type { Random } from '../clock/random.ts'
import { Ports } from '../runtime/network.ts'
import { isLoopback, networkOf, type Network } from './address.ts'
import { Conntrack } from './conntrack.ts'
import { noRules, type Kernel, type Ruleset } from './netfilter/ruleset.ts'

const firstSourcePort = 32_768
const lastSourcePort = 60_999

export interface Route { readonly network: Network, readonly via: string }

const noRoutes: readonly Route[] = []

export class Station {
  /** `node-1`, or `default/web-1` for a pod. */
  readonly name: string
  readonly address: string
  readonly ports: Ports
  /** The node whose bridge a pod is on; a node is on itself. */
  readonly node: NodeStack | undefined
  /** Where a machine outside sends what is for no neighbour of it: a network and the machine that is the way to it. */
  routes: readonly Route[] = noRoutes
  private lastPort: number

  constructor(name: string, address: string, ports: Ports, random: Random, node?: NodeStack) {
    this.name = name
    this.address = address
    this.ports = ports
    this.node = node
    this.lastPort = firstSourcePort + random.below(lastSourcePort - firstSourcePort)
  }

  isOwn(address: string): boolean { return address === this.address || isLoopback(address) }

  takeSourcePort(): number {
    this.lastPort = this.lastPort >= lastSourcePort ? firstSourcePort : this.lastPort + 1
    return this.lastPort
  }
}

export interface NodeStackOptions {
  readonly name: string
  readonly address: string
  readonly podCIDR: string
  readonly ports: Ports
  readonly random: Random
  readonly now: () => number
}

/** How many refusals the kernel sends to one address at once, and how long it takes to earn another. */
const refusalBurst = 6
const refusalEveryMs = 1000

export class NodeStack implements Kernel {
  readonly name: string
  /** The node's own network namespace. */
  readonly station: Station
  readonly podNetwork: Network
  /** The address of the bridge that its pods are on. */
  readonly bridge: string
  readonly conntrack = new Conntrack()
  readonly seen = new Map<string, Map<string, number>>()
  readonly hostPorts = new Map<string, { readonly address: string, readonly port: number }>()
  rules: Ruleset = noRules
  /** Switched off: it neither answers nor forwards. */
  isDown = false
  private readonly random: Random
  private readonly now: () => number
  private readonly refusals = new Map<string, { atMs: number, credit: number }>()

  constructor({ name, address, podCIDR, ports, random, now }: NodeStackOptions) {
    this.name = name
    this.random = random
    this.now = now
    this.station = new Station(name, address, ports, random.fork('source ports'), this)
    this.podNetwork = networkOf(podCIDR)
    this.bridge = this.podNetwork.text.replace(/\d+\/\d+$/, '1')
  }

  /** What was only in its memory is gone. */
  forget(): void {
    this.rules = noRules
    this.conntrack.forget(() => true)
    this.seen.clear()
    this.refusals.clear()
  }

  get nowMs(): number { return this.now() }
  chance(): number { return this.random.fraction() }
  isLocal(address: string): boolean { return address === this.station.address || address === this.bridge || isLoopback(address) }

  /** The address it has on the way to another. */
  sourceTowards(address: string): string {
    if (this.isLocal(address)) return address
    return this.podNetwork.contains(address) ? this.bridge : this.station.address
  }

  /** A port for a connection whose source becomes the node's. */
  randomPort(): number { return 1024 + this.random.below(64_512) }

  /** Whether the kernel sends a refusal now, or has sent this address too many. */
  mayRefuse(address: string): boolean {
    const full = refusalBurst * refusalEveryMs
    const before = this.refusals.get(address)
    const credit = before ? Math.min(full, before.credit + this.nowMs - before.atMs) : full
    const may = credit >= refusalEveryMs
    this.refusals.set(address, { atMs: this.nowMs, credit: may ? credit - refusalEveryMs : credit })
    return may
  }
}
