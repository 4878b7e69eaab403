import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxDepth, readJson } from '../../../../engine/apiserver/schema/json.ts'

const error = (text: string): string => {
  try { return JSON.stringify(readJson(text)) } catch (thrown) { return (thrown as Error).message }
}

test('reads what JSON.parse reads', () => fc.assert(fc.property(fc.json(), text => {
  expect(readJson(text).value).toEqual(JSON.parse(text))
})))

test('accepts exactly what JSON.parse accepts', () => {
  const piece = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1', '-', '0', '.', 'e', '+', 't', 'true', 'null', ' ', '\n', '\\', '\\u12', 'a', '"a":')
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
    const text = pieces.join('')
    let accepted = true
    try { JSON.parse(text) } catch { accepted = false }
    expect(!/^(invalid|unexpected)/.test(error(text))).toBe(accepted)
  }), { numRuns: 2000 })
})

test('refuses whole numbers that it would change', () => {
  expect(['9007199254740992', '9007199254740993', '-9007199254740993', '9007199254740994', '1e300', '99999999999999999999'].map(error)).toEqual([
    '{"value":9007199254740992,"duplicates":[]}',
    'number 9007199254740993 cannot be kept: whole numbers past 9007199254740992 lose their last digits here',
    'number -9007199254740993 cannot be kept: whole numbers past 9007199254740992 lose their last digits here',
    '{"value":9007199254740994,"duplicates":[]}',
    '{"value":1e+300,"duplicates":[]}',
    '{"value":100000000000000000000,"duplicates":[]}',
  ])
})

describe('errors are those of Go', () => {
  test.each([
    ['', 'unexpected end of JSON input'], ['{', 'unexpected end of JSON input'], ['{"a":1', 'unexpected end of JSON input'], ['"abc', 'unexpected end of JSON input'],
    ['nope', "invalid character 'o' in literal null (expecting 'u')"], ['x', "invalid character 'x' looking for beginning of value"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"], ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"], ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"], ['1 2', "invalid character '2' after top-level value"], ["'a'", "invalid character '\\'' looking for beginning of value"],
    ['"\n"', "invalid character '\\n' in string literal"], ['"\\x"', "invalid character 'x' in string escape code"], ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['-x', "invalid character 'x' in numeric literal"], ['1.x', "invalid character 'x' after decimal point in numeric literal"], ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['01', "invalid character '1' after top-level value"], ['1e999', 'json: cannot unmarshal number 1e999 into Go value of type float64'], ['가', "invalid character '가' looking for beginning of value"],
  ])('%s', (text, message) => expect(error(text)).toBe(message))
})

describe('bad input', () => {
  test('fields given twice are named, the last one counts', () => {
    expect(readJson('{"a":1,"b":[{"c":1,"c":2}],"a":3}')).toEqual({ value: { a: 3, b: [{ c: 2 }] }, duplicates: ['b[0].c', 'a'] })
  })

  test('names that every object has are just names', () => {
    const { value } = readJson('{"__proto__":{"polluted":true},"constructor":1,"toString":2}')
    expect(Object.entries(value ?? {})).toEqual([['__proto__', { polluted: true }], ['constructor', 1], ['toString', 2]])
    expect('polluted' in {}).toBe(false)
  })

  test('lone surrogates', () => expect(readJson('["\\ud800", "\ud800x"]').value).toEqual(['\ufffd', '\ufffdx']))

  test('100,000 levels', () => {
    expect(error('['.repeat(100_000))).toBe('exceeded max depth')
    expect(error('{"a":'.repeat(100_000))).toBe('exceeded max depth')
    expect(error('['.repeat(maxDepth) + ']'.repeat(maxDepth))).toBe(`{"value":${'['.repeat(maxDepth)}${']'.repeat(maxDepth)},"duplicates":[]}`)
  })

  test('10 MB', () => {
    const text = `{"data":{${Array.from({ length: 100_000 }, (_, i) => `"key-${i}":"${'x'.repeat(90)}"`).join(',')}}}`
    expect(readJson(text).duplicates).toEqual([])
  })
})
