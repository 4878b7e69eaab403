// What the kernel of a node asks its rules, whatever they are written in.
import type { Packet, Trace } from '../path.ts'
import type { Iptables } from './iptables.ts'
import type { Nftables } from './nftables.ts'

export type Verdict = 'accept' | 'drop' | 'reject'

/** What rules may ask of the node they are on. */
export interface Kernel {
  readonly name: string
  isLocal(address: string): boolean
  /** In [0, 1): a share of chance. */
  chance(): number
  readonly nowMs: number
  /** Who was seen when, by the name of a list: what affinity is made of. */
  readonly seen: Map<string, Map<string, number>>
}

export interface Ruleset {
  /** Before routing, for what comes in and for what processes of the node send: may drop it, may rewrite its destination. */
  receive(packet: Packet, hook: 'prerouting' | 'output', kernel: Kernel, trace: Trace | undefined): Verdict
  filter(packet: Packet, hook: 'input' | 'forward' | 'output', kernel: Kernel, trace: Trace | undefined): Verdict
  /** After routing: whether its source is to become the node's. */
  masquerades(packet: Packet, kernel: Kernel, trace: Trace | undefined): boolean
  /** The rules themselves, in the one form or the other. */
  readonly iptables?: Iptables | undefined
  readonly nftables?: Nftables | undefined
}

/** Rules that are worked out when somebody first asks for them: most nodes of a large cluster are never asked. */
export function lazily(make: () => Ruleset): Ruleset {
  let made: Ruleset | undefined
  const rules = (): Ruleset => made ??= make()
  return {
    receive: (packet, hook, kernel, trace) => rules().receive(packet, hook, kernel, trace),
    filter: (packet, hook, kernel, trace) => rules().filter(packet, hook, kernel, trace),
    masquerades: (packet, kernel, trace) => rules().masquerades(packet, kernel, trace),
    get iptables() { return rules().iptables },
    get nftables() { return rules().nftables },
  }
}

/** A node on which no kube-proxy has ever written a rule. */
export const noRules: Ruleset = {
  receive: () => 'accept',
  filter: () => 'accept',
  masquerades: () => false,
}

export function remember(kernel: Kernel, list: string, address: string): void {
  const known = kernel.seen.get(list)
  if (known) known.set(address, kernel.nowMs)
  else kernel.seen.set(list, new Map([[address, kernel.nowMs]]))
}

export function wasSeen(kernel: Kernel, list: string, address: string, withinSeconds: number): boolean {
  const at = kernel.seen.get(list)?.get(address)
  return at !== undefined && kernel.nowMs - at < withinSeconds * 1000
}
