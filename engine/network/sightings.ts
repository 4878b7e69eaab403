// What was seen of the newest connections: who asked whom, and what became of it. It is part of no decision; it is there
// to be looked at, so it costs little and forgets soon.
import type { Connection, Outcome } from './connection.ts'
import type { Packet } from './path.ts'

export interface Sighting {
  /** Counts up, one for each connection ever. */
  readonly id: number
  readonly atMs: number
  /** The name of the station that asked, and the address and port that it dialled. */
  readonly from: string
  readonly address: string
  readonly port: number
  readonly protocol: Packet['protocol']
  readonly outcome: Outcome
  /** Where its first packet was sent in the end: the address of a pod, once a rule has rewritten it. */
  readonly destination: string
}

const mostKept = 512

export class Sightings {
  private kept: Sighting[] = []
  private count = 0

  note(from: string, address: string, port: number, { outcome, packet }: Connection, atMs: number): void {
    if (this.kept.length >= 2 * mostKept) this.kept = this.kept.slice(-mostKept)
    this.kept.push({ id: ++this.count, atMs, from, address, port, protocol: packet.protocol, outcome, destination: packet.destination })
  }

  /** Those since an instant, the oldest first; of very many only the newest. */
  since(atMs: number): readonly Sighting[] {
    let first = this.kept.length
    while (first > 0 && (this.kept[first - 1]?.atMs ?? -Infinity) >= atMs) first--
    return this.kept.slice(Math.max(first, this.kept.length - mostKept))
  }
}
