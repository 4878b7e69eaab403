// Base64 as Go's encoding/base64 reads it (standard alphabet, padded, line breaks ignored).

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const sixBits = new Map([...alphabet].map((letter, value) => [letter, value]))
const canonical = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/

/** The same bytes as Go would write them again; throws Go's error for what is no base64. */
export function canonicalBase64(text: string): string {
  if (text.length % 4 === 0 && canonical.test(text)) return text
  const { letters, padding } = checked(text)
  const last = sixBits.get(letters.at(-1) ?? '') ?? 0
  const unused = padding === 2 ? 0b1111 : padding === 1 ? 0b11 : 0 // bits of the last letter that say nothing
  return letters.slice(0, -1).join('') + (letters.length === 0 ? '' : alphabet.charAt(last & ~unused)) + '='.repeat(padding)
}

function checked(text: string): { letters: readonly string[], padding: number } {
  const letters: string[] = []
  const afterBreaks = (from: number): number => {
    let i = from
    while (text[i] === '\n' || text[i] === '\r') i++
    return i
  }
  for (let i = afterBreaks(0); i < text.length; i = afterBreaks(i + 1)) {
    const letter = text.charAt(i)
    const place = letters.length % 4
    if (sixBits.has(letter)) letters.push(letter)
    else if (letter !== '=' || place < 2) throw illegal(i)
    else {
      let end = afterBreaks(i + 1)
      if (place === 2) {
        if (end === text.length) throw illegal(text.length)
        if (text[end] !== '=') throw illegal(end - 1)
        end = afterBreaks(end + 1)
      }
      if (end < text.length) throw illegal(end)
      return { letters, padding: 4 - place }
    }
  }
  if (letters.length % 4 !== 0) throw illegal(text.length - letters.length % 4)
  return { letters, padding: 0 }
}

const illegal = (byte: number): Error => new Error(`illegal base64 data at input byte ${byte}`)

export function encodeBase64(bytes: readonly number[]): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3)
    const bits = a << 16 | (b ?? 0) << 8 | (c ?? 0)
    text += alphabet.charAt(bits >> 18) + alphabet.charAt(bits >> 12 & 63)
      + (b === undefined ? '=' : alphabet.charAt(bits >> 6 & 63)) + (c === undefined ? '=' : alphabet.charAt(bits & 63))
  }
  return text
}

export function decodeBase64(text: string): number[] {
  const { letters } = checked(text)
  const bytes: number[] = []
  for (let i = 0; i < letters.length; i += 4) {
    const values = letters.slice(i, i + 4).map(letter => sixBits.get(letter) ?? 0)
    const bits = values.reduce((all, value, place) => all | value << 18 - 6 * place, 0)
    bytes.push(...[bits >> 16, bits >> 8 & 255, bits & 255].slice(0, values.length - 1))
  }
  return bytes
}
