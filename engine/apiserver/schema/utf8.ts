// Texts as the bytes that Go has of them.

/** The bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = []
  for (const char of encodeURIComponent(text.toWellFormed()).matchAll(/%(..)|./gs))
    bytes.push(char[1] === undefined ? char[0].charCodeAt(0) : Number.parseInt(char[1], 16))
  return bytes
}

export function utf8Length(text: string): number {
  let bytes = text.length
  for (const char of text) if (char >= '\x80') bytes += char >= '\u0800' ? 2 : 1 // an astral one is two already
  return bytes
}

/** UTF-8 as a text; what is none becomes U+FFFD. */
export function utf8Text(bytes: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i] ?? 0
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    const part = utf8Character(bytes.slice(i, i + length))
    parts.push(part ?? '\ufffd')
    i += part === undefined ? 1 : length
  }
  return parts.join('')
}

function utf8Character(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map(byte => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return undefined
  }
}
