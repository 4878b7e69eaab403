// Base64 to text, without help from a host.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes behind a base64 text; what is not of the alphabet is passed over. */
export function base64Bytes(text: string): readonly number[] {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const char of text) {
    const value = alphabet.indexOf(char)
    if (value < 0) continue
    held = (held << 6 | value) & 0xffff
    bits += 6
    if (bits >= 8) bytes.push(held >> (bits -= 8) & 0xff)
  }
  return bytes
}

/** The text behind a base64 text. */
export const base64Text = (text: string): string => utf8Text(base64Bytes(text))

/** Bytes as text; those that are no UTF-8 become U+FFFD. */
export function utf8Text(bytes: readonly number[]): string {
  try { return decodeURIComponent(bytes.map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')) }
  catch { return bytes.map(byte => byte < 0x80 ? String.fromCharCode(byte) : '\uFFFD').join('') }
}
