// A browser that opens a page: from the address to what the server said, or to the error that browsers show.
import type { HttpResponse, Listener, Protocol, Reached, TlsSession } from '../../runtime/network.ts'
import type { Process } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { readCertificates, type Certificate } from '../../apiserver/tls/certificate.ts'
import { commonNameOf } from '../../apiserver/tls/name.ts'
import { coversHost, verify } from '../../apiserver/tls/verify.ts'
import { isAddress } from '../address.ts'
import { dial, exchange, reasonOf } from './dial.ts'
import { addressText, hostText, linkedFrom, webAddress, type WebAddress } from './page/address.ts'

export type NetError =
  | 'ERR_INVALID_URL' | 'ERR_UNKNOWN_URL_SCHEME' | 'ERR_NAME_NOT_RESOLVED' | 'ERR_CONNECTION_REFUSED' | 'ERR_CONNECTION_TIMED_OUT' | 'ERR_ADDRESS_UNREACHABLE'
  | 'ERR_EMPTY_RESPONSE' | 'ERR_TIMED_OUT' | 'ERR_INVALID_HTTP_RESPONSE' | 'ERR_TOO_MANY_REDIRECTS' | 'ERR_SSL_PROTOCOL_ERROR' | 'ERR_CERT_AUTHORITY_INVALID' | 'ERR_CERT_COMMON_NAME_INVALID' | 'ERR_CERT_DATE_INVALID'

/** What a server showed of itself. */
export interface Shown {
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly untilMs: number
  /** Whether the browser trusts it, or goes on all the same because the reader said so. */
  readonly isTrusted: boolean
}

export type Visited =
  | {
    readonly kind: 'page'
    /** After all redirects. */
    readonly url: string
    readonly address: string
    readonly status: number
    readonly reason: string
    readonly headers: ReadonlyMap<string, string>
    readonly body: string
    readonly tookMs: number
    /** The addresses that led elsewhere, the first first. */
    readonly redirects: readonly string[]
    readonly certificate: Shown | undefined
  }
  | { readonly kind: 'failed', readonly url: string, readonly host: string, readonly error: NetError, readonly tookMs: number, readonly certificate: Shown | undefined }

const mostRedirects = 20
const patienceMs = 300_000
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
const leadsOn: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** `accepted` are the hosts, as `hostText` writes them, whose certificates the reader lets pass. */
export function* visit(process: Process, typed: string, accepted: ReadonlySet<string> = new Set()): Task<Visited> {
  const { clock } = process.machine
  const beganMs = clock.nowMs
  const redirects: string[] = []
  const failed = (url: string, host: string, error: NetError, certificate?: Shown): Visited => ({ kind: 'failed', url, host, error, tookMs: clock.nowMs - beganMs, certificate })
  let address = webAddress(typed)
  if (!address) return failed(typed, typed, 'ERR_INVALID_URL')
  for (;;) {
    const url = addressText(address)
    if (address.scheme !== 'http' && address.scheme !== 'https') return failed(url, address.host, 'ERR_UNKNOWN_URL_SCHEME')
    const answer: Answered | Unanswered = yield* fetchPage(process, address, accepted)
    if ('error' in answer) return failed(url, address.host, answer.error, answer.certificate)
    const { status, headers = new Map<string, string>(), body }: HttpResponse = answer.response
    const location: string | undefined = leadsOn.has(status) ? valueOf(headers, 'location') : undefined
    const next: WebAddress | undefined = location === undefined ? undefined : linkedFrom(address, location)
    if (!next) return { kind: 'page', url, address: answer.address, status, reason: reasonOf.get(status) ?? '', headers, body, tookMs: clock.nowMs - beganMs, redirects, certificate: answer.certificate }
    if (redirects.length === mostRedirects) return failed(url, address.host, 'ERR_TOO_MANY_REDIRECTS')
    redirects.push(url)
    address = next
  }
}

interface Answered { readonly address: string, readonly response: HttpResponse, readonly certificate: Shown | undefined }
interface Unanswered { readonly error: NetError, readonly certificate?: Shown | undefined }

const notOpen: Readonly<Record<Exclude<Reached['kind'], 'open'>, NetError>> = { refused: 'ERR_CONNECTION_REFUSED', unreachable: 'ERR_ADDRESS_UNREACHABLE', timeout: 'ERR_CONNECTION_TIMED_OUT' }

function* fetchPage(process: Process, asked: WebAddress, accepted: ReadonlySet<string>): Task<Answered | Unanswered> {
  const dialled = yield* dial(process, asked.host, asked.port, Infinity)
  if (!dialled) return { error: 'ERR_NAME_NOT_RESOLVED' }
  const { reached, address } = dialled
  if (reached.kind !== 'open') return { error: notOpen[reached.kind] }
  const { listener } = reached
  const secured = asked.scheme === 'https' ? agreedWith(process, listener, asked, accepted.has(hostText(asked))) : undefined
  if (secured && 'error' in secured) return secured
  if (!listener.http && listener.tcp) return { error: 'ERR_INVALID_HTTP_RESPONSE' }
  const headers = new Map([['Host', hostText(asked)], ['User-Agent', userAgent], ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'], ['Accept-Language', 'ko-KR,ko;q=0.9']])
  const answer = yield* exchange(process, reached, { method: 'GET', path: asked.path, headers, body: '', ...secured && { tls: secured.session } }, patienceMs)
  if (answer.kind === 'empty') return { error: 'ERR_EMPTY_RESPONSE' }
  return answer.kind === 'answered' ? { address, response: answer.response, certificate: secured?.certificate } : { error: 'ERR_TIMED_OUT' }
}

const trustFile = '/etc/ssl/certs/ca-certificates.crt'
const protocols: readonly Protocol[] = ['h2', 'http/1.1']

/** TLS before anything is asked: what was agreed, or why the browser goes no further. */
function agreedWith(process: Process, { tls }: Listener, { host }: WebAddress, isAccepted: boolean): { readonly session: TlsSession, readonly certificate: Shown | undefined } | Unanswered {
  if (!tls) return { error: 'ERR_SSL_PROTOCOL_ERROR' }
  const serverName = isAddress(host) ? undefined : host
  const identity = tls(serverName)
  const shown = readCertificates(identity.certificates)
  const [own] = shown
  const error = own ? distrust(shown, own, host, readCertificates(process.machine.files.read(trustFile) ?? ''), process.unixMs) : 'ERR_SSL_PROTOCOL_ERROR'
  const certificate: Shown | undefined = own && {
    subject: commonNameOf(own.subject), issuer: commonNameOf(own.issuer), names: own.alternativeNames.map(({ text }) => text), untilMs: own.untilMs, isTrusted: error === undefined,
  }
  if (error !== undefined && !isAccepted) return { error, certificate }
  return { session: { serverName, protocol: protocols.find(each => identity.protocols.includes(each)) ?? 'http/1.1' }, certificate }
}

/** The gravest of what is wrong with a certificate; its common name does not count as a name. */
function distrust(shown: readonly Certificate[], own: Certificate, host: string, trusted: readonly Certificate[], unixMs: number): NetError | undefined {
  const { code } = verify(shown, trusted, unixMs)
  if (code !== 0 && !outOfTime.has(code)) return 'ERR_CERT_AUTHORITY_INVALID'
  if (!own.alternativeNames.some(({ text }) => coversHost(text, host))) return 'ERR_CERT_COMMON_NAME_INVALID'
  return code === 0 ? undefined : 'ERR_CERT_DATE_INVALID'
}

/** Not yet valid, or no longer. */
const outOfTime: ReadonlySet<number> = new Set([9, 10])

/** The value of a header, however its name is written. */
export const valueOf = (headers: ReadonlyMap<string, string>, name: string): string | undefined => [...headers].find(([key]) => key.toLowerCase() === name)?.[1]
