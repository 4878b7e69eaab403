// A packet on its way through the tables of iptables.
import type { Packet, Trace } from '../path.ts'
import { kernelShare, type Chain, type Iptables, type Match, type Rule, type Table } from './iptables.ts'
import { remember, wasSeen, type Kernel, type Ruleset, type Verdict } from './ruleset.ts'
import { ruleLine } from './save.ts'

type End = Verdict | 'done' | 'masquerade' | 'return'

const hooks = { prerouting: 'PREROUTING', output: 'OUTPUT', input: 'INPUT', forward: 'FORWARD' } as const

export function iptablesRuleset(iptables: Iptables): Ruleset {
  const { nat, filter } = iptables
  const natWalk = new Walk(nat)
  const filterWalk = new Walk(filter)
  return {
    receive: (packet, hook, kernel, trace) => {
      natWalk.go(hooks[hook], packet, kernel, trace)
      return 'accept'
    },
    filter: (packet, hook, kernel, trace) => {
      const end = filterWalk.go(hooks[hook], packet, kernel, trace)
      return end === 'drop' || end === 'reject' ? end : 'accept'
    },
    masquerades: (packet, kernel, trace) => natWalk.go('POSTROUTING', packet, kernel, trace) === 'masquerade',
    iptables,
  }
}

/** Below so many rules an index costs more than it saves. */
const worthAnIndex = 8

class Walk {
  private readonly table: Table
  private readonly indexes = new Map<string, Index>()

  constructor(table: Table) {
    this.table = table
    for (const [name, chain] of table) if (chain.length >= worthAnIndex) this.indexes.set(name, indexOf(chain))
  }

  go(name: string, packet: Packet, kernel: Kernel, trace: Trace | undefined): End | undefined {
    for (const rule of this.rulesFor(name, packet)) {
      if (!matches(rule, packet, kernel)) continue
      const { target } = rule
      if (!target) continue
      if (trace && target.kind !== 'RETURN') trace.note(kernel.name, 'rule', packet, name, ruleLine(name, rule))
      switch (target.kind) {
        case 'jump': {
          const hops = trace?.hops.length
          const end = this.go(target.chain, packet, kernel, trace)
          if (end !== undefined && end !== 'return') return end
          if (trace?.hops.length === hops) trace?.hops.pop() // nothing there was for this packet
          break
        }
        case 'DNAT':
          packet.destination = target.address
          packet.destinationPort = target.port
          packet.isDnat = true
          trace?.note(kernel.name, 'dnat', packet)
          return 'done'
        case 'xmark':
          packet.mark = packet.mark & ~target.mask ^ target.bits
          break
        case 'ACCEPT': return 'accept'
        case 'DROP': return 'drop'
        case 'REJECT': return 'reject'
        case 'RETURN': return 'return'
        case 'MASQUERADE': return 'masquerade'
      }
    }
    return undefined
  }

  private rulesFor(name: string, { destination }: Packet): Chain {
    const index = this.indexes.get(name)
    return index ? index.byDestination.get(destination) ?? index.others : this.table.get(name) ?? []
  }
}

/** The rules that one address can match, in their order: all others are for other addresses. */
interface Index { readonly byDestination: ReadonlyMap<string, Chain>, readonly others: Chain }

const soleDestination = ({ destination }: Rule): string | undefined =>
  destination && !destination.not && destination.network.text.endsWith('/32') ? destination.network.text.slice(0, -'/32'.length) : undefined

function indexOf(chain: Chain): Index {
  const others: Rule[] = []
  const byDestination = new Map<string, Rule[]>()
  for (const rule of chain) {
    const sole = soleDestination(rule)
    if (sole === undefined) {
      others.push(rule)
      for (const rules of byDestination.values()) rules.push(rule)
    }
    else {
      const rules = byDestination.get(sole)
      if (rules) rules.push(rule)
      else byDestination.set(sole, [...others, rule])
    }
  }
  return { byDestination, others }
}

function matches({ source, destination, protocol, matches: tests }: Rule, packet: Packet, kernel: Kernel): boolean {
  if (protocol !== undefined && protocol !== packet.protocol) return false
  if (destination && destination.network.contains(packet.destination) === destination.not) return false
  if (source && source.network.contains(packet.source) === source.not) return false
  for (const test of tests) if (!holds(test, packet, kernel)) return false
  return true
}

function holds(test: Match, packet: Packet, kernel: Kernel): boolean {
  switch (test.kind) {
    case 'comment': return true
    case 'port': return test.port === undefined || test.port === packet.destinationPort
    case 'conntrack': return test.states === 'NEW' || (test.states.includes('DNAT') && packet.isDnat) !== (test.not ?? false) // it is the first packet of its connection that walks
    case 'addrtype': return kernel.isLocal(test.side === 'src' ? packet.source : packet.destination)
    case 'mark': return (packet.mark & test.bits) === test.bits !== (test.not ?? false)
    case 'statistic': return kernel.chance() < kernelShare(test.probability)
    case 'recent':
      if (test.withinSeconds !== undefined) return wasSeen(kernel, test.list, packet.source, test.withinSeconds)
      remember(kernel, test.list, packet.source)
      return true
  }
}
