// The network between pods, nodes and machines outside. A connection is its first packet on its way through the
// tables of every node it passes, and the answer on its way back.
import type { Clock } from '../clock/clock.ts'
import type { Random } from '../clock/random.ts'
import { Ports, type Listener } from '../runtime/network.ts'
import { isLoopback } from './address.ts'
import type { Connection, Outcome, Policy } from './connection.ts'
import { tupleOf, turn, type Entry, type TrackState } from './conntrack.ts'
import { betweenUs, insideUs, Trace, type Hop, type Packet } from './path.ts'
import { Sightings } from './sightings.ts'
import { NodeStack, Station } from './station.ts'

export interface NetworkOptions {
  readonly clock: Clock
  readonly random: Random
  /** The kernel sends few refusals to one address, unless it is told otherwise. */
  readonly limitsRefusals?: boolean
}

/** A neighbour that does not answer is given up after three questions, a second apart. */
const unreachableMs = 3000
const resendMs = 1000
const maxPassages = 16

export class PodNetwork {
  readonly nodes = new Map<string, NodeStack>()
  readonly sightings = new Sightings()
  policy: Policy | undefined
  private readonly clock: Clock
  private readonly random: Random
  private readonly limitsRefusals: boolean
  /** Everybody by address: pods, nodes, machines outside. */
  private readonly stations = new Map<string, Station>()
  /** Addresses that a node answers for though they are not its own. */
  private readonly announced = new Map<string, NodeStack>()
  private readonly byPodNetwork = new Map<string, NodeStack>()

  constructor({ clock, random, limitsRefusals = true }: NetworkOptions) {
    this.clock = clock
    this.random = random
    this.limitsRefusals = limitsRefusals
  }

  addNode(name: string, address: string, podCIDR: string, ports = new Ports()): NodeStack {
    const node = new NodeStack({ name, address, podCIDR, ports, random: this.random.fork(`node ${name}`), now: () => this.clock.nowMs })
    this.nodes.set(name, node)
    this.stations.set(address, node.station)
    this.byPodNetwork.set(prefixOf(node.bridge), node)
    return node
  }

  removeNode(name: string): void {
    const node = this.nodes.get(name)
    if (!node) return
    this.nodes.delete(name)
    this.stations.delete(node.station.address)
    this.byPodNetwork.delete(prefixOf(node.bridge))
  }

  /** A machine outside the cluster, in the network of the nodes. */
  addHost(name: string, address: string, ports = new Ports()): Station {
    const station = new Station(name, address, ports, this.random.fork(`host ${name}`))
    this.stations.set(address, station)
    return station
  }

  attach(node: NodeStack, name: string, address: string, ports: Ports): Station {
    const station = new Station(name, address, ports, this.random.fork(`pod ${address}`), node)
    this.stations.set(address, station)
    return station
  }

  detach(station: Station): void {
    if (this.stations.get(station.address) === station) this.stations.delete(station.address)
  }

  at(address: string): Station | undefined { return this.stations.get(address) }

  /** From now on a node answers for an address; undefined: nobody does. */
  announce(address: string, node: NodeStack | undefined): void {
    if (node) this.announced.set(address, node)
    else this.announced.delete(address)
  }

  connect(from: Station, address: string, port: number, protocol: Packet['protocol'] = 'tcp', wantsPath = false): Connection {
    const packet: Packet = { protocol, source: sourceOf(from, address), destination: address, sourcePort: from.takeSourcePort(), destinationPort: port, mark: 0, isDnat: false }
    const connection = new Flow(this, from, packet, wantsPath ? new Trace() : undefined).run()
    this.sightings.note(from.name, address, port, connection, this.clock.nowMs)
    return connection
  }

  /** The node through which an address is reached, or the station itself when it is nobody's pod. */
  nextHop(address: string): Station | NodeStack | undefined {
    const station = this.stations.get(address)
    if (station) return station.node ?? station
    return this.announced.get(address) ?? this.byPodNetwork.get(prefixOf(address))
  }

  /** The same for a machine outside: by one of its routes, or to a neighbour. It knows no pods. */
  nextHopFrom(host: Station, address: string): Station | NodeStack | undefined {
    const route = host.routes.find(({ network: { contains } }) => contains(address))
    if (route) return this.nodes.get(route.via)
    const next = this.nextHop(address)
    return next instanceof NodeStack && next.podNetwork.contains(address) ? undefined : next
  }

  get nowMs(): number { return this.clock.nowMs }
  refuses(node: NodeStack, address: string): boolean { return !this.limitsRefusals || node.mayRefuse(address) }
}

/** The kernel itself answers a ping. */
const echo: Listener = {}

const prefixOf = (address: string): string => address.slice(0, address.lastIndexOf('.'))

const sourceOf = (from: Station, towards: string): string =>
  from.node?.station === from ? from.node.sourceTowards(towards) : from.isOwn(towards) ? towards : from.address

interface Passage { readonly node: NodeStack, readonly entry: Entry }

/** One connection while its first packet is on the way. */
class Flow {
  private readonly network: PodNetwork
  private readonly client: Station
  private readonly packet: Packet
  private readonly trace: Trace | undefined
  private readonly dialled: { readonly address: string, readonly port: number }
  private readonly sent: { readonly source: string, readonly port: number }
  private readonly passages: Passage[] = []

  constructor(network: PodNetwork, client: Station, packet: Packet, trace: Trace | undefined) {
    this.network = network
    this.client = client
    this.packet = packet
    this.trace = trace
    this.dialled = { address: packet.destination, port: packet.destinationPort }
    this.sent = { source: packet.source, port: packet.sourcePort }
  }

  run(): Connection {
    const { client, packet } = this
    this.note(client.name, 'send')
    const isNode = client.node?.station === client
    if (isNode && client.node) return this.pass(client.node, 'output')
    if (client.isOwn(packet.destination)) return this.deliver(client)
    if (!client.node) return this.leave(client)
    if (this.network.policy?.allows('egress', client, packet) === false) return this.lose(client.name, 'drop')
    return this.pass(client.node, 'prerouting')
  }

  /** Out of a machine outside: to a neighbour, or by one of its routes. */
  private leave(host: Station): Connection {
    const next = this.network.nextHopFrom(host, this.packet.destination)
    if (!next) return this.lose(host.name, 'lost')
    if (this.trace) this.trace.us += betweenUs
    return next instanceof Station ? this.deliver(next) : this.pass(next, 'prerouting')
  }

  /** Through the tables of a node. */
  private pass(node: NodeStack, hook: 'prerouting' | 'output'): Connection {
    const { packet, trace } = this
    if (node.isDown) return this.giveUp(node.name)
    if (this.passages.length >= maxPassages) return this.lose(node.name, 'lost')
    const original = tupleOf(packet)
    packet.mark = 0
    packet.isDnat = false
    if (trace) trace.us += insideUs
    if (node.rules.receive(packet, hook, node, trace) !== 'accept') return this.lose(node.name, 'drop')
    const isHairpin = !packet.isDnat && node.hostPorts.size > 0 && this.toHostPort(node)
    const isLocal = node.isLocal(packet.destination)
    let verdict = hook === 'output' ? node.rules.filter(packet, 'output', node, trace) : 'accept'
    if (verdict === 'accept' && (isLocal || hook === 'prerouting')) verdict = node.rules.filter(packet, isLocal ? 'input' : 'forward', node, trace)
    if (verdict === 'drop') return this.lose(node.name, 'drop')
    if (verdict === 'reject') return this.reject(node)
    const isMasqueraded = isHairpin || this.leavesCluster(node) || ((!isLocal || hook === 'output') && node.rules.masquerades(packet, node, trace))
    if (isMasqueraded) this.masquerade(node)
    this.passages.push({ node, entry: node.conntrack.begin(packet, original, node.nowMs) })
    return isLocal ? this.deliver(node.station) : this.forward(node)
  }

  /** To the pod that has a port of the node; answers whether the way back would miss the node. */
  private toHostPort(node: NodeStack): boolean {
    const { packet } = this
    const to = node.isLocal(packet.destination) ? node.hostPorts.get(`${packet.protocol} ${packet.destinationPort}`) : undefined
    if (!to) return false
    packet.destination = to.address
    packet.destinationPort = to.port
    packet.isDnat = true
    this.note(node.name, 'dnat', 'CNI-HOSTPORT-DNAT')
    return packet.source === to.address || isLoopback(packet.source)
  }

  /** Machines outside know no pods: what a pod sends them goes in the name of its node. */
  private leavesCluster(node: NodeStack): boolean {
    const { source, destination } = this.packet
    const to = node.podNetwork.contains(source) ? this.network.at(destination) : undefined
    return to !== undefined && to.node === undefined
  }

  private masquerade(node: NodeStack): void {
    this.packet.source = node.sourceTowards(this.packet.destination)
    this.packet.sourcePort = node.randomPort()
    this.note(node.name, 'snat')
  }

  private forward(node: NodeStack): Connection {
    const { network, packet } = this
    const pod = network.at(packet.destination)
    if (pod?.node === node) {
      this.note(node.name, 'forward')
      return this.deliver(pod)
    }
    if (node.podNetwork.contains(packet.destination)) return this.giveUp(node.name)
    const next = network.nextHop(packet.destination)
    if (!next || next === node) return this.lose(node.name, 'lost')
    this.note(node.name, 'forward')
    if (this.trace) this.trace.us += betweenUs
    return next instanceof Station ? this.deliver(next) : this.pass(next, 'prerouting')
  }

  private deliver(station: Station): Connection {
    const { packet, network } = this
    const isPod = station.node !== undefined && station.node.station !== station
    if (isPod && station !== this.client && network.policy?.allows('ingress', station, packet) === false) return this.lose(station.name, 'drop')
    if (this.trace) this.trace.us += insideUs
    const listener = packet.protocol === 'icmp' ? echo : station.ports.at(packet.destinationPort, packet.protocol)
    if (!this.isAnswered(station)) return this.lose(station.name, 'lost')
    this.track(listener ? 'ESTABLISHED' : 'CLOSE')
    this.note(station.name, listener ? 'deliver' : 'refuse')
    if (!listener) return this.end('refused', 0)
    return { ...this.end('open', 0), station, listener, close: () => this.track('TIME_WAIT') }
  }

  /** The answer takes the way of its own address; only where it meets the nodes that rewrote the question does it become one to it. */
  private isAnswered(server: Station): boolean {
    const { client, dialled, sent, network } = this
    if (this.passages.length === 0) return true
    let source = this.packet.destination
    let sourcePort = this.packet.destinationPort
    let destination = this.packet.source
    let destinationPort = this.packet.sourcePort
    let at: Station | NodeStack | undefined = server.node ?? server
    for (let passed = 0; passed < maxPassages && at; passed++) {
      if (at instanceof NodeStack) {
        const passage = this.passages.find(({ node, entry: { reply } }) => node === at && reply.source === source && reply.sourcePort === sourcePort && reply.destination === destination && reply.destinationPort === destinationPort)
        if (passage) ({ source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort } = passage.entry.original)
      }
      const isThere = client.node === undefined ? at === client : at === client.node && (client.address === destination || (client.node.station === client && client.node.isLocal(destination)))
      if (isThere) return source === dialled.address && sourcePort === dialled.port && destination === sent.source && destinationPort === sent.port
      at = at instanceof Station ? network.nextHopFrom(at, destination) : network.nextHop(destination)
    }
    return false
  }

  private track(state: TrackState): void {
    for (const { node, entry } of this.passages) turn(entry, entry.protocol === 'tcp' ? state : 'UDP', node.nowMs)
  }

  private lose(at: string, kind: 'drop' | 'lost'): Connection {
    this.note(at, kind)
    return this.end('lost', Infinity)
  }

  private giveUp(at: string): Connection {
    this.note(at, 'unreachable')
    return this.end('unreachable', unreachableMs)
  }

  private reject(node: NodeStack): Connection {
    this.note(node.name, 'reject')
    const isLimited = this.client !== node.station && !this.network.refuses(node, this.packet.source)
    return this.end('rejected', isLimited ? resendMs : 0)
  }

  private note(at: string, kind: Hop['kind'], text?: string): void { this.trace?.note(at, kind, this.packet, undefined, text) }

  private end(outcome: Outcome, afterMs: number): Connection {
    return { outcome, afterMs, from: this.packet.source, packet: this.packet, hops: this.trace?.hops ?? noHops, close: nothing }
  }
}

const noHops: readonly Hop[] = []
const nothing = (): void => undefined
