import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../engine/apiserver/object.ts'
import { goJson, readManifests, toJson, toKyaml, toYaml } from '../../../../engine/client/yaml/index.ts'

const golden = new URL('../../../golden/', import.meta.url)
const recorded = readdirSync(golden).filter(name => name.endsWith('.json')).flatMap(name => {
  const { steps = [] }: { steps?: { run?: string, stdout?: string }[] } = JSON.parse(readFileSync(new URL(name, golden), 'utf8'))
  return steps.flatMap(({ run = '', stdout = '' }) => stdout === '' ? [] : [[`${name}: ${run}`, run, stdout] as const])
})

describe('what kubectl printed with -o yaml is printed again', () => {
  const outputs = recorded.filter(([, run, stdout]) => /-o[ =]?yaml/.test(run) && stdout.startsWith('apiVersion: '))
  test('there are many', () => expect(outputs.length).toBeGreaterThan(30))
  test.each(outputs)('%s', (_, _run, stdout) => {
    const { documents, error } = readManifests(stdout, 'stdin')
    expect(error).toBeUndefined()
    expect(documents.map(toYaml)).toEqual(stdout.split(/^(?:---\n)+/m))
  })
})

describe('what kubectl printed with -o json is printed again', () => {
  const outputs = recorded.filter(([, run, stdout]) => /-o[ =]?json( |$)/.test(run) && stdout.startsWith('{'))
  test('there are some', () => expect(outputs.length).toBeGreaterThan(2))
  test.each(outputs)('%s', (_, run, stdout) => {
    expect(`${toJson(JSON.parse(stdout), run.includes('--dry-run=client') ? 'given' : 'sorted')}\n`).toBe(stdout)
  })
})

describe('how strings are quoted', () => {
  const shown = (text: string): string => toYaml({ a: text }).slice(3, -1)
  test.each([
    ['plain', 'plain'], ['two words', 'two words'], ['', '""'], ['true', '"true"'], ['yes', '"yes"'], ['n', '"n"'], ['null', '"null"'], ['~', '"~"'],
    ['123', '"123"'], ['0x1F', '"0x1F"'], ['1e3', '"1e3"'], ['1.25.1', '1.25.1'], ['0o17', '"0o17"'], ['1_000', '"1_000"'], ['.5', '".5"'], ['-', "'-'"], ['-x', '-x'],
    ['2024-01-02', '"2024-01-02"'], ['2024-13-02', '2024-13-02'], ['2024-01-02T03:04:05Z', '"2024-01-02T03:04:05Z"'], ['12:30', '"12:30"'], ['12:30:45.6', '"12:30:45.6"'], ['80:80', '80:80'],
    ['a: b', "'a: b'"], ['a:b', 'a:b'], ['a:', "'a:'"], ['a #b', "'a #b'"], ['a#b', 'a#b'], ['#a', "'#a'"], ['*', "'*'"], ['[a]', "'[a]'"], ['{a}', "'{a}'"], ['a,b', 'a,b'], ['@a', "'@a'"], ['%a', "'%a'"],
    ["it's", "it's"], ["'it's", "'''it''s'"], ['"a"', `'"a"'`], [' a', "' a'"], ['a ', "'a '"], ['?a', '?a'], ['? a', "'? a'"], ['---', "'---'"], ['!a', "'!a'"], ['=', '='], ['<<', '"<<"'],
    ['a\tb', '"a\\tb"'], ['\u0001', '"\\x01"'], ['한글', '한글'], ['😀', '"\\U0001F600"'], ['\ufeff', '"\\uFEFF"'], ['a\\b', 'a\\b'], ['<a&b>', '<a&b>'],
  ])('%j', (text, expected) => expect(shown(text)).toBe(expected))

  test.each([
    ['a\nb', '|-\n  a\n  b'], ['a\nb\n', '|\n  a\n  b'], ['a\n\n', '|+\n  a\n'], ['\n', '|2+\n'], [' a\nb', '|2-\n   a\n  b'], ['a \nb', '"a \\nb"'], ['a\n b\n\nc', '|-\n  a\n   b\n\n  c'], ['a\nb ', '"a\\nb "'],
    ['a\n\tb', '"a\\n\\tb"'],
  ])('%j', (text, expected) => expect(shown(text)).toBe(expected))

  test('wide lines end at a space after column 80, except literal ones', () => {
    const words = 'word '.repeat(30).trim()
    expect(toYaml({ message: words, b: [`${words}: `], c: `${words}\n`, d: `${words}\t` })).toBe([
      'b:',
      `- '${'word '.repeat(16).trim()}`,
      `  ${'word '.repeat(14).trim()}: '`,
      'c: |',
      `  ${words}`,
      `d: "${'word '.repeat(16).trim()}`,
      `  ${'word '.repeat(14).trim()}\\t"`,
      `message: ${'word '.repeat(15).trim()}`,
      `  ${'word '.repeat(15).trim()}`,
      '',
    ].join('\n'))
  })
})

test('the shape of lists and maps', () => {
  const value = { list: [{ b: 1, a: [1, [2, [3]], []] }, {}, [], null, [{ x: { z: 1 } }]], map: { empty: {}, none: null }, item10: 1, item2: 2, Item: 3, 'a-b': 4, ab: 5, '': 6, ['k'.repeat(129)]: 'long', n: true }
  expect(toYaml(value)).toBe([
    '"": 6', 'Item: 3', 'a-b: 4', 'ab: 5', 'item2: 2', 'item10: 1', `? ${'k'.repeat(129)}`, ': long',
    'list:', '- a:', '  - 1', '  - - 2', '    - - 3', '  - []', '  b: 1', '- {}', '- []', '- null', '- - x:', '      z: 1',
    'map:', '  empty: {}', '  none: null', '"n": true', '',
  ].join('\n'))
})

test('numbers', () => {
  const numbers = [0, -1, 9007199254740993, 2 ** 63, 2 ** 64, 0.5, 1234567.5, 1e21, 1e-7, -0]
  expect(toYaml(numbers)).toBe('- 0\n- -1\n- 9007199254740992\n- 9223372036854775808\n- 1.8446744073709552e+19\n- 0.5\n- 1.2345675e+06\n- 1e+21\n- 1e-07\n- 0\n')
  expect(goJson(numbers)).toBe('[0,-1,9007199254740992,9223372036854776000,18446744073709552000,0.5,1234567.5,1e+21,1e-7,0]')
})

describe('JSON', () => {
  test('is escaped as Go does', () => expect(goJson({ b: '<a & b>', a: '\u2028\n\u0001\ud800"\\' })).toBe('{"a":"\\u2028\\n\\u0001\ufffd\\"\\\\","b":"\\u003ca \\u0026 b\\u003e"}'))
  test('is indented by four', () => expect(toJson({ b: [], a: { c: [1, {}] } })).toBe('{\n    "a": {\n        "c": [\n            1,\n            {}\n        ]\n    },\n    "b": []\n}'))
})

test('KYAML', () => {
  expect(toKyaml({ kind: 'ConfigMap', data: { on: 'x', 'a/b': 'one\n two\n', 'a b': 'é"' }, list: [{ a: 1 }, { b: null }], names: ['a', 'b'], none: [] })).toBe([
    '{', '  data: {', '    "a b": "é\\"",', '    a/b: "\\', '       one\\n\\', '      \\ two\\n\\', '      ",', '    "on": "x",', '  },', '  kind: "ConfigMap",',
    '  list: [{', '    a: 1,', '  }, {', '    b: null,', '  }],', '  names: [', '    "a",', '    "b",', '  ],', '  none: [],', '}', '',
  ].join('\n'))
})

// What has no YAML or JSON of its own: halves of surrogate pairs. NEL and the separators are folded by any reader.
const text = fc.string({ unit: 'binary' }).map(value => value.toWellFormed().replace(/[\ufffe\uffff\x7f-\x9f\u2028\u2029]/g, ''))
const value: fc.Memo<Json> = fc.memo(depth => depth <= 1
  ? fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), text)
  : fc.oneof(value(1), fc.array(value(depth - 1)), fc.dictionary(text, value(depth - 1))))

test('whatever is printed is read back the same', () => fc.assert(fc.property(value(4), original => {
  const sorted = JSON.parse(goJson(original))
  expect(readManifests(toYaml(original), 'x')).toEqual({ documents: sorted === null ? [] : [sorted] })
  expect(readManifests(toKyaml(original), 'x')).toEqual({ documents: sorted === null ? [] : [sorted] })
}), { numRuns: 500 }))
