// Sizes in bytes, without decoding what is only counted.

export function utf8Length(text: string): number {
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** How many bytes a base64 text stands for. */
export const base64Length = (text: string): number => Math.floor(text.replace(/=+$/, '').length * 3 / 4)
