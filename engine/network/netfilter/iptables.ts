// iptables: tables of chains of rules, as data. What walks them is walk.ts, what prints them save.ts and list.ts.
import { networkOf, type Network } from '../address.ts'

export type Protocol = 'tcp' | 'udp' | 'sctp'

export type Match =
  | { readonly kind: 'comment', readonly text: string }
  | { readonly kind: 'conntrack', readonly states: string, readonly not?: true }
  | { readonly kind: 'addrtype', readonly side: 'src' | 'dst' }
  | { readonly kind: 'port', readonly protocol: Protocol, readonly port?: number }
  | { readonly kind: 'recent', readonly list: string, readonly withinSeconds?: number }
  | { readonly kind: 'statistic', readonly probability: number }
  | { readonly kind: 'mark', readonly bits: number, readonly not?: true }

export type Target =
  | { readonly kind: 'jump', readonly chain: string }
  | { readonly kind: 'DNAT', readonly address: string, readonly port: number }
  | { readonly kind: 'xmark', readonly bits: number, readonly mask: number }
  | { readonly kind: 'ACCEPT' | 'DROP' | 'REJECT' | 'RETURN' | 'MASQUERADE' }

export interface Place { readonly network: Network, readonly not: boolean }

export interface Rule {
  readonly source?: Place
  readonly destination?: Place
  readonly protocol?: Protocol
  readonly matches: readonly Match[]
  readonly target?: Target
}

export type Chain = readonly Rule[]

/** The chains of a table by name: the built-in ones, and those that are somebody's. */
export type Table = ReadonlyMap<string, Chain>

export interface Iptables { readonly nat: Table, readonly filter: Table }

/** `! 10.244.0.0/16`, `10.96.0.1`. */
export const place = (text: string): Place =>
  text.startsWith('! ') ? { network: networkOf(text.slice(2)), not: true } : { network: networkOf(text), not: false }

export const comment = (text: string): Match => ({ kind: 'comment', text })
export const newConnection: Match = { kind: 'conntrack', states: 'NEW' }
export const jump = (chain: string): Target => ({ kind: 'jump', chain })
export const drop: Target = { kind: 'DROP' }
export const accept: Target = { kind: 'ACCEPT' }
export const reject: Target = { kind: 'REJECT' }

/** The share of a rule as the kernel keeps it: in 2⁻³¹. */
export const kernelShare = (probability: number): number => Math.round(probability * 2 ** 31) / 2 ** 31
