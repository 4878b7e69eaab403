// A browser that opens a page: from the address to what the server said, or to the error that browsers show.
import type { HttpResponse, Reached } from '../../runtime/network.ts'
import type { Process } from '../../runtime/process.ts'
import type { Task } from '../../runtime/task.ts'
import { dial, exchange, reasonOf } from './dial.ts'
import { addressText, hostText, linkedFrom, webAddress, type WebAddress } from './page/address.ts'

export type NetError =
  | 'ERR_INVALID_URL' | 'ERR_UNKNOWN_URL_SCHEME' | 'ERR_NAME_NOT_RESOLVED' | 'ERR_CONNECTION_REFUSED' | 'ERR_CONNECTION_TIMED_OUT' | 'ERR_ADDRESS_UNREACHABLE'
  | 'ERR_TIMED_OUT' | 'ERR_INVALID_HTTP_RESPONSE' | 'ERR_TOO_MANY_REDIRECTS' | 'ERR_SSL_PROTOCOL_ERROR' | 'ERR_CERT_AUTHORITY_INVALID' | 'ERR_CERT_COMMON_NAME_INVALID' | 'ERR_CERT_DATE_INVALID'

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
  }
  | { readonly kind: 'failed', readonly url: string, readonly host: string, readonly error: NetError, readonly tookMs: number }

const mostRedirects = 20
const patienceMs = 300_000
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
const leadsOn: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

export function* visit(process: Process, typed: string): Task<Visited> {
  const { clock } = process.machine
  const beganMs = clock.nowMs
  const redirects: string[] = []
  const failed = (url: string, host: string, error: NetError): Visited => ({ kind: 'failed', url, host, error, tookMs: clock.nowMs - beganMs })
  let address = webAddress(typed)
  if (!address) return failed(typed, typed, 'ERR_INVALID_URL')
  for (;;) {
    const url = addressText(address)
    if (address.scheme !== 'http' && address.scheme !== 'https') return failed(url, address.host, 'ERR_UNKNOWN_URL_SCHEME')
    const answer: NetError | Answered = yield* fetchPage(process, address)
    if (typeof answer === 'string') return failed(url, address.host, answer)
    const { status, headers = new Map<string, string>(), body }: HttpResponse = answer.response
    const location: string | undefined = leadsOn.has(status) ? valueOf(headers, 'location') : undefined
    const next: WebAddress | undefined = location === undefined ? undefined : linkedFrom(address, location)
    if (!next) return { kind: 'page', url, address: answer.address, status, reason: reasonOf.get(status) ?? '', headers, body, tookMs: clock.nowMs - beganMs, redirects }
    if (redirects.length === mostRedirects) return failed(url, address.host, 'ERR_TOO_MANY_REDIRECTS')
    redirects.push(url)
    address = next
  }
}

interface Answered { readonly address: string, readonly response: HttpResponse }

const notOpen: Readonly<Record<Exclude<Reached['kind'], 'open'>, NetError>> = { refused: 'ERR_CONNECTION_REFUSED', unreachable: 'ERR_ADDRESS_UNREACHABLE', timeout: 'ERR_CONNECTION_TIMED_OUT' }

function* fetchPage(process: Process, asked: WebAddress): Task<NetError | Answered> {
  const dialled = yield* dial(process, asked.host, asked.port, Infinity)
  if (!dialled) return 'ERR_NAME_NOT_RESOLVED'
  const { reached, address } = dialled
  if (reached.kind !== 'open') return notOpen[reached.kind]
  if (asked.scheme === 'https') return 'ERR_SSL_PROTOCOL_ERROR'
  if (!reached.listener.http && reached.listener.tcp) return 'ERR_INVALID_HTTP_RESPONSE'
  const headers = new Map([['Host', hostText(asked)], ['User-Agent', userAgent], ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'], ['Accept-Language', 'ko-KR,ko;q=0.9']])
  const answer = yield* exchange(process, reached, { method: 'GET', path: asked.path, headers, body: '' }, patienceMs)
  return answer.kind === 'answered' ? { address, response: answer.response } : 'ERR_TIMED_OUT'
}

/** The value of a header, however its name is written. */
export const valueOf = (headers: ReadonlyMap<string, string>, name: string): string | undefined => [...headers].find(([key]) => key.toLowerCase() === name)?.[1]
