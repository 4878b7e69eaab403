// The wire format of protocol buffers: fields by number, in any order.

export type WireValue = bigint | Buffer

export interface WireField { readonly number: number, readonly value: WireValue }

export class WireError extends Error {}

export function fieldsOf(bytes: Buffer): readonly WireField[] {
  const fields: WireField[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new WireError('unexpected end')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new WireError('a number is too long')
  }
  const take = (length: number): Buffer => {
    if (length > bytes.length - at) throw new WireError('unexpected end')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = varint()
    const number = Number(tag >> 3n)
    switch (Number(tag & 7n)) {
      case 0: fields.push({ number, value: varint() }); break
      case 1: fields.push({ number, value: take(8) }); break
      case 2: fields.push({ number, value: take(Number(varint())) }); break
      case 5: fields.push({ number, value: take(4) }); break
      default: throw new WireError(`field ${number} is of an unknown wire type`)
    }
  }
  return fields
}
