import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFieldSelector } from '../../../../engine/apiserver/selectors/index.ts'
import { complaint } from './complaint.ts'

const offered = ['metadata.name', 'metadata.namespace', 'spec.nodeName', 'status.phase']
const pod = { 'metadata.name': 'web', 'spec.nodeName': 'node-1', 'status.phase': 'Running' }

test.each([
  ['', true],
  ['status.phase=Running', true], ['status.phase==Running', true], ['status.phase!=Running', false], ['status.phase=Failed', false],
  ['metadata.name=web,spec.nodeName=node-1', true], ['metadata.name=web,spec.nodeName=node-2', false],
  ['metadata.namespace=', true], ['metadata.namespace!=x', true], [',', true],
])('%s: %s', (text, expected) => expect(parseFieldSelector(text, offered).matches(pod)).toBe(expected))

describe('the complaints of the real server', () => {
  test.each([
    ['foo', 'invalid selector: \'foo\'; can\'t understand \'foo\''],
    ['status.phase=Running,foo', 'invalid selector: \'status.phase=Running,foo\'; can\'t understand \'foo\''],
    ['spec.foo=bar', 'field label not supported: spec.foo'],
    ['toString=x', 'field label not supported: toString'],
    ['metadata.name=a=b', 'invalid field selector: unescaped character in value: ='],
    ['metadata.name=a\\b', 'invalid field selector: invalid escape sequence: \\b'],
  ])('%s', (text, expected) => expect(complaint(() => parseFieldSelector(text, offered))).toBe(expected))

  test('of kinds that offer no fields of their own', () => {
    expect(parseFieldSelector('metadata.name=a').matches({ 'metadata.name': 'a' })).toBe(true)
    expect(complaint(() => parseFieldSelector('spec.nodeName=a'))).toBe('"spec.nodeName" is not a known field selector: only "metadata.name", "metadata.namespace"')
  })
})

test('says which value a field must have', () => {
  const { required } = parseFieldSelector('spec.nodeName=node-1,status.phase!=Failed', offered)
  expect([required('spec.nodeName'), required('status.phase'), required('metadata.name')]).toEqual(['node-1', undefined, undefined])
})

test('values may hold anything, escaped', () => fc.assert(fc.property(fc.string(), value => {
  const escaped = value.replace(/[\\,=]/g, char => `\\${char}`)
  const selector = parseFieldSelector(`metadata.name=${escaped}`, offered)
  expect(selector.text).toBe(`metadata.name=${escaped}`)
  expect(selector.matches({ 'metadata.name': value })).toBe(true)
  expect(selector.matches({ 'metadata.name': `${value}!` })).toBe(false)
})))
