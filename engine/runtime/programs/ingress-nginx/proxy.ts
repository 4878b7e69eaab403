// The nginx below the controller: a request comes in, a rule is found for it, and it goes on to a pod.
import { utf8Length } from '../../../apiserver/schema/index.ts'
import type { Hop, HttpRequest, HttpResponse, Listener, Proxied, ProxyRule, TlsIdentity } from '../../network.ts'
import type { Process } from '../../process.ts'
import type { Task } from '../../task.ts'
import { page, passedOn, plainOverTls, strict } from './answers.ts'
import type { Backend, Endpoint } from './backends.ts'
import { locationFor, ruleId, serverFor, upstreamPath, uriOf } from './locate.ts'
import { requestId, sayAccess, sayError, type Access } from './log.ts'
import type { Config } from './settings.ts'
import { catchAll, type Location, type Server, type Servers } from './servers.ts'
import { tryUpstream, type Tried } from './upstream.ts'

const mostTries = 3
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])
/** Where nginx itself answers for those that nobody takes. */
const ownAddress = '127.0.0.1:8181'

type Upstreams = Access['upstreams']

export class Proxy {
  servers: Servers = new Map()
  config: Config = {}
  /** What hosts show that have no certificate of their own. */
  certificate: string
  private readonly process: Process
  private readonly told: (proxied: Proxied) => void
  private readonly turns = new Map<string, number>()
  private requests = 0

  constructor(process: Process, certificate: string, told: (proxied: Proxied) => void) {
    this.process = process
    this.certificate = certificate
    this.told = told
  }

  readonly plain: Listener = { http: request => this.answer(request, 'http') }
  readonly encrypted: Listener = {
    tls: serverName => this.identity(serverName),
    http: request => request.tls ? this.answer(request, 'https') : plainOverTls(this.process.unixMs),
  }

  /** By the name that the client says first; without one, or for a stranger, the usual one. */
  private identity(serverName = ''): TlsIdentity {
    const server = serverFor(this.servers, serverName)
    return { certificates: server?.shown?.pem ?? this.certificate, protocols: this.config['use-http2'] === 'false' ? ['http/1.1'] : ['h2', 'http/1.1'] }
  }

  private* answer(request: HttpRequest, scheme: Proxied['scheme']): Task<HttpResponse> {
    const { clock } = this.process.machine
    const atMs = clock.nowMs
    const number = ++this.requests
    const host = hostOf(request)
    const uri = uriOf(request.path)
    const server = serverFor(this.servers, host)
    const location = server && locationFor(server, uri)
    if (!server || !location) return page(404, this.process.unixMs) // it has read no configuration yet
    const rule = ruleOf(server, location, request.path)
    const hops = request.hops ?? []
    const before = hops.length
    const own = this.ownAnswer(request, scheme, server, location, uri)
    const upstreams: { readonly name: string, readonly said: Upstreams[number] }[] = []
    hops.push(this.hop('proxy', request, rule))
    const given = own ?? (yield* this.forward({ request, scheme, number, host, rule, hops }, server, location, upstreams))
    const response = scheme === 'https' && server.shown && this.config['hsts'] !== 'false' ? strict(given) : given
    const { status, body } = response
    const said = location.backend.service === '' && !own ? [{ address: ownAddress, bytes: utf8Length(body), tookMs: 0, status }] : upstreams.map(upstream => upstream.said)
    this.log(request, { number, status, bytes: utf8Length(body), tookMs: clock.nowMs - atMs, backend: location.backend.name, upstreams: said })
    this.told({ atMs, tookMs: clock.nowMs - atMs, scheme, method: request.method, host, path: request.path, from: request.from, rule, upstreams: upstreams.map(({ name }) => name), status, hops: hops.slice(before) })
    return request.method === 'HEAD' ? { ...response, body: '' } : response
  }

  /** What needs no backend: being sent elsewhere. */
  private ownAnswer(request: HttpRequest, scheme: Proxied['scheme'], server: Server, { settings, isFallback }: Location, uri: string): HttpResponse | undefined {
    const { unixMs } = this.process
    const host = hostOf(request)
    const isEncrypted = scheme === 'https' || request.headers.get('X-Forwarded-Proto') === 'https' && this.config['use-forwarded-headers'] === 'true'
    if (!isEncrypted && (settings.forcesTls || settings.redirectsToTls && server.shown && !(isFallback && server.host === catchAll))) return page(Number(this.config['http-redirect-code'] ?? 308), unixMs, `https://${host}${request.path}`)
    if (settings.appRoot !== '' && uri === '/') return page(302, unixMs, `${scheme}://${host}${settings.appRoot}`)
    return settings.redirect && page(settings.redirect.status, unixMs, settings.redirect.target)
  }

  private* forward(one: Incoming, { host }: Server, { backend, settings }: Location, tried: { name: string, said: Upstreams[number] }[]): Task<HttpResponse> {
    const { request, rule, hops, number } = one
    const { unixMs } = this.process
    if (backend.endpoints.length === 0) return page(backend.service === '' ? 404 : 503, unixMs)
    const query = request.path.includes('?') ? request.path.slice(request.path.indexOf('?')) : ''
    const asked = { ...request, path: rule.upstreamPath + query, headers: this.headersFor(one, settings.upstreamHost) }
    let last: Exclude<Tried, { readonly kind: 'answered' }> | undefined
    for (let tries = 0; tries < mostTries; tries++) {
      const endpoint = this.next(backend)
      const address = `${endpoint.address}:${endpoint.port}`
      const beganMs = this.process.machine.clock.nowMs
      const result = yield* tryUpstream(this.process, endpoint, asked, settings, hops)
      const tookMs = this.process.machine.clock.nowMs - beganMs
      const status = result.kind === 'answered' ? result.response.status : result.status
      tried.push({ name: endpoint.pod ?? address, said: { address, bytes: result.kind === 'answered' ? utf8Length(result.response.body) : 0, tookMs, status } })
      if (result.kind === 'answered') {
        hops.push({ ...this.hop('answer', request), text: String(status), source: address, destination: this.process.machine.outlet.address, us: 2 * (hops.at(-1)?.us ?? 0) })
        return passedOn(result.response, this.process.unixMs)
      }
      last = result
      const scheme = settings.speaksTls ? 'https' : 'http'
      sayError(this.process, number, `${result.why}, client: ${request.from}, server: ${host}, request: "${lineOf(request)}", upstream: "${scheme}://${address}${asked.path}", host: "${request.headers.get('Host') ?? ''}"`)
      if (result.wasSent && !idempotent.has(request.method)) break
    }
    return page(last?.status ?? 502, this.process.unixMs)
  }

  /** Everyone in turn. */
  private next({ name, endpoints }: Backend): Endpoint {
    const turn = this.turns.get(name) ?? 0
    this.turns.set(name, turn + 1)
    return endpoints[turn % endpoints.length] ?? { address: '', port: 0 }
  }

  private headersFor({ request, scheme, number, host }: Incoming, upstreamHost: string): ReadonlyMap<string, string> {
    const set = new Map([
      ['Host', upstreamHost || (request.headers.get('Host') ?? '')], ['X-Request-ID', requestId(this.process, number)], ['X-Real-IP', request.from], ['X-Forwarded-For', request.from],
      ['X-Forwarded-Host', host], ['X-Forwarded-Port', scheme === 'https' ? '443' : '80'], ['X-Forwarded-Proto', scheme], ['X-Forwarded-Scheme', scheme], ['X-Scheme', scheme],
    ])
    return new Map([...set, ...[...request.headers].filter(([name]) => !set.has(name) && name !== 'Connection')])
  }

  private hop(kind: 'proxy' | 'answer', request: HttpRequest, rule?: ProxyRule): Hop {
    const { env, machine: { hostname, outlet } } = this.process
    const at = `${env.get('POD_NAMESPACE') ?? ''}/${env.get('POD_NAME') ?? hostname}`
    return { at, kind, ...rule && { rule, text: `${rule.id} → ${rule.backend === '' ? 'nobody' : rule.backend}${rule.upstreamPath}` }, source: request.from, destination: outlet.address, us: 0 }
  }

  private log(request: HttpRequest, { number, ...about }: Pick<Access, 'status' | 'bytes' | 'tookMs' | 'backend' | 'upstreams'> & { readonly number: number }): void {
    const line = lineOf(request)
    const requestBytes = [...request.headers].reduce((sum, [name, value]) => sum + name.length + value.length + ': \r\n'.length, line.length + '\r\n\r\n'.length) + utf8Length(request.body)
    sayAccess(this.process, {
      ...about, from: request.from, request: line, requestBytes, id: requestId(this.process, number),
      referer: request.headers.get('Referer') ?? '-', userAgent: request.headers.get('User-Agent') ?? '-',
    })
  }
}

interface Incoming {
  readonly request: HttpRequest
  readonly scheme: Proxied['scheme']
  readonly number: number
  readonly host: string
  readonly rule: ProxyRule
  readonly hops: Hop[]
}

const hostOf = ({ headers }: HttpRequest): string => (headers.get('Host') ?? '').replace(/:\d+$/, '')

const lineOf = ({ method, path, tls }: HttpRequest): string => `${method} ${path} HTTP/${tls?.protocol === 'h2' ? '2.0' : '1.1'}`

function ruleOf({ host }: Server, location: Location, given: string): ProxyRule {
  const { ingress, path, pathType, backend: { service, port }, settings } = location
  return { id: ruleId(host, location), ingress, host, path, pathType, rewrite: settings.rewriteTarget, backend: service === '' ? '' : `${service}:${port}`, upstreamPath: upstreamPath(location, given) }
}
