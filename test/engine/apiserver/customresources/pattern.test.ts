// What a pattern finds, and what its groups hold: as JavaScript's own patterns say, which may explode and these not.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern } from '../../../../engine/apiserver/customresources/pattern.ts'

test.each([
  ['^/analytics(/|$)(.*)', '/analytics/report', ['/analytics/report', '/', 'report']],
  ['^/analytics(/|$)(.*)', '/analytics', ['/analytics', '', '']],
  ['^/analytics(/|$)(.*)', '/analyticsX', undefined],
  ['(?i)/API/(v\\d+)/', '/x/api/v12/y', ['/api/v12/', 'v12']],
  ['a(b)?c', 'xac', ['ac']],
  ['(a+?)(a*)', 'aaa', ['aaa', 'a', 'aa']],
  ['(?:x)(?P<name>y)', 'xy', ['xy', 'y']],
  ['(a|ab)(c|bcd)(d*)', 'abcd', ['abcd', 'a', 'bcd', '']],
])('%s in %s', (pattern, text, found) => expect(compilePattern(pattern).find(text)).toEqual(found))

test.each([
  ['a)', 'unexpected ): `a)`'],
  ['(a', 'missing closing ): `(a`'],
  ['x[a', 'missing closing ]: `[a`'],
  ['[z-a]', 'invalid character class range: `z-a`'],
  ['[[:letter:]]', 'invalid character class range: `[:letter:]`'],
  ['*a', 'missing argument to repetition operator: `*`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['a{1001}', 'invalid repeat count: `{1001}`'],
  ['a(?!b)', 'invalid or unsupported Perl syntax: `(?!`'],
  ['(?<=a)b', 'invalid named capture: `(?<=a)b`'],
  ['a\\', 'trailing backslash at end of expression: ``'],
  ['(a)\\1', 'invalid escape sequence: `\\1`'],
])('%s is none: %s', (pattern, why) => expect(() => compilePattern(pattern)).toThrow(new Error(`error parsing regexp: ${why}`)))

const atom = fc.constantFrom('a', 'b', '(a)', '(b|ab)', '(a|b)', '.', '[ab]', '(ab?)')
const piece = fc.tuple(atom, fc.constantFrom('', '', '?', '+', '*', '*?')).map(([one, times]) => one + times)
const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map(pieces => pieces.join(''))

test('finds what JavaScript finds', () => {
  fc.assert(fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }), (source, text) => {
    const expected = new RegExp(source).exec(text)
    const found = compilePattern(source).find(text)
    expect(found?.[0]).toBe(expected?.[0])
    const groups = expected ? [...expected].slice(1) : []
    expect(groups.map((_, i) => found?.[i + 1])).toEqual(groups)
  }))
})

test('takes time that grows with the text alone', () => {
  expect(compilePattern('(a*)*b').find('a'.repeat(2000))).toBe(undefined)
})
