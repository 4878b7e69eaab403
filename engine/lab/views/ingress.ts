// The way in through Ingresses: for each host its rules as the controller looks through them, what is behind each, the
// certificate that is shown, and the requests that came.
import type { EndpointSlice, Pod, Secret, Service } from '../../apiserver/types.gen.ts'
import { commonNameOf, nameText } from '../../apiserver/tls/name.ts'
import { nobody, type Complain } from '../../runtime/programs/ingress-nginx/backends.ts'
import { whyIgnored } from '../../runtime/programs/ingress-nginx/classes.ts'
import type { Shown } from '../../runtime/programs/ingress-nginx/certificates.ts'
import { locationFor, ruleId, serverFor, upstreamPath, uriOf } from '../../runtime/programs/ingress-nginx/locate.ts'
import { optionsOf, type Options } from '../../runtime/programs/ingress-nginx/options.ts'
import { catchAll, serversOf, type Location, type Server, type Servers } from '../../runtime/programs/ingress-nginx/servers.ts'
import type { Proxied } from '../../runtime/network.ts'

import type { Cluster } from '../cluster.ts'

export interface IngressView {
  readonly controllers: readonly ControllerView[]
  /** The last is the one for all hosts that nobody speaks of. */
  readonly hosts: readonly HostView[]
  /** Ingresses that the controller does not take, and why. */
  readonly ignored: readonly { readonly ingress: string, readonly why: string }[]
  /** What the controller writes into its log about all this. */
  readonly complaints: readonly string[]
  /** The newest last. */
  readonly requests: readonly RequestView[]
  /** What becomes of the address that was asked about. */
  readonly asked: MatchView | undefined
}

export interface ControllerView { readonly pod: string, readonly node: string, readonly address: string, readonly isReady: boolean }

export interface HostView {
  /** `*` for all others. */
  readonly host: string
  /** All paths of the host are patterns, because one of them is. */
  readonly isRegex: boolean
  readonly certificate: CertificateView
  readonly rules: readonly IngressRuleView[]
}

export interface CertificateView {
  /** The common name: `myapp.com`, or `Kubernetes Ingress Controller Fake Certificate`. */
  readonly subject: string
  readonly issuer: string
  readonly isFake: boolean
  /** `default/myapp-tls`: the Secret that is named, also when it is not what is shown; nothing where none is. */
  readonly secret: string
  /** When it is good no longer, RFC 3339; nothing for the fake one. */
  readonly untilMs: number | undefined
}

export interface IngressRuleView {
  /** The same as long as it is the same rule: `myapp.com Prefix /analytics`. */
  readonly id: string
  readonly path: string
  readonly pathType: string
  /** `default/web`; nothing for what the controller answers itself. */
  readonly ingress: string
  readonly rewrite: string
  /** For what no path of the host is for. */
  readonly isFallback: boolean
  /** `default/analytics-service`; nothing for the controller's own page. */
  readonly service: string
  readonly port: string
  readonly endpoints: readonly { readonly pod: string, readonly address: string }[]
  /** What a request by it gets as things stand: `forwarded`, or a status of the controller's own. */
  readonly answer: 'forwarded' | 404 | 503 | 308 | 301 | 302
}

export interface MatchView {
  readonly host: string
  readonly path: string
  readonly rule: string
  /** What the backend is asked for. */
  readonly upstreamPath: string
}

export interface RequestView {
  readonly atMs: number
  readonly url: string
  readonly rule: string
  readonly status: number
  readonly upstreamPath: string
  /** `default/web-1`, the last that was tried; nothing where the controller answered itself. */
  readonly upstream: string
  readonly tookMs: number
  readonly proxied: Proxied
}

/** `asked`: an address such as `https://myapp.com/analytics/x`, of which the view tells what would become of it. */
export function ingressOf(cluster: Cluster, asked?: string): IngressView {
  const { admin } = cluster
  const pods = admin.list('pods').filter(isController)
  const options = optionsOf(pods[0]?.spec.containers[0]?.args ?? [], new Map([['POD_NAMESPACE', pods[0]?.metadata.namespace ?? '']]))
  const classes = admin.list('ingressclasses.networking.k8s.io')
  const all = admin.list('ingresses.networking.k8s.io').map(ingress => ({ ingress, why: pods.length === 0 ? 'there is no controller' : whyIgnored(ingress, classes, options) }))
  const complaints: string[] = []
  const servers = serversOf({
    ...lookups(cluster, options, (_level, _place, text) => { if (!complaints.includes(text)) complaints.push(text) }),
    ingresses: all.filter(({ why }) => why === undefined).map(({ ingress }) => ingress),
  })
  return {
    controllers: pods.map(controllerView),
    hosts: pods.length === 0 ? [] : [...servers.values()].toSorted((a, b) => Number(a.host === catchAll) - Number(b.host === catchAll)).map(hostView),
    ignored: all.flatMap(({ ingress: { metadata: { namespace, name } }, why }) => why === undefined ? [] : [{ ingress: `${namespace}/${name}`, why }]),
    complaints,
    requests: cluster.network.proxied.map(requestView),
    asked: asked === undefined || pods.length === 0 ? undefined : matchOf(servers, asked),
  }
}

function lookups({ admin, unixMs }: Cluster, { configMap }: Options, complain: Complain) {
  const [namespace, name = ''] = configMap.split('/')
  return {
    service: (at: string, service: string): Service | undefined => admin.find('services', at, service),
    slicesOf: (at: string, service: string): readonly EndpointSlice[] => admin.list('endpointslices.discovery.k8s.io', at, { labelSelector: `kubernetes.io/service-name=${service}` }),
    secret: (at: string, secret: string): Secret | undefined => admin.find('secrets', at, secret),
    config: (name === '' ? undefined : admin.find('configmaps', namespace, name)?.data) ?? {},
    unixMs, fallback: nobody, complain,
  }
}

const isController = ({ spec, metadata: { deletionTimestamp } }: Pod): boolean =>
  deletionTimestamp === undefined && spec.containers.some(({ image = '' }) => image.includes('/ingress-nginx/controller'))

const controllerView = (pod: Pod): ControllerView => ({
  pod: `${pod.metadata.namespace}/${pod.metadata.name}`, node: pod.spec.nodeName ?? '', address: pod.status.podIP ?? '', isReady: pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
})

const hostView = (server: Server): HostView => ({
  host: server.host === catchAll ? '*' : server.host,
  isRegex: server.isRegex,
  certificate: certificateView(server.shown),
  rules: server.locations.map(location => ruleView(server, location)),
})

const fake = 'Kubernetes Ingress Controller Fake Certificate'

const certificateView = (shown: Shown | undefined): CertificateView => shown?.certificate
  ? { subject: commonNameOf(shown.certificate.subject), issuer: nameText(shown.certificate.issuer), isFake: false, secret: shown.secret, untilMs: shown.certificate.untilMs }
  : { subject: fake, issuer: `O = Acme Co, CN = ${fake}`, isFake: true, secret: shown?.secret ?? '', untilMs: undefined }

const ruleView = ({ host }: Server, location: Location): IngressRuleView => ({
  id: ruleId(host, location),
  path: location.path,
  pathType: location.pathType,
  ingress: location.ingress,
  rewrite: location.settings.rewriteTarget,
  isFallback: location.isFallback,
  service: location.backend.service,
  port: location.backend.port,
  endpoints: location.backend.endpoints.map(({ address, port, pod = '' }) => ({ pod, address: `${address}:${port}` })),
  answer: location.settings.redirect ? location.settings.redirect.status === 302 ? 302 : 301 : location.backend.service === '' ? 404 : location.backend.endpoints.length === 0 ? 503 : 'forwarded',
})

function matchOf(servers: Servers, asked: string): MatchView | undefined {
  const [, host = '', path = '/'] = /^(?:https?:\/\/)?([^/?]*)(.*)$/s.exec(asked) ?? []
  const server = serverFor(servers, host)
  const location = server && locationFor(server, uriOf(path))
  return server && location && { host, path, rule: ruleId(server.host, location), upstreamPath: upstreamPath(location, path || '/') }
}

const requestView = (proxied: Proxied): RequestView => ({
  atMs: proxied.atMs,
  url: `${proxied.scheme}://${proxied.host}${proxied.path}`,
  rule: proxied.rule.id,
  status: proxied.status,
  upstreamPath: proxied.rule.upstreamPath,
  upstream: proxied.upstreams.at(-1) ?? '',
  tookMs: proxied.tookMs,
  proxied,
})
