// `openssl s_client`: what a server shows to who wants to speak TLS with it.
import { readCertificates, type Certificate } from '../../../apiserver/tls/certificate.ts'
import { keyBits } from '../../../apiserver/tls/key.ts'
import { nameText } from '../../../apiserver/tls/name.ts'
import { isOwnIssuer, verify, type Verdict } from '../../../apiserver/tls/verify.ts'
import type { TlsIdentity } from '../../network.ts'
import type { Task } from '../../task.ts'
import { connect } from '../http/client.ts'
import { thread, type Bench } from './bench.ts'
import { timeText } from './text.ts'

const usualTrust = '/etc/ssl/certs/ca-certificates.crt'
const numeric = /^[\d.]+$/
/** What is sent besides the certificates, and what the client says. */
const bytes = { read: 620, written: 395 } as const

export function* sClient(bench: Bench): Task<number> {
  const { process } = bench
  const [host = 'localhost', port = '4433'] = (bench.value('connect') ?? bench.given.operands[0] ?? '').split(':')
  const connection = yield* connect(process, host, Number(port))
  if (connection.kind === 'unresolved') return bench.refuse(`${thread}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:738:Name or service not known\nconnect:errno=22\n`)
  if (connection.kind !== 'open') {
    const [number, hex, text] = connection.kind === 'refused' ? [111, '6F', 'Connection refused'] : connection.kind === 'timeout' ? [110, '6E', 'Connection timed out'] : [113, '71', 'No route to host']
    return bench.refuse(`${thread}:error:800000${hex}:system library:BIO_connect:${text}:../crypto/bio/bio_sock2.c:117:calling connect()\n${thread}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\nconnect:errno=${number}\n`)
  }
  const { tls } = connection.listener
  if (!tls) return withoutTls(bench)
  const serverName = bench.has('noservername') ? undefined : bench.value('servername') ?? (numeric.test(host) ? undefined : host)
  tell(bench, tls(serverName))
  return 0
}

function withoutTls({ process }: Bench): number {
  process.out('CONNECTED(00000003)\n')
  process.err(`${thread}:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:\n`)
  process.out('---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\nSSL handshake has read 5 bytes and written 293 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\nEarly data was not sent\nVerify return code: 0 (ok)\n---\n')
  return 1
}

function tell(bench: Bench, { certificates, protocols }: TlsIdentity): void {
  const { process } = bench
  const shown = readCertificates(certificates)
  const [own] = shown
  const file = bench.value('CAfile') ?? usualTrust
  const verdict = verify(shown, readCertificates(bench.read(file) ?? ''), process.unixMs)
  const lines = depthLines(shown, verdict)
  process.err(lines)
  const { code, text } = resultOf(shown, verdict)
  const wanted = bench.value('alpn')?.split(',') ?? []
  const agreed = wanted.find(each => protocols.some(protocol => protocol === each))
  process.out(`CONNECTED(00000003)\n---\nCertificate chain\n${shown.map((certificate, i) => chainEntry(certificate, i, bench.has('showcerts'))).join('')}---\nServer certificate\n${bench.has('showcerts') ? '' : own?.pem ?? ''}`
    + `subject=${nameText(own?.subject ?? [])}\nissuer=${nameText(own?.issuer ?? [])}\n---\nNo client certificate CA names sent\nPeer signing digest: SHA256\nPeer signature type: RSA-PSS\nServer Temp Key: X25519, 253 bits\n---\n`
    + `SSL handshake has read ${bytes.read + shown.reduce((sum, certificate) => sum + certificate.bytes.length, 0)} bytes and written ${bytes.written} bytes\n${code === 0 ? 'Verification: OK' : `Verification error: ${text}`}\n---\n`
    + `New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nServer public key is ${own ? keyBits(own.key) : 0} bit\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\n`
    + `${agreed === undefined ? 'No ALPN negotiated' : `ALPN protocol: ${agreed}`}\nEarly data was not sent\nVerify return code: ${code} (${text})\n---\nDONE\n`)
}

/** Where nobody is known to vouch for the one certificate there is, that is what counts in the end. */
const resultOf = (shown: readonly Certificate[], { code, text }: Verdict): Pick<Verdict, 'code' | 'text'> =>
  code === 20 && shown.length === 1 ? { code: 21, text: 'unable to verify the first certificate' } : { code, text }

const chainEntry = ({ subject, issuer, key, fromMs, untilMs, pem }: Certificate, i: number, isWhole: boolean): string =>
  `${String(i).padStart(2)} s:${nameText(subject)}\n   i:${nameText(issuer)}\n   a:PKEY: rsaEncryption, ${keyBits(key)} (bit); sigalg: RSA-SHA256\n   v:NotBefore: ${timeText(fromMs)}; NotAfter: ${timeText(untilMs)}\n${isWhole ? pem : ''}`

function depthLines(shown: readonly Certificate[], { code, text, depth, chain }: Verdict): string {
  const at = (i: number): string => `depth=${i} ${nameText(chain[i]?.subject ?? [])}\n`
  const error = (number: number, message: string): string => `verify error:num=${number}:${message}\nverify return:1\n`
  const first = code === 0 ? '' : at(depth) + error(code, text)
  const second = code === 20 && shown.length === 1 && !shown.some(isOwnIssuer) ? at(0) + error(21, 'unable to verify the first certificate') : ''
  return first + second + chain.map((_, i) => `${at(chain.length - 1 - i)}verify return:1\n`).join('')
}
