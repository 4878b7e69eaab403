// The rules of kube-proxy in iptables mode, of what it knows of Services and of its node.
import { networkOf } from '../address.ts'
import { accept, comment, drop, jump, newConnection, place, reject, type Chain, type Iptables, type Match, type Rule } from '../netfilter/iptables.ts'
import { shortHash } from './sha256.ts'
import { isExternal, type Endpoint, type ServicePort } from './services.ts'
import { endpointsFor, type Choice, type ProxyNode } from './topology.ts'

export interface IptablesConfig {
  readonly masqueradeBit: number
  /** Where traffic of pods comes from; unknown: nothing is known to be of a pod. */
  readonly localCIDR: string | undefined
  /** The address of the node: it may ask load balancers whose source ranges contain it. */
  readonly nodeIP: string
}

/** Beyond so many endpoints the comments at each of them are left out, as kube-proxy does to save room. */
const largeClusterEndpoints = 1000

class Chains {
  private readonly chains = new Map<string, Rule[]>()
  declare(...names: readonly string[]): this {
    for (const name of names) if (!this.chains.has(name)) this.chains.set(name, [])
    return this
  }

  add(chain: string, rule: Omit<Rule, 'matches'> & { readonly matches?: readonly Match[] }): void {
    this.declare(chain)
    this.chains.get(chain)?.push({ matches: [], ...rule })
  }

  get table(): ReadonlyMap<string, Chain> { return this.chains }
}

export function iptablesOf(services: readonly ServicePort[], node: ProxyNode, config: IptablesConfig): Iptables {
  const nat = new Chains().declare('KUBE-MARK-MASQ', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-PROXY-CANARY', 'KUBE-SERVICES')
  const filter = new Chains().declare('KUBE-EXTERNAL-SERVICES', 'KUBE-FIREWALL', 'KUBE-FORWARD', 'KUBE-NODEPORTS', 'KUBE-PROXY-CANARY', 'KUBE-PROXY-FIREWALL', 'KUBE-SERVICES')
  const mark = 2 ** config.masqueradeBit
  addHooks(nat, filter, mark)
  const isLarge = services.reduce((sum, { endpoints }) => sum + endpoints.length, 0) > largeClusterEndpoints
  for (const service of services) addService({ nat, filter, service, choice: endpointsFor(service, node), config, isLarge })
  nat.add('KUBE-SERVICES', {
    matches: [comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain'), { kind: 'addrtype', side: 'dst' }],
    target: jump('KUBE-NODEPORTS'),
  })
  return { nat: nat.table, filter: filter.table }
}

function addHooks(nat: Chains, filter: Chains, mark: number): void {
  const portals = { matches: [comment('kubernetes service portals')], target: jump('KUBE-SERVICES') }
  nat.add('PREROUTING', portals)
  nat.add('OUTPUT', portals)
  nat.add('POSTROUTING', { matches: [comment('kubernetes postrouting rules')], target: jump('KUBE-POSTROUTING') })
  nat.add('KUBE-MARK-MASQ', { target: { kind: 'xmark', bits: mark, mask: mark } })
  nat.add('KUBE-POSTROUTING', { matches: [{ kind: 'mark', bits: mark, not: true }], target: { kind: 'RETURN' } })
  nat.add('KUBE-POSTROUTING', { target: { kind: 'xmark', bits: mark, mask: 0 } })
  nat.add('KUBE-POSTROUTING', { matches: [comment('kubernetes service traffic requiring SNAT')], target: { kind: 'MASQUERADE' } })

  const firewall = { matches: [newConnection, comment('kubernetes load balancer firewall')], target: jump('KUBE-PROXY-FIREWALL') }
  const external = { matches: [newConnection, comment('kubernetes externally-visible service portals')], target: jump('KUBE-EXTERNAL-SERVICES') }
  const services = { matches: [newConnection, comment('kubernetes service portals')], target: jump('KUBE-SERVICES') }
  filter.add('INPUT', { target: jump('KUBE-FIREWALL') })
  filter.add('INPUT', firewall)
  filter.add('INPUT', { matches: [comment('kubernetes health check service ports')], target: jump('KUBE-NODEPORTS') })
  filter.add('INPUT', external)
  filter.add('FORWARD', firewall)
  filter.add('FORWARD', { matches: [comment('kubernetes forwarding rules')], target: jump('KUBE-FORWARD') })
  filter.add('FORWARD', services)
  filter.add('FORWARD', external)
  filter.add('OUTPUT', { target: jump('KUBE-FIREWALL') })
  filter.add('OUTPUT', firewall)
  filter.add('OUTPUT', services)
  filter.add('KUBE-FIREWALL', {
    source: place('! 127.0.0.0/8'),
    destination: place('127.0.0.0/8'),
    matches: [comment('block incoming localnet connections'), { kind: 'conntrack', states: 'RELATED,ESTABLISHED,DNAT', not: true }],
    target: drop,
  })
  filter.add('KUBE-FORWARD', { matches: [comment('kubernetes forwarding rules'), { kind: 'mark', bits: mark }], target: accept })
  filter.add('KUBE-FORWARD', { matches: [comment('kubernetes forwarding conntrack rule'), { kind: 'conntrack', states: 'RELATED,ESTABLISHED' }], target: accept })
}

const nameLetters = 16

interface Writing {
  readonly nat: Chains
  readonly filter: Chains
  readonly service: ServicePort
  readonly choice: Choice
  readonly config: IptablesConfig
  readonly isLarge: boolean
}

interface Names { readonly cluster: string, readonly local: string, readonly external: string, readonly firewall: string }

const namesOf = ({ text, protocol }: ServicePort): Names => {
  const hash = shortHash(text + protocol, nameLetters)
  return { cluster: `KUBE-SVC-${hash}`, local: `KUBE-SVL-${hash}`, external: `KUBE-EXT-${hash}`, firewall: `KUBE-FW-${hash}` }
}

const endpointChain = ({ text, protocol }: ServicePort, endpoint: Endpoint): string =>
  `KUBE-SEP-${shortHash(text + protocol + endpoint.text, nameLetters)}`

/** The rules of one port of a Service. */
function addService(writing: Writing): void {
  const { nat, filter, service, choice: { cluster, local, reachable, hasAny }, isLarge } = writing
  const names = namesOf(service)
  const hasInternal = hasAny && (!service.internalLocal || local.length > 0)
  const hasExternal = hasAny && (!service.externalLocal || local.length > 0)
  const isRestricted = hasAny && service.loadBalancerIPs.length > 0 && service.sourceRanges.length > 0
  if (hasInternal) addClusterIP(writing, service.internalLocal ? names.local : names.cluster)
  else refuse(writing, 'KUBE-SERVICES', { destination: place(service.clusterIP) })
  const fromOutside: readonly (readonly [string, string, string])[] = [
    ...service.externalIPs.map(address => [address, 'external IP', names.external] as const),
    ...service.loadBalancerIPs.map(address => [address, 'loadbalancer IP', isRestricted ? names.firewall : names.external] as const),
  ]
  for (const [address, what, chain] of fromOutside) {
    if (hasAny) nat.add('KUBE-SERVICES', { destination: place(address), protocol: service.protocol, matches: [comment(`${service.text} ${what}`), portOf(service)], target: jump(chain) })
    if (isRestricted && what === 'loadbalancer IP')
      filter.add('KUBE-PROXY-FIREWALL', { destination: place(address), protocol: service.protocol, matches: [comment(`${service.text} traffic not accepted by ${names.firewall}`), portOf(service)], target: drop })
    if (!hasExternal) refuse(writing, 'KUBE-EXTERNAL-SERVICES', { destination: place(address) })
  }
  if (service.nodePort !== 0) addNodePort(writing, names.external, hasExternal)
  if (service.healthCheckNodePort !== 0)
    filter.add('KUBE-NODEPORTS', { protocol: 'tcp', matches: [comment(`${service.text} health check node port`), { kind: 'port', protocol: 'tcp', port: service.healthCheckNodePort }], target: accept })
  if (isRestricted) addFirewall(writing, names)
  if (hasAny && isExternal(service)) addExternal(writing, names, hasExternal)
  if (cluster.length > 0 && (!service.internalLocal || isExternal(service))) addShares(writing, names.cluster, cluster)
  if (local.length > 0) addShares(writing, names.local, local)
  for (const endpoint of reachable) addEndpoint(nat, service, endpoint, isLarge)
}

const portOf = ({ protocol, port }: ServicePort): Match => ({ kind: 'port', protocol, port })

function addClusterIP({ nat, service, config: { localCIDR } }: Writing, chain: string): void {
  const rule = { destination: place(service.clusterIP), protocol: service.protocol, matches: [comment(`${service.text} cluster IP`), portOf(service)] }
  nat.add('KUBE-SERVICES', { ...rule, target: jump(chain) })
  if (localCIDR !== undefined) nat.add(chain, { source: place(`! ${localCIDR}`), ...rule, target: jump('KUBE-MARK-MASQ') })
}

function addNodePort(writing: Writing, chain: string, hasExternal: boolean): void {
  const { nat, service, choice } = writing
  const matches = [comment(service.text), { kind: 'port', protocol: service.protocol, port: service.nodePort } as const]
  if (choice.hasAny) nat.add('KUBE-NODEPORTS', { protocol: service.protocol, matches, target: jump(chain) })
  if (!hasExternal) refuse(writing, 'KUBE-EXTERNAL-SERVICES', {}, service.nodePort)
}

/** Without an endpoint anywhere a connection is refused; where only this node has none, it is dropped. */
function refuse({ filter, service, choice: { hasAny } }: Writing, chain: string, to: Pick<Rule, 'destination'>, nodePort?: number): void {
  filter.add(chain, {
    ...to,
    protocol: service.protocol,
    matches: [
      comment(`${service.text} has no ${hasAny ? 'local ' : ''}endpoints`),
      ...nodePort === undefined ? [] : [{ kind: 'addrtype', side: 'dst' } as const],
      { kind: 'port', protocol: service.protocol, port: nodePort ?? service.port },
    ],
    target: hasAny ? drop : reject,
  })
}

function addFirewall({ nat, service, config: { nodeIP } }: Writing, { external, firewall }: Names): void {
  const matches = [comment(`${service.text} loadbalancer IP`)]
  const admit = (source: string): void => nat.add(firewall, { source: place(source), matches, target: jump(external) })
  for (const range of service.sourceRanges) admit(range)
  if (service.sourceRanges.some(range => networkOf(range).contains(nodeIP))) for (const address of service.loadBalancerIPs) admit(address) // a node that has the address itself asks from it
  nat.add(firewall, { matches: [comment(`other traffic to ${service.text} will be dropped by KUBE-PROXY-FIREWALL`)] })
}

function addExternal({ nat, service, config: { localCIDR } }: Writing, { cluster, local, external }: Names, hasExternal: boolean): void {
  const about = `for ${service.text} external destinations`
  const fromNode = { kind: 'addrtype', side: 'src' } as const
  if (!service.externalLocal) nat.add(external, { matches: [comment(`masquerade traffic ${about}`)], target: jump('KUBE-MARK-MASQ') })
  else {
    if (localCIDR !== undefined) nat.add(external, { source: place(localCIDR), matches: [comment(`pod traffic ${about}`)], target: jump(cluster) })
    nat.add(external, { matches: [comment(`masquerade LOCAL traffic ${about}`), fromNode], target: jump('KUBE-MARK-MASQ') })
    nat.add(external, { matches: [comment(`route LOCAL traffic ${about}`), fromNode], target: jump(cluster) })
  }
  if (hasExternal) nat.add(external, { target: jump(service.externalLocal ? local : cluster) })
}

/** Each rule takes its share of what the rules before it left: 1/n, 1/(n-1), … and the last all of it. */
function addShares({ nat, service, isLarge }: Writing, chain: string, endpoints: readonly Endpoint[]): void {
  const about = (endpoint: Endpoint): readonly Match[] => isLarge ? [] : [comment(`${service.text} -> ${endpoint.text}`)]
  const { affinitySeconds } = service
  if (affinitySeconds !== undefined) for (const endpoint of endpoints) {
    const list = endpointChain(service, endpoint)
    nat.add(chain, { matches: [...about(endpoint), { kind: 'recent', list, withinSeconds: affinitySeconds }], target: jump(list) })
  }
  for (const [i, endpoint] of endpoints.entries()) {
    const left = endpoints.length - i
    nat.add(chain, { matches: [...about(endpoint), ...left > 1 ? [{ kind: 'statistic', probability: writtenShare(left) } as const] : []], target: jump(endpointChain(service, endpoint)) })
  }
}

/** kube-proxy writes ten digits. */
const writtenShare = (parts: number): number => Number((1 / parts).toFixed(10))

function addEndpoint(nat: Chains, service: ServicePort, endpoint: Endpoint, isLarge: boolean): void {
  const chain = endpointChain(service, endpoint)
  const about = isLarge ? [] : [comment(service.text)]
  const { protocol } = service
  nat.add(chain, { source: place(endpoint.address), matches: about, target: jump('KUBE-MARK-MASQ') })
  nat.add(chain, {
    protocol,
    matches: [...about, ...service.affinitySeconds === undefined ? [] : [{ kind: 'recent', list: chain } as const], { kind: 'port', protocol }],
    target: { kind: 'DNAT', address: endpoint.address, port: endpoint.port },
  })
}
