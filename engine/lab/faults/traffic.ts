// Requests that a lab lets clients make: one to look at closely, or so many a second. A line says who asks whom:
// `load web:80 with 5 requests/s from default/client`, `load web with 1 request from default/client`.
import { outletOf } from '../../network/cni.ts'
import { configOf, machineConfig } from '../../network/dns/policy.ts'
import type { ClusterNetwork } from '../../network/index.ts'
import { follow, type Journey } from '../../network/journey.ts'
import { Load } from '../../network/load.ts'
import { Running, type Task } from '../../runtime/task.ts'
import type { Client } from '../../client/client.ts'
import type { Clock } from '../../clock/clock.ts'
import { ActError } from './act.ts'

export interface Requests {
  /** A pod as `default/client`, a node, or `host`, the machine of the user. */
  readonly from: string
  readonly host: string
  readonly port: number
  readonly path: string
  /** How many at once, or how many a second; none a second ends it. */
  readonly count: number
  readonly isSteady: boolean
}

const grammar = /^load ([\w.-]+)(?::(\d{1,5}))?(\/\S*)? with (\d{1,4}) (requests?|requests\/s) from ([\w./-]+)$/

/** undefined: the line speaks of something else. */
export function parseRequests(text: string): Requests | undefined {
  const [, host = '', port = '80', path = '/', count = '', unit, from = ''] = grammar.exec(text.trim()) ?? []
  return unit === undefined ? undefined : { from, host, port: Number(port), path, count: Number(count), isSteady: unit.endsWith('/s') }
}

export interface Made {
  readonly id: number
  readonly atMs: number
  readonly from: string
  readonly host: string
  readonly port: number
  readonly path: string
  /** Nothing while it is under way. */
  journey: Journey | undefined
}

/** Paths are long; of more than these only the newest are kept. */
const mostKept = 256

/** All that labs have asked clients to ask. */
export class Traffic {
  readonly made: Made[] = []
  private readonly clock: Clock
  private readonly network: ClusterNetwork
  private readonly client: () => Client
  private readonly loads = new Map<string, Load>()
  private count = 0

  constructor(clock: Clock, network: ClusterNetwork, client: () => Client) {
    this.clock = clock
    this.network = network
    this.client = client
  }

  begin(requests: Requests): void {
    const outlet = this.outletFor(requests.from)
    const { clock } = this
    if (!requests.isSteady) {
      for (let i = 0; i < requests.count; i++) new Running(this.one(outlet, requests))
      return
    }
    const key = `${requests.from} ${requests.host}:${requests.port}`
    this.loads.get(key)?.stop()
    this.loads.delete(key)
    if (requests.count === 0) return
    const load = new Load({ clock, outlet, host: requests.host, port: requests.port, perSecond: requests.count })
    this.loads.set(key, load)
    load.start()
  }

  private* one(outlet: ReturnType<typeof outletOf>, { from, host, port, path }: Requests): Task {
    const made: Made = { id: ++this.count, atMs: this.clock.nowMs, from, host, port, path, journey: undefined }
    if (this.made.length >= mostKept) this.made.shift()
    this.made.push(made)
    made.journey = yield* follow(outlet, host, port, { path })
  }

  private outletFor(from: string): ReturnType<typeof outletOf> {
    const { pods: network, user } = this.network
    const [namespace = '', name] = from.split('/')
    if (name === undefined) {
      const station = namespace === user.name ? user : network.nodes.get(namespace)?.station
      if (!station) throw new ActError(`there is no node "${from}"; write a node, ${user.name}, or a pod as default/client`)
      return outletOf(network, station, this.clock, machineConfig)
    }
    const pod = this.client().find('pods', namespace, name)
    const station = network.at(pod?.status?.podIP ?? '')
    if (!pod || !station) throw new ActError(`there is no pod "${from}" with an address`)
    return outletOf(network, station, this.clock, configOf(pod))
  }
}
