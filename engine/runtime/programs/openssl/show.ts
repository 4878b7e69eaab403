// What is in files: x509, verify, rsa.
import { readCertificates, type Certificate } from '../../../apiserver/tls/certificate.ts'
import { digestOf, keyPem, publicPart, readKey, type Key } from '../../../apiserver/tls/key.ts'
import { nameText } from '../../../apiserver/tls/name.ts'
import { pemOf } from '../../../apiserver/tls/pem.ts'
import { nameFor, verify as trust } from '../../../apiserver/tls/verify.ts'
import type { Task } from '../../task.ts'
import { thread, type Bench } from './bench.ts'
import { signed } from './make.ts'
import { certificateText, colons, extensionNamed, extensionText, hexOf, timeText } from './text.ts'

const shortDigest = 20

export function* x509(bench: Bench): Task<number> {
  if (bench.has('req')) return yield* signed(bench)
  const path = bench.value('in')
  const text = yield* bench.input()
  if (text === undefined) return bench.missing('certificate', path ?? '')
  const [certificate] = readCertificates(text)
  if (!certificate) return bench.refuse(`Could not read certificate from ${path ?? '<stdin>'}\n${path === undefined ? '' : `${thread}:error:1608010C:STORE routines:ossl_store_handle_load_result:unsupported:../crypto/store/store_result.c:149:\n`}Unable to load certificate\n`)
  let said = ''
  let code = 0
  for (const [option, value] of bench.given.options) {
    if (option === 'checkend') code = certificate.untilMs < bench.process.unixMs + Number(value) * 1000 ? 1 : 0
    said += partOf(certificate, option, value, bench)
  }
  bench.write(said + (bench.has('noout') ? '' : certificate.pem))
  return code
}

function partOf(certificate: Certificate, option: string, value: string, { process, given }: Bench): string {
  const { subject, issuer, fromMs, untilMs, serial, key, extensions } = certificate
  const nameOf = bareNames(given.options) ? (name: Certificate['subject']): string => name.toReversed().map(([type, text]) => `${type}=${text}`).join(',') : nameText
  switch (option) {
    case 'text': return certificateText(certificate)
    case 'subject': return `subject=${nameOf(subject)}\n`
    case 'issuer': return `issuer=${nameOf(issuer)}\n`
    case 'dates': return `notBefore=${timeText(fromMs)}\nnotAfter=${timeText(untilMs)}\n`
    case 'startdate': return `notBefore=${timeText(fromMs)}\n`
    case 'enddate': return `notAfter=${timeText(untilMs)}\n`
    case 'serial': return `serial=${hexOf(serial).toUpperCase()}\n`
    case 'modulus': return modulusText(key)
    case 'pubkey': return pemOf('PUBLIC KEY', publicPart(key))
    case 'fingerprint': return given.options.some(([other]) => other === 'sha256')
      ? `sha256 Fingerprint=${colons(digestOf(certificate.bytes)).toUpperCase()}\n`
      : `SHA1 Fingerprint=${colons(digestOf(certificate.bytes).slice(0, shortDigest)).toUpperCase()}\n`
    case 'checkend': return untilMs < process.unixMs + Number(value) * 1000 ? 'Certificate will expire\n' : 'Certificate will not expire\n'
    case 'checkhost': return `Hostname ${value} does${nameFor(certificate, value) === undefined ? ' NOT' : ''} match certificate\n`
    case 'ext': {
      const found = value.split(',').flatMap(name => extensionNamed(extensions, name) ?? [])
      if (found.length === 0) process.err('No extensions in certificate\n')
      return found.map(extension => `${extensionText(extension, '')}\n`).join('')
    }
    default: return ''
  }
}

const bareNames = (options: Bench['given']['options']): boolean => options.some(([name, value]) => name === 'nameopt' && /rfc2253/i.test(value))

const modulusText = ({ modulus }: Key): string => `Modulus=${hexOf(modulus).toUpperCase()}\n`

/** `openssl verify -CAfile ca.crt tls.crt` */
export function verify(bench: Bench): number {
  let code = 0
  const file = bench.value('CAfile')
  const trusted = file === undefined ? '' : bench.read(file)
  if (trusted === undefined) return bench.refuse(`Error loading file ${file}\n`)
  for (const path of bench.given.operands) {
    const shown = readCertificates(bench.read(path) ?? bench.missing('certificate file', path))
    const { code: fault, text, depth, chain } = trust(shown.slice(0, 1), readCertificates(trusted), bench.process.unixMs)
    if (fault === 0) bench.process.out(`${path}: OK\n`)
    else bench.process.err(`${nameText(chain[depth]?.subject ?? [])}\nerror ${fault} at ${depth} depth lookup: ${text}\nerror ${path}: verification failed\n`)
    if (fault !== 0) code = 2
  }
  return code
}

/** A key: what it is, or its public half. */
export function* rsa(bench: Bench): Task<number> {
  const path = bench.value('in')
  const text = yield* bench.input()
  if (text === undefined) return bench.missing('private key', path ?? '')
  const key = readKey(text) ?? bench.refuse(`Could not read private key from ${path ?? '<stdin>'}\n`)
  if (bench.has('modulus')) bench.write(modulusText(key))
  if (bench.has('check')) bench.process.err('RSA key ok\n')
  if (bench.has('noout')) return 0
  bench.process.err('writing RSA key\n')
  bench.write(bench.has('pubout') ? pemOf('PUBLIC KEY', publicPart(key)) : keyPem(key))
  return 0
}
