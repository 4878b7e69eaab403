import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addQuantities, canonicalQuantity, compareQuantities, formatQuantity, milliValue, multiplyQuantity, parseQuantity, subtractQuantities, wholeValue,
} from '../../../../engine/apiserver/schema/quantity.ts'

const canonical: readonly (readonly [written: string, stored: string])[] = [
  ['0', '0'], ['0.5', '500m'], ['.5', '500m'], ['1', '1'], ['1000m', '1'], ['1500m', '1500m'], ['100m', '100m'], ['0.1', '100m'],
  ['1000', '1k'], ['123456', '123456'], ['1200000', '1200k'], ['1024Mi', '1Gi'], ['1000Ki', '1000Ki'], ['1536Mi', '1536Mi'],
  ['1.5Gi', '1536Mi'], ['0.5Gi', '512Mi'], ['0.5Ki', '512'], ['1.1Ki', '1126400m'], ['512Ki', '512Ki'], ['1Ei', '1Ei'],
  ['100Ei', '9223372036854775807'], ['16Ei', '9223372036854775807'], ['0.0001', '100u'], ['0.000000001', '1n'], ['0.0000000001', '1n'],
  ['1e3', '1e3'], ['1E3', '1E3'], ['12e6', '12e6'], ['1e4', '10e3'], ['1e-1', '100e-3'], ['1000E', '1e21'], ['1E', '1E'],
  ['-1', '-1'], ['-0.5', '-500m'], ['-1Gi', '-1Gi'], ['+1', '+1'], ['+0.5', '500m'], ['00100', '00100'], ['1.500', '1.500'], ['1.234', '1.234'],
  ['0.500', '500m'], ['2.', '2.'], ['m', '0'], ['-', '0'], ['-0', '0'], ['0Gi', '0'], ['9223372036854775807', '9223372036854775807'],
  ['9223372036854775808', '9223372036854775808'], ['100000000000000000000', '100E'], ['1e-1000', '1e-9'],
]

describe('a quantity is stored as Go writes it', () => {
  test.each(canonical)('%s → %s', (written, stored) => expect(canonicalQuantity(written)).toBe(stored))
})

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const wrongSuffix = "unable to parse quantity's suffix"

describe('what is no quantity is refused', () => {
  test.each([
    ['', wrongFormat], ['abc', wrongFormat], ['1GiB', wrongFormat], ['64MB', wrongFormat], ['1 Gi', wrongFormat], ['{}', wrongFormat],
    ['1.2.3', wrongFormat], ['1g', wrongFormat], ['1K', wrongSuffix], ['1mi', wrongSuffix], ['1e', wrongSuffix], ['1ee3', wrongSuffix], ['1m3', wrongSuffix],
    ['1e99999999999', wrongSuffix],
  ])('%j', (written, message) => expect(() => canonicalQuantity(written)).toThrow(new Error(message)))
})

const integer = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n })
const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3')
const written = fc.tuple(integer, fc.option(fc.nat(999)), suffix).map(([whole, part, unit]) => `${whole}${part === null ? '' : `.${part}`}${unit}`)

describe('laws', () => {
  const value = (text: string) => parseQuantity(text)

  test('the stored form is as large as the written one, and stays', () => fc.assert(fc.property(written, text => {
    const stored = canonicalQuantity(text)
    expect(compareQuantities(value(stored), value(text))).toBe(0)
    expect(canonicalQuantity(stored)).toBe(stored)
  })))

  test('sums: order does not matter, and what is added can be taken away', () => fc.assert(fc.property(written, written, (a, b) => {
    const sum = addQuantities(value(a), value(b))
    expect(compareQuantities(sum, addQuantities(value(b), value(a)))).toBe(0)
    expect(compareQuantities(subtractQuantities(sum, value(b)), value(a))).toBe(0)
  })))

  test('a sum is written as its first part is, or as the second if the first is nothing', () => {
    const sum = (a: string, b: string) => formatQuantity(addQuantities(value(a), value(b)))
    expect([sum('1Gi', '512Mi'), sum('0', '512Mi'), sum('500m', '0.5'), sum('1Gi', '1k'), sum('1k', '1Gi')])
      .toEqual(['1536Mi', '512Mi', '1', '1073742824', '1073742824'])
  })

  test('comparing is an order', () => fc.assert(fc.property(written, written, written, (a, b, c) => {
    const compare = (x: string, y: string) => compareQuantities(value(x), value(y))
    expect(compare(a, b)).toBe(-compare(b, a) + 0)
    if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0)
  })))

  test('whole and milli values are rounded away from zero', () => {
    expect(['100m', '1', '1500m', '-100m', '1u'].map(text => [wholeValue(value(text)), milliValue(value(text))]))
      .toEqual([[1, 100], [1, 1000], [2, 1500], [-1, -100], [1, 1]])
  })

  test('multiplied by a whole number', () => {
    expect([formatQuantity(multiplyQuantity(value('250m'), 3)), formatQuantity(multiplyQuantity(value('512Mi'), 2))]).toEqual(['750m', '1Gi'])
  })

  test('any text is a quantity or refused', () => fc.assert(fc.property(fc.string(), text => {
    try { canonicalQuantity(text) } catch (error) { expect([wrongFormat, wrongSuffix, 'unable to parse numeric part of quantity']).toContain((error as Error).message) }
  })))
})
