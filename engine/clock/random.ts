// Seeded chance. Every part of the cluster draws from a stream of its own, named after it, so that one part
// drawing more or less does not change what another gets.

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
  hex(words: number): string {
    letters.length = 8 * words
    for (let i = 0; i < words; i++) {
      const word = this.uint32()
      for (let n = 0; n < 8; n++) letters[8 * i + n] = digit(word, n)
    }
    return String.fromCharCode(...letters)
  }

  uuid(): string {
    const [a, b, c, d] = [this.uint32(), this.uint32(), this.uint32(), this.uint32()]
    const variant = digits.charCodeAt(8 + this.below(4))
    // In one go: thousands are made, and pieces put together take several times the room.
    return String.fromCharCode(
      digit(a, 0), digit(a, 1), digit(a, 2), digit(a, 3), digit(a, 4), digit(a, 5), digit(a, 6), digit(a, 7), dash,
      digit(b, 0), digit(b, 1), digit(b, 2), digit(b, 3), dash, four, digit(b, 5), digit(b, 6), digit(b, 7), dash,
      variant, digit(c, 1), digit(c, 2), digit(c, 3), dash,
      digit(c, 4), digit(c, 5), digit(c, 6), digit(c, 7), digit(d, 0), digit(d, 1), digit(d, 2), digit(d, 3), digit(d, 4), digit(d, 5), digit(d, 6), digit(d, 7),
    )
  }
}

/** Where the digits of one number are put down, and then of the next. */
const letters: number[] = []

const digits = '0123456789abcdef'
const [dash, four] = [45, 52]

/** The letter of the n-th hexadecimal digit of 32 bits. */
const digit = (word: number, n: number): number => digits.charCodeAt(word >>> (28 - 4 * n) & 15)

/** 32 bits as eight hexadecimal digits. */
export const hex8 = (word: number): string =>
  String.fromCharCode(digit(word, 0), digit(word, 1), digit(word, 2), digit(word, 3), digit(word, 4), digit(word, 5), digit(word, 6), digit(word, 7))

/** A full-avalanche mix of 32 bits (splitmix32's finaliser shape). */
function mix(value: number): number {
  let z = value | 0
  z = Math.imul(z ^ (z >>> 16), 0x21F0AAAD)
  z = Math.imul(z ^ (z >>> 15), 0x735A2D97)
  return (z ^ (z >>> 15)) >>> 0
}
