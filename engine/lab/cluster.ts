// A whole cluster, put together: the store, the server before it, and the parts that act on it.
import { Clock, type ClockEvent } from '../clock/clock.ts'
import type { Part } from '../clock/part.ts'
import { Random } from '../clock/random.ts'
import { parseTimestamp } from '../clock/time.ts'
import { EtcdMembers, LoneMember, type Etcd } from '../etcd/members.ts'
import { NoQuorumError, Store } from '../etcd/store.ts'
import type { NodeDoors } from '../apiserver/node-doors.ts'
import { documentAt } from '../apiserver/discovery/index.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { Registry } from '../apiserver/registry.ts'
import type { Caller } from '../apiserver/request.ts'
import { bootstrap, ownAddress } from '../apiserver/bootstrap.ts'
import { builtinResources } from '../apiserver/kinds/index.ts'
import { ApiServer, type Door } from '../apiserver/server.ts'
import { keyOf } from '../apiserver/key.ts'
import { standardStages } from '../apiserver/stages.ts'
import { failure } from '../apiserver/status.ts'
import { servingCertificate } from '../apiserver/tls/authority.ts'
import { Client } from '../client/client.ts'
import { Line } from '../client/line.ts'
import { controllerManager, type Seat } from '../controllers/index.ts'
import { kubelet, type SharedDisks } from '../kubelet/index.ts'
import { ClusterNetwork } from '../network/index.ts'
import { Registry as ImageRegistry, type RegistryOptions } from '../runtime/registry.ts'
import { kubeScheduler } from '../scheduler/index.ts'
import { addonPart, type Addon } from '../addons/index.ts'
import { carryOut, parseAct } from './faults/act.ts'
import { parseLoad, putOn } from './faults/load.ts'
import { Component } from './faults/component.ts'
import { Traffic } from './faults/traffic.ts'
import { controllerOf, machineOf, memberOf, serverOf, wayOver } from './faults/wiring.ts'
import { addonsOf, nodesOf, type NodeSpec, type Profile } from './profiles.ts'
import { RequestLog } from './requests.ts'

export type NodeAgent = (client: Client, node: NodeSpec, random: Random, doors: NodeDoors) => Part

export interface ClusterOptions {
  /** How many nodes, or which. */
  readonly nodes?: number | readonly NodeSpec[]
  readonly profile?: Profile
  /** How kube-proxy writes its rules; as iptables, unless said. */
  readonly proxyMode?: 'iptables' | 'nftables'
  /** What is installed beside the control plane; what the profile comes with, unless said. */
  readonly addons?: readonly Addon[]
  readonly seed?: number
  /** The virtual time at which the cluster starts, RFC 3339. */
  readonly startTime?: string
  /** How many machines etcd runs on; on one, unless said. */
  readonly etcdMembers?: 3 | 5
  /** What lies in the registries besides what everyone can pull: images of a lab's own, and what is not public. */
  readonly registry?: RegistryOptions
  /** Whether what is asked of the API server is kept, for who looks on. */
  readonly keepsRequests?: boolean
  /** What runs the pods of a node; kubelets, unless a test wants something plainer. */
  readonly nodeAgent?: NodeAgent
}

const defaultSeed = 1
/** By which its pods and its users know the API server. */
const serverAddresses = ['10.96.0.1', ownAddress, '127.0.0.1']
const defaultStart = '2026-11-21T09:00:00Z'
const admin: Caller = { user: { name: 'kubernetes-admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] }, userAgent: 'kubectl' }

export class Cluster {
  readonly clock = new Clock()
  readonly epochMs: number
  readonly etcd: Etcd
  readonly store: Store<KubeObject>
  readonly server: ApiServer
  /** Where requests come in, as long as the API server runs and can be reached. */
  readonly door: Line
  readonly random: Random
  /** All that can be stopped, slowed and cut off. */
  readonly components: ReadonlyMap<string, Component>
  readonly nodes: readonly NodeSpec[]
  /** Between pods, nodes and machines outside. */
  readonly network: ClusterNetwork
  readonly requests: RequestLog | undefined
  /** Requests that were asked for from outside. */
  readonly traffic: Traffic

  constructor(options: ClusterOptions = {}) {
    this.random = new Random(options.seed ?? defaultSeed)
    const startMs = parseTimestamp(options.startTime ?? defaultStart)
    if (startMs === undefined) throw new Error(`startTime ${JSON.stringify(options.startTime)} is no RFC 3339 time, as 2026-11-21T09:00:00Z`)
    this.epochMs = startMs
    this.etcd = options.etcdMembers ? new EtcdMembers(options.etcdMembers, this.clock, this.random.fork('etcd')) : new LoneMember()
    this.store = new Store(this.clock, this.etcd)
    this.server = new ApiServer({
      clock: this.clock,
      epochMs: this.epochMs,
      store: this.store,
      random: this.random.fork('kube-apiserver'),
      registry: new Registry(builtinResources),
      stages: standardStages,
      documents: documentAt,
    })
    this.door = new Line({
      server: this.server,
      clock: this.clock,
      random: this.random.fork('connections'),
      refusal: () => this.etcd.hasQuorum ? undefined : withoutQuorum,
    })
    this.requests = options.keepsRequests ? new RequestLog(this.server.tracer, this.clock) : undefined
    this.nodes = nodesOf(options.profile, options.nodes)
    this.network = new ClusterNetwork({ clock: this.clock, epochMs: this.epochMs, random: this.random.fork('network'), nodes: options.nodeAgent ? [] : this.nodes, door: this.door, certificate: () => servingCertificate(this.server.signer, serverAddresses), proxyMode: options.proxyMode })
    this.traffic = new Traffic(this.clock, this.network, () => this.admin)
    this.components = this.clock.input('the cluster starts', () => this.boot(options))
  }

  /** A client of the API server under a name; what it writes is recorded under that name. */
  clientOf(name: string, door: Door = this.door): Client {
    return this.client({ user: { name: `system:${name}`, groups: ['system:masters', 'system:authenticated'] }, userAgent: name }, name, door)
  }

  /** The administrator at his machine: he is answered while there is a server to answer. */
  get user(): Client { return this.client(admin, 'kubectl', this.requests?.forPeople(this.door) ?? this.door) }

  /** Who looks in from outside is always answered, whatever has failed. */
  get admin(): Client { return this.client(admin, 'kubectl', this.server) }

  /** The cluster as it was at a revision: read-only, through the same client. */
  past(revision: number): Client { return new Client(this.server.at(revision), this.clock, this.epochMs, admin, this.random.fork('past')) }

  get unixMs(): number { return this.epochMs + this.clock.nowMs }

  /** What runs now, by the names of its components. */
  get parts(): ReadonlyMap<string, Part> {
    return new Map([...this.components].flatMap(([name, { current }]) => current ? [[name, current]] : []))
  }

  /** Stops, starts, slows or cuts off a component: `stop kubelet node-2`; or gives a container work to do, or a client. */
  act(line: string): void {
    const act = parseLoad(line) ?? parseAct(line)
    this.clock.input(line, () => 'host' in act ? this.traffic.begin(act) : 'use' in act ? putOn(act, this.admin, this.parts) : carryOut(act, this.components))
  }

  /** Why an object is as it is: the events that led to its last write, back to an input or the start. */
  why(key: string, namespace: string | undefined, name: string): readonly ClockEvent[] {
    const cause = this.store.get(key, keyOf(namespace, name))?.cause
    return cause === undefined ? [] : this.clock.chain(cause)
  }

  private boot(options: ClusterOptions): ReadonlyMap<string, Component> {
    const { clock, etcd, door, random, server: { signer } } = this
    bootstrap(this.server, { user: { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }, userAgent: 'kube-apiserver' })
    this.server.bootstrapAccess()
    const disks: SharedDisks = new Map()
    const registry = new ImageRegistry(options.registry)
    const agent: NodeAgent = options.nodeAgent ?? ((client, node, random, doors) => kubelet(client, this.network.placed(node), random, { doors, disks, registry, ...this.network.of(node.name, name => this.clientOf(name)) }))
    const seats: Seat[] = []
    const components = [
      serverOf(door, clock),
      ...etcd.parts.map(part => memberOf(part, etcd, door, clock)),
      this.begin('kube-controller-manager', clientOf => {
        const same = controllerManager(clientOf('kube-controller-manager'), signer)
        seats.push(...same.seats)
        return () => same
      }),
      this.begin('kube-scheduler', clientOf => {
        const client = clientOf('kube-scheduler')
        const draws = random.fork('kube-scheduler')
        return () => kubeScheduler(client, draws)
      }),
      ...(options.addons ?? addonsOf(options.profile)).map((addon, i) => this.begin(`addon ${i}`, clientOf => {
        const same = addonPart(addon, clientOf, random, this.server, this.network.pods)
        return () => same
      })),
      ...this.nodes.map(node => this.begin(`kubelet ${node.name}`, clientOf => {
        const same = agent(clientOf(`kubelet ${node.name}`), node, random.fork(`kubelet ${node.name}`), this.server.nodeDoors)
        return () => same
      })),
      ...[...this.network.pods.nodes.values()].map(node => this.begin(`kube-proxy ${node.name}`, clientOf => {
        const same = this.network.proxy(node, clientOf(`kube-proxy ${node.name}`))
        return () => same
      })),
      ...seats.map(seat => controllerOf(seat, clock)),
    ]
    const byName = new Map(components.map(component => [component.name, component]))
    for (const { name } of this.nodes) {
      const running = [`kubelet ${name}`, `kube-proxy ${name}`].flatMap(part => byName.get(part) ?? [])
      const machine = machineOf(name, running, clock, as => this.network.appear(name, as))
      byName.set(machine.name, machine)
    }
    return byName
  }

  /** A part that begins now, at the end of a line of its own. Whenever it starts, `make` says what does. */
  private begin(lineName: string, makeWith: (clientOf: (name: string) => Client) => () => Part): Component {
    const line = new Line({ server: this.door, clock: this.clock, random: this.random.fork(`connections ${lineName}`) })
    const make = makeWith(name => this.clientOf(name, line))
    const running = make()
    running.start()
    return new Component({ name: running.name, clock: this.clock, make, way: wayOver(() => line), running })
  }

  private client(caller: Caller, name: string, door: Door): Client {
    return new Client(door, this.clock, this.epochMs, caller, this.random.fork(`client ${name}`))
  }
}

const withoutQuorum = failure(500, '', new NoQuorumError().message)
