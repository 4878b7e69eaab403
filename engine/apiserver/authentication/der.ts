// DER, as far as certificates need it: elements of a tag, a length and a content.

export interface Element { readonly tag: number, readonly content: readonly number[], readonly whole: readonly number[] }

export const tags = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, none: 0x05, identifier: 0x06, printable: 0x13, time: 0x17, sequence: 0x30, set: 0x31 } as const

/** The elements that stand one after the other; what is cut off is left out. */
export function elementsOf(bytes: readonly number[]): readonly Element[] {
  const elements: Element[] = []
  for (let at = 0; at + 1 < bytes.length;) {
    const short = bytes[at + 1] ?? 0
    const lengthBytes = short < 0x80 ? 0 : short & 0x7f
    const start = at + 2 + lengthBytes
    const length = lengthBytes === 0 ? short : bytes.slice(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0)
    if (start + length > bytes.length) break
    elements.push({ tag: bytes[at] ?? 0, content: bytes.slice(start, start + length), whole: bytes.slice(at, start + length) })
    at = start + length
  }
  return elements
}

export const childrenOf = (element: Element | undefined): readonly Element[] => element ? elementsOf(element.content) : []

export function element(tag: number, ...parts: readonly (readonly number[])[]): readonly number[] {
  const content = parts.flat()
  return [tag, ...lengthOf(content.length), ...content]
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256)
  return [0x80 + bytes.length, ...bytes]
}
