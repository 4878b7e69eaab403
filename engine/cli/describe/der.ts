// What a certificate request asks for: just enough ASN.1 to find the subject and its other names.
import { base64Bytes, base64Text, utf8Text } from '../print/base64.ts'

export interface CertificateRequest {
  /** By object identifier, in the order of the request. */
  readonly subject: ReadonlyMap<string, readonly string[]>
  readonly dnsNames: readonly string[]
  readonly emailAddresses: readonly string[]
  readonly uris: readonly string[]
  readonly ipAddresses: readonly string[]
}

interface Node { readonly tag: number, readonly content: readonly number[] }

const sequence = 0x30
const set = 0x31
const objectIdentifier = 0x06
const octetString = 0x04
const attributes = 0xa0
const alternativeNames = '2.5.29.17'
const nameTags = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 }

/** The request inside a base64 text of a PEM block; undefined when there is none. */
export function certificateRequestOf(base64Pem: string): CertificateRequest | undefined {
  const pem = /-----BEGIN CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE REQUEST-----/.exec(base64Text(base64Pem))
  const info = pem && childrenOf(childrenOf(nodesOf(base64Bytes(pem[1] ?? ''))[0])[0])
  if (!info?.[1]) return undefined
  const names = info.filter(({ tag }) => tag === attributes).flatMap(generalNames)
  const texts = (wanted: number): readonly string[] => names.filter(({ tag }) => tag === wanted).map(({ content }) => utf8Text(content))
  return {
    subject: subjectOf(info[1]),
    dnsNames: texts(nameTags.dns), emailAddresses: texts(nameTags.email), uris: texts(nameTags.uri),
    ipAddresses: names.filter(({ tag }) => tag === nameTags.ip).map(({ content }) => addressText(content)),
  }
}

/** The elements that stand one after the other; what is cut off is left out. */
function nodesOf(bytes: readonly number[]): readonly Node[] {
  const nodes: Node[] = []
  for (let at = 0; at + 1 < bytes.length;) {
    const tag = bytes[at] ?? 0
    const short = bytes[at + 1] ?? 0
    const lengthBytes = short < 0x80 ? 0 : short & 0x7f
    const start = at + 2 + lengthBytes
    const length = lengthBytes === 0 ? short : bytes.slice(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0)
    if (start + length > bytes.length) break
    nodes.push({ tag, content: bytes.slice(start, start + length) })
    at = start + length
  }
  return nodes
}

const childrenOf = (node: Node | undefined): readonly Node[] => node ? nodesOf(node.content) : []

function subjectOf(names: Node): ReadonlyMap<string, readonly string[]> {
  const subject = new Map<string, readonly string[]>()
  for (const pair of childrenOf(names).flatMap(childrenOf)) {
    const [type, value] = childrenOf(pair)
    if (!type || !value) continue
    const key = identifierText(type.content)
    subject.set(key, [...subject.get(key) ?? [], utf8Text(value.content)])
  }
  return subject
}

/** The names inside the extension of alternative names, wherever it is in the attributes. */
function generalNames(node: Node): readonly Node[] {
  const children = childrenOf(node)
  const [type] = children
  if (type?.tag === objectIdentifier && identifierText(type.content) === alternativeNames)
    return children.filter(({ tag }) => tag === octetString).flatMap(({ content }) => childrenOf(nodesOf(content)[0]))
  return children.filter(({ tag }) => tag === sequence || tag === set).flatMap(generalNames)
}

function identifierText(bytes: readonly number[]): string {
  const [first = 0, ...rest] = bytes
  const parts = [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40))]
  let part = 0
  for (const byte of rest) {
    part = part * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    parts.push(part)
    part = 0
  }
  return parts.join('.')
}

function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.')
  const text = bytes.flatMap((byte, i) => i % 2 === 0 ? (byte * 256 + (bytes[i + 1] ?? 0)).toString(16) : []).join(':')
  const [zeros] = [...text.matchAll(/\b0(?::0)+\b/g)].sort(([a], [b]) => b.length - a.length)
  return zeros ? `${text.slice(0, zeros.index)}::${text.slice(zeros.index + zeros[0].length)}`.replace(/:{3,}/g, '::') : text
}
