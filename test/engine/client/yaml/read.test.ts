import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../engine/apiserver/object.ts'
import { maxDepth } from '../../../../engine/apiserver/schema/index.ts'
import { metadataError, readManifests, readValue } from '../../../../engine/client/yaml/index.ts'

const read = (text: string): readonly Json[] | string => {
  const { documents, error } = readManifests(text, 'x.yaml')
  return error ?? documents
}
const one = (text: string): Json => readManifests(text, 'x.yaml').documents[0] ?? null
const yamlError = (text: string): string | undefined => readManifests(text, 'x').error?.replace('error parsing x: error converting YAML to JSON: ', '')

describe('what kubectl said of files it could not read', () => {
  const golden = new URL('../../../golden/', import.meta.url)
  const refused = readdirSync(golden).filter(name => name.endsWith('.json')).flatMap(name => {
    const { steps = [] }: { steps?: { run?: string, stderr?: string, files?: Record<string, string> }[] } = JSON.parse(readFileSync(new URL(name, golden), 'utf8'))
    const files = new Map<string, string>()
    return steps.flatMap(step => {
      for (const [path, text] of Object.entries(step.files ?? {})) files.set(path, text)
      const [, path = ''] = /-f (\S+)/.exec(step.run ?? '') ?? []
      const text = files.get(path)
      return text !== undefined && /error parsing|unable to decode/.test(step.stderr ?? '') ? [[`${name}: ${step.run}`, path, text, step.stderr ?? ''] as const] : []
    })
  })
  test('there are many', () => expect(refused.length).toBeGreaterThan(12))
  test.each(refused)('%s', (_, path, text, stderr) => {
    const { documents, error } = readManifests(text, path)
    const problem = documents.map(document => metadataError(document, path)).find(found => found !== undefined) ?? error
    expect(`error: ${problem}`).toBe(stderr.trimEnd())
  })
})

describe('what a plain scalar means', () => {
  test.each<[string, Json]>([
    ['yes', true], ['on', true], ['y', true], ['No', false], ['OFF', false], ['TRUE', true], ['tRUE', 'tRUE'], ['~', null], ['', null], ['Null', null], ['nULL', 'nULL'],
    ['0400', 256], ['0o17', 15], ['08', 8], ['0x1F', 31], ['0b11', 3], ['1_000', 1000], ['-5', -5], ['+5', 5], ['1.0', 1], ['1.', 1], ['.5', 0.5], ['1e3', 1000], ['-.5e1', -5], ['0.10', 0.1],
    ['12:30', '12:30'], ['1.2.3', '1.2.3'], ['2024-01-02', '2024-01-02'], ['1e400', '1e400'], ['0x', '0x'], ['--', '--'], ['1Gi', '1Gi'], ['500m', '500m'], ['=', '='],
    ['"yes"', 'yes'], ["'1'", '1'], ['!!str 1', '1'], ['!!float 1', 1], ['!!binary aGk=', 'hi'], ['!local 1', '1'], ['! 1', '1'], ['!!null ""', null], ['9007199254740994', 9007199254740994],
    ['99999999999999999999', 1e20],
  ])('%s', (text, value) => expect(one(`a: ${text}`)).toEqual({ a: value }))

  test('a whole number that would lose digits is refused', () => {
    expect(readManifests('a: 9007199254740993', 'x.yaml').error).toBe('error parsing x.yaml: error converting YAML to JSON: yaml: number 9007199254740993 cannot be kept: whole numbers past 9007199254740992 lose their last digits here')
  })

  test.each<[string, string]>([['yes', 'true'], ['n', 'false'], ['1', '1'], ['0x10', '16'], ['1.50', '1.5'], ['1234567.5', '1.2345675e+06'], ['"01"', '01'], ['2024-01-02', '2024-01-02']])('as a key: %s', (text, key) => {
    expect(one(`{${text}: v}`)).toEqual({ [key]: 'v' })
  })
})

describe('forms', () => {
  test.each<[string, string, Json]>([
    ['lists at the level of their key', 'a:\n- 1\n- b: 2\n  c:\n  - 3\nd: 4', { a: [1, { b: 2, c: [3] }], d: 4 }],
    ['flow', '{a: [1, {b: c}, "d", e: f,], g, "h":i, }', { a: [1, { b: 'c' }, 'd', { e: 'f' }], g: null, h: 'i' }],
    ['URLs', '{a: http://b/c, d: e:f}', { a: 'http://b/c', d: 'e:f' }],
    ['folding of plain text', 'a: one\n  two\n\n  three\n  # comment\nb: 1', { a: 'one two\nthree', b: 1 }],
    ['folding of quoted text', 'a: "one\n  two\\\n  three\n\n  four \\\n  five"\nb: \'it\'\'s\n\n  x\'', { a: 'one twothree\nfour five', b: "it's\nx" }],
    ['escapes', '"\\x41\\u00e9\\U0001F600\\n\\t\\"\\\\\\/"', null],
    ['literal', 'a: |\n  one\n   two\n\n  three\n\nb: |-\n  x\nc: |+\n  y\n\nd: |2\n    z', { a: 'one\n two\n\nthree\n', b: 'x', c: 'y\n\n', d: '  z\n' }],
    ['folded', 'a: >\n  one\n  two\n\n  three\n   four\n  five\nb: >-\n  x\n  y', { a: 'one two\nthree\n four\nfive\n', b: 'x y' }],
    ['explicit keys', '? a\n: b\n? c\n', { a: 'b', c: null }],
    ['anchors and aliases', 'a: &x {b: 1}\nc: *x\nd: &y [*x]\ne: *y', { a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }], e: [{ b: 1 }] }],
    ['merge keys, where they are written', 'x: &x {a: 1, b: 1}\nv: &y {b: 2, c: 2}\nz: {a: 0, <<: *x, c: 3}\nw:\n  <<: [*x, *y]\n  d: 4', { x: { a: 1, b: 1 }, v: { b: 2, c: 2 }, z: { a: 1, b: 1, c: 3 }, w: { a: 1, b: 1, c: 2, d: 4 } }],
    ['the last of equal keys', 'a: 1\na: 2', { a: 2 }],
    ['sorted keys', 'b: 1\na: {d: 1, c: 2}', { a: { c: 2, d: 1 }, b: 1 }],
    ['Windows line ends', 'a: |\r\n  x\r\n  y\r\nb: 1\r\n', { a: 'x\ny\n', b: 1 }],
    ['a byte order mark', '\ufeffa: 1', { a: 1 }],
    ['tabs between tokens', 'a:\t1\nb:\t[1,\t2]', { a: 1, b: [1, 2] }],
    ['directives', '%YAML 1.1\n%TAG !k! tag:yaml.org,2002:\n', null],
  ])('%s', (_, text, value) => {
    if (value === null) expect(typeof read(text)).toBe('string')
    else expect(one(text)).toEqual(value)
  })

  test('keys are in order', () => expect(JSON.stringify(one('b: 1\na: {d: 1, c: 2}'))).toBe('{"a":{"c":2,"d":1},"b":1}'))
})

describe('several documents', () => {
  test.each<[string, string, readonly Json[] | string]>([
    ['empty ones are left out', '---\n# nothing\n---\n\n---\na: 1\n--- # next\nb: 2\n---\n', [{ a: 1 }, { b: 2 }]],
    ['no text at all', '', []],
    ['text after the separator', 'a: 1\n--- b: 2\n', 'error parsing x.yaml: invalid Yaml document separator: b: 2'],
    ['an end mark', 'a: 1\n...\nb: 2\n', [{ a: 1 }]],
    ['separators in a literal', 'a: |\n  ---\n  x\n', [{ a: '---\nx\n' }]],
    ['JSON', '{"a":1}\n{"b":[2]} {"c":null}', [{ a: 1 }, { b: [2] }, { c: null }]],
    ['JSON and YAML', '{"a":1}\n---\nb: 2', [{ a: 1 }, { b: 2 }]],
    ['almost JSON', '{"a":1,}', [{ a: 1 }]],
    ['no JSON', '{"a" 1}', "error parsing x.yaml: json: offset 6: invalid character '1' after object key"],
    ['truncated JSON', '{"a":{"b":1', 'error parsing x.yaml: unexpected EOF'],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))

  test('documents before an error are there', () => {
    expect(readManifests('a: 1\n---\nb:\n  c: 1\n d: 2\n---\ne: 3', 'x')).toEqual({ documents: [{ a: 1 }], error: 'error parsing x: error converting YAML to JSON: yaml: line 2: did not find expected key' })
  })
})

describe('errors are those of go-yaml, with its lines', () => {
  test.each<[string, string]>([
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['a: 1\nb: c: d', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a:\n  - b\n c: d', 'yaml: line 2: did not find expected key'],
    ['a:\n  b: 1\n   c: 2', 'yaml: line 3: mapping values are not allowed in this context'],
    ['a:\n- b\n  - c: 1\n d', 'yaml: line 3: mapping values are not allowed in this context'],
    ['a: 1\nb', "yaml: line 3: could not find expected ':'"],
    ['a: [1, 2', "yaml: line 1: did not find expected ',' or ']'"],
    ['a: [1\nb: 2', "yaml: line 1: did not find expected ',' or ']'"],
    ['a: {b: c d: e}', "yaml: did not find expected ',' or '}'"],
    ['a: ]', 'yaml: did not find expected node content'],
    ['a: "b', 'yaml: line 2: found unexpected end of stream'],
    ['a: "\\q"', 'yaml: found unknown escape character'],
    ['a: "\\ud800"', 'yaml: found invalid Unicode character escape code'],
    ['a: "\\u12"', 'yaml: did not find expected hexdecimal number'],
    ['\ta: 1', 'yaml: found character that cannot start any token'],
    ['a: @b', 'yaml: found character that cannot start any token'],
    ['a: `b`', 'yaml: found character that cannot start any token'],
    ['a: |\n\tb', 'yaml: line 2: found a tab character where an indentation space is expected'],
    ['a: |x', 'yaml: did not find expected comment or line break'],
    ['a: |0', 'yaml: found an indentation indicator equal to 0'],
    ['a: *b', "yaml: unknown anchor 'b' referenced"],
    ['a: &b [*b]', "yaml: anchor 'b' value contains itself"],
    ['a: & b', 'yaml: did not find expected alphabetic or numeric character'],
    ['a: !x!y z', 'yaml: found undefined tag handle'],
    ['a: !!int b', 'yaml: cannot decode !!str `b` as a !!int'],
    ['a: !!binary "*"', 'yaml: !!binary value contains invalid base64 data'],
    ['<<: 1', 'yaml: map merge requires map or sequence of maps as the value'],
    ['[a]: b', 'yaml: invalid map key: []interface {}{"a"}'],
    ['x: {{a: 1, b: ~}: c}', 'yaml: invalid map key: map[interface {}]interface {}{"a":1, "b":interface {}(nil)}'],
    ['~: b', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "b"'],
    ['a: .inf', 'json: unsupported value: +Inf'],
    ['a: .NaN', 'json: unsupported value: NaN'],
    ['a: - b', 'yaml: block sequence entries are not allowed in this context'],
    ['a: ? b', 'yaml: mapping keys are not allowed in this context'],
    ['- a\nb: c', "yaml: line 1: did not find expected '-' indicator"],
    ['a: "x"y', 'yaml: did not find expected key'],
    ['%YAML 2.0\n', 'yaml: found incompatible YAML document'],
    ['%FOO\n', 'yaml: found unknown directive name'],
    ['%YAML 1.1\na: 1', 'yaml: line 1: did not find expected <document start>'],
    ['a: \u0001', 'yaml: control characters are not allowed'],
    ['a: "\n--- x"', 'x'],
  ])('%j', (text, message) => {
    if (message === 'x') expect(readManifests(text, 'x').error).toBe('error parsing x: invalid Yaml document separator: x"')
    else expect(yamlError(text)).toBe(message)
  })
})

describe('one value, as after `kubectl patch -p`', () => {
  test.each<[string, Json]>([['{"a":1}', { a: 1 }], ['spec: {replicas: 3}', { spec: { replicas: 3 } }], ['not json', 'not json'], ['[1]', [1]], ['', null]])('%j', (text, value) => expect(readValue(text)).toEqual(value))
})

describe('metadata that kubectl cannot read', () => {
  const metadata = (value: Json) => metadataError({ apiVersion: 'v1', kind: 'Pod', metadata: value, spec: 'whatever' }, 'x.yaml')
  test.each<[Json, string | undefined]>([
    [{ name: 'a', labels: null, unknown: 1 }, undefined],
    ['x', 'unable to decode "x.yaml": json: cannot unmarshal string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta'],
    [{ name: 1 }, 'unable to decode "x.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string'],
    [{ ownerReferences: [{ controller: 'yes' }] }, 'unable to decode "x.yaml": json: cannot unmarshal string into Go struct field OwnerReference.metadata.ownerReferences.controller of type bool'],
  ])('%j', (value, message) => expect(metadata(value)).toBe(message))
})

describe('bad input', () => {
  const limit = 'error parsing x.yaml: error converting YAML to JSON: yaml: '

  test('names that every object has are just names', () => {
    const documents = read('__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\ntoString: 1\n<<: {__proto__: {x: 1}}')
    expect(JSON.stringify(documents)).toBe('[{"__proto__":{"x":1},"constructor":{"prototype":{"polluted":true}},"toString":1}]')
    expect('polluted' in {}).toBe(false)
    expect(JSON.stringify(read('a: &__proto__ 1\nb: *__proto__'))).toBe('[{"a":1,"b":1}]')
  })

  test('100,000 levels', () => {
    const deep = 100_000
    expect(read('a: ' + '['.repeat(deep))).toBe(`${limit}exceeded max depth of ${maxDepth}`)
    expect(read('{a: '.repeat(deep))).toBe('error parsing x.yaml: json: offset 2: invalid character \'a\' looking for beginning of object key string')
    expect(read('[[{a: '.repeat(deep))).toBe(`${limit}exceeded max depth of ${maxDepth}`)
    expect(read('- '.repeat(deep))).toBe(`${limit}exceeded max depth of ${maxDepth}`)
    expect(read(Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''))).toBe(`${limit}line ${maxDepth + 1}: exceeded max depth of ${maxDepth}`)
    expect(read('? '.repeat(deep))).toBe(`${limit}exceeded max depth of ${maxDepth}`)
    expect(read(`${'['.repeat(maxDepth)}${']'.repeat(maxDepth)}`)).toEqual([JSON.parse(`${'['.repeat(maxDepth)}${']'.repeat(maxDepth)}`)])
    expect(read('a: &a0 []\n' + Array.from({ length: 5000 }, (_, i) => `b${i}: &a${i + 1} [*a${i}]\n`).join(''))).toMatch(/exceeded max depth|excessive aliasing/)
  })

  test('a billion laughs', () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `${String.fromCharCode(98 + i)}: &${String.fromCharCode(98 + i)} [${`*${String.fromCharCode(97 + i)},`.repeat(9)}]`)
    expect(read(['a: &a [lol]', ...laughs].join('\n'))).toBe(`${limit}document contains excessive aliasing`)
  })

  test('lone surrogates become U+FFFD', () => expect(read('a: \ud800x\nb: "\udc00"')).toEqual([{ a: '\ufffdx', b: '\ufffd' }]))

  test.each([
    ['many keys', () => Array.from({ length: 300_000 }, (_, i) => `key-${i}: some value that is no number\n`).join('')],
    ['one long literal', () => `a: |\n${'  some text that goes on\n'.repeat(400_000)}`],
    ['one long plain text', () => `a: ${'x '.repeat(5_000_000)}`],
    ['one long quoted text', () => `a: "${'x\\n'.repeat(3_000_000)}"`],
    ['a long flow list', () => `a: [${'b, '.repeat(1_000_000)}]`],
    ['only colons', () => ':'.repeat(10_000_000)],
    ['only blanks', () => ' '.repeat(10_000_000)],
    ['only dashes', () => '-\n'.repeat(1_000_000)],
  ])('10 MB: %s', (_, make) => {
    expect(() => read(make())).not.toThrow() // and within the time of a test, which squares of these lengths would not
  })

  const pieces = fc.constantFrom('a', ': ', '- ', '? ', '\n', '  ', '\t', '"', "'", '[', ']', '{', '}', ',', '&x ', '*x', '!t ', '!!int ', '|', '>', '#', '<<', '---', '...', '%', '@', '\\', '0', '~', '\u2028', '\ud800', '\r', 'é', '😀', ':')
  test('any text is read or refused in words', () => fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), parts => {
    const { documents, error } = readManifests(parts.join(''), 'x')
    expect(error === undefined || error.startsWith('error parsing x: ')).toBe(true)
    expect(error ?? '').not.toMatch(/undefined|not a function|Maximum call stack|Cannot read/)
    expect(Array.isArray(documents)).toBe(true)
  }), { numRuns: 2000 }))
})
