// A table as iptables-save writes it.
import { kernelShare, type Match, type Place, type Rule, type Table, type Target } from './iptables.ts'

/** Chains that come with the table come first, in the order in which packets meet them. */
const builtIn = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']

/** `-A CHAIN …`: the rules of a table, and the declarations of its own chains before them. */
export function saveLines(table: Table): readonly string[] {
  const own = [...table.keys()].filter(name => !builtIn.includes(name)).sort()
  const first = builtIn.filter(name => table.has(name))
  return [
    ...own.map(name => `:${name} - [0:0]`),
    ...[...first, ...own].flatMap(name => (table.get(name) ?? []).map(rule => ruleLine(name, rule))),
  ]
}

export function ruleLine(chain: string, { source, destination, protocol, matches, target }: Rule): string {
  return [
    `-A ${chain}`,
    ...source ? [placeText('-s', source)] : [],
    ...destination ? [placeText('-d', destination)] : [],
    ...protocol ? [`-p ${protocol}`] : [],
    ...matches.map(matchText),
    ...target ? [targetText(target)] : [],
  ].join(' ')
}

const placeText = (flag: string, { network, not }: Place): string => `${not ? '! ' : ''}${flag} ${network.text}`

function matchText(match: Match): string {
  const not = 'not' in match && match.not ? '! ' : ''
  switch (match.kind) {
    case 'comment': return `-m comment --comment "${match.text}"`
    case 'conntrack': return `-m conntrack ${not}--ctstate ${match.states}`
    case 'addrtype': return `-m addrtype --${match.side}-type LOCAL`
    case 'port': return `-m ${match.protocol}${match.port === undefined ? '' : ` --dport ${match.port}`}`
    case 'recent': return `-m recent ${match.withinSeconds === undefined ? '--set' : `--rcheck --seconds ${match.withinSeconds} --reap`} --name ${match.list} --mask 255.255.255.255 --rsource`
    case 'statistic': return `-m statistic --mode random --probability ${kernelShare(match.probability).toFixed(11)}`
    case 'mark': return `-m mark ${not}--mark ${hex(match.bits)}/${hex(match.bits)}`
  }
}

function targetText(target: Target): string {
  switch (target.kind) {
    case 'jump': return `-j ${target.chain}`
    case 'DNAT': return `-j DNAT --to-destination ${target.address}:${target.port}`
    case 'xmark': return `-j MARK --set-xmark ${hex(target.bits)}/${hex(target.mask)}`
    case 'REJECT': return '-j REJECT --reject-with icmp-port-unreachable'
    case 'MASQUERADE': return '-j MASQUERADE --random-fully'
    default: return `-j ${target.kind}`
  }
}

export const hex = (bits: number): string => `0x${bits.toString(16)}`
