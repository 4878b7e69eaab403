// Seeded chance. Every part of the cluster draws from a stream of its own, named after it, so that one part
// drawing more or less does not change what another gets.
import { flat } from './flat.ts'

/** The letters Kubernetes makes names of: no vowels and nothing that looks alike. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

export class Random {
  private readonly seed: number
  private state: number

  constructor(seed: number) {
    this.seed = seed >>> 0
    this.state = this.seed
  }

  /** An independent stream: the same name under the same seed is always the same stream. */
  fork(name: string): Random {
    let hash = this.seed ^ 0x811C9DC5
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
    return new Random(mix(hash))
  }

  /** A whole number in [0, 2³²). */
  uint32(): number {
    this.state = (this.state + 0x9E3779B9) >>> 0
    return mix(this.state)
  }

  /** In [0, 1). */
  fraction(): number { return this.uint32() / 0x1_0000_0000 }

  /** A whole number in [0, limit). */
  below(limit: number): number { return Math.floor(this.fraction() * limit) }

  between(low: number, high: number): number { return low + this.fraction() * (high - low) }

  /** A random suffix as in `web-7c5ddbdf54-x2k9q`. */
  nameSuffix(length = 5): string {
    let suffix = ''
    while (suffix.length < length) suffix += nameAlphabet.charAt(this.below(nameAlphabet.length))
    return suffix
  }

  /** Hexadecimal digits, eight for each word. */
  hex(words: number): string { return Array.from({ length: words }, () => hex8(this.uint32())).join('') }

  uuid(): string {
    const [first, second, third, fourth] = [hex8(this.uint32()), hex8(this.uint32()), hex8(this.uint32()), hex8(this.uint32())]
    const variant = '89ab'.charAt(this.below(4))
    return flat`${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`
  }
}

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** 32 bits as eight hexadecimal digits. */
export const hex8 = (word: number): string =>
  (bytes[word >>> 24 & 255] ?? '') + (bytes[word >>> 16 & 255] ?? '') + (bytes[word >>> 8 & 255] ?? '') + (bytes[word & 255] ?? '')

/** A full-avalanche mix of 32 bits (splitmix32's finaliser shape). */
function mix(value: number): number {
  let z = value | 0
  z = Math.imul(z ^ (z >>> 16), 0x21F0AAAD)
  z = Math.imul(z ^ (z >>> 15), 0x735A2D97)
  return (z ^ (z >>> 15)) >>> 0
}
