// The way out of a station, for the programs on it.
import type { Clock } from '../clock/clock.ts'
import type { Answer, ConnectOptions, Outlet, Reached } from '../runtime/network.ts'
import type { Program } from '../runtime/process.ts'
import { pause, type Task } from '../runtime/task.ts'
import { isAddress } from './address.ts'
import type { ResolverConfig } from './dns/resolver.ts'
import type { Connection } from './connection.ts'
import type { PodNetwork } from './network.ts'
import type { Hop } from './path.ts'
import type { Station } from './station.ts'

/** When the kernel stops sending the first packet of a connection again. */
const kernelPatienceMs = 134_000

export interface OutletOptions {
  readonly config: ResolverConfig
  /** Turns a name into addresses, by questions over the network. */
  readonly resolve: (name: string, wantsPath: boolean) => Task<Answer & { readonly hops: readonly Hop[] }>
  readonly find: (name: string) => Program | undefined
}

export class StationOutlet implements Outlet {
  readonly station: Station
  readonly network: PodNetwork
  readonly options: OutletOptions
  readonly clock: Clock

  constructor(network: PodNetwork, station: Station, clock: Clock, options: OutletOptions) {
    this.network = network
    this.station = station
    this.clock = clock
    this.options = options
  }

  get address(): string { return this.station.address }

  * lookup(name: string): Task<Answer> {
    if (isAddress(name)) return { addresses: [name] }
    if (name === 'localhost') return { addresses: ['127.0.0.1'] }
    return yield* this.options.resolve(name, false)
  }

  client(name: string): Program | undefined { return this.options.find(name) }

  * connect(address: string, port: number, { transport = 'tcp', timeoutMs = Infinity, hops }: ConnectOptions = {}): Task<Reached> {
    const connection = this.network.connect(this.station, address, port, transport, hops !== undefined)
    const { outcome, listener, from, close } = connection
    const beganUs = hops?.at(-1)?.us ?? 0
    hops?.push(...connection.hops.map(hop => ({ ...hop, us: hop.us + beganUs })))
    yield* this.wait(connection, timeoutMs)
    if (connection.afterMs > timeoutMs || outcome === 'lost') return { kind: 'timeout' }
    if (outcome === 'open' && listener) return { kind: 'open', listener, from, close }
    if (outcome === 'unreachable') return { kind: 'unreachable' }
    return outcome === 'rejected' ? { kind: 'refused', byRule: true } : { kind: 'refused' }
  }

  private* wait({ afterMs, packet }: Connection, timeoutMs: number): Task {
    const ms = Math.min(afterMs, timeoutMs, kernelPatienceMs)
    if (ms > 0) yield pause(this.clock, ms, `${this.station.name} waits for ${packet.destination}:${packet.destinationPort}`)
  }
}
