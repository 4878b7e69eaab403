import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../engine/apiserver/object.ts'
import { carryOut, createMergePatch, createThreeWayJsonMergePatch, mergePatch } from '../../../../engine/apiserver/patch/index.ts'
import { complaint } from '../selectors/complaint.ts'
import { frozen, jsonObject, nested, objectsIn, objectWithoutNulls } from './arbitrary.ts'

test.each<[Json, Json, Json]>([ // the examples of RFC 7386
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [['a', 'b'], ['c', 'd'], ['c', 'd']],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j and %j: %j', (document, patch, expected) => expect(mergePatch(document, patch)).toEqual(expected))

describe('what is no patch', () => {
  test.each<[Json, string]>([
    ['x', 'error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}'],
    [[], 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [null, 'Invalid JSON Patch'],
  ])('%j', (body, text) => expect(complaint(() => carryOut({}, { type: 'merge', body }, undefined))).toBe(text))

  test('too deep a one', () => expect(complaint(() => carryOut({}, { type: 'merge', body: nested(100_000) }, undefined))).toBe('exceeded max depth'))
})

describe('laws', () => {
  test('the difference leads from one to the other', () => fc.assert(fc.property(jsonObject, objectWithoutNulls, (original, modified) => {
    expect(mergePatch(frozen(original), createMergePatch(original, frozen(modified)))).toEqual(modified)
  })))

  test('no difference, no patch', () => fc.assert(fc.property(jsonObject, object => {
    expect(createMergePatch(object, object)).toEqual({})
  })))

  test('a patch does nothing the second time', () => fc.assert(fc.property(jsonObject, jsonObject, (document, patch) => {
    const once = mergePatch(frozen(document), frozen(patch))
    expect(mergePatch(once, patch)).toBe(once)
  })))

  test('what the patch does not name keeps its identity', () => fc.assert(fc.property(jsonObject, jsonObject, (document, patch) => {
    const merged = mergePatch(frozen(document), patch) as JsonObject
    for (const key of Object.keys(document)) if (!Object.hasOwn(patch, key)) expect(merged[key]).toBe(document[key])
  })))

  test('keys of the prototype are keys', () => fc.assert(fc.property(jsonObject, jsonObject, (document, patch) => {
    for (const object of objectsIn(mergePatch(document, patch))) expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(object))
    expect(Object.keys(Object.prototype)).toEqual([])
  })))
})

describe('three ways', () => {
  test('keeps what others have set, removes what was applied and no longer is', () => {
    const original = { spec: { image: 'a', old: 1, gone: { x: 1 } } }
    const modified = { spec: { image: 'b', gone: {} } }
    const current = { spec: { image: 'a', old: 1, gone: { x: 1, y: 2 }, theirs: 3 }, status: {} }
    const patch = createThreeWayJsonMergePatch(original, modified, current)
    expect(patch).toEqual({ spec: { image: 'b', old: null, gone: { x: null } } })
    expect(mergePatch(current, patch)).toEqual({ spec: { image: 'b', gone: { y: 2 }, theirs: 3 }, status: {} })
  })

  test('says nothing that is already so', () => {
    expect(createThreeWayJsonMergePatch({ a: 1, b: { c: 1 } }, { a: 2, b: { c: 2 } }, { a: 2, b: { c: 2 } })).toEqual({})
  })

  test('applied to an untouched object it is the two-way patch', () => fc.assert(fc.property(objectWithoutNulls, objectWithoutNulls, (original, modified) => {
    expect(mergePatch(original, createThreeWayJsonMergePatch(original, modified, original))).toEqual(modified)
  })))

  test('afterwards there is nothing left to do', () => fc.assert(fc.property(objectWithoutNulls, objectWithoutNulls, objectWithoutNulls, (original, modified, current) => {
    const next = mergePatch(current, createThreeWayJsonMergePatch(original, modified, current)) as JsonObject
    expect(createThreeWayJsonMergePatch(modified, modified, next)).toEqual({})
  })))
})
