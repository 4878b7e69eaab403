// Client certificates of the cluster's authority: X.509 that every tool can read, and that says who somebody is.
// As with tokens, nothing is encrypted: a signature is a digest with the authority's key in it.
import { parseTimestamp, timestamp } from '../../clock/time.ts'
import { encodeBase64, utf8Bytes, utf8Text } from '../schema/index.ts'
import { childrenOf, element, elementsOf, tags } from './der.ts'
import { authorityOf } from '../tls/authority.ts'
import { sign } from '../tls/key.ts'
import { blocksIn, pemOf } from '../tls/pem.ts'
import type { TokenSigner } from './tokens.ts'

export interface Subject { readonly commonName: string, readonly organizations: readonly string[] }

/** What a request asks for: a certificate for this name and this key. */
export interface CertificateRequest { readonly subject: Subject, readonly name: readonly number[], readonly key: readonly number[] }

export interface Validity { readonly fromMs: number, readonly untilMs: number }

const commonName = [0x55, 0x04, 0x03]
const organization = [0x55, 0x04, 0x0a]
const purposes: ReadonlyMap<string, number> = new Map([['server auth', 1], ['client auth', 2]])
const serialBytes = 16

/** Of the PEM text; undefined when it holds no request. */
export function readRequest(pem: string): CertificateRequest | undefined {
  const [, name, key] = childrenOf(childrenOf(blockOf(pem, 'CERTIFICATE REQUEST'))[0])
  return name?.tag === tags.sequence && key ? { subject: subjectOf(name.content), name: name.whole, key: key.whole } : undefined
}

export function issue(signer: TokenSigner, { name, key }: CertificateRequest, usages: readonly string[], { fromMs, untilMs }: Validity): string {
  const extension = (identifier: number, isCritical: boolean, value: readonly number[]): readonly number[] =>
    element(tags.sequence, element(tags.identifier, [0x55, 0x1d, identifier]), isCritical ? element(tags.boolean, [0xff]) : [], element(tags.octets, value))
  const body = element(tags.sequence,
    element(0xa0, element(tags.integer, [2])),
    element(tags.integer, [0x01, ...signer.digest(`serial ${fromMs} ${encodeBase64(key)}`, serialBytes - 1)]),
    algorithm,
    issuer,
    element(tags.sequence, timeOf(fromMs), timeOf(untilMs)),
    name,
    key,
    element(0xa3, element(tags.sequence,
      extension(0x0f, true, element(tags.bits, [5, (usages.includes('digital signature') ? 0x80 : 0) | (usages.includes('key encipherment') ? 0x20 : 0)])),
      extension(0x25, false, element(tags.sequence, ...usages.flatMap(usage => purposes.get(usage) ?? []).map(purpose => element(tags.identifier, [0x2b, 6, 1, 5, 5, 7, 3, purpose])))),
      extension(0x13, true, element(tags.sequence)),
    )),
  )
  return pemOf('CERTIFICATE', element(tags.sequence, body, algorithm, element(tags.bits, [0], signatureOf(signer, body))))
}

/** Whose a certificate is, if this cluster has issued it and it is good now. */
export function subjectOfCertificate(pem: string, signer: TokenSigner, unixMs: number): Subject | undefined {
  const [body, , signature] = childrenOf(blockOf(pem, 'CERTIFICATE'))
  if (!body || signature?.content.slice(1).join() !== signatureOf(signer, body.whole).join()) return undefined
  const [, , , , validity, name] = childrenOf(body)
  const [fromMs = Infinity, untilMs = -Infinity] = childrenOf(validity).map(({ content }) => msOf(utf8Text(content)))
  return name && unixMs >= fromMs && unixMs <= untilMs ? subjectOf(name.content) : undefined
}

function subjectOf(name: readonly number[]): Subject {
  const pairs = elementsOf(name).flatMap(childrenOf).map(childrenOf)
  const texts = (type: readonly number[]): readonly string[] => pairs.flatMap(([key, value]) => key?.content.join() === type.join() && value ? [utf8Text(value.content)] : [])
  return { commonName: texts(commonName).at(-1) ?? '', organizations: texts(organization) }
}

const algorithm = element(tags.sequence, element(tags.identifier, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), element(tags.none))
const issuer = element(tags.sequence, element(tags.set, element(tags.sequence, element(tags.identifier, commonName), element(tags.printable, utf8Bytes('kubernetes')))))

const signatureOf = (signer: TokenSigner, body: readonly number[]): readonly number[] => sign(authorityOf(signer).key, body)

/** `261121090000Z`: two digits of the year are enough until 2050. */
const timeOf = (ms: number): readonly number[] => element(tags.time, utf8Bytes(timestamp(ms).slice(2).replace(/[-:T]/g, '')))
const msOf = (text: string): number => parseTimestamp(text.replace(/^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '20$1-$2-$3T$4:$5:$6Z')) ?? NaN

const blockOf = (pem: string, type: string): ReturnType<typeof elementsOf>[number] | undefined =>
  elementsOf(blocksIn(pem).find(block => block.type === type)?.bytes ?? [])[0]
