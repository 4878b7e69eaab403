// nftables: one table of sets, maps and chains, as data that can be walked and printed.
import type { Network } from '../address.ts'
import type { Protocol } from './iptables.ts'

export type Test =
  | { readonly kind: 'new' | 'local-source' | 'marked' | 'hairpin' }
  | { readonly kind: 'destination-in', readonly set: string }
  | { readonly kind: 'source-in', readonly set: string }
  | { readonly kind: 'source' | 'destination', readonly network: Network, readonly not?: true }
  | { readonly kind: 'source-outside', readonly networks: readonly Network[] }
  | { readonly kind: 'protocol', readonly protocol: Protocol }

export type Action =
  | { readonly kind: 'jump' | 'goto', readonly chain: string }
  /** Looks up what is asked for, with its address or by its port alone, and does what the map says. */
  | { readonly kind: 'look-up', readonly map: string, readonly by: 'address' | 'port' }
  | { readonly kind: 'mark' }
  | { readonly kind: 'remember', readonly set: string }
  | { readonly kind: 'dnat', readonly to: readonly Destination[] }
  | { readonly kind: 'choose', readonly chains: readonly string[] }
  | { readonly kind: 'drop' | 'reject' | 'masquerade' }

export interface Destination { readonly address: string, readonly port: number }

export interface NftRule {
  readonly text: string
  readonly tests: readonly Test[]
  readonly action: Action
}

export interface NftChain {
  /** Where it meets packets, if it does so by itself; or what it is for. */
  readonly head?: string
  readonly rules: readonly NftRule[]
}

/** A set has elements; a map tells for each what to do; a dynamic set is filled by the packets themselves. */
export interface NftSet {
  readonly head: readonly string[]
  readonly elements: ReadonlyMap<string, NftElement>
  /** How long what a packet put into it stays. */
  readonly timeoutSeconds?: number
}

export interface NftElement {
  readonly comment?: string
  readonly verdict?: { readonly kind: 'drop' } | { readonly kind: 'goto', readonly chain: string }
}

export interface Nftables {
  readonly sets: ReadonlyMap<string, NftSet>
  readonly maps: ReadonlyMap<string, NftSet>
  readonly chains: ReadonlyMap<string, NftChain>
}

/** As `nft list table ip kube-proxy` shows it. */
export function nftLines({ sets, maps, chains }: Nftables): readonly string[] {
  const blocks = [
    ...[...sets].filter(([, { timeoutSeconds }]) => timeoutSeconds === undefined).map(([name, set]) => setBlock('set', name, set)),
    ...[...maps].map(([name, map]) => setBlock('map', name, map)),
    ...[...sets].filter(([, { timeoutSeconds }]) => timeoutSeconds !== undefined).map(([name, set]) => setBlock('set', name, set)),
    ...[...chains].map(([name, { head, rules }]) => [`\tchain ${name} {`, ...head === undefined ? [] : [`\t\t${head}`], ...rules.map(({ text }) => `\t\t${text}`), '\t}']),
  ]
  return ['table ip kube-proxy {', '\tcomment "rules for kube-proxy"', ...blocks.flatMap((block, i) => i === 0 ? block : ['', ...block]), '}']
}

function setBlock(kind: 'set' | 'map', name: string, { head, elements }: NftSet): readonly string[] {
  const texts = [...elements].map(([key, { comment, verdict }]) =>
    `${key}${comment === undefined ? '' : ` comment "${comment}"`}${verdict ? ` : ${verdict.kind === 'drop' ? 'drop' : `goto ${verdict.chain}`}` : ''}`)
  return [
    `\t${kind} ${name} {`,
    ...head.map(line => `\t\t${line}`),
    ...texts.length === 0 ? [] : `\t\telements = { ${texts.join(',\n\t\t\t     ')} }`.split('\n'),
    '\t}',
  ]
}
