// SHA-256.

const roots = (count: number, power: number): readonly number[] => {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false
    if (isPrime) found.push(candidate)
  }
  return found.map(prime => Math.floor((prime ** power % 1) * 2 ** 32) | 0)
}

const initial = roots(8, 1 / 2)
const constants = roots(64, 1 / 3)
const turned = (word: number, by: number): number => word >>> by | word << (32 - by)

/** The digest of a text of plain ASCII, as its 32 bytes. */
export function sha256(text: string): readonly number[] {
  const state = [...initial]
  const words = padded(text)
  const schedule = new Int32Array(64)
  for (let at = 0; at < words.length; at += 16) {
    for (let i = 0; i < 64; i++) schedule[i] = i < 16 ? words[at + i] ?? 0 : extended(schedule, i)
    compress(state, schedule)
  }
  return state.flatMap(word => [word >>> 24, word >>> 16 & 255, word >>> 8 & 255, word & 255])
}

function extended(schedule: Int32Array, i: number): number {
  const early = schedule[i - 15] ?? 0
  const late = schedule[i - 2] ?? 0
  return (schedule[i - 16] ?? 0) + (turned(early, 7) ^ turned(early, 18) ^ early >>> 3) + (schedule[i - 7] ?? 0) + (turned(late, 17) ^ turned(late, 19) ^ late >>> 10) | 0
}

function compress(state: number[], schedule: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const one = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (e & f ^ ~e & g) + (constants[i] ?? 0) + (schedule[i] ?? 0) | 0
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, d + one | 0, c, b, a, one + two | 0]
  }
  for (const [i, part] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + part | 0
}

function padded(text: string): Int32Array {
  const words = new Int32Array(Math.ceil((text.length + 9) / 64) * 16)
  const put = (at: number, byte: number): void => { words[at >> 2] = (words[at >> 2] ?? 0) | byte << 24 - at % 4 * 8 }
  for (let i = 0; i < text.length; i++) put(i, text.charCodeAt(i) & 0xFF)
  put(text.length, 0x80)
  words[words.length - 1] = text.length * 8
  return words
}
