// A packet on its way through the chains of nftables.
import type { Packet, Trace } from '../path.ts'
import type { Action, Nftables, NftRule, Test } from './nftables.ts'
import { remember, wasSeen, type Kernel, type Ruleset, type Verdict } from './ruleset.ts'

type End = Verdict | 'done' | 'masquerade'

export function nftablesRuleset(table: Nftables): Ruleset {
  const go = (chain: string, packet: Packet, kernel: Kernel, trace: Trace | undefined): End | undefined => walk(table, chain, packet, kernel, trace)
  const verdict = (end: End | undefined): Verdict => end === 'drop' || end === 'reject' ? end : 'accept'
  return {
    receive: (packet, hook, kernel, trace) => {
      const before = verdict(go(`filter-${hook}-pre-dnat`, packet, kernel, trace))
      if (before === 'accept') go(`nat-${hook}`, packet, kernel, trace)
      return before
    },
    filter: (packet, hook, kernel, trace) => verdict(go(`filter-${hook}`, packet, kernel, trace)),
    masquerades: (packet, kernel, trace) => go('nat-postrouting', packet, kernel, trace) === 'masquerade',
    nftables: table,
  }
}

function walk(table: Nftables, name: string, packet: Packet, kernel: Kernel, trace: Trace | undefined): End | undefined {
  for (const rule of table.chains.get(name)?.rules ?? []) {
    if (!rule.tests.every(test => holds(table, test, packet, kernel))) continue
    const end = act(table, name, rule, packet, kernel, trace)
    if (end !== undefined) return end === 'end of chain' ? undefined : end
  }
  return undefined
}

/** What a rule leads to; undefined: on with the next. */
function act(table: Nftables, name: string, rule: NftRule, packet: Packet, kernel: Kernel, trace: Trace | undefined): End | 'end of chain' | undefined {
  const { action } = rule
  const note = (): void => trace?.note(kernel.name, 'rule', packet, name, rule.text)
  const follow = (chain: string): End | 'end of chain' => walk(table, chain, packet, kernel, trace) ?? 'end of chain'
  switch (action.kind) {
    case 'jump': {
      note()
      const hops = trace?.hops.length
      const end = walk(table, action.chain, packet, kernel, trace)
      if (end === undefined && trace?.hops.length === hops) trace?.hops.pop() // nothing there was for this packet
      return end
    }
    case 'goto':
      note()
      return follow(action.chain)
    case 'look-up': {
      const verdict = table.maps.get(action.map)?.elements.get(keyFor(action, packet))?.verdict
      if (!verdict) return undefined
      note()
      return verdict.kind === 'drop' ? 'drop' : follow(verdict.chain)
    }
    case 'mark':
      packet.mark |= 0x4000
      note()
      return undefined
    case 'remember':
      remember(kernel, action.set, packet.source)
      return undefined
    case 'choose':
      note()
      return follow(action.chains[Math.floor(kernel.chance() * action.chains.length)] ?? '')
    case 'dnat': {
      const to = action.to[Math.floor(kernel.chance() * action.to.length)]
      if (!to) return undefined
      note()
      packet.destination = to.address
      packet.destinationPort = to.port
      packet.isDnat = true
      trace?.note(kernel.name, 'dnat', packet)
      return 'done'
    }
    default:
      note()
      return action.kind
  }
}

const keyFor = ({ by }: Action & { kind: 'look-up' }, { destination, protocol, destinationPort }: Packet): string =>
  by === 'address' ? `${destination} . ${protocol} . ${destinationPort}` : `${protocol} . ${destinationPort}`

function holds(table: Nftables, test: Test, packet: Packet, kernel: Kernel): boolean {
  switch (test.kind) {
    case 'new': return true // it is the first packet of its connection that walks
    case 'local-source': return kernel.isLocal(packet.source)
    case 'marked': return (packet.mark & 0x4000) !== 0
    case 'protocol': return packet.protocol === test.protocol
    case 'source': return test.network.contains(packet.source) !== (test.not ?? false)
    case 'destination': return test.network.contains(packet.destination)
    case 'source-outside': return !test.networks.some(({ contains }) => contains(packet.source))
    case 'destination-in': return table.sets.get(test.set)?.elements.has(packet.destination) ?? false
    case 'source-in': return wasSeen(kernel, test.set, packet.source, table.sets.get(test.set)?.timeoutSeconds ?? 0)
    case 'hairpin': return packet.isDnat
      && (table.sets.get('hairpin-connections')?.elements.has(`${packet.source} . ${packet.destination} . ${packet.protocol} . ${packet.destinationPort}`) ?? false)
  }
}
