// The client's side of TLS: what is agreed, what is shown, whether it is trusted, and how curl tells of it.
import { readCertificates, type Certificate } from '../../apiserver/tls/certificate.ts'
import { commonNameOf, type Name } from '../../apiserver/tls/name.ts'
import { nameFor, verify } from '../../apiserver/tls/verify.ts'
import type { Listener, Protocol, TlsSession } from '../../runtime/network.ts'
import { strftime } from '../../runtime/programs/http/dates.ts'
import { isAddress } from '../address.ts'

export interface Wish {
  readonly host: string
  /** PEM: whom it trusts; undefined: it does not ask. */
  readonly trusted: string | undefined
  /** Where those came from, as it was said. */
  readonly trustedFile: string
  readonly protocols: readonly Protocol[]
  readonly unixMs: number
  readonly clientCertificate: string | undefined
}

export type Secured = { readonly lines: readonly string[] } & (
  | { readonly session: TlsSession, readonly verifyResult: number }
  | { readonly failure: { readonly code: number, readonly text: string } })

const library = 'OpenSSL/3.0.19'
const help = 'More details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above.'
const alerts: ReadonlyMap<number, string> = new Map([[7, 'decrypt error (563)'], [9, 'bad certificate (554)'], [10, 'certificate expired (557)']])

export function secure({ tls }: Listener, { host, trusted, trustedFile, protocols, unixMs, clientCertificate }: Wish): Secured {
  const serverName = isAddress(host) ? undefined : host
  const lines = [`ALPN: offers ${protocols.join(',')}`, 'TLSv1.3 (OUT), TLS handshake, Client hello (1):', ...trusted === undefined ? [] : [` CAfile: ${trustedFile}`, ' CApath: /etc/ssl/certs']]
  if (!tls) {
    const text = `${library}: error:0A00010B:SSL routines::wrong version number`
    return { lines: [...lines, text], failure: { code: 35, text } }
  }
  const identity = tls(serverName)
  const shown = readCertificates(identity.certificates)
  const verdict = verify(shown, readCertificates(trusted ?? ''), unixMs)
  lines.push('TLSv1.3 (IN), TLS handshake, Server hello (2):', 'TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):', 'TLSv1.3 (IN), TLS handshake, Certificate (11):')
  const problem = `SSL certificate problem: ${verdict.text}`
  if (trusted !== undefined && verdict.code !== 0) {
    lines.push(`TLSv1.3 (OUT), TLS alert, ${alerts.get(verdict.code) ?? 'unknown CA (560)'}:`, problem)
    return { lines, failure: { code: 60, text: `${problem}\n${help}` } }
  }
  const protocol = protocols.find(each => identity.protocols.includes(each)) ?? 'http/1.1'
  lines.push('TLSv1.3 (IN), TLS handshake, CERT verify (15):', 'TLSv1.3 (IN), TLS handshake, Finished (20):', 'TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):', 'TLSv1.3 (OUT), TLS handshake, Finished (20):')
  lines.push('SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384', `ALPN: server accepted ${protocol}`)
  const [own] = shown
  const mismatch = own && trusted !== undefined ? whyNotFor(own, host) : undefined
  lines.push(...own ? aboutServer(own, host, trusted !== undefined) : [])
  if (mismatch !== undefined) return { lines: [...lines, mismatch], failure: { code: 60, text: `${mismatch}\n${help}` } }
  if (own) lines.push(` issuer: ${slashless(own.issuer)}`)
  lines.push(verdict.code === 0 ? ' SSL certificate verify ok.' : ` SSL certificate verify result: ${verdict.text} (${verdict.code}), continuing anyway.`)
  lines.push(protocol === 'h2' ? 'using HTTP/2' : 'using HTTP/1.1')
  return { lines, session: { serverName, protocol, ...clientCertificate !== undefined && { clientCertificate } }, verifyResult: verdict.code }
}

const slashless = (name: Name): string => name.map(([type, value]) => `${type}=${value}`).join('; ')
const dateText = (ms: number): string => strftime('%b %e %T %Y GMT', ms)

function aboutServer(own: Certificate, host: string, isChecked: boolean): readonly string[] {
  const name = nameFor(own, host)
  const others = own.alternativeNames.length > 0 && isChecked ? [name === undefined ? ` subjectAltName does not match ${host}` : ` subjectAltName: host "${host}" matched cert's "${name}"`] : []
  return ['Server certificate:', ` subject: ${slashless(own.subject)}`, ` start date: ${dateText(own.fromMs)}`, ` expire date: ${dateText(own.untilMs)}`, ...others]
}

function whyNotFor(own: Certificate, host: string): string | undefined {
  if (nameFor(own, host) !== undefined) return undefined
  return own.alternativeNames.length > 0
    ? `SSL: no alternative certificate subject name matches target host name '${host}'`
    : `SSL: certificate subject name '${commonNameOf(own.subject)}' does not match target host name '${host}'`
}
