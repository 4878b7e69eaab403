// Certificates and requests for people to read.
import { childrenOf, elementsOf } from '../../../apiserver/authentication/der.ts'
import { utf8Text } from '../../../apiserver/schema/index.ts'
import { identifiers, identifierText, type AlternativeName, type Certificate, type Extension, type Request } from '../../../apiserver/tls/certificate.ts'
import { keyBits, type Key } from '../../../apiserver/tls/key.ts'
import { nameText } from '../../../apiserver/tls/name.ts'
import { strftime } from '../http/dates.ts'

export const hexOf = (bytes: readonly number[]): string => bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')
export const colons = (bytes: readonly number[]): string => bytes.map(byte => byte.toString(16).padStart(2, '0')).join(':')
export const timeText = (ms: number): string => strftime('%b %e %T %Y GMT', ms)

const perLine = { modulus: 15, signature: 18 } as const
const mostSmallSerial = 8

/** Bytes in lines, with a colon after each but the last. */
function lined(bytes: readonly number[], width: number, indent: string): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += width) lines.push(indent + colons(bytes.slice(at, at + width)))
  return lines.join(':\n')
}

const keyText = (key: Key): string => [
  '        Subject Public Key Info:',
  '            Public Key Algorithm: rsaEncryption',
  `                Public-Key: (${keyBits(key)} bit)`,
  '                Modulus:',
  lined([0, ...key.modulus], perLine.modulus, ' '.repeat(20)),
  '                Exponent: 65537 (0x10001)',
].join('\n')

function serialText(serial: readonly number[]): string {
  if (serial.length > mostSmallSerial) return `        Serial Number:\n            ${colons(serial)}`
  const number = BigInt(`0x${hexOf(serial)}`)
  return `        Serial Number: ${number} (0x${number.toString(16)})`
}

export function certificateText({ version, serial, issuer, subject, fromMs, untilMs, key, extensions, signature }: Certificate): string {
  return [
    'Certificate:',
    '    Data:',
    `        Version: ${version} (0x${version - 1})`,
    serialText(serial),
    '        Signature Algorithm: sha256WithRSAEncryption',
    `        Issuer: ${nameText(issuer)}`,
    '        Validity',
    `            Not Before: ${timeText(fromMs)}`,
    `            Not After : ${timeText(untilMs)}`,
    `        Subject: ${nameText(subject)}`,
    keyText(key),
    ...extensions.length > 0 ? ['        X509v3 extensions:', ...extensions.map(extension => extensionText(extension, ' '.repeat(12)))] : [],
    '    Signature Algorithm: sha256WithRSAEncryption',
    '    Signature Value:',
    lined(signature, perLine.signature, ' '.repeat(8)),
    '',
  ].join('\n')
}

export function requestText({ subject, key, alternativeNames }: Request, signature: readonly number[]): string {
  return [
    'Certificate Request:',
    '    Data:',
    '        Version: 1 (0x0)',
    `        Subject: ${nameText(subject)}`,
    keyText(key),
    ...alternativeNames.length > 0
      ? ['        Attributes:', '            Requested Extensions:', `                X509v3 Subject Alternative Name: \n                    ${namesText(alternativeNames)}`]
      : ['        Attributes:', '            (none)', '            Requested Extensions:'],
    '    Signature Algorithm: sha256WithRSAEncryption',
    '    Signature Value:',
    lined(signature, perLine.signature, ' '.repeat(8)),
    '',
  ].join('\n')
}

const namesText = (names: readonly AlternativeName[]): string => names.map(({ kind, text }) => `${kind}:${text}`).join(', ')

interface Shown { readonly title: string, readonly name: string, readonly text: (value: readonly number[]) => string }

const usages = ['Digital Signature', 'Non Repudiation', 'Key Encipherment', 'Data Encipherment', 'Key Agreement', 'Certificate Sign', 'CRL Sign', 'Encipher Only']
const purposes: ReadonlyMap<string, string> = new Map([['1.3.6.1.5.5.7.3.1', 'TLS Web Server Authentication'], ['1.3.6.1.5.5.7.3.2', 'TLS Web Client Authentication']])
const contentOf = (value: readonly number[]): readonly number[] => elementsOf(value)[0]?.content ?? []
const upperColons = (bytes: readonly number[]): string => colons(bytes).toUpperCase()

const known: ReadonlyMap<string, Shown> = new Map([
  [identifiers.subjectKey, { title: 'X509v3 Subject Key Identifier', name: 'subjectKeyIdentifier', text: value => upperColons(contentOf(value)) }],
  [identifiers.authorityKey, { title: 'X509v3 Authority Key Identifier', name: 'authorityKeyIdentifier', text: value => upperColons(childrenOf(elementsOf(value)[0])[0]?.content ?? []) }],
  [identifiers.constraints, { title: 'X509v3 Basic Constraints', name: 'basicConstraints', text: value => `CA:${contentOf(value).length > 0 ? 'TRUE' : 'FALSE'}` }],
  [identifiers.alternativeNames, { title: 'X509v3 Subject Alternative Name', name: 'subjectAltName', text: value => childrenOf(elementsOf(value)[0]).map(({ tag, content }) =>
    tag === 0x87 ? `IP Address:${content.join('.')}` : `${tag === 0x81 ? 'email' : tag === 0x86 ? 'URI' : 'DNS'}:${utf8Text(content)}`).join(', ') }],
  ['2.5.29.15', { title: 'X509v3 Key Usage', name: 'keyUsage', text: value => usages.filter((_, bit) => ((contentOf(value)[1] ?? 0) & 0x80 >> bit) !== 0).join(', ') }],
  ['2.5.29.37', { title: 'X509v3 Extended Key Usage', name: 'extendedKeyUsage', text: value => childrenOf(elementsOf(value)[0]).map(({ content }) => purposes.get(identifierText(content)) ?? identifierText(content)).join(', ') }],
])

/** What goes by a name such as `subjectAltName`. */
export const extensionNamed = (extensions: readonly Extension[], name: string): Extension | undefined => extensions.find(({ identifier }) => known.get(identifier)?.name === name)

export function extensionText({ identifier, isCritical, value }: Extension, indent: string): string {
  const { title, text } = known.get(identifier) ?? { title: identifier, text: hexOf }
  return `${indent}${title}: ${isCritical ? 'critical' : ''}\n${indent}    ${text(value)}`
}
