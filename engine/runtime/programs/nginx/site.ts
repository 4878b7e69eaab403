// What nginx serves: it listens on the ports of its servers, and answers from files, from its configuration, or from others.
import { compilePattern } from '../../../apiserver/customresources/pattern.ts'
import { shared } from '../../../clock/flat.ts'
import { resolvePath } from '../../files.ts'
import type { HttpRequest, HttpResponse, Listener } from '../../network.ts'
import type { Process } from '../../process.ts'
import type { Task } from '../../task.ts'
import { addressesOf, askOver, connectTo, parseUrl } from '../http/client.ts'
import { accessDate, httpDate } from '../http/dates.ts'
import { statusTexts, typeOf } from '../http/words.ts'
import { setting, type Config, type Directive, type Location, type Server } from './config.ts'
import { emergency, logTime } from './log.ts'
import { certificatesOf, none as noCertificates, speaksHttp2 } from './tls.ts'

/** Something to answer with; where it comes from decides what else is said. */
interface Found { readonly status: number, readonly body: string, readonly type?: string, readonly headers?: ReadonlyMap<string, string> }

const proxyTimeoutMs = 60_000
const maxInternalRedirects = 10

const noAddresses: ReadonlyMap<string, string> = new Map()
const nothing: Config = { servers: [], upstreams: new Map(), http: [], ports: [], hosts: [] }

export class Site {
  private readonly process: Process
  private readonly version: string
  private readonly workerPid: number
  private config = nothing
  private certificates = noCertificates
  private addresses: ReadonlyMap<string, string> = noAddresses
  private ports: readonly number[] = []
  private connections = 0

  constructor(process: Process, version: string, workerPid: number) {
    this.process = process
    this.version = version
    this.workerPid = workerPid
  }

  log(level: string, text: string, pid = this.process.pid): void { this.process.err(shared(`${logTime(this.process.unixMs)} [${level}] ${pid}#${pid}: ${text}\n`)) }

  /** Serves what a configuration says; false: it cannot. The names of those it hands on to are looked up now, and not again. */
  * open(config: Config): Task<boolean> {
    for (const [host, place] of config.hosts) {
      const addresses = yield* addressesOf(this.process, host)
      if ('error' in addresses) return this.refuse(`host not found in upstream "${host}" in ${place}`)
      this.addresses = new Map([...this.addresses, [host, addresses[0] ?? '']])
    }
    const certificates = certificatesOf(config, this.process.machine.files)
    if ('error' in certificates) return this.refuse(certificates.error)
    this.certificates = certificates
    for (const port of config.ports) {
      if (this.ports.includes(port)) continue
      if (!this.process.listen(port, this.listener(port, config))) return this.refuse(`bind() to 0.0.0.0:${port} failed (98: Address already in use)`)
      this.ports = this.ports.concat(port)
    }
    this.config = config
    return true
  }

  private refuse(message: string): false {
    emergency(this.process, message)
    return false
  }

  private listener(port: number, { servers }: Config): Listener {
    if (!servers.some(({ tlsPorts }) => tlsPorts.includes(port))) return { http: request => this.answer(port, request) }
    return {
      tls: (name = '') => {
        const server = this.serverFor(port, name)
        return { certificates: server ? this.certificates.get(server) ?? '' : '', protocols: server && speaksHttp2(server) ? ['h2', 'http/1.1'] : ['http/1.1'] }
      },
      http: request => request.tls ? this.answer(port, request) : this.finish(request, [], plainPage(this.version)),
    }
  }

  private serverFor(port: number, host: string): Server | undefined {
    const candidates = this.config.servers.filter(({ ports }) => ports.includes(port))
    return candidates.find(({ names }) => names.some(name => name === host || name.startsWith('*.') && host.endsWith(name.slice(1))))
      ?? candidates.find(({ isDefault }) => isDefault) ?? candidates[0]
  }

  private answer(port: number, request: HttpRequest): HttpResponse | Task<HttpResponse> {
    this.connections++
    const server = this.serverFor(port, (request.headers.get('Host') ?? '').replace(/:\d+$/, ''))
    if (!server) return this.finish(request, [], errorPage(404, this.version)) // it listened there before it read its configuration anew
    return this.serve(server, request, request.path, 0)
  }

  private serve(server: Server, request: HttpRequest, uri: string, redirects: number): HttpResponse | Task<HttpResponse> {
    const path = resolvePath('/', uri.split('?')[0] ?? '/') + (/[^/]\/(?:\?|$)/.test(uri) ? '/' : '')
    const location = locationFor(server, path)
    const blocks = [location?.directives ?? [], server.directives, this.config.http]
    const settled = setting('return', blocks[0] ?? [], server.directives)
    const upstream = setting('proxy_pass', blocks[0] ?? [])?.[0]
    if (settled) return this.finish(request, blocks, this.returned(settled, request, uri))
    if (upstream !== undefined) return this.proxied(upstream, location, request, uri, blocks)
    if (setting('stub_status', blocks[0] ?? [])) return this.finish(request, blocks, { status: 200, type: 'text/plain', body: `Active connections: 1 \nserver accepts handled requests\n ${this.connections} ${this.connections} ${this.connections} \nReading: 0 Writing: 1 Waiting: 0 \n` })
    const found = this.file(location, request, path, blocks)
    if (typeof found === 'string') return redirects < maxInternalRedirects ? this.serve(server, request, found, redirects + 1) : this.finish(request, blocks, errorPage(500, this.version))
    return this.failedOver(server, request, found, blocks)
  }

  /** The page that `error_page` names for what went wrong, if there is one. */
  private failedOver(server: Server, request: HttpRequest, found: Found, blocks: readonly (readonly Directive[])[]): HttpResponse {
    if (found.status < 300) return this.finish(request, blocks, found) // error_page takes no such code
    const wanted = blocks.flat().find(({ name, args }) => name === 'error_page' && args.slice(0, -1).includes(String(found.status)))
    const uri = wanted?.args.at(-1)
    if (uri === undefined || !uri.startsWith('/')) return this.finish(request, blocks, found)
    const page = this.process.machine.files.read(this.pathOf(locationFor(server, uri), uri, [locationFor(server, uri)?.directives ?? [], server.directives, this.config.http]))
    return this.finish(request, blocks, page === undefined ? found : { status: found.status, body: page, type: 'text/html' })
  }

  private returned([code = '', text]: readonly string[], request: HttpRequest, uri: string): Found {
    const status = Number(code)
    const filled = this.filled(text ?? (Number.isNaN(status) ? code : ''), request, uri)
    if (Number.isNaN(status)) return { ...errorPage(302, this.version), headers: new Map([['Location', filled]]) }
    if (status >= 300 && status < 400 && text !== undefined) return { ...errorPage(status, this.version), headers: new Map([['Location', filled]]) }
    return text === undefined ? errorPage(status, this.version) : { status, body: filled, type: 'application/octet-stream' }
  }

  /** A file's text, or the URI to go on with. */
  private file(location: Location | undefined, request: HttpRequest, path: string, blocks: readonly (readonly Directive[])[]): Found | string {
    const { files } = this.process.machine
    const tries = setting('try_files', ...blocks.slice(0, 2))
    if (tries) {
      for (const each of tries.slice(0, -1)) {
        const tried = this.pathOf(location, this.filled(each, request, path), blocks)
        if (files.read(tried) !== undefined) return this.text(tried)
        if (each.endsWith('/') && files.isDirectory(tried) && this.indexOf(tried, blocks) !== undefined) return this.text(this.indexOf(tried, blocks) ?? tried)
      }
      const last = tries.at(-1) ?? ''
      return last.startsWith('=') ? errorPage(Number(last.slice(1)), this.version) : this.filled(last, request, path)
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return errorPage(405, this.version)
    const wanted = this.pathOf(location, path, blocks)
    if (files.read(wanted) !== undefined) return this.text(wanted)
    const index = path.endsWith('/') ? this.indexOf(wanted, blocks) : undefined
    if (index !== undefined) return this.text(index)
    if (!files.isDirectory(wanted)) return this.failed(request, 404, `open() "${wanted}" failed (2: No such file or directory)`)
    if (!path.endsWith('/')) return { ...errorPage(301, this.version), headers: new Map([['Location', `${schemeOf(request)}://${request.headers.get('Host') ?? 'localhost'}${path}/`]]) }
    if (setting('autoindex', ...blocks)?.[0] === 'on') return { status: 200, type: 'text/html', body: listing(path, files.list(wanted).map(name => files.isDirectory(`${wanted}/${name}`) ? `${name}/` : name)) }
    return this.failed(request, 403, `directory index of "${wanted.replace(/\/?$/, '/')}" is forbidden`)
  }

  private text(path: string): Found { return { status: 200, body: this.process.machine.files.read(path) ?? '', type: typeOf(path) } }

  private indexOf(directory: string, blocks: readonly (readonly Directive[])[]): string | undefined {
    return (setting('index', ...blocks) ?? ['index.html']).map(name => resolvePath(directory, name)).find(path => this.process.machine.files.read(path) !== undefined)
  }

  private pathOf(location: Location | undefined, path: string, blocks: readonly (readonly Directive[])[]): string {
    const alias = setting('alias', location?.directives ?? [])?.[0]
    if (alias !== undefined) return resolvePath('/', alias + path.slice(location?.path.length ?? 0))
    return resolvePath('/', (setting('root', ...blocks)?.[0] ?? '/etc/nginx/html') + path)
  }

  private* proxied(target: string, location: Location | undefined, request: HttpRequest, uri: string, blocks: readonly (readonly Directive[])[]): Task<HttpResponse> {
    const { host, port, path } = parseUrl(this.filled(target, request, uri))
    const members = this.config.upstreams.get(host)
    const member = parseUrl(members?.[this.connections % members.length] ?? `${host}:${port}`)
    const address = this.addresses.get(member.host) ?? (yield* this.resolved(member.host))
    const hasPath = /^[a-z]+:\/\/[^/]+\//.test(target)
    const asked = hasPath ? path.replace(/\/$/, uri.slice(location?.path.length ?? 0).startsWith('/') ? '' : '/') + uri.slice(location?.path.length ?? 0) : uri
    const about = `upstream: "http://${address || member.host}:${member.port}${asked}"`
    const connection = address === '' ? undefined : yield* connectTo(this.process, address, member.port)
    if (connection?.kind !== 'open') {
      const isLate = connection?.kind === 'timeout'
      const why = connection ? `connect() failed (${isLate ? '110: Connection timed out' : connection.kind === 'refused' ? '111: Connection refused' : '113: Host is unreachable'}) while connecting to upstream` : `${member.host} could not be resolved (3: Host not found)`
      return this.finish(request, blocks, this.failed(request, isLate ? 504 : 502, why, about))
    }
    const headers = new Map([...request.headers, ['Host', host], ...headersOf(blocks, 'proxy_set_header').map(([name, value]) => [name, this.filled(value, request, uri)] as const)])
    const outcome = yield* askOver(this.process, connection, { method: request.method, path: asked, headers, body: request.body, timeoutMs: proxyTimeoutMs })
    if (outcome.kind !== 'answered') return this.finish(request, blocks, this.failed(request, 504, 'upstream timed out (110: Connection timed out) while reading response header from upstream', about))
    const { status, body, headers: given } = outcome.response
    return this.finish(request, blocks, { status, body, headers: new Map([...given ?? []].filter(([name]) => name !== 'Server' && name !== 'Date')) })
  }

  private* resolved(host: string): Task<string> {
    const addresses = yield* addressesOf(this.process, host)
    return 'error' in addresses ? '' : addresses[0] ?? ''
  }

  private failed({ from, method, path, headers }: HttpRequest, status: number, why: string, ...more: readonly string[]): Found {
    const about = [`client: ${from}`, 'server: localhost', `request: "${method} ${path} HTTP/1.1"`, ...more, `host: "${headers.get('Host') ?? 'localhost'}"`]
    this.log('error', `*${this.connections} ${why}, ${about.join(', ')}`, this.workerPid)
    return errorPage(status, this.version)
  }

  private filled(text: string, request: HttpRequest, uri: string): string {
    const { from, headers, method, path } = request
    if (!text.includes('$')) return text
    const values: Readonly<Record<string, string>> = {
      host: (headers.get('Host') ?? 'localhost').replace(/:\d+$/, ''), http_host: headers.get('Host') ?? '', hostname: this.process.machine.hostname, uri: uri.split('?')[0] ?? '', request_uri: path,
      args: path.split('?')[1] ?? '', remote_addr: from, proxy_add_x_forwarded_for: [headers.get('X-Forwarded-For'), from].filter(each => each !== undefined).join(', '),
      scheme: schemeOf(request), request_method: method, server_addr: this.process.machine.outlet.address, nginx_version: this.version, http_user_agent: headers.get('User-Agent') ?? '',
    }
    return text.replace(/\$\{?(\w+)\}?/g, (_whole, name: string) => Object.hasOwn(values, name) ? values[name] ?? '' : '')
  }

  private finish(request: HttpRequest, blocks: readonly (readonly Directive[])[], { status, body, type, headers }: Found): HttpResponse {
    const { from, method, path, headers: asked } = request
    const sent = method === 'HEAD' ? '' : body
    if (setting('access_log', ...blocks)?.[0] !== 'off')
      this.process.out(`${from} - - [${accessDate(this.process.unixMs)}] "${method} ${path} HTTP/1.1" ${status} ${sent.length} "${asked.get('Referer') ?? '-'}" "${asked.get('User-Agent') ?? '-'}" "${asked.get('X-Forwarded-For') ?? '-'}"\n`)
    const own: [string, string][] = [['Server', `nginx/${this.version}`], ['Date', httpDate(this.process.unixMs)], ...type === undefined ? [] : [['Content-Type', type] as [string, string]], ['Content-Length', String(body.length)], ['Connection', 'keep-alive']]
    const added = headersOf(blocks, 'add_header').map(([name, value]) => [name, this.filled(value, request, path)] as const)
    return { status, headers: new Map([...own, ...headers ?? [], ...added]), body: sent }
  }
}

function locationFor({ locations }: Server, path: string): Location | undefined {
  let longest: Location | undefined
  for (const location of locations) {
    if (location.modifier === '=' && location.path === path) return location
    const isPrefix = (location.modifier === '' || location.modifier === '^~') && path.startsWith(location.path)
    if (isPrefix && location.path.length > (longest?.path.length ?? -1)) longest = location
  }
  if (longest?.modifier === '^~') return longest
  return locations.find(({ modifier, path: pattern }) => (modifier === '~' || modifier === '~*') && matches(pattern, path, modifier === '~*')) ?? longest
}

function matches(pattern: string, path: string, foldsCase: boolean): boolean {
  try { return compilePattern(foldsCase ? `(?i)${pattern}` : pattern).matches(path) }
  catch { return false } // no pattern that is understood here
}

const headersOf = (blocks: readonly (readonly Directive[])[], name: string): readonly (readonly [string, string])[] =>
  (blocks.find(block => block.some(directive => directive.name === name)) ?? []).filter(directive => directive.name === name).map(({ args: [header = '', value = ''] }) => [header, value] as const)

const schemeOf = ({ tls }: HttpRequest): string => tls ? 'https' : 'http'

const errorPage = (status: number, version: string): Found => {
  const title = `${status} ${statusTexts[status] ?? ''}`.trim()
  return { status, type: 'text/html', body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n` }
}

/** For who does not speak TLS where it is spoken. */
const plainPage = (version: string): Found => ({
  status: 400, type: 'text/html',
  body: `<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`,
})

const listing = (path: string, names: readonly string[]): string =>
  `<html>\r\n<head><title>Index of ${path}</title></head>\r\n<body>\r\n<h1>Index of ${path}</h1><hr><pre><a href="../">../</a>\r\n${names.map(name => `<a href="${name}">${name}</a>\r\n`).join('')}</pre><hr></body>\r\n</html>\r\n`
