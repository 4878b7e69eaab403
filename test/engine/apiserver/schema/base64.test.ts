import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, encodeBase64, utf8Bytes, utf8Length, utf8Text } from '../../../../engine/apiserver/schema/index.ts'

const text = fc.string({ unit: 'binary' })

test('UTF-8 as Node has it', () => fc.assert(fc.property(text, value => {
  expect(utf8Bytes(value)).toEqual([...Buffer.from(value)])
  expect(utf8Length(value.toWellFormed())).toBe(Buffer.byteLength(value.toWellFormed()))
  expect(utf8Text(utf8Bytes(value))).toBe(value.toWellFormed())
})))

test('any bytes are some text', () => fc.assert(fc.property(fc.uint8Array(), bytes => {
  expect(utf8Text([...bytes])).toBe(utf8Text([...bytes]).toWellFormed())
})))

test('base64 as Node has it, and back', () => fc.assert(fc.property(fc.uint8Array(), bytes => {
  const encoded = encodeBase64([...bytes])
  expect(encoded).toBe(Buffer.from(bytes).toString('base64'))
  expect(decodeBase64(encoded)).toEqual([...bytes])
  expect(decodeBase64(encoded.replace(/..../g, '$&\r\n'))).toEqual([...bytes])
})))
