// The path of a connection, as data: what a widget draws and a test asserts.
import type { Hop } from '../runtime/network.ts'

export type { Hop } from '../runtime/network.ts'

/** What a packet says of itself on its way; the kernel's mark and state travel along. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  source: string
  destination: string
  sourcePort: number
  destinationPort: number
  mark: number
  /** Its destination has been rewritten. */
  isDnat: boolean
}

/** How far in microseconds: inside a machine, and from one machine to another. */
export const insideUs = 20
export const betweenUs = 150

/** Writes hops down; where nobody wants to know, there is none of it. */
export class Trace {
  readonly hops: Hop[] = []
  us = 0

  note(at: string, kind: Hop['kind'], packet: Packet, chain?: string, text?: string): void {
    this.hops.push({
      at,
      kind,
      ...chain !== undefined && { chain },
      ...text !== undefined && { text },
      source: `${packet.source}:${packet.sourcePort}`,
      destination: `${packet.destination}:${packet.destinationPort}`,
      us: this.us,
    })
  }
}

/** Hops that come after others, and not before a time. */
export function later(hops: readonly Hop[], before: readonly Hop[], notBeforeUs = 0): readonly Hop[] {
  const soFarUs = before.reduce((latest, { us }) => Math.max(latest, us), notBeforeUs)
  return hops.map(hop => ({ ...hop, us: hop.us + soFarUs }))
}
