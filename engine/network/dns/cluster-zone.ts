// The names of a cluster, as the kubernetes plugin of CoreDNS makes them of Services, slices and namespaces.
import type { EndpointSlice, Service } from '../../apiserver/types.gen.ts'
import { addressOfReverse, type DnsRecord, type Question, type Reply } from '../../runtime/dns.ts'

export const clusterDomain = 'cluster.local'
const ttl = 30

/** What it knows of the cluster, looked up by name. */
export interface ClusterView {
  hasNamespace(name: string): boolean
  service(namespace: string, name: string): Service | undefined
  slicesOf(namespace: string, name: string): readonly EndpointSlice[]
  serviceAt(clusterIP: string): Service | undefined
  /** The Service and the name of an endpoint with that address. */
  endpointAt(address: string): { readonly service: Service, readonly host: string } | undefined
}

interface Target { readonly name: string, readonly address: string, readonly ports: readonly { readonly name: string, readonly protocol: string, readonly port: number }[] }

const soa: DnsRecord = { name: clusterDomain, type: 'SOA', ttl: ttl, data: `ns.dns.${clusterDomain}. hostmaster.${clusterDomain}. 1 7200 1800 86400 ${ttl}` }
const found = (answers: readonly DnsRecord[], additional?: readonly DnsRecord[]): Reply =>
  answers.length > 0 ? { code: 'NOERROR', isAuthoritative: true, answers, ...additional && { additional } } : { code: 'NOERROR', isAuthoritative: true, answers, authority: soa }
const nobody: Reply = { code: 'NXDOMAIN', isAuthoritative: true, answers: [], authority: soa }

export const isClusterName = (name: string): boolean => name === clusterDomain || name.endsWith(`.${clusterDomain}`)

/** undefined: not a name of the cluster. */
export function clusterReply(question: Question, view: ClusterView): Reply | undefined {
  const reversed = question.type === 'PTR' ? addressOfReverse(question.name) : undefined
  if (reversed !== undefined) return reverseReply(question, reversed, view)
  if (!isClusterName(question.name)) return undefined
  const labels = question.name.split('.').slice(0, -clusterDomain.split('.').length)
  const kind = labels.pop()
  if (kind === undefined || (kind === 'svc' && labels.length === 0)) return found([])
  if (kind === 'pod') return podReply(question, labels, view)
  if (kind === 'dns-version' && labels.length === 0) return found(question.type === 'TXT' ? [{ ...at(question), type: 'TXT', data: '"1.1.0"' }] : [])
  return kind === 'svc' ? serviceReply(question, labels, view) : nobody
}

const at = ({ name }: Question): Pick<DnsRecord, 'name' | 'ttl'> => ({ name, ttl })
const address = (question: Question, data: string): DnsRecord => ({ ...at(question), type: 'A', data })

/** `10-244-0-5.default.pod`: whatever the address, as long as the namespace is there. */
function podReply(question: Question, labels: readonly string[], view: ClusterView): Reply {
  const [dashed = '', namespace = ''] = labels
  if (labels.length === 0) return found([])
  if (labels.length === 1) return view.hasNamespace(dashed) ? found([]) : nobody
  if (labels.length > 2 || !view.hasNamespace(namespace) || !/^\d{1,3}(?:-\d{1,3}){3}$/.test(dashed)) return nobody
  return found(question.type === 'A' ? [address(question, dashed.replaceAll('-', '.'))] : [])
}

function serviceReply(question: Question, labels: readonly string[], view: ClusterView): Reply {
  const [namespace = '', name, ...rest] = [...labels].reverse()
  if (!view.hasNamespace(namespace)) return nobody
  if (name === undefined) return found([])
  const service = view.service(namespace, name)
  if (!service) return nobody
  const { spec } = service
  if (spec.type === 'ExternalName') return rest.length > 0 ? nobody : found([{ ...at(question), type: 'CNAME', data: `${spec.externalName ?? ''}.` }])
  const isPort = rest.length === 2 && rest.every(label => label.startsWith('_'))
  if (rest.length > 0 && !isPort && rest.length !== 1) return nobody
  const host = rest.length === 1 ? rest[0] : undefined
  const targets = spec.clusterIP === 'None' || host !== undefined ? endpointTargets(view, service, host) : [serviceTarget(service)]
  const [protocol, portName] = isPort ? rest.map(label => label.slice(1)) : []
  const wanted = isPort ? targets.map(target => ({ ...target, ports: target.ports.filter(port => port.name === portName && port.protocol === protocol) })).filter(({ ports }) => ports.length > 0) : targets
  if (wanted.length === 0) return nobody
  if (question.type === 'A') return found([...new Set(wanted.map(target => target.address))].map(each => address(question, each)))
  return question.type === 'SRV' ? srvReply(question, wanted) : found([])
}

const fullName = ({ metadata: { name, namespace } }: Service): string => `${name}.${namespace}.svc.${clusterDomain}`

const serviceTarget = (service: Service): Target => ({
  name: fullName(service),
  address: service.spec.clusterIP ?? '',
  ports: (service.spec.ports ?? []).map(({ name = '', protocol = 'TCP', port }) => ({ name, protocol: protocol.toLowerCase(), port })),
})

function endpointTargets(view: ClusterView, service: Service, host: string | undefined): readonly Target[] {
  const targets: Target[] = []
  for (const { endpoints, ports } of view.slicesOf(service.metadata.namespace ?? '', service.metadata.name)) {
    for (const { addresses: [own = ''], conditions, hostname } of endpoints ?? []) {
      const name = hostname ?? own.replaceAll('.', '-')
      if (conditions.ready === false || (host !== undefined && host !== name)) continue
      targets.push({ name: `${name}.${fullName(service)}`, address: own, ports: (ports ?? []).map(({ name: portName = '', protocol = 'TCP', port = 0 }) => ({ name: portName, protocol: protocol.toLowerCase(), port })) })
    }
  }
  return targets
}

function srvReply(question: Question, targets: readonly Target[]): Reply {
  const count = targets.reduce((sum, { ports }) => sum + ports.length, 0)
  const weight = Math.max(1, Math.floor(100 / Math.max(1, count)))
  return found(
    targets.flatMap(({ name, ports }) => ports.map(({ port }): DnsRecord => ({ ...at(question), type: 'SRV', data: `0 ${weight} ${port} ${name}.` }))),
    targets.map(({ name, address: data }): DnsRecord => ({ name, ttl, type: 'A', data })),
  )
}

function reverseReply(question: Question, own: string, view: ClusterView): Reply | undefined {
  const service = view.serviceAt(own)
  const endpoint = service ? undefined : view.endpointAt(own)
  if (!service && !endpoint) return undefined
  const name = service ? fullName(service) : endpoint ? `${endpoint.host}.${fullName(endpoint.service)}` : ''
  return found([{ ...at(question), type: 'PTR', data: `${name}.` }])
}
