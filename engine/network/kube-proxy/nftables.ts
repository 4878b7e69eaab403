// The rules of kube-proxy in nftables mode, of what it knows of Services and of its node.
import { networkOf, numberOf } from '../address.ts'
import type { Action, NftChain, NftElement, NftRule, NftSet, Nftables, Test } from '../netfilter/nftables.ts'
import { isExternal, type Endpoint, type ServicePort } from './services.ts'
import { shortHash } from './sha256.ts'
import { endpointsFor, type Choice, type ProxyNode } from './topology.ts'

export interface NftablesConfig {
  readonly localCIDR: string | undefined
  readonly serviceCIDR: string
  readonly nodeIP: string
}

const mark = '0x00004000'
const nameLetters = 8

const rule = (text: string, tests: readonly Test[], action: Action): NftRule => ({ text, tests, action })
const go = (chain: string): Action => ({ kind: 'goto', chain })

class Writer {
  readonly sets = new Map<string, NftSet>()
  readonly maps = new Map<string, NftSet>()
  readonly chains = new Map<string, NftChain>()
  private readonly elements = new Map<string, Map<string, NftElement>>()

  set(into: 'sets' | 'maps', name: string, type: string, about: string): void {
    const elements = new Map<string, NftElement>()
    this.elements.set(name, elements)
    this[into].set(name, { head: [`type ${type}`, `comment "${about}"`], elements })
  }

  put(set: string, key: string, element: NftElement = {}): void { this.elements.get(set)?.set(key, element) }
}

/** Chains of before that nothing leads to any more are emptied, and gone the next time. */
export function nftablesOf(services: readonly ServicePort[], node: ProxyNode, config: NftablesConfig, before?: Nftables): Nftables {
  const writer = new Writer()
  addBase(writer, config)
  for (const service of services) addService(writer, service, endpointsFor(service, node), node, config)
  for (const [name, { rules }] of before?.chains ?? []) if (rules.length > 0 && !writer.chains.has(name)) writer.chains.set(name, { rules: [] })
  return writer
}

function addBase(writer: Writer, { localCIDR, serviceCIDR, nodeIP }: NftablesConfig): void {
  const { chains } = writer
  const byService = 'ipv4_addr . inet_proto . inet_service : verdict'
  const byPort = 'inet_proto . inet_service : verdict'
  writer.set('sets', 'hairpin-connections', 'ipv4_addr . ipv4_addr . inet_proto . inet_service', 'service hairpin connections')
  writer.set('sets', 'cluster-ips', 'ipv4_addr', 'Active ClusterIPs')
  writer.set('sets', 'nodeport-ips', 'ipv4_addr', 'IPs that accept NodePort traffic')
  writer.set('maps', 'no-endpoint-services', byService, 'vmap to drop or reject packets to services with no endpoints')
  writer.set('maps', 'no-endpoint-nodeports', byPort, 'vmap to drop or reject packets to service nodeports with no endpoints')
  writer.set('maps', 'firewall-ips', byService, 'destinations that are subject to LoadBalancerSourceRanges')
  writer.set('maps', 'service-ips', byService, 'ClusterIP, ExternalIP and LoadBalancer IP traffic')
  writer.set('maps', 'service-nodeports', byPort, 'NodePort traffic')
  writer.put('nodeport-ips', nodeIP)
  const hook = (name: string, head: string, ...rules: readonly NftRule[]): void => { chains.set(name, { head: `type ${head}; policy accept;`, rules }) }
  const plain = (name: string, ...rules: readonly NftRule[]): void => { chains.set(name, { rules }) }
  const ifNew = (chain: string): NftRule => rule(`ct state new jump ${chain}`, [{ kind: 'new' }], { kind: 'jump', chain })
  const always = (chain: string): NftRule => rule(`jump ${chain}`, [], { kind: 'jump', chain })
  const byAddress = (map: string): NftRule => rule(`ip daddr . meta l4proto . th dport vmap @${map}`, [], { kind: 'look-up', map, by: 'address' })
  const byNodePort = (map: string): NftRule =>
    rule(`ip daddr @nodeport-ips meta l4proto . th dport vmap @${map}`, [{ kind: 'destination-in', set: 'nodeport-ips' }], { kind: 'look-up', map, by: 'port' })
  hook('filter-prerouting-pre-dnat', 'filter hook prerouting priority dstnat - 10', ifNew('firewall-check'))
  hook('filter-output-pre-dnat', 'filter hook output priority -110', ifNew('firewall-check'))
  hook('filter-input', 'filter hook input priority filter', ifNew('nodeport-endpoints-check'), ifNew('service-endpoints-check'))
  hook('filter-forward', 'filter hook forward priority filter', ifNew('service-endpoints-check'), ifNew('cluster-ips-check'))
  hook('filter-output', 'filter hook output priority filter', ifNew('service-endpoints-check'), ifNew('cluster-ips-check'))
  hook('nat-prerouting', 'nat hook prerouting priority dstnat', always('services'))
  hook('nat-output', 'nat hook output priority -100', always('services'))
  hook('nat-postrouting', 'nat hook postrouting priority srcnat', always('masquerading'))
  plain('nodeport-endpoints-check', byNodePort('no-endpoint-nodeports'))
  plain('service-endpoints-check', byAddress('no-endpoint-services'))
  plain('firewall-check', byAddress('firewall-ips'))
  plain('services', ...localCIDR === undefined ? [] : [outsideRule(localCIDR)], byAddress('service-ips'), byNodePort('service-nodeports'))
  plain('masquerading',
    rule(`meta mark & ${mark} != 0x00000000 meta mark set meta mark ^ ${mark} masquerade fully-random`, [{ kind: 'marked' }], { kind: 'masquerade' }),
    rule('ct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random', [{ kind: 'hairpin' }], { kind: 'masquerade' }))
  plain('cluster-ips-check',
    rule('ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"', [{ kind: 'destination-in', set: 'cluster-ips' }], { kind: 'reject' }),
    rule(`ip daddr ${serviceCIDR} drop comment "Drop traffic to unallocated ClusterIPs"`, [{ kind: 'destination', network: networkOf(serviceCIDR) }], { kind: 'drop' }))
  chains.set('reject-chain', { head: 'comment "helper for @no-endpoint-services / @no-endpoint-nodeports"', rules: [rule('reject', [], { kind: 'reject' })] })
}

const outsideRule = (localCIDR: string): NftRule => rule(
  `ip daddr @cluster-ips ip saddr != ${localCIDR} meta mark set meta mark | ${mark} comment "masquerade clusterIP traffic from outside cluster"`,
  [{ kind: 'destination-in', set: 'cluster-ips' }, { kind: 'source', network: networkOf(localCIDR), not: true }],
  { kind: 'mark' },
)

function addService(writer: Writer, service: ServicePort, { cluster, local, reachable, hasAny }: Choice, node: ProxyNode, config: NftablesConfig): void {
  const { protocol, clusterIP, port, nodePort, internalLocal, externalLocal, loadBalancerIPs, externalIPs, sourceRanges } = service
  const base = `${service.namespace}/${service.name}/${protocol}/${service.portName}`
  const named = `${shortHash(base, nameLetters)}-${base}`
  const hasInternal = hasAny && (!internalLocal || local.length > 0)
  const hasExternal = hasAny && (!externalLocal || local.length > 0)
  const verdict = hasAny ? { kind: 'drop' } as const : { kind: 'goto', chain: 'reject-chain' } as const
  const none: NftElement = { comment: service.text, verdict }
  const at = (address: string): string => `${address} . ${protocol} . ${port}`
  writer.put('cluster-ips', clusterIP)
  if (hasInternal) writer.put('service-ips', at(clusterIP), { verdict: { kind: 'goto', chain: `${internalLocal ? 'local' : 'service'}-${named}` } })
  else writer.put('no-endpoint-services', at(clusterIP), none)
  const external: NftElement = { verdict: { kind: 'goto', chain: `external-${named}` } }
  for (const address of [...externalIPs, ...loadBalancerIPs]) {
    if (hasAny) writer.put('service-ips', at(address), external)
    if (!hasExternal) writer.put('no-endpoint-services', at(address), none)
  }
  if (nodePort !== 0 && hasAny) writer.put('service-nodeports', `${protocol} . ${nodePort}`, external)
  if (nodePort !== 0 && !hasExternal) writer.put('no-endpoint-nodeports', `${protocol} . ${nodePort}`, none)
  for (const { address, port: target, nodeName } of reachable)
    if (nodeName === node.name) writer.put('hairpin-connections', `${address} . ${address} . ${protocol} . ${target}`)
  if (service.affinitySeconds !== undefined) for (const endpoint of reachable) addSticky(writer, base, protocol, endpoint, service.affinitySeconds)
  if (cluster.length > 0 && (!internalLocal || isExternal(service))) writer.chains.set(`service-${named}`, { rules: shares(service, base, cluster) })
  if (local.length > 0) writer.chains.set(`local-${named}`, { rules: shares(service, base, local) })
  if (hasAny && isExternal(service)) writer.chains.set(`external-${named}`, { rules: externalRules(service, named, hasExternal, config) })
  if (hasAny && loadBalancerIPs.length > 0 && sourceRanges.length > 0) {
    for (const address of loadBalancerIPs) writer.put('firewall-ips', at(address), { verdict: { kind: 'goto', chain: `firewall-${named}` } })
    writer.chains.set(`firewall-${named}`, { rules: [firewallRule(sourceRanges)] })
  }
}

const stickyName = (base: string, { address, port }: Endpoint): string => {
  const text = `${base}__${address}/${port}`
  return `${shortHash(text, nameLetters)}-${text}`
}

function addSticky(writer: Writer, base: string, protocol: ServicePort['protocol'], endpoint: Endpoint, timeoutSeconds: number): void {
  const named = stickyName(base, endpoint)
  const set = `affinity-${named}`
  writer.sets.set(set, { head: ['type ipv4_addr', 'size 65535', 'flags dynamic,timeout', `timeout ${duration(timeoutSeconds)}`], elements: new Map(), timeoutSeconds })
  writer.chains.set(`endpoint-${named}`, {
    rules: [
      rule(`update @${set} { ip saddr }`, [], { kind: 'remember', set }),
      rule(`meta l4proto ${protocol} dnat to ${endpoint.text}`, [{ kind: 'protocol', protocol }], { kind: 'dnat', to: [endpoint] }),
    ],
  })
}

function shares({ protocol, affinitySeconds }: ServicePort, base: string, endpoints: readonly Endpoint[]): readonly NftRule[] {
  const count = endpoints.length
  if (affinitySeconds === undefined) {
    const to = endpoints.map(({ address, port }, i) => `${i} : ${address} . ${port}`).join(', ')
    return [rule(`meta l4proto ${protocol} dnat ip to numgen random mod ${count} map { ${to} }`, [{ kind: 'protocol', protocol }], { kind: 'dnat', to: endpoints })]
  }
  const names = endpoints.map(endpoint => stickyName(base, endpoint))
  const chains = names.map(name => `endpoint-${name}`)
  return [
    ...names.map(name => rule(`ip saddr @affinity-${name} goto endpoint-${name}`, [{ kind: 'source-in', set: `affinity-${name}` }], go(`endpoint-${name}`))),
    rule(`numgen random mod ${count} vmap { ${chains.map((chain, i) => `${i} : goto ${chain}`).join(', ')} }`, [], { kind: 'choose', chains }),
  ]
}

function externalRules({ externalLocal }: ServicePort, named: string, hasExternal: boolean, { localCIDR }: NftablesConfig): readonly NftRule[] {
  const cluster = `service-${named}`
  const last = `${externalLocal ? 'local' : 'service'}-${named}`
  const toEndpoints = hasExternal ? [rule(`goto ${last}`, [], go(last))] : []
  if (!externalLocal) return [rule(`meta mark set meta mark | ${mark} comment "masquerade"`, [], { kind: 'mark' }), ...toEndpoints]
  return [
    ...localCIDR === undefined ? [] : [rule(`ip saddr ${localCIDR} goto ${cluster} comment "short-circuit pod traffic"`, [{ kind: 'source', network: networkOf(localCIDR) }], go(cluster))],
    rule(`fib saddr type local meta mark set meta mark | ${mark} comment "masquerade local traffic"`, [{ kind: 'local-source' }], { kind: 'mark' }),
    rule(`fib saddr type local goto ${cluster} comment "short-circuit local traffic"`, [{ kind: 'local-source' }], go(cluster)),
    ...toEndpoints,
  ]
}

function firewallRule(ranges: readonly string[]): NftRule {
  const networks = ranges.map(networkOf).sort((a, b) => numberOf(a.text.split('/')[0] ?? '') - numberOf(b.text.split('/')[0] ?? ''))
  const texts = networks.map(({ text }) => text)
  return rule(`ip saddr != { ${texts.join(', ')} } drop`, [{ kind: 'source-outside', networks }], { kind: 'drop' })
}

/** `3h`, `1m30s`: as nft writes a time. */
function duration(seconds: number): string {
  const parts = [[Math.floor(seconds / 86_400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'], [Math.floor(seconds / 60) % 60, 'm'], [seconds % 60, 's']] as const
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`).join('')
}
