import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaulted } from '../../../../engine/apiserver/customresources/defaults.ts'
import { compilePattern } from '../../../../engine/apiserver/customresources/pattern.ts'
import { validateCustom } from '../../../../engine/apiserver/customresources/validate.ts'
import type { Json } from '../../../../engine/apiserver/object.ts'
import type { JSONSchemaProps } from '../../../../engine/apiserver/types.gen.ts'

const faults = (schema: JSONSchemaProps, x: Json): readonly string[] =>
  validateCustom({ x }, { type: 'object', properties: { x: schema } }).map(({ field, message }) => `${field}: ${message}`)

describe('schemas refuse', () => {
  it.each<[what: string, schema: JSONSchemaProps, value: Json, refusal: string]>([
    ['another type', { type: 'boolean' }, 'yes', 'x: Invalid value: "string": x in body must be of type boolean: "string"'],
    ['null', { type: 'string' }, null, 'x: Invalid value: "null": x in body must be of type string: "null"'],
    ['what is not listed', { type: 'string', enum: ['a', 'b'] }, 'c', 'x: Unsupported value: "c": supported values: "a", "b"'],
    ['too few', { type: 'integer', minimum: 1 }, 0, 'x: Invalid value: 0: x in body should be greater than or equal to 1'],
    ['a bound that is excluded', { type: 'integer', maximum: 3, exclusiveMaximum: true }, 3, 'x: Invalid value: 3: x in body should be less than 3'],
    ['no multiple', { type: 'integer', multipleOf: 5 }, 7, 'x: Invalid value: 7: x in body should be a multiple of 5'],
    ['a short text', { type: 'string', minLength: 3 }, 'ab', 'x: Invalid value: "ab": x in body should be at least 3 chars long'],
    ['a long text', { type: 'string', maxLength: 1 }, 'ab', 'x: Too long: may not be more than 1 bytes'],
    ['a wrong format', { type: 'string', format: 'date-time' }, 'today', 'x: Invalid value: "today": x in body must be of type date-time: "today"'],
    ['few items', { type: 'array', minItems: 1, items: { type: 'string' } }, [], 'x: Invalid value: []: x in body should have at least 1 items'],
    ['many items', { type: 'array', maxItems: 1, items: { type: 'string' } }, ['a', 'b'], 'x: Too many: 2: must have at most 1 items'],
    ['a wrong item', { type: 'array', items: { type: 'integer' } }, [1, 'b'], 'x[1]: Invalid value: "string": x[1] in body must be of type integer: "string"'],
    ['an element twice', { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }, ['a', 'a'], 'x[1]: Duplicate value: "a"'],
    ['a missing field', { type: 'object', required: ['y'] }, {}, 'x.y: Required value'],
    ['a wrong value of a map', { type: 'object', additionalProperties: { type: 'integer' } }, { a: 'b' }, 'x.a: Invalid value: "string": x.a in body must be of type integer: "string"'],
    ['what fits two', { oneOf: [{ type: 'string' }, { minLength: 0 }] }, 'a', '<nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
  ])('%s', (_what, schema, value, refusal) => expect(faults(schema, value)).toEqual([refusal]))

  it('nothing that fits', () => {
    expect([
      faults({ type: 'number' }, 1), faults({ type: 'string', nullable: true }, null), faults({ 'x-kubernetes-int-or-string': true }, '25%'),
      faults({ type: 'string', format: 'date-time' }, '2026-11-21T09:00:00Z'), faults({ type: 'string', format: 'of-our-own' }, 'x'),
    ]).toEqual([[], [], [], [], []])
  })
})

it('defaults are filled in from the outside in, and shared where nothing is missing', () => {
  const schema: JSONSchemaProps = { type: 'object', properties: { a: { type: 'object', default: {}, properties: { b: { type: 'integer', default: 1 } } }, c: { type: 'array', items: { type: 'object', properties: { d: { type: 'string', default: 'x' } } } } } }
  expect(defaulted({ c: [{}, { d: 'y' }] }, schema)).toEqual({ a: { b: 1 }, c: [{ d: 'x' }, { d: 'y' }] })
  expect(defaulted({ a: { b: null } }, schema)).toEqual({ a: { b: 1 } })
  const whole = { a: { b: 2 }, c: [] }
  expect(defaulted(whole, schema)).toBe(whole)
})

it('names of JavaScript are just names', () => {
  const schema: JSONSchemaProps = { type: 'object', properties: { constructor: { type: 'integer' } } as never }
  expect(validateCustom(JSON.parse('{"toString": 1, "__proto__": {"x": 1}}'), schema)).toEqual([])
  expect(Object.getPrototypeOf(defaulted(JSON.parse('{"__proto__": {"x": null}}'), schema))).toBe(Object.prototype)
})

describe('patterns', () => {
  const agrees = (pattern: string, text: string): void => { expect([pattern, text, compilePattern(pattern).matches(text)]).toEqual([pattern, text, new RegExp(pattern, 'u').test(text)]) }

  it('match what regular expressions match', () => {
    for (const pattern of ['^(\\S+\\s){4}\\S+$', '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'a{2,3}b', '^(a|bc)+$', '\\d+(\\.\\d+)?', '^[^\\s]*$', '^$', 'x*?y', '\\bfoo\\b', '^a{2}$', '^[\\]\\-x]+$', '(?:ab)?c'])
      for (const text of ['', '* * * * */5', 'oops', 'a-b', '-a', 'aab', 'aaab', 'abcbc', '1.5', 'xy', 'a foo b', 'afoo', 'aa', ']-x', 'c', 'abc']) agrees(pattern, text)
  })

  it('match what regular expressions match, whatever they are', () => {
    const piece = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(a|b)', '(ab)', '\\w', '\\s')
    const counted = fc.tuple(piece, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{1,}')).map(parts => parts.join(''))
    const pattern = fc.tuple(fc.constantFrom('', '^'), fc.array(counted, { maxLength: 4 }), fc.constantFrom('', '$')).map(([head, body, tail]) => head + body.join('') + tail)
    fc.assert(fc.property(pattern, fc.stringMatching(/^[abc ]{0,8}$/), agrees))
  })

  it('know what only Go writes', () => {
    expect(['(?i)^AbC$', '(?P<name>b)', '\\Aabc\\z', '^[[:alpha:]]+$'].map(pattern => compilePattern(pattern).matches('abc'))).toEqual([true, true, true, true])
  })

  it('never explode', () => {
    expect(compilePattern('^(a+)+$').matches(`${'a'.repeat(5000)}!`)).toBe(false)
  })

  it('are refused when they are none', () => {
    for (const pattern of ['(', ')', '[a', '*a', 'a{3,2}', '(?<=a)b', '((a{1000}){1000})']) expect(() => compilePattern(pattern)).toThrow('error parsing regexp')
  })
})
