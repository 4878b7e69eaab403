// The controller: it hears of Ingresses and all that they speak of, and makes servers of them.
import type { KubeObject } from '../../../apiserver/object.ts'
import type { ConfigMap, EndpointSlice, Ingress, IngressClass, Secret, Service } from '../../../apiserver/types.gen.ts'
import type { Client } from '../../../client/client.ts'
import { InformerFactory, keyOf, type Informer } from '../../../client/informer.ts'
import { EventRecorder } from '../../../client/recorder.ts'
import { WorkQueue } from '../../../client/workqueue.ts'
import type { Process } from '../../process.ts'
import { backendOf, nobody, type Complain, type Services } from './backends.ts'
import { pairIn, type FindSecret } from './certificates.ts'
import { whyIgnored } from './classes.ts'
import { say, sayEvent } from './log.ts'
import type { Options } from './options.ts'
import type { Proxy } from './proxy.ts'
import { serversOf, type Servers } from './servers.ts'

const component = 'nginx-ingress-controller'
const reactionMs = 20
/** So far apart are two looks at everything. */
const restMs = 3333
const serviceLabel = 'kubernetes.io/service-name'

const servicesOf = ({ metadata: { namespace, labels } }: EndpointSlice): readonly string[] => [`${namespace}/${labels?.[serviceLabel] ?? ''}`]

export class Controller {
  private readonly ingresses: Informer<Ingress>
  private readonly classes: Informer<IngressClass>
  private readonly services: Informer<Service>
  private readonly secrets: Informer<Secret>
  private readonly configMaps: Informer<ConfigMap>
  private readonly process: Process
  private readonly client: Client
  private readonly options: Options
  private readonly proxy: Proxy
  private readonly informers: InformerFactory
  private readonly recorder: EventRecorder
  private readonly queue: WorkQueue
  private readonly slices: (service: string) => readonly EndpointSlice[]
  private syncedMs = -Infinity
  private configuration = ''
  private readonly fake: string

  /** Throws the StatusError of a server that will not tell it what it must know. */
  constructor(process: Process, client: Client, options: Options, proxy: Proxy) {
    this.process = process
    this.client = client
    this.options = options
    this.proxy = proxy
    this.fake = proxy.certificate
    this.informers = new InformerFactory(client)
    this.recorder = new EventRecorder(client, component)
    this.queue = new WorkQueue({ clock: client.clock, name: component, reactionMs, sync: () => this.sync() })
    try {
      const { informers } = this
      const scope = options.namespace === '' ? {} : { namespace: options.namespace }
      const [namespace = ''] = options.configMap.split('/')
      this.ingresses = informers.of('ingresses.networking.k8s.io', scope)
      this.classes = informers.of('ingressclasses.networking.k8s.io')
      this.services = informers.of('services', scope)
      this.secrets = informers.of('secrets', scope)
      this.configMaps = informers.of('configmaps', namespace === '' ? {} : { namespace })
      const slices = informers.of('endpointslices.discovery.k8s.io', scope)
      this.slices = slices.indexBy(servicesOf)
      this.listen(slices)
    }
    catch (error) {
      this.stop()
      throw error
    }
  }

  stop(): void {
    this.queue.stop()
    this.informers.stop()
  }

  /** Why it does not take an Ingress, if so. */
  whyIgnored(ingress: Ingress): string | undefined { return whyIgnored(ingress, this.classes.list(), this.options) }

  own(): readonly Ingress[] { return this.ingresses.list().filter(ingress => this.whyIgnored(ingress) === undefined) }

  private listen(slices: Informer<EndpointSlice>): void {
    const soon = (): void => this.queue.addAfter('configuration', this.syncedMs + restMs - this.client.clock.nowMs)
    for (const informer of [this.classes, this.services, this.secrets, this.configMaps, slices]) (informer as unknown as Informer<KubeObject>).handle({ added: soon, updated: soon, deleted: soon }) // whatever its type, it is an object
    this.ingresses.handle({
      added: ingress => this.heard(ingress, soon),
      updated: ingress => this.heard(ingress, soon),
      deleted: soon,
    })
    soon()
  }

  private heard(ingress: Ingress, soon: () => void): void {
    const why = this.whyIgnored(ingress)
    if (why !== undefined) return say(this.process, 'I', 'store.go:430', `"Ignoring ingress because of error while validating ingress class" ingress="${keyOf(ingress)}" error="${why}"`)
    if (ingress.spec.ingressClassName !== undefined) say(this.process, 'I', 'store.go:443', `"Found valid IngressClass" ingress="${keyOf(ingress)}" ingressclass="${ingress.spec.ingressClassName}"`)
    this.event(ingress, 'Sync', 'Scheduled for sync')
    soon()
  }

  private event(about: KubeObject, reason: string, message: string): void {
    this.recorder.event(about, 'Normal', reason, message)
    sayEvent(this.process, about, 'Normal', reason, message)
  }

  private sync(): void {
    this.syncedMs = this.client.clock.nowMs
    const config = this.configMaps.get(this.options.configMap)?.data ?? {}
    const services: Services = { service: (at, name) => this.services.get(`${at}/${name}`), slicesOf: (at, name) => this.slices(`${at}/${name}`) }
    const said = new Set<string>()
    const complain: Complain = (level, place, text) => {
      if (said.has(text)) return
      said.add(text)
      say(this.process, level, place, text)
    }
    const [fallbackNamespace = '', fallbackName = ''] = this.options.defaultBackend.split('/')
    const fallbackPort = services.service(fallbackNamespace, fallbackName)?.spec.ports?.[0]?.port
    const fallback = fallbackPort === undefined ? nobody : backendOf(services, fallbackNamespace, { service: { name: fallbackName, port: { number: fallbackPort } } }, complain) ?? nobody
    const secret: FindSecret = (at, name) => this.secrets.get(`${at}/${name}`)
    const servers = serversOf({ ...services, ingresses: this.own(), secret, config, unixMs: this.client.unixMs, fallback, complain })
    this.proxy.servers = servers
    this.proxy.config = config
    const given = this.secrets.get(this.options.defaultCertificate)
    const pair = given && pairIn(given)
    this.proxy.certificate = pair && 'pem' in pair ? pair.pem : this.fake
    this.reload(servers, JSON.stringify(config))
  }

  /** New endpoints and certificates are taken without it; all else makes nginx read its configuration again. */
  private reload(servers: Servers, config: string): void {
    const next = config + JSON.stringify([...servers], (key, value: unknown) => key === 'endpoints' || key === 'shown' ? undefined : value)
    if (next === this.configuration) return
    this.configuration = next
    say(this.process, 'I', 'controller.go:196', '"Configuration changes detected, backend reload required"')
    say(this.process, 'I', 'controller.go:216', '"Backend successfully reloaded"')
    const [namespace = '', name = ''] = [this.process.env.get('POD_NAMESPACE'), this.process.env.get('POD_NAME')]
    const pod = name === '' ? undefined : this.client.find('pods', namespace, name)
    if (pod) this.event(pod, 'RELOAD', 'NGINX reload triggered due to a change in configuration')
  }
}
