// Certificates: X.509 as every tool can read it.
import { childrenOf, element, elementsOf, tags } from '../authentication/der.ts'
import { utf8Bytes, utf8Text } from '../schema/index.ts'
import { parseTimestamp, timestamp } from '../../clock/time.ts'
import { digestOf, publicPart, readPublicPart, sign, type Key } from './key.ts'
import { nameBytes, readName, type Name } from './name.ts'
import { blocksIn, pemOf } from './pem.ts'

/** Another name of a subject. */
export interface AlternativeName { readonly kind: 'DNS' | 'IP Address' | 'email' | 'URI', readonly text: string }

/** What stands in a request and in a certificate. */
export interface Extensions {
  readonly alternativeNames?: readonly AlternativeName[]
  readonly isAuthority?: boolean
}

export interface Certificate extends Required<Extensions> {
  readonly pem: string
  readonly bytes: readonly number[]
  readonly version: 1 | 3
  readonly serial: readonly number[]
  readonly subject: Name
  readonly issuer: Name
  readonly fromMs: number
  readonly untilMs: number
  readonly key: Key
  readonly extensions: readonly Extension[]
  readonly signature: readonly number[]
  /** What is signed. */
  readonly body: readonly number[]
}

export interface Extension { readonly identifier: string, readonly isCritical: boolean, readonly value: readonly number[] }

export interface Wanted extends Extensions {
  readonly subject: Name
  readonly key: Key
  readonly serial: readonly number[]
  readonly fromMs: number
  readonly untilMs: number
  /** Whose name and key vouch for it; its own, unless said. */
  readonly issuer?: { readonly name: Name, readonly key: Key }
  /** Without extensions it is of the first version. */
  readonly isPlain?: boolean
}

export const identifiers = { subjectKey: '2.5.29.14', alternativeNames: '2.5.29.17', constraints: '2.5.29.19', authorityKey: '2.5.29.35' } as const
const nameTags = { 'email': 0x81, 'DNS': 0x82, 'URI': 0x86, 'IP Address': 0x87 } as const
const generalizedTag = 0x18
const requestExtensions = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 14]
const keyIdBytes = 20
export const algorithm = element(tags.sequence, element(tags.identifier, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), element(tags.none))

const keyId = (key: Key): readonly number[] => digestOf(publicPart(key)).slice(0, keyIdBytes)

export function makeCertificate({ subject, key, serial, fromMs, untilMs, issuer = { name: subject, key }, alternativeNames = [], isAuthority, isPlain = false }: Wanted): string {
  const extensions = [
    extension(14, false, element(tags.octets, keyId(key))),
    extension(35, false, element(tags.sequence, element(0x80, keyId(issuer.key)))),
    ...isAuthority === undefined ? [] : [extension(19, true, element(tags.sequence, isAuthority ? element(tags.boolean, [0xff]) : []))],
    ...alternativeNames.length > 0 ? [namesExtension(alternativeNames)] : [],
  ]
  const body = element(tags.sequence,
    ...isPlain ? [] : [element(0xa0, element(tags.integer, [2]))],
    element(tags.integer, serial), algorithm, nameBytes(issuer.name),
    element(tags.sequence, timeBytes(fromMs), timeBytes(untilMs)),
    nameBytes(subject), publicPart(key),
    ...isPlain ? [] : [element(0xa3, element(tags.sequence, ...extensions))])
  return pemOf('CERTIFICATE', element(tags.sequence, body, algorithm, element(tags.bits, [0], sign(issuer.key, body))))
}

const extension = (last: number, isCritical: boolean, value: readonly number[]): readonly number[] =>
  element(tags.sequence, element(tags.identifier, [0x55, 0x1d, last]), isCritical ? element(tags.boolean, [0xff]) : [], element(tags.octets, value))

const namesExtension = (names: readonly AlternativeName[]): readonly number[] =>
  extension(17, false, element(tags.sequence, ...names.map(({ kind, text }) => element(nameTags[kind], kind === 'IP Address' ? text.split('.').map(Number) : utf8Bytes(text)))))

/** A request for a certificate, as `openssl req -new` writes it. */
export function makeRequest(subject: Name, key: Key, alternativeNames: readonly AlternativeName[]): string {
  const attributes = alternativeNames.length === 0 ? [] : element(tags.sequence, element(tags.identifier, requestExtensions), element(tags.set, element(tags.sequence, namesExtension(alternativeNames))))
  const body = element(tags.sequence, element(tags.integer, [0]), nameBytes(subject), publicPart(key), element(0xa0, attributes))
  return pemOf('CERTIFICATE REQUEST', element(tags.sequence, body, algorithm, element(tags.bits, [0], sign(key, body))))
}

export interface Request { readonly subject: Name, readonly key: Key, readonly alternativeNames: readonly AlternativeName[] }

export function readRequest(pem: string): Request | undefined {
  const block = blocksIn(pem).find(({ type }) => type === 'CERTIFICATE REQUEST')
  const [, subject, publicKey, attributes] = childrenOf(childrenOf(elementsOf(block?.bytes ?? [])[0])[0])
  const key = readPublicPart(publicKey)
  if (!subject || !key) return undefined
  const wanted = childrenOf(attributes).flatMap(attribute => childrenOf(childrenOf(attribute)[1])).flatMap(childrenOf)
  return { subject: readName(subject.content), key, alternativeNames: alternativeNamesIn(wanted.map(extensionOf)) }
}

/** All that a text holds, in its order. */
export const readCertificates = (pem: string): readonly Certificate[] =>
  blocksIn(pem).flatMap(({ type, bytes, text }) => type === 'CERTIFICATE' ? certificateIn(bytes, text) ?? [] : [])

function certificateIn(bytes: readonly number[], pem: string): Certificate | undefined {
  const [whole, , signed] = childrenOf(elementsOf(bytes)[0])
  const parts = childrenOf(whole)
  const version = parts[0]?.tag === 0xa0 ? 3 : 1
  const [serial, , issuer, validity, subject, publicKey, ...rest] = version === 3 ? parts.slice(1) : parts
  const key = readPublicPart(publicKey)
  if (!whole || !signed || !serial || !issuer || !subject || !key) return undefined
  const [fromMs = Number.NaN, untilMs = Number.NaN] = childrenOf(validity).map(({ content }) => msOf(utf8Text(content)))
  const extensions = rest.filter(({ tag }) => tag === 0xa3).flatMap(childrenOf).flatMap(childrenOf).map(extensionOf)
  const constraints = extensions.find(({ identifier }) => identifier === identifiers.constraints)
  return {
    pem, bytes, version, serial: serial.content, subject: readName(subject.content), issuer: readName(issuer.content), fromMs, untilMs, key, extensions,
    alternativeNames: alternativeNamesIn(extensions),
    isAuthority: childrenOf(elementsOf(constraints?.value ?? [])[0])[0]?.content[0] === 0xff,
    signature: signed.content.slice(1), body: whole.whole,
  }
}

function extensionOf(found: Parameters<typeof childrenOf>[0]): Extension {
  const [identifier, second, third] = childrenOf(found)
  return { identifier: identifierText(identifier?.content ?? []), isCritical: third !== undefined && second?.content[0] === 0xff, value: (third ?? second)?.content ?? [] }
}

function alternativeNamesIn(extensions: readonly Extension[]): readonly AlternativeName[] {
  const found = extensions.find(({ identifier }) => identifier === identifiers.alternativeNames)
  return childrenOf(elementsOf(found?.value ?? [])[0]).flatMap(({ tag, content }) => {
    const kind = Object.entries(nameTags).find(([, known]) => known === tag)?.[0] as AlternativeName['kind'] | undefined // a key of the table
    return kind ? [{ kind, text: kind === 'IP Address' ? content.join('.') : utf8Text(content) }] : []
  })
}

/** `2.5.29.17` */
export function identifierText(bytes: readonly number[]): string {
  const [first = 0, ...rest] = bytes
  const parts = [Math.floor(first / 40), first % 40]
  let part = 0
  for (const byte of rest) {
    part = part * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    parts.push(part)
    part = 0
  }
  return parts.join('.')
}

const lastOfShortYears = 2049

/** `261121090000Z`; with four digits of the year where two are not enough. */
function timeBytes(ms: number): readonly number[] {
  const text = timestamp(ms).replace(/[-:T]/g, '')
  return Number(text.slice(0, 4)) > lastOfShortYears ? element(generalizedTag, utf8Bytes(text)) : element(tags.time, utf8Bytes(text.slice(2)))
}

function msOf(text: string): number {
  const full = text.length === 13 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text
  return parseTimestamp(full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')) ?? Number.NaN
}
