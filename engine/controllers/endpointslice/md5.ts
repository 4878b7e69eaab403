// MD5, for no other reason than that the order of ports in a slice comes from it.

const shifts = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]] as const
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0)

/** The digest of a text of plain ASCII, in hex digits. */
export function md5(text: string): string {
  const state = [0x67452301, 0xEFCDAB89 | 0, 0x98BADCFE | 0, 0x10325476]
  const words = padded(text)
  for (let at = 0; at < words.length; at += 16) {
    let [a = 0, b = 0, c = 0, d = 0] = state
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const [mixed, word] = mix(round, i, b, c, d)
      const sum = a + mixed + (sines[i] ?? 0) + (words[at + word] ?? 0) | 0
      const by = shifts[round]?.[i % 4] ?? 0;
      [a, d, c, b] = [d, c, b, b + (sum << by | sum >>> (32 - by)) | 0]
    }
    for (const [i, part] of [a, b, c, d].entries()) state[i] = (state[i] ?? 0) + part | 0
  }
  return state.map(hex).join('')
}

/** What a step adds, and which of the sixteen words it takes. */
function mix(round: number, i: number, b: number, c: number, d: number): readonly [number, number] {
  if (round === 0) return [b & c | ~b & d, i]
  if (round === 1) return [d & b | ~d & c, (5 * i + 1) % 16]
  if (round === 2) return [b ^ c ^ d, (3 * i + 5) % 16]
  return [c ^ (b | ~d), 7 * i % 16]
}

function padded(text: string): Int32Array {
  const words = new Int32Array(Math.ceil((text.length + 9) / 64) * 16)
  const put = (at: number, byte: number): void => { words[at >> 2] = (words[at >> 2] ?? 0) | byte << at % 4 * 8 }
  for (let i = 0; i < text.length; i++) put(i, text.charCodeAt(i) & 0xFF)
  put(text.length, 0x80)
  words[words.length - 2] = text.length * 8
  return words
}

const hex = (word: number): string =>
  [0, 8, 16, 24].map(shift => (word >>> shift & 0xFF).toString(16).padStart(2, '0')).join('')
