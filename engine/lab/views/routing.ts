// How a Service sends on what clients ask: the rules that kube-proxy wrote on the client's node, and the path that the
// newest request took through them, from the name to the answer.
import type { Service } from '../../apiserver/types.gen.ts'
import type { Chain, Rule, Table } from '../../network/netfilter/iptables.ts'
import type { Hop } from '../../network/path.ts'
import type { Cluster } from '../cluster.ts'
import type { Made } from '../faults/traffic.ts'
import { serviceView, type EndpointView, type ServiceView } from './traffic.ts'

/** What happened at one place of the way. */
export type RouteStep = Hop

export interface RuleView {
  /** The chain of its endpoint; the address of an endpoint that has no rule. */
  readonly key: string
  /** `10.244.1.3:80`, as the rule rewrites the destination. */
  readonly endpoint: string
  readonly pod: string
  readonly node: string
  readonly isReady: boolean
  /** Of what the rules before it left over; none: there is no rule. */
  readonly probability: number | undefined
  /** Of all. */
  readonly share: number
  /** How many requests took it. */
  readonly hits: number
}

export interface RoutingView {
  readonly client: string
  /** The node of the client, whose rules these are. */
  readonly node: string
  readonly service: ServiceView
  /** `KUBE-SVC-…`: where its rules are. */
  readonly chain: string
  readonly rules: readonly RuleView[]
  /** The requests that were made, and the newest of them, with a question of names as one step. */
  readonly total: number
  readonly request: { readonly id: number, readonly host: string, readonly outcome: string, readonly steps: readonly RouteStep[], readonly taken: string } | undefined
}

/** `client` as `default/client`; undefined until there are both. */
export function routingOf({ admin, network, traffic }: Cluster, namespace: string, client: string, name: string): RoutingView | undefined {
  const service = admin.find('services', namespace, name)
  const [clientNamespace = '', clientName] = client.split('/')
  const node = clientName === undefined ? client : admin.find('pods', clientNamespace, clientName)?.spec?.nodeName ?? ''
  if (!service || node === '') return undefined
  const view = serviceView(service, admin.list('endpointslices.discovery.k8s.io', namespace))
  const nat = network.pods.nodes.get(node)?.rules.iptables?.nat ?? new Map<string, Chain>()
  const chain = chainOf(nat, service)
  const requests = traffic.made.filter(({ from, host, journey }) => from === client && journey !== undefined && host.split('.')[0] === name)
  const taken = requests.map(destinationOf)
  const podNames = new Map(admin.list('pods', namespace).map(({ metadata }) => [metadata.uid, metadata.name]))
  const ruled = rulesIn(nat, chain)
  const rules = ruled.map(({ key, endpoint, probability, share }): RuleView => {
    const known = view.endpoints.find(({ address }) => address === addressOf(endpoint))
    return { key, endpoint, probability, share, hits: taken.filter(one => one === endpoint).length, ...whoIs(known, podNames) }
  })
  const unruled = view.endpoints.filter(({ address }) => !ruled.some(({ endpoint }) => addressOf(endpoint) === address))
    .map((known): RuleView => ({ key: known.address, endpoint: known.address, probability: undefined, share: 0, hits: taken.filter(one => addressOf(one) === known.address).length, ...whoIs(known, podNames) }))
  const newest = requests.at(-1)
  return {
    client, node, service: view, chain,
    rules: [...rules, ...unruled],
    total: requests.length,
    request: newest?.journey && { id: newest.id, host: newest.host, outcome: newest.journey.outcome, steps: stepsOf(newest.journey.hops), taken: destinationOf(newest) },
  }
}

const addressOf = (endpoint: string): string => endpoint.split(':')[0] ?? ''
const whoIs = (known: EndpointView | undefined, names: ReadonlyMap<string, string>) =>
  ({ pod: names.get(known?.pod ?? '') ?? '', node: known?.node ?? '', isReady: known?.isReady ?? false })

/** Where the packet of a request was sent on to; nowhere, when no rule did. */
const destinationOf = ({ journey }: Made): string => connectionIn(journey?.hops ?? []).findLast(({ kind }) => kind === 'dnat')?.destination ?? ''

/** What follows the last question of names. */
function connectionIn(hops: readonly Hop[]): readonly Hop[] {
  const sent = hops.findLastIndex(({ kind, destination }) => kind === 'send' && !isQuestion(destination))
  return sent < 0 ? [] : hops.slice(sent)
}

const isQuestion = (destination: string): boolean => destination.endsWith(':53')

/** Each question of names is one step, and so is a rule with what it does to the destination. */
export function stepsOf(hops: readonly Hop[]): readonly RouteStep[] {
  const connection = connectionIn(hops)
  const questions = hops.slice(0, hops.length - connection.length).filter(({ kind }) => kind === 'answer').map((hop): Hop => ({ ...hop, kind: 'ask' }))
  const steps = connection.flatMap((hop, i) => {
    const next = connection[i + 1]
    if (hop.kind === 'rule' && next?.kind === 'dnat') return []
    const before = connection[i - 1]
    return hop.kind === 'dnat' && before?.kind === 'rule' && before.chain !== undefined ? [{ ...hop, chain: before.chain }] : [hop]
  })
  return [...questions, ...steps]
}

/** The chain to which the address of a Service leads. */
function chainOf(nat: Table, { metadata: { namespace, name }, spec }: Service): string {
  const port = spec?.ports?.[0]?.name ?? ''
  const about = `${namespace}/${name}${port === '' ? '' : `:${port}`} cluster IP`
  return targetOf(nat.get('KUBE-SERVICES')?.find(({ matches }) => matches.some(match => match.kind === 'comment' && match.text === about)))
}

const targetOf = (rule: Rule | undefined): string => rule?.target?.kind === 'jump' ? rule.target.chain : ''

/** Each rule takes its part of what those before it left. */
function rulesIn(nat: Table, chain: string): readonly { readonly key: string, readonly endpoint: string, readonly probability: number, readonly share: number }[] {
  let left = 1
  return (nat.get(chain) ?? []).flatMap(rule => {
    const key = targetOf(rule)
    const dnat = nat.get(key)?.find(({ target }) => target?.kind === 'DNAT')?.target
    if (dnat?.kind !== 'DNAT' || rule.matches.some(({ kind }) => kind === 'recent')) return []
    const statistic = rule.matches.find(match => match.kind === 'statistic')
    const probability = statistic?.probability ?? 1
    const share = left * probability
    left -= share
    return [{ key, endpoint: `${dnat.address}:${dnat.port}`, probability, share }]
  })
}
