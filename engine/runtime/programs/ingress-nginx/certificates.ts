// Which certificate a host shows: one of a Secret in the namespace of its Ingress, or else the controller's own.
import { readCertificates, type Certificate } from '../../../apiserver/tls/certificate.ts'
import { isSameKey, readKey } from '../../../apiserver/tls/key.ts'
import { commonNameOf } from '../../../apiserver/tls/name.ts'
import { coversHost, nameFor } from '../../../apiserver/tls/verify.ts'
import { decodeBase64, utf8Text } from '../../../apiserver/schema/index.ts'
import { timestamp } from '../../../clock/time.ts'
import type { Ingress, Secret } from '../../../apiserver/types.gen.ts'
import type { Complain } from './backends.ts'

/** What a Secret holds. */
export type Pair = { readonly pem: string, readonly certificate: Certificate } | { readonly error: string }

/** What a host shows; the controller's own certificate when there is no PEM. */
export interface Shown { readonly secret: string, readonly pem?: string, readonly certificate?: Certificate }

export type FindSecret = (namespace: string, name: string) => Secret | undefined

const known = new WeakMap<Secret, Pair>()

export function pairIn(secret: Secret): Pair {
  let pair = known.get(secret)
  if (!pair) known.set(secret, pair = readPair(secret))
  return pair
}

function readPair({ metadata: { namespace, name }, data = {} }: Secret): Pair {
  const textOf = (key: string): string => utf8Text(decodeBase64(data?.[key] ?? ''))
  const [pem, keyText] = [textOf('tls.crt'), textOf('tls.key')]
  if (pem === '' || keyText === '') return { error: `secret "${namespace}/${name}" contains no keypair or CA certificate` }
  const [certificate] = readCertificates(pem)
  if (!certificate) return { error: `unexpected error creating SSL Cert: no valid PEM formatted block found` }
  const key = readKey(keyText)
  if (!key) return { error: 'unexpected error creating SSL Cert: certificate and private key does not have a matching public key: tls: failed to find any PEM data in key input' }
  return isSameKey(key, certificate.key) ? { pem, certificate } : { error: 'unexpected error creating SSL Cert: certificate and private key does not have a matching public key: tls: private key does not match public key' }
}

/** undefined: the host says nothing of TLS. */
export function shownBy({ metadata: { namespace = '' }, spec: { tls = [] } }: Ingress, host: string, find: FindSecret, unixMs: number, complain: Complain): Shown | undefined {
  const listed = tls.find(({ hosts = [] }) => hosts.some(each => each.toLowerCase() === host.toLowerCase()))
  const pairOf = (name: string): Pair => {
    const secret = find(namespace, name)
    return secret ? pairIn(secret) : { error: `local SSL certificate ${namespace}/${name} was not found` }
  }
  const secretName = listed ? listed.secretName ?? '' : tls.find(({ secretName = '' }) => {
    const pair = secretName === '' ? undefined : pairOf(secretName)
    return pair !== undefined && 'certificate' in pair && nameFor(pair.certificate, host) !== undefined
  })?.secretName
  if (secretName === undefined) return undefined
  if (secretName === '') {
    complain('W', 'controller.go:1497', `Host "${host}" is listed in the TLS section but secretName is empty. Using default certificate`)
    return { secret: '' }
  }
  const secret = `${namespace}/${secretName}`
  const pair = pairOf(secretName)
  if ('error' in pair) {
    complain('W', 'controller.go:1511', `Error getting SSL certificate "${secret}": ${pair.error}. Using default certificate`)
    return { secret }
  }
  const { certificate, pem } = pair
  if (nameFor(certificate, host) === undefined && !coversHost(commonNameOf(certificate.subject), host)) {
    complain('W', 'controller.go:1538', `SSL certificate "${secret}" does not contain a Common Name or Subject Alternative Name for server "${host}"`)
    complain('W', 'controller.go:1540', 'Using default certificate')
    return { secret }
  }
  if (certificate.untilMs < unixMs + soonMs) complain('W', 'controller.go:1553', `SSL certificate for server "${host}" is about to expire (${expiryText(certificate.untilMs)})`)
  return { secret, pem, certificate }
}

const soonMs = 240 * 3_600_000
const expiryText = (ms: number): string => timestamp(ms).replace('T', ' ').replace('Z', ' +0000 UTC')
