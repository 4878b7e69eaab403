// A whole cluster, put together: the store, the server before it, and the parts that act on it.
import { Clock, type ClockEvent } from '../clock/clock.ts'
import type { Part } from '../clock/part.ts'
import { Random } from '../clock/random.ts'
import { parseTimestamp } from '../clock/time.ts'
import { EtcdMembers } from '../etcd/members.ts'
import { Store } from '../etcd/store.ts'
import type { KubeObject } from '../apiserver/object.ts'
import { Registry } from '../apiserver/registry.ts'
import type { Caller } from '../apiserver/request.ts'
import { bootstrap } from '../apiserver/bootstrap.ts'
import { builtinResources } from '../apiserver/kinds/index.ts'
import { ApiServer } from '../apiserver/server.ts'
import { keyOf } from '../apiserver/key.ts'
import { standardStages } from '../apiserver/stages.ts'
import { Client } from '../client/client.ts'
import { controllerManager } from '../controllers/index.ts'
import { kubelet } from '../kubelet/index.ts'
import { kubeScheduler } from '../scheduler/index.ts'
import { addonPart, type Addon } from '../addons/index.ts'
import { addonsOf, nodesOf, type NodeSpec, type Profile } from './profiles.ts'

export type NodeAgent = (client: Client, node: NodeSpec, random: Random) => Part

export interface ClusterOptions {
  /** How many nodes, or which. */
  readonly nodes?: number | readonly NodeSpec[]
  readonly profile?: Profile
  /** What is installed beside the control plane; what the profile comes with, unless said. */
  readonly addons?: readonly Addon[]
  readonly seed?: number
  /** The virtual time at which the cluster starts, RFC 3339. */
  readonly startTime?: string
  /** How many machines etcd runs on; on one, unless said, and that one never fails. */
  readonly etcdMembers?: 3 | 5
  /** What runs the pods of a node; kubelets, unless a test wants something plainer. */
  readonly nodeAgent?: NodeAgent
}

const defaultSeed = 1
const defaultStart = '2026-11-21T09:00:00Z'
const admin: Caller = { user: { name: 'kubernetes-admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] }, userAgent: 'kubectl' }

export class Cluster {
  readonly clock = new Clock()
  readonly epochMs: number
  readonly etcd: EtcdMembers | undefined
  readonly store: Store<KubeObject>
  readonly server: ApiServer
  readonly random: Random
  readonly parts: ReadonlyMap<string, Part>
  readonly nodes: readonly NodeSpec[]

  constructor(options: ClusterOptions = {}) {
    this.random = new Random(options.seed ?? defaultSeed)
    const startMs = parseTimestamp(options.startTime ?? defaultStart)
    if (startMs === undefined) throw new Error(`startTime ${JSON.stringify(options.startTime)} is no RFC 3339 time, as 2026-11-21T09:00:00Z`)
    this.epochMs = startMs
    this.etcd = options.etcdMembers && new EtcdMembers(options.etcdMembers, this.clock, this.random.fork('etcd'))
    this.store = new Store(this.clock, this.etcd)
    this.server = new ApiServer({
      clock: this.clock,
      epochMs: this.epochMs,
      store: this.store,
      random: this.random.fork('kube-apiserver'),
      registry: new Registry(builtinResources),
      stages: standardStages,
    })
    this.nodes = nodesOf(options.profile, options.nodes)
    this.parts = this.clock.input('the cluster starts', () => this.boot(options))
  }

  /** A client of the API server under a name; what it writes is recorded under that name. */
  clientOf(name: string, caller: Caller = { user: { name: `system:${name}`, groups: ['system:masters', 'system:authenticated'] }, userAgent: name }): Client {
    return new Client(this.server, this.clock, this.epochMs, caller, this.random.fork(`client ${name}`))
  }

  get admin(): Client { return this.clientOf('kubectl', admin) }

  /** The cluster as it was at a revision: read-only, through the same client. */
  past(revision: number): Client { return new Client(this.server.at(revision), this.clock, this.epochMs, admin, this.random.fork('past')) }

  get unixMs(): number { return this.epochMs + this.clock.nowMs }

  /** Why an object is as it is: the events that led to its last write, back to an input or the start. */
  why(key: string, namespace: string | undefined, name: string): readonly ClockEvent[] {
    const cause = this.store.get(key, keyOf(namespace, name))?.cause
    return cause === undefined ? [] : this.clock.chain(cause)
  }

  private boot(options: ClusterOptions): ReadonlyMap<string, Part> {
    bootstrap(this.server, { user: { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }, userAgent: 'kube-apiserver' })
    this.server.bootstrapAccess()
    const agent: NodeAgent = options.nodeAgent ?? ((client, node, random) => kubelet(client, node, random))
    const parts = [
      ...this.etcd?.parts ?? [],
      controllerManager(this.clientOf('kube-controller-manager'), this.server.signer),
      kubeScheduler(this.clientOf('kube-scheduler'), this.random.fork('kube-scheduler')),
      ...(options.addons ?? addonsOf(options.profile)).map(addon => addonPart(addon, name => this.clientOf(name), this.random)),
      ...this.nodes.map(node => agent(this.clientOf(`kubelet ${node.name}`), node, this.random.fork(`kubelet ${node.name}`))),
    ]
    for (const part of parts) part.start()
    return new Map(parts.map(part => [part.name, part]))
  }
}
