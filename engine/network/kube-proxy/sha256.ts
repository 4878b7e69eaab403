// The names of kube-proxy's chains come from SHA-256.
import { sha256 } from '../../runtime/sha256.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The first letters of the digest in base 32: what kube-proxy tells its chains apart by. */
export function shortHash(text: string, letters: number): string {
  const bytes = sha256(text)
  let out = ''
  for (let bit = 0; out.length < letters; bit += 5) {
    const at = bit >> 3
    const pair = (bytes[at] ?? 0) << 8 | (bytes[at + 1] ?? 0)
    out += alphabet.charAt(pair >> (11 - bit % 8) & 31)
  }
  return out
}
