// Connection tracking: what the kernel of a node remembers of the connections that pass it.
import type { Packet } from './path.ts'

export interface Tuple {
  readonly source: string
  readonly destination: string
  readonly sourcePort: number
  readonly destinationPort: number
}

export type TrackState = 'SYN_SENT' | 'ESTABLISHED' | 'TIME_WAIT' | 'CLOSE' | 'UDP'

export interface Entry {
  readonly protocol: Packet['protocol']
  readonly original: Tuple
  reply: Tuple
  state: TrackState
  isReplied: boolean
  expiresAtMs: number
}

/** The kernel's own numbers, in seconds. */
const timeoutSeconds: Readonly<Record<TrackState, number>> = { SYN_SENT: 120, ESTABLISHED: 432_000, TIME_WAIT: 120, CLOSE: 10, UDP: 30 }
const maxEntries = 65_536

export const tupleOf = ({ source, destination, sourcePort, destinationPort }: Packet): Tuple => ({ source, destination, sourcePort, destinationPort })

export class Conntrack {
  private entries: Entry[] = []

  begin(packet: Packet, original: Tuple, nowMs: number): Entry {
    const { protocol } = packet
    const state = protocol === 'tcp' ? 'SYN_SENT' : 'UDP'
    const reply = { source: packet.destination, destination: packet.source, sourcePort: packet.destinationPort, destinationPort: packet.sourcePort }
    const entry: Entry = { protocol, original, reply, state, isReplied: false, expiresAtMs: nowMs + timeoutSeconds[state] * 1000 }
    if (this.entries.length >= 2 * maxEntries) this.entries = this.live(nowMs).slice(-maxEntries)
    this.entries.push(entry)
    return entry
  }

  /** The entries that have not run out, the newest first, as `conntrack -L` shows them. */
  list(nowMs: number): readonly Entry[] { return this.live(nowMs).slice(-maxEntries).reverse() }

  /** Forgets what leads to an endpoint that is gone: kube-proxy does so for UDP. */
  forget(isMeant: (entry: Entry) => boolean): number {
    const before = this.entries.length
    this.entries = this.entries.filter(entry => !isMeant(entry))
    return before - this.entries.length
  }

  private live(nowMs: number): Entry[] { return this.entries.filter(({ expiresAtMs }) => expiresAtMs > nowMs) }
}

export function turn(entry: Entry, state: TrackState, nowMs: number): void {
  entry.state = state
  entry.isReplied = true
  entry.expiresAtMs = nowMs + timeoutSeconds[state] * 1000
}

const heads = { tcp: 'tcp      6', udp: 'udp      17', icmp: 'icmp     1' } as const

/** A line of `conntrack -L`. */
export function entryLine({ protocol, original, reply, state, isReplied, expiresAtMs }: Entry, nowMs: number): string {
  const side = ({ source, destination, sourcePort, destinationPort }: Tuple): string => `src=${source} dst=${destination} sport=${sourcePort} dport=${destinationPort}`
  const head = heads[protocol]
  const seconds = Math.floor((expiresAtMs - nowMs - 1) / 1000)
  return [
    `${head} ${seconds}`,
    ...protocol === 'tcp' ? [state] : [],
    side(original),
    ...isReplied ? [] : ['[UNREPLIED]'],
    side(reply),
    ...isReplied && protocol === 'tcp' && state !== 'CLOSE' ? ['[ASSURED]'] : [],
    'mark=0 use=1',
  ].join(' ')
}
