// A table as `iptables -L` shows it to people.
import { kernelShare, type Chain, type Match, type Place, type Rule, type Table, type Target } from './iptables.ts'
import { hex } from './save.ts'

const numbers = { tcp: '6', udp: '17', sctp: '132' } as const

export interface ListOptions {
  /** Numbers instead of names. */
  readonly isNumeric: boolean
  readonly hasLineNumbers: boolean
}

export function chainText(name: string, chain: Chain, table: Table, options: ListOptions): string {
  const isBuiltIn = /^[A-Z]+$/.test(name)
  const head = isBuiltIn ? '(policy ACCEPT)' : `(${references(name, table)} references)`
  const number = (text: string): string => options.hasLineNumbers ? text.padEnd(5) : ''
  const lines = [
    `Chain ${name} ${head}`,
    `${number('num')}target     prot opt source               destination         `,
    ...chain.map((rule, i) => `${number(String(i + 1))}${ruleText(rule, options)}`),
  ]
  return `${lines.join('\n')}\n`
}

function references(name: string, table: Table): number {
  let count = 0
  for (const chain of table.values()) for (const { target } of chain) if (target?.kind === 'jump' && target.chain === name) count++
  return count
}

function ruleText({ source, destination, protocol, matches, target }: Rule, { isNumeric }: ListOptions): string {
  const anywhere = isNumeric ? '0.0.0.0/0' : 'anywhere'
  const from = (place: Place | undefined): string => place ? `${place.not ? '!' : ''}${place.network.text.replace('/32', '')}` : anywhere
  const kind = protocol === undefined ? isNumeric ? '0' : 'all' : isNumeric ? numbers[protocol] : protocol
  const more = [...matches.map(matchText), ...target ? [targetText(target)] : []].filter(text => text !== '')
  return `${targetName(target).padEnd(9)}  ${kind.padEnd(4)} --  ${from(source).padEnd(19)}  ${from(destination).padEnd(19)} ${more.map(text => ` ${text}`).join('')}`
}

const targetName = (target: Target | undefined): string => !target ? '' : target.kind === 'jump' ? target.chain : target.kind === 'xmark' ? 'MARK' : target.kind

function matchText(match: Match): string {
  const not = 'not' in match && match.not ? '! ' : ''
  switch (match.kind) {
    case 'comment': return `/* ${match.text} */`
    case 'conntrack': return `${not}ctstate ${match.states}`
    case 'addrtype': return `ADDRTYPE match ${match.side}-type LOCAL`
    case 'port': return match.port === undefined ? match.protocol : `${match.protocol} dpt:${match.port}`
    case 'recent': return `recent: ${match.withinSeconds === undefined ? 'SET' : `CHECK seconds: ${match.withinSeconds} reap`} name: ${match.list} side: source mask: 255.255.255.255`
    case 'statistic': return `statistic mode random probability ${kernelShare(match.probability).toFixed(11)}`
    case 'mark': return `mark match ${not}${hex(match.bits)}/${hex(match.bits)}`
  }
}

function targetText(target: Target): string {
  switch (target.kind) {
    case 'DNAT': return `to:${target.address}:${target.port}`
    case 'xmark': return target.mask === 0 ? `MARK xor ${hex(target.bits)}` : `MARK or ${hex(target.bits)}`
    case 'REJECT': return 'reject-with icmp-port-unreachable'
    case 'MASQUERADE': return 'random-fully'
    default: return ''
  }
}
