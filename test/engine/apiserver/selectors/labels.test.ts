import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileLabelSelector, formatLabelSelector, labelSelectorMatches, parseLabelSelector } from '../../../../engine/apiserver/selectors/index.ts'
import { complaint } from './complaint.ts'

describe('matching', () => {
  const labels = { app: 'web', tier: 'front', size: '12', empty: '' }
  test.each([
    ['', true],
    ['app', true], ['nope', false], ['!app', false], ['!nope', true],
    ['app=web', true], ['app==web', true], ['app=db', false], ['app!=db', true], ['app!=web', false], ['nope!=x', true],
    ['app in (web,db)', true], ['app in (db)', false], ['nope in (x)', false],
    ['tier notin (back)', true], ['tier notin (front,back)', false], ['nope notin (x)', true],
    ['size>11', true], ['size>12', false], ['size<13', true], ['size<12', false], ['app>1', false], ['nope<1', false],
    ['empty=', true], ['empty', true], ['empty in ()', true], ['app in (,web)', true],
    ['app=web,tier=front', true], ['app=web,tier=back', false], [' app = web , ! nope , tier in ( front , back ) ', true],
    ['in=x', false], ['in in (in)', false], ['!in', true],
    ['constructor', false], ['!constructor', true], ['toString=x', false],
  ])('%s: %s', (text, expected) => expect(parseLabelSelector(text).matches(labels)).toBe(expected))

  test('the keys of Object are labels like any other', () => {
    const labels = Object.fromEntries([['constructor', 'x']])
    expect(parseLabelSelector('constructor=x').matches(labels)).toBe(true)
  })

  test('compares numbers of 64 bits, and no more', () => {
    const { matches } = parseLabelSelector('n>9223372036854775806')
    expect(['9223372036854775807', '9223372036854775806', '9223372036854775808', '1e30'].map(n => matches({ n }))).toEqual([true, false, false, false])
  })
})

describe('the complaints of the real server', () => {
  const qualified = 'name part must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\')'
  const value = 'a valid label must be an empty string or consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyValue\',  or \'my_value\',  or \'12345\', regex used for validation is \'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\')'
  test.each([
    ['a in', 'unable to parse requirement: found \'\' expected: \'(\''],
    ['=x', 'found \'=\', expected: !, identifier, or \'end of string\''],
    ['a b', 'unable to parse requirement: found \'b\', expected: in, notin, =, ==, !=, gt, lt'],
    ['a=b c', 'found \'c\', expected: \',\' or \'end of string\''],
    ['a=b,', 'found \'\', expected: identifier after \',\''],
    ['a,,b', 'found \',\', expected: identifier after \',\''],
    ['!', 'unable to parse requirement: found \'\', expected: identifier'],
    ['!a=b', 'found \'=\', expected: \',\' or \'end of string\''],
    ['a in (', 'unable to parse requirement: found \'\', expected: \',\', \')\' or identifier'],
    ['a in (b', 'unable to parse requirement: found \'\', expected: \',\' or \')\''],
    ['a in (b c)', 'unable to parse requirement: found \'c\', expected: \',\' or \')\''],
    ['a in (b,', 'unable to parse requirement: found \'\', expected: \',\', or identifier'],
    ['a in b', 'unable to parse requirement: found \'b\' expected: \'(\''],
    ['a=(b)', 'unable to parse requirement: found \'(\', expected: identifier'],
    ['a>b', 'unable to parse requirement: values[0]: Invalid value: "b": for \'Gt\', \'Lt\' operators, the value must be an integer'],
    ['-a=b', `unable to parse requirement: <nil>: Invalid value: "-a": ${qualified}`],
    ['a=$', `unable to parse requirement: values[0][a]: Invalid value: "$": ${value}`],
    ['a/b/c', 'unable to parse requirement: <nil>: Invalid value: "a/b/c": a qualified name must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\') with an optional DNS subdomain prefix and \'/\' (e.g. \'example.com/MyName\')'],
    ['/a', 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'],
    [`a=${'x'.repeat(64)}`, `unable to parse requirement: values[0][a]: Invalid value: "${'x'.repeat(64)}": must be no more than 63 bytes`],
  ])('%s', (text, expected) => expect(complaint(() => parseLabelSelector(text))).toBe(expected))

  test('of objects', () => {
    expect(complaint(() => compileLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Is' }] }))).toBe('"Is" is not a valid label selector operator')
    expect(complaint(() => compileLabelSelector({ matchExpressions: [{ key: 'a', operator: 'In' }] }))).toBe('values: Invalid value: []: for \'in\', \'notin\' operators, values set can\'t be empty')
  })
})

describe('selectors in objects', () => {
  test('an absent one selects nothing, an empty one everything', () => {
    expect([undefined, {}].map(selector => labelSelectorMatches(selector, { a: 'b' }))).toEqual([false, true])
  })

  test('all conditions hold', () => {
    const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'a'] }, { key: 'old', operator: 'DoesNotExist' }] }
    expect(labelSelectorMatches(selector, { app: 'web', tier: 'a' })).toBe(true)
    expect(labelSelectorMatches(selector, { app: 'web', tier: 'a', old: '' })).toBe(false)
    expect(formatLabelSelector(selector)).toBe('app=web,!old,tier in (a,b)')
  })

  test('none to show', () => expect([undefined, {}, { matchExpressions: [{ key: 'a', operator: 'Is' }] }].map(formatLabelSelector)).toEqual(['<none>', '<none>', '<error>']))
})

describe('laws', () => {
  const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,8}[a-z0-9])?$/)
  const condition = fc.oneof(
    name, name.map(key => `!${key}`),
    fc.tuple(name, fc.constantFrom('=', '==', '!='), name).map(parts => parts.join('')),
    fc.tuple(name, fc.constantFrom(' in ', ' notin '), fc.array(name, { minLength: 1, maxLength: 3 })).map(([key, operator, values]) => `${key}${operator}(${values.join(',')})`),
    fc.tuple(name, fc.constantFrom('<', '>'), fc.nat()).map(parts => parts.join('')),
  )

  test('the text of a selector is a selector that selects the same', () => fc.assert(fc.property(
    fc.array(condition, { maxLength: 4 }), fc.array(fc.dictionary(name, fc.oneof(name, fc.nat().map(String))), { maxLength: 5 }),
    (conditions, objects) => {
      const selector = parseLabelSelector(conditions.join(','))
      const again = parseLabelSelector(selector.text)
      expect(again.text).toBe(selector.text)
      expect(objects.map(labels => again.matches(labels))).toEqual(objects.map(labels => selector.matches(labels)))
    },
  )))

  test('any text is a selector or a bad request', () => fc.assert(fc.property(
    fc.oneof(fc.string(), fc.array(fc.constantFrom('a', 'in', 'notin', '(', ')', ',', '!', '=', '==', '>', '<', ' ', '-'), { maxLength: 12 }).map(parts => parts.join(''))),
    text => {
      try {
        parseLabelSelector(text).matches({ a: 'in' })
      }
      catch (error) {
        expect(error).toMatchObject({ status: { code: 400, reason: 'BadRequest' } })
      }
    },
  )))

  test('a long selector is read in one go', () => {
    const text = Array.from({ length: 100_000 }, (_, i) => `k${i}!=v`).join(',')
    expect(parseLabelSelector(text).matches({ k5: 'w' })).toBe(true)
    expect(complaint(() => parseLabelSelector(`a=${'-'.repeat(1_000_000)}`))).toContain('must be no more than 63 bytes')
  })
})
