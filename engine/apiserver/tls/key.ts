// Keys. As with the tokens of the cluster nothing is encrypted: a key's numbers are drawn and not reckoned, and a
// signature is a digest that everyone could make. But files look as they should, and a key fits its own certificate alone.
import { childrenOf, element, elementsOf, tags } from '../authentication/der.ts'
import { Random } from '../../clock/random.ts'
import { blocksIn, pemOf } from './pem.ts'

/** What a key and its certificates have in common. */
export interface Key { readonly modulus: readonly number[] }

const usualBits = 2048
export const keyBits = ({ modulus }: Key): number => modulus.length * 8

export const drawKey = (random: Random, bits = usualBits): Key => keyFrom(draw(random, bits / 8))

/** Its modulus has all of its bits, and is odd. */
export const keyFrom = (bytes: readonly number[]): Key => ({ modulus: [(bytes[0] ?? 0) | 0x80, ...bytes.slice(1, -1), (bytes.at(-1) ?? 0) | 1] })

const draw = (random: Random, count: number): readonly number[] => Array.from({ length: count }, () => random.below(256))

const exponent = [1, 0, 1]
const algorithm = element(tags.sequence, element(tags.identifier, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]), element(tags.none))
const positive = (bytes: readonly number[]): readonly number[] => element(tags.integer, (bytes[0] ?? 0) >= 0x80 ? [0] : [], bytes)

/** As `openssl genrsa` writes it: the numbers that belong to the modulus are drawn from it. */
export function keyPem(key: Key): string {
  const { modulus } = key
  const numbers = new Random(0).fork(textOf(modulus))
  const half = modulus.length / 2
  const body = element(tags.sequence, element(tags.integer, [0]), positive(modulus), positive(exponent), positive(draw(numbers, modulus.length)),
    ...[1, 2, 3, 4, 5].map(() => positive(drawKey(numbers, half * 8).modulus)))
  return pemOf('PRIVATE KEY', element(tags.sequence, element(tags.integer, [0]), algorithm, element(tags.octets, body)))
}

/** Of a file with a private key, in either form; undefined: it holds none. */
export function readKey(pem: string): Key | undefined {
  const block = blocksIn(pem).find(({ type }) => type === 'PRIVATE KEY' || type === 'RSA PRIVATE KEY')
  const [whole] = elementsOf(block?.bytes ?? [])
  const inner = block?.type === 'PRIVATE KEY' ? elementsOf(childrenOf(whole)[2]?.content ?? [])[0] : whole
  return numberIn(childrenOf(inner)[1])
}

const numberIn = (found: { readonly content: readonly number[] } | undefined): Key | undefined =>
  found && found.content.length > 1 ? { modulus: found.content[0] === 0 ? found.content.slice(1) : found.content } : undefined

/** The public half, as certificates carry it. */
export const publicPart = ({ modulus }: Key): readonly number[] =>
  element(tags.sequence, algorithm, element(tags.bits, [0], element(tags.sequence, positive(modulus), positive(exponent))))

export const readPublicPart = (found: ReturnType<typeof elementsOf>[number] | undefined): Key | undefined =>
  numberIn(childrenOf(elementsOf(childrenOf(found)[1]?.content.slice(1) ?? [])[0])[0])

export const isSameKey = (a: Key | undefined, b: Key | undefined): boolean => a !== undefined && b !== undefined && textOf(a.modulus) === textOf(b.modulus)

export const sign = (key: Key, body: readonly number[]): readonly number[] =>
  draw(new Random(0).fork(`${textOf(key.modulus)} signs ${textOf(body)}`), key.modulus.length)

const digestBytes = 32

/** A digest: no true one, but the same bytes have the same. */
export const digestOf = (bytes: readonly number[]): readonly number[] => draw(new Random(0).fork(textOf(bytes)), digestBytes)

const textOf = (bytes: readonly number[]): string => bytes.map(byte => String.fromCharCode(byte)).join('')
