// CoreDNS: a program that knows the cluster through an API client of its own, answers names of the cluster itself and
// forwards all others. What came from outside it keeps for a while.
import type { EndpointSlice, Namespace, Service } from '../../apiserver/types.gen.ts'
import type { Client } from '../../client/client.ts'
import { InformerFactory, type Informer } from '../../client/informer.ts'
import type { DnsRecord, Question, Reply } from '../../runtime/dns.ts'
import type { Process, Program } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { clusterReply, type ClusterView } from './cluster-zone.ts'
import { internetReply } from './internet.ts'

export const coreDnsVersion = '1.13.1'
const dnsPort = 53
const cacheSeconds = 30
const maxCached = 10_000
/** Of the configuration that kubeadm writes. */
const configurationDigest = '1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b'

export class ClusterNames implements ClusterView {
  private readonly namespaces: Informer<Namespace>
  private readonly services: Informer<Service>
  private readonly servicesAt: (clusterIP: string) => readonly Service[]
  private readonly slices: (service: string) => readonly EndpointSlice[]
  private readonly slicesWith: (address: string) => readonly EndpointSlice[]

  constructor(informers: InformerFactory) {
    this.namespaces = informers.of('namespaces')
    this.services = informers.of('services')
    const slices = informers.of('endpointslices.discovery.k8s.io')
    this.servicesAt = this.services.indexBy(clusterIPsOf)
    this.slices = slices.indexBy(serviceKeysOf)
    this.slicesWith = slices.indexBy(addressesOf)
  }

  hasNamespace(name: string): boolean { return this.namespaces.get(name) !== undefined }
  service(namespace: string, name: string): Service | undefined { return this.services.get(`${namespace}/${name}`) }
  slicesOf(namespace: string, name: string): readonly EndpointSlice[] { return this.slices(`${namespace}/${name}`) }
  serviceAt(clusterIP: string): Service | undefined { return this.servicesAt(clusterIP)[0] }

  endpointAt(address: string): { readonly service: Service, readonly host: string } | undefined {
    for (const slice of this.slicesWith(address)) {
      const [key = ''] = serviceKeysOf(slice)
      const service = this.services.get(key)
      const endpoint = (slice.endpoints ?? []).find(({ addresses }) => addresses.includes(address))
      if (service?.spec.clusterIP === 'None' && endpoint) return { service, host: endpoint.hostname ?? address.replaceAll('.', '-') }
    }
    return undefined
  }
}

const clusterIPsOf = ({ spec }: Service): readonly string[] => spec.clusterIP === undefined || spec.clusterIP === 'None' ? [] : [spec.clusterIP]
const addressesOf = ({ endpoints }: EndpointSlice): readonly string[] => (endpoints ?? []).flatMap(({ addresses }) => addresses)
const serviceKeysOf = ({ metadata: { namespace, labels } }: EndpointSlice): readonly string[] => {
  const name = labels?.['kubernetes.io/service-name']
  return name === undefined ? [] : [`${namespace}/${name}`]
}

interface Cached { readonly reply: Reply, readonly atMs: number, readonly forSeconds: number }

export class DnsServer {
  private readonly cache = new Map<string, Cached>()
  private readonly view: ClusterView
  private readonly nowMs: () => number
  private turn = 0

  constructor(view: ClusterView, nowMs: () => number) {
    this.view = view
    this.nowMs = nowMs
  }

  /** Several addresses come in another order each time, so that clients that take the first take turns. */
  answer(question: Question): Reply {
    const reply = this.find(question)
    const others = reply.answers.filter(({ type }) => type !== 'A')
    const addresses = reply.answers.slice(others.length)
    if (addresses.length < 2) return reply
    const first = this.turn++ % addresses.length
    return { ...reply, answers: [...others, ...addresses.slice(first), ...addresses.slice(0, first)] }
  }

  private find(question: Question): Reply {
    const own = clusterReply(question, this.view)
    const alias = own?.answers.find(({ type }) => type === 'CNAME')
    if (!own || !alias || question.type === 'CNAME') return own ?? this.forward(question)
    const target = this.find({ name: alias.data.replace(/\.$/, ''), type: question.type })
    return target.code === 'NOERROR' ? { ...own, answers: [alias, ...target.answers] } : own
  }

  private forward(question: Question): Reply {
    const key = `${question.name} ${question.type}`
    const known = this.cache.get(key)
    const ageSeconds = known ? Math.floor((this.nowMs() - known.atMs) / 1000) : 0
    if (known && ageSeconds < known.forSeconds) return { ...known.reply, answers: known.reply.answers.map(record => older(record, ageSeconds)) }
    const fresh = internetReply(question)
    const answers = fresh.answers.map(record => ({ ...record, ttl: Math.min(record.ttl, cacheSeconds) }))
    const reply = { ...fresh, answers }
    if (this.cache.size >= maxCached) this.cache.clear()
    this.cache.set(key, { reply, atMs: this.nowMs(), forSeconds: cacheSeconds })
    return reply
  }
}

const older = (record: DnsRecord, seconds: number): DnsRecord => ({ ...record, ttl: Math.max(0, record.ttl - seconds) })

/** What runs in the pods of CoreDNS. */
export const coreDns = (client: Client): Program => function* (process: Process): Task<number> {
  process.out(`.:53\n[INFO] plugin/reload: Running configuration SHA512 = ${configurationDigest}\nCoreDNS-${coreDnsVersion}\nlinux/amd64, go1.25.2, 1db4568\n`)
  const informers = new InformerFactory(client)
  const server = new DnsServer(new ClusterNames(informers), () => process.machine.clock.nowMs)
  const listener = { dns: (question: Question) => server.answer(question) }
  process.listen(dnsPort, listener, 'udp')
  process.listen(dnsPort, listener)
  process.listen(8080, { http: () => ({ status: 200, body: 'OK' }) })
  process.listen(8181, { http: () => ({ status: 200, body: 'OK' }) })
  process.listen(9153, { http: () => ({ status: 200, body: '' }) })
  process.catch('TERM', 'INT')
  try { yield* process.nextSignal() }
  finally { informers.stop() }
  process.out('[INFO] SIGTERM: Shutting down servers then terminating\n[INFO] plugin/health: Going into lameduck mode for 5s\n')
  yield* process.sleep(5000)
  return 0
}
