import fc from 'fast-check'
import { expect, test } from 'vitest'
import { equal, reuse } from '../../../engine/apiserver/equal.ts'

const json = fc.jsonValue({ maxDepth: 4 })

test('what equals the old is the old', () => {
  fc.assert(fc.property(json, value => { expect(reuse(value, structuredClone(value))).toBe(value) }))
})

test('reuse changes nothing, and shares each part that is the same', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), json), fc.dictionary(fc.string(), json), (old, next) => {
    const shared = reuse(old, structuredClone(next))
    expect(shared).toEqual(next)
    for (const [key, value] of Object.entries(next)) if (Object.hasOwn(old, key) && equal(old[key], value)) expect(Object.getOwnPropertyDescriptor(shared, key)?.value).toBe(old[key])
  }))
})

test('equality is that of the JSON, whatever the order of fields', () => {
  const sorted = (value: unknown): unknown => Array.isArray(value) ? ['array', ...value.map(sorted)]
    : typeof value === 'object' && value !== null ? ['object', ...Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, each]) => [key, sorted(each)])] : value
  fc.assert(fc.property(json, json, (a, b) => { expect(equal(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))) }))
})

test('a field that is undefined counts as absent', () => {
  const old = { a: 1, b: { c: [1, { d: 2 }] } }
  expect([equal({ a: 1, x: undefined }, { a: 1 }), equal({ a: undefined }, {}), equal({ a: undefined }, { a: 1 })]).toEqual([true, true, false])
  expect(reuse(old, { a: 1, b: { c: [1, { d: 2, e: undefined }] }, x: undefined })).toBe(old)
  expect(Object.keys(reuse(old, { a: 2, x: undefined }))).toEqual(['a'])
})
