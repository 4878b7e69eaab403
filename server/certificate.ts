// A certificate that signs itself, for the door on loopback. Real clients send their token over TLS only, and Node can
// make keys but no certificates; the few structures of X.509 that it takes are written here in DER.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface KeyPair { readonly certificate: string, readonly key: string }

const dayMs = 86_400_000

export function selfSigned(host: string, addresses: readonly string[], nowMs: number, days: number): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(oid(2, 5, 4, 3), utf8(host))))
  const body = sequence(
    tagged(0xa0, integer(Buffer.of(2))), // version 3
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])), // serial number: positive
    ecdsaWithSha256,
    name,
    sequence(time(nowMs - dayMs), time(nowMs + days * dayMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(
      extension(oid(2, 5, 29, 19), sequence(boolean(true))), // a certificate authority, of itself
      extension(oid(2, 5, 29, 17), sequence(tagged(0x82, Buffer.from(host)), ...addresses.map(address => tagged(0x87, bytesOf(address))))),
    )),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.of(0), signature])))
  return { certificate: pem('CERTIFICATE', certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))
const set = (...parts: readonly Buffer[]): Buffer => tagged(0x31, Buffer.concat(parts))
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes)
const boolean = (value: boolean): Buffer => tagged(0x01, Buffer.of(value ? 0xff : 0))
const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text))
const extension = (id: Buffer, value: Buffer): Buffer => sequence(id, tagged(0x04, value))

function oid(first: number, second: number, ...rest: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

/** Seven bits a byte, the first bit set on all but the last. */
function base128(number: number): number[] {
  const bytes = [number & 0x7f]
  for (let rest = number >> 7; rest > 0; rest >>= 7) bytes.unshift(rest & 0x7f | 0x80)
  return bytes
}

const ecdsaWithSha256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2))

/** UTCTime: two digits for the year, as X.509 has it until 2049. */
const time = (ms: number): Buffer => tagged(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '').slice(2)}`))

const bytesOf = (address: string): Buffer => Buffer.from(address.split('.').map(Number))

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const long = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...long]), content])
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
