// Whether a certificate is to be trusted, and for which hosts, as OpenSSL says it.
import { sign } from './key.ts'
import { commonNameOf, nameText } from './name.ts'
import type { Certificate } from './certificate.ts'

export interface Verdict { readonly code: number, readonly text: string, readonly depth: number, readonly chain: readonly Certificate[] }

const texts = {
  0: 'ok', 7: 'certificate signature failure', 9: 'certificate is not yet valid', 10: 'certificate has expired', 18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain', 20: 'unable to get local issuer certificate', 21: 'unable to verify the first certificate',
} as const

const longestChain = 10

/** The first of what is shown is the server's own; the others are to lead to one that is trusted. */
export function verify(shown: readonly Certificate[], trusted: readonly Certificate[], unixMs: number): Verdict {
  const chain: Certificate[] = []
  const say = (code: keyof typeof texts, depth: number): Verdict => ({ code, text: texts[code], depth, chain })
  for (let next = shown[0]; next && chain.length < longestChain;) {
    const current = next
    chain.push(current)
    const depth = chain.length - 1
    if (trusted.some(({ bytes }) => bytes.join() === current.bytes.join())) return checked(chain, unixMs, say)
    if (isOwnIssuer(current)) return say(depth === 0 ? 18 : 19, depth)
    next = [...trusted, ...shown].find(candidate => nameText(candidate.subject) === nameText(current.issuer))
  }
  return say(20, Math.max(0, chain.length - 1))
}

export const isOwnIssuer = ({ subject, issuer }: Certificate): boolean => nameText(subject) === nameText(issuer)

function checked(chain: readonly Certificate[], unixMs: number, say: (code: keyof typeof texts, depth: number) => Verdict): Verdict {
  for (const [depth, certificate] of [...chain.entries()].toReversed()) {
    const { body, signature, fromMs, untilMs } = certificate
    const issuer = chain[depth + 1]
    if (issuer && sign(issuer.key, body).join() !== signature.join()) return say(7, depth)
    if (unixMs < fromMs) return say(9, depth)
    if (unixMs > untilMs) return say(10, depth)
  }
  return say(0, 0)
}

/** Which of its names a host has: the other names, or where there are none the common one. */
export function nameFor({ alternativeNames, subject }: Certificate, host: string): string | undefined {
  const names = alternativeNames.filter(({ kind }) => kind === 'DNS' || kind === 'IP Address').map(({ text }) => text)
  return (names.length > 0 ? names : [commonNameOf(subject)]).find(name => coversHost(name, host))
}

/** A star stands for one label. */
export function coversHost(name: string, host: string): boolean {
  const [own, other] = [name.toLowerCase(), host.toLowerCase()]
  if (own === other) return own !== ''
  const dot = other.indexOf('.')
  return own.startsWith('*.') && dot > 0 && own.slice(1) === other.slice(dot)
}
