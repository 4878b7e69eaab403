// What becomes of a connection, and who may stop it.
import type { Listener } from '../runtime/network.ts'
import type { Hop, Packet } from './path.ts'
import type { Station } from './station.ts'

export type Outcome =
  /** Somebody listens. */
  | 'open'
  /** Nobody listens on that port. */
  | 'refused'
  /** A rule refuses it, with a message of its own. */
  | 'rejected'
  /** Nobody has that address, and a neighbour of it says so. */
  | 'unreachable'
  /** No answer ever comes. */
  | 'lost'

export interface Connection {
  readonly outcome: Outcome
  /** When the client knows, in milliseconds; never when it is lost. */
  readonly afterMs: number
  readonly station?: Station
  readonly listener?: Listener
  /** The address that the other side sees. */
  readonly from: string
  /** Its first packet, as it was in the end. */
  readonly packet: Packet
  readonly hops: readonly Hop[]
  close(): void
}

/** Says of traffic from or to a pod whether it may pass: where NetworkPolicies will have their say. */
export interface Policy {
  allows(direction: 'egress' | 'ingress', pod: Station, packet: Packet): boolean
}
