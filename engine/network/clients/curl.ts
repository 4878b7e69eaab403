// curl 7.88: what it prints, on which stream, and how it fails.
import { utf8Length } from '../../apiserver/schema/utf8.ts'
import { readCertificates } from '../../apiserver/tls/certificate.ts'
import { isSameKey, readKey } from '../../apiserver/tls/key.ts'
import type { HttpResponse, Protocol, TlsSession } from '../../runtime/network.ts'
import type { Process } from '../../runtime/process.ts'
import { resolvePath } from '../../runtime/files.ts'
import type { Task } from '../../runtime/task.ts'
import { dial, exchange, headOf, optionsOf, urlOf, type Options } from './dial.ts'
import { secure, type Secured } from './tls.ts'

const version = '7.88.1'
const maxRedirects = 50
const usualTrust = '/etc/ssl/certs/ca-certificates.crt'

const flags = ['silent', 'show-error', 'verbose', 'include', 'head', 'location', 'insecure', 'fail', 'no-buffer', 'ipv4', 'get', 'http1.1', 'http2', 'tlsv1.2', 'tlsv1.3', 'compressed']
const valued = ['output', 'write-out', 'request', 'header', 'data', 'max-time', 'connect-timeout', 'user-agent', 'resolve', 'retry', 'cookie', 'user', 'cacert', 'cert', 'key', 'max-redirs']
const aliases = {
  's': 'silent', 'S': 'show-error', 'v': 'verbose', 'i': 'include', 'I': 'head', 'L': 'location', 'k': 'insecure', 'f': 'fail', 'N': 'no-buffer', '4': 'ipv4', 'G': 'get',
  'o': 'output', 'w': 'write-out', 'X': 'request', 'H': 'header', 'd': 'data', 'data-raw': 'data', 'm': 'max-time', 'A': 'user-agent', 'b': 'cookie', 'E': 'cert', 'u': 'user',
}

interface Failure { readonly code: number, readonly text: string }

export function* curl(process: Process): Task<number> {
  const options = optionsOf(process.args.slice(1), flags, valued, aliases)
  const isQuiet = options.flags.has('silent') && !options.flags.has('show-error')
  const fail = ({ code, text }: Failure): number => {
    if (!isQuiet) process.err(`curl: (${code}) ${text}\n`)
    return code
  }
  if (options.unknown !== undefined) return fail({ code: 2, text: `option ${options.unknown}: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information` })
  if (options.rest.length === 0) {
    process.err("curl: try 'curl --help' or 'curl --manual' for more information\n")
    return 2
  }
  let code = 0
  for (const url of options.rest) {
    const failure = yield* fetchOne(process, url, options)
    if (failure) code = fail(failure)
  }
  return code
}

const secondsOf = (options: Options, name: string): number => {
  const [text] = options.values.get(name) ?? []
  return text === undefined ? Infinity : Number(text) * 1000
}

/** Where a request goes. */
type Target = NonNullable<ReturnType<typeof urlOf>>

function* fetchOne(process: Process, given: string, options: Options): Task<Failure | undefined> {
  const { clock } = process.machine
  const beganMs = clock.nowMs
  const leftMs = (): number => secondsOf(options, 'max-time') - (clock.nowMs - beganMs)
  const verbose = (...lines: readonly string[]): void => { if (options.flags.has('verbose')) for (const line of lines) process.err(`* ${line}\n`) }
  const mostRedirects = Number(options.values.get('max-redirs')?.[0] ?? maxRedirects)
  const isHeadShown = options.flags.has('head') || options.flags.has('include')
  for (const entry of options.values.get('resolve') ?? []) verbose(`Added ${entry} to DNS cache`)
  let url = given
  for (let redirects = 0, firstHost: string | undefined; ; redirects++) {
    const target = urlOf(url)
    if (!target) return { code: 3, text: 'URL using bad/illegal format or missing URL' }
    if (target.scheme !== 'http' && target.scheme !== 'https') return { code: 1, text: `Protocol "${target.scheme}" not supported or disabled in libcurl` }
    const { host, port, path } = target
    firstHost ??= host
    const name = resolved(options, host, port)
    if (name !== host) verbose(`Hostname ${host} was found in DNS cache`)
    const dialled = yield* dial(process, name, port, Math.min(leftMs(), secondsOf(options, 'connect-timeout')))
    if (!dialled) {
      verbose(`Could not resolve host: ${host}`, `Closing connection ${redirects}`)
      return { code: 6, text: `Could not resolve host: ${host}` }
    }
    const { address, reached, tookMs } = dialled
    verbose(`  Trying ${address}:${port}...`)
    if (reached.kind === 'timeout') return { code: 28, text: `Connection timed out after ${tookMs + 1} milliseconds` }
    if (reached.kind !== 'open') {
      const text = `Failed to connect to ${host} port ${port} after ${tookMs} ms: Couldn't connect to server`
      verbose(`connect to ${address} port ${port} failed: ${reached.kind === 'refused' ? 'Connection refused' : 'No route to host'}`, text, `Closing connection ${redirects}`)
      return { code: 7, text }
    }
    verbose(`Connected to ${host} (${address}) port ${port} (#${redirects})`)
    const secured = target.scheme === 'https' ? securedBy(process, reached.listener, host, options) : undefined
    if (secured && 'trouble' in secured) return secured.trouble
    verbose(...secured?.lines ?? [])
    if (secured && 'failure' in secured) {
      reached.close?.()
      verbose(`Closing connection ${redirects}`, ...secured.failure.text.startsWith('SSL:') ? ['TLSv1.3 (OUT), TLS alert, close notify (256):'] : [])
      return secured.failure
    }
    const session = secured?.session
    const request = requestOf(options, target, host === firstHost)
    if (options.flags.has('verbose')) process.err(sentText(request, target, session))
    const answer = yield* exchange(process, reached, { ...request, path, ...session && { tls: session } }, leftMs())
    if (answer.kind === 'empty') return { code: 52, text: 'Empty reply from server' }
    if (answer.kind !== 'answered') return { code: 28, text: `Operation timed out after ${clock.nowMs - beganMs + 1} milliseconds with 0 bytes received` }
    const { response } = answer
    const head = headOf(response, session?.protocol)
    if (options.flags.has('verbose')) process.err(head.replace(/\r\n/g, '\n').trimEnd().replace(/^(HTTP\/2 \d+)$/m, '$1 ').replace(/^/gm, '< ').concat('\n< \n'))
    const location = options.flags.has('location') && response.status >= 300 && response.status < 400 ? response.headers?.get('Location') : undefined
    if (location === undefined) {
      const failure = show(process, options, response, { address, port, url, redirects, tookMs: clock.nowMs - beganMs, session, verifyResult: secured?.verifyResult ?? 0, scheme: target.scheme, head: isHeadShown ? head : '' })
      if (!failure) verbose(`Connection #${redirects} to host ${host} left intact`)
      return failure
    }
    if (redirects === mostRedirects) return { code: 47, text: `Maximum (${mostRedirects}) redirects followed` }
    if (isHeadShown) process.out(head)
    url = location.startsWith('/') ? `${target.scheme}://${host}${port === usualPort(target.scheme) ? '' : `:${port}`}${location}` : location
    const next = urlOf(url)
    verbose('Ignoring the response-body', `Connection #${redirects} to host ${host} left intact`, ...next && next.port !== port ? [`Clear auth, redirects to port from ${port} to ${next.port}`] : [], `Issue another request to this URL: '${url}'`)
  }
}

const usualPort = (scheme: string): number => scheme === 'https' ? 443 : 80

function securedBy(process: Process, listener: Parameters<typeof secure>[0], host: string, { flags: asked, values }: Options): Secured | { readonly trouble: Failure } {
  const given = values.get('cacert')?.[0]
  const file = given ?? usualTrust
  const trusted = asked.has('insecure') ? undefined : process.machine.files.read(resolvePath(process.cwd, file))
  if (given !== undefined && !asked.has('insecure') && !trusted?.includes('-----BEGIN CERTIFICATE-----')) return { trouble: { code: 77, text: `error setting certificate file: ${given}` } }
  const own = clientCertificate(process, values)
  if (typeof own === 'object') return { trouble: own }
  const protocols: readonly Protocol[] = asked.has('http1.1') ? ['http/1.1'] : ['h2', 'http/1.1']
  return secure(listener, { host, trusted: asked.has('insecure') ? undefined : trusted ?? '', trustedFile: file, protocols, unixMs: process.unixMs, clientCertificate: own })
}

/** By which the client says who it is, if it does. */
function clientCertificate(process: Process, values: Options['values']): string | Failure | undefined {
  const [file, keyFile = file] = [values.get('cert')?.[0], values.get('key')?.[0]]
  if (file === undefined || keyFile === undefined) return undefined
  const pem = process.machine.files.read(resolvePath(process.cwd, file))
  const [certificate] = readCertificates(pem ?? '')
  if (!pem || !certificate) return { code: 58, text: `could not load PEM client certificate from ${file}, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)` }
  const key = readKey(process.machine.files.read(resolvePath(process.cwd, keyFile)) ?? '')
  return isSameKey(key, certificate.key) ? pem : { code: 58, text: `unable to set private key file: '${keyFile}' type PEM` }
}

/** How a request looks on its way out. */
function sentText({ method, headers, body }: ReturnType<typeof requestOf>, { path, host, port, scheme }: Target, session: TlsSession | undefined): string {
  const isNew = session?.protocol === 'h2'
  const written = [...headers].map(([name, value]) => [isNew && name !== 'Host' ? name.toLowerCase() : name, value] as const)
  const authority = headers.get('Host') ?? (port === usualPort(scheme) ? host : `${host}:${port}`)
  const frames = [[':method', method], [':path', path], [':scheme', scheme], [':authority', authority], ...written.filter(([name]) => name !== 'Host')]
  const before = isNew ? `${frames.map(([name = '', value = '']) => `* h2h3 [${name}: ${value}]\n`).join('')}* Using Stream ID: 1 (easy handle 0x55b7ce3272b0)\n` : ''
  const tickets = session ? '* TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):\n* TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):\n* old SSL session ID is stale, removing\n' : ''
  return `${before}> ${method} ${path} HTTP/${isNew ? '2' : '1.1'}\n${written.map(([name, value]) => `> ${name}: ${value}\n`).join('')}> \n${isNew && body !== '' ? '* We are completely uploaded and fine\n' : ''}${tickets}`
}

/** `--resolve web:80:192.168.1.11` */
function resolved(options: Options, host: string, port: number): string {
  for (const entry of options.values.get('resolve') ?? []) {
    const [name, at, address] = entry.split(':')
    if (name === host && Number(at) === port && address !== undefined) return address
  }
  return host
}

function requestOf(options: Options, { scheme, host, port }: Target, isFirstHost: boolean): { readonly method: string, readonly headers: Map<string, string>, readonly body: string } {
  const body = (options.values.get('data') ?? []).join('&')
  const headers = new Map([
    ['Host', port === usualPort(scheme) ? host : `${host}:${port}`],
    ['User-Agent', options.values.get('user-agent')?.[0] ?? `curl/${version}`],
    ['Accept', '*/*'],
  ])
  const [cookie] = options.values.get('cookie') ?? []
  if (cookie !== undefined) headers.set('Cookie', cookie)
  for (const header of options.values.get('header') ?? []) {
    const colon = header.indexOf(':')
    const name = header.slice(0, Math.max(0, colon))
    if (name.toLowerCase() === 'host') {
      if (isFirstHost) headers.set('Host', header.slice(colon + 1).trim())
    }
    else if (colon > 0) headers.set(name, header.slice(colon + 1).trim())
  }
  if (body !== '') {
    headers.set('Content-Length', String(utf8Length(body)))
    if (!headers.has('Content-Type')) headers.set('Content-Type', 'application/x-www-form-urlencoded')
  }
  const usual = options.flags.has('head') ? 'HEAD' : body === '' || options.flags.has('get') ? 'GET' : 'POST'
  return { method: options.values.get('request')?.[0] ?? usual, headers, body }
}

interface About {
  readonly address: string
  readonly port: number
  readonly scheme: string
  readonly url: string
  readonly redirects: number
  readonly tookMs: number
  readonly session: TlsSession | undefined
  readonly verifyResult: number
  /** What comes before the body, if it is to be shown. */
  readonly head: string
}

function show(process: Process, options: Options, response: HttpResponse, about: About): Failure | undefined {
  const { status } = response
  if (options.flags.has('fail') && status >= 400) return { code: 22, text: `The requested URL returned error: ${status}` }
  const text = `${about.head}${options.flags.has('head') ? '' : response.body}`
  const [file = '-'] = options.values.get('output') ?? []
  if (file === '-') process.out(text)
  else if (file !== '/dev/null') process.machine.files.write(resolvePath(process.cwd, file), text)
  const [format] = options.values.get('write-out') ?? []
  if (format !== undefined) process.out(written(format, response, about))
  return undefined
}

/** The variables of `-w`. */
function written(format: string, { status, body, headers }: HttpResponse, { address, port, scheme, url, redirects, tookMs, session, verifyResult }: About): string {
  const values: ReadonlyMap<string, string> = new Map([
    ['http_code', String(status).padStart(3, '0')], ['response_code', String(status)], ['remote_ip', address], ['remote_port', String(port)], ['size_download', String(utf8Length(body))],
    ['time_total', (tookMs / 1000).toFixed(6)], ['time_connect', (tookMs / 1000).toFixed(6)], ['scheme', scheme.toUpperCase()], ['http_version', session?.protocol === 'h2' ? '2' : '1.1'],
    ['ssl_verify_result', String(verifyResult)], ['url_effective', url], ['num_redirects', String(redirects)], ['redirect_url', status >= 300 && status < 400 ? headers?.get('Location') ?? '' : ''], ['content_type', headers?.get('Content-Type') ?? ''],
  ])
  return format.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/%\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '')
}
