// The cluster's own authority: what vouches for its API server, and for whoever it gives a certificate to.
import type { TokenSigner } from '../authentication/tokens.ts'
import { makeCertificate, type AlternativeName } from './certificate.ts'
import { keyFrom, type Key } from './key.ts'
import type { Name } from './name.ts'

export interface Authority {
  readonly name: Name
  readonly key: Key
  /** PEM. */
  readonly certificate: string
}

const name: Name = [['CN', 'kubernetes']]
const keyBytes = 256
const serialBytes = 8
/** From before any lab begins until after it ends. */
const fromMs = 1_577_836_800_000
const untilMs = 2_524_607_999_000

const known = new WeakMap<TokenSigner, Authority>()

export function authorityOf(signer: TokenSigner): Authority {
  let authority = known.get(signer)
  if (!authority) {
    const key = keyFrom(signer.digest('certificate authority', keyBytes))
    const certificate = makeCertificate({ subject: name, key, serial: serialOf(signer, 'authority'), fromMs, untilMs, isAuthority: true, alternativeNames: [{ kind: 'DNS', text: 'kubernetes' }] })
    known.set(signer, authority = { name, key, certificate })
  }
  return authority
}

/** What the API server shows, by all the names it is called. */
export function servingCertificate(signer: TokenSigner, addresses: readonly string[]): string {
  const issuer = authorityOf(signer)
  const hosts = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'localhost']
  const alternativeNames: readonly AlternativeName[] = [...hosts.map(text => ({ kind: 'DNS', text }) as const), ...addresses.map(text => ({ kind: 'IP Address', text }) as const)]
  const key = keyFrom(signer.digest('kube-apiserver', keyBytes))
  return makeCertificate({ subject: [['CN', 'kube-apiserver']], key, serial: serialOf(signer, 'kube-apiserver'), fromMs, untilMs, isAuthority: false, alternativeNames, issuer })
}

const serialOf = (signer: TokenSigner, whose: string): readonly number[] => [0x01, ...signer.digest(`serial of ${whose}`, serialBytes - 1)]
