import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../../engine/apiserver/object.ts'
import { carryOut, jsonPatch } from '../../../../engine/apiserver/patch/index.ts'
import { isList, isObject } from '../../../../engine/apiserver/patch/json.ts'
import { complaint } from '../selectors/complaint.ts'
import { frozen, jsonObject, nested, objectsIn } from './arbitrary.ts'

describe('operations', () => {
  const doc = frozen({ a: 1, list: ['x', 'y'], deep: { b: { c: null } }, 'a/b': 1, '~': 2 })
  test.each<[string, Json, Json]>([
    ['add a field', [{ op: 'add', path: '/n', value: { m: 1 } }], { ...doc, n: { m: 1 } }],
    ['add over a field', [{ op: 'add', path: '/a', value: 2 }], { ...doc, a: 2 }],
    ['add nothing', [{ op: 'add', path: '/a' }], { ...doc, a: null }],
    ['insert an element', [{ op: 'add', path: '/list/1', value: 'n' }], { ...doc, list: ['x', 'n', 'y'] }],
    ['append an element', [{ op: 'add', path: '/list/-', value: 'n' }], { ...doc, list: ['x', 'y', 'n'] }],
    ['append by index', [{ op: 'add', path: '/list/2', value: 'n' }], { ...doc, list: ['x', 'y', 'n'] }],
    ['count from the end', [{ op: 'remove', path: '/list/-1' }], { ...doc, list: ['x'] }],
    ['remove a field', [{ op: 'remove', path: '/deep/b/c' }], { ...doc, deep: { b: {} } }],
    ['replace', [{ op: 'replace', path: '/list/0', value: { z: 1 } }], { ...doc, list: [{ z: 1 }, 'y'] }],
    ['replace a null', [{ op: 'replace', path: '/deep/b/c', value: 1 }], { ...doc, deep: { b: { c: 1 } } }],
    ['replace all', [{ op: 'replace', path: '', value: { z: 1 } }], { z: 1 }],
    ['move', [{ op: 'move', from: '/deep/b', path: '/list/0' }], { ...doc, deep: {}, list: [{ c: null }, 'x', 'y'] }],
    ['copy', [{ op: 'copy', from: '/deep/b', path: '/copy' }], { ...doc, copy: { c: null } }],
    ['escaped names', [{ op: 'replace', path: '/a~1b', value: 3 }, { op: 'replace', path: '/~0', value: 4 }], { ...doc, 'a/b': 3, '~': 4 }],
    ['test what is there', [{ op: 'test', path: '/deep', value: { b: { c: null } } }, { op: 'test', path: '', value: doc }], doc],
    ['test what is not there', [{ op: 'test', path: '/nope', value: null }, { op: 'test', path: '/deep/b/c' }], doc],
    ['nothing', [], doc],
  ])('%s', (_, patch, expected) => expect(jsonPatch(doc, patch)).toEqual(expected))
})

describe('what does not fit', () => {
  const doc = { a: 1, list: ['x'], none: null }
  test.each<[Json, string]>([
    [{ op: 'remove', path: '/nope' }, 'error in remove for path: \'/nope\': Unable to remove nonexistent key: nope: missing value'],
    [{ op: 'remove', path: '/nope/x' }, 'remove operation does not apply: doc is missing path: "/nope/x": missing value'],
    [{ op: 'remove', path: '/a/x' }, 'remove operation does not apply: doc is missing path: "/a/x": missing value'],
    [{ op: 'remove', path: '/list/1' }, 'error in remove for path: \'/list/1\': Unable to access invalid index: 1: invalid index referenced'],
    [{ op: 'add', path: '/nope/x', value: 1 }, 'add operation does not apply: doc is missing path: "/nope/x": missing value'],
    [{ op: 'add', path: '', value: 1 }, 'add operation does not apply: doc is missing path: "": missing value'],
    [{ op: 'add', path: '/list/2', value: 1 }, 'error in add for path: \'/list/2\': Unable to access invalid index: 2: invalid index referenced'],
    [{ op: 'add', path: '/list/x', value: 1 }, 'error in add for path: \'/list/x\': value was not a proper array index: \'x\': strconv.Atoi: parsing "x": invalid syntax'],
    [{ op: 'replace', path: '/nope', value: 1 }, 'replace operation does not apply: doc is missing key: /nope: missing value'],
    [{ op: 'replace', path: '/list/7', value: 1 }, 'replace operation does not apply: doc is missing key: /list/7: missing value'],
    [{ op: 'replace', path: '/none/x', value: 1 }, 'replace operation does not apply: doc is missing path: /none/x: missing value'],
    [{ op: 'replace', path: '', value: 1 }, 'replace operation value must be object or array'],
    [{ op: 'move', from: '/nope', path: '/x' }, 'error in move for path: \'nope\': unable to get nonexistent key: nope: missing value'],
    [{ op: 'move', from: '/nope/x', path: '/x' }, 'move operation does not apply: doc is missing from path: /nope/x: missing value'],
    [{ op: 'move', from: '/a', path: '/x/y' }, 'move operation does not apply: doc is missing destination path: /x/y: missing value'],
    [{ op: 'copy', from: '/nope', path: '/x' }, 'error in copy for from: \'/nope\': unable to get nonexistent key: nope: missing value'],
    [{ op: 'copy', from: '/a', path: '/list/9' }, 'error while adding value during copy: Unable to access invalid index: 9: invalid index referenced'],
    [{ op: 'test', path: '/a', value: 9 }, 'testing value /a failed: test failed'],
    [{ op: 'test', path: '/a/b', value: 9 }, 'test operation does not apply: is missing path: /a/b: missing value'],
    [{ op: 'test', path: '/list/4', value: 9 }, 'error in test for path: \'/list/4\': Unable to access invalid index: 4: invalid index referenced'],
    [{ op: 'spam', path: '/a' }, 'Unexpected kind: spam'],
    [{ op: 'remove', path: '/toString' }, 'error in remove for path: \'/toString\': Unable to remove nonexistent key: toString: missing value'],
  ])('%j', (operation, text) => {
    expect(complaint(() => jsonPatch(doc, [operation]))).toBe(text)
    expect(() => carryOut(doc, { type: 'json', body: [operation] }, undefined)).toThrow(expect.objectContaining({
      status: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 422, reason: 'Invalid', details: {}, message: 'the server rejected our request due to an error in our request' },
    }))
  })
})

describe('what is no patch', () => {
  test.each<[Json, string]>([
    [{}, 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    ['x', 'error decoding patch: json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp'],
    [[1], 'error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp'],
    [[{ op: true }], 'error decoding patch: json: cannot unmarshal bool into Go struct field jsonPatchOp.op of type string'],
    [Array.from({ length: 10_001 }, () => ({})), 'Request entity is too large: The allowed maximum operations in a JSON patch is 10000, got 10001'],
  ])('%#', (patch, text) => expect(complaint(() => jsonPatch({}, patch))).toBe(text))

  test('fields that no operation has are warned of', () => {
    const body = [{ op: 'test', path: '/a', value: 1 }, { op: 'add', path: '/b', valu: 1 }]
    expect(carryOut({ a: 1 }, { type: 'json', body }, undefined)).toEqual({ object: { a: 1, b: null }, warnings: ['json patch unknown field "[1].valu"'] })
  })
})

describe('limits', () => {
  test('copies of copies', () => {
    const patch = [{ op: 'add', path: '/a', value: ['x'.repeat(1000)] }, ...Array.from({ length: 100 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }))]
    expect(complaint(() => jsonPatch({}, patch))).toMatch(/^Unable to complete the copy, the accumulated size increase of copy is \d+, exceeding the limit 3145728$/)
  })

  test('depth', () => {
    expect(complaint(() => jsonPatch({}, [{ op: 'add', path: '/a', value: nested(100_000) }]))).toBe('exceeded max depth')
    const deepened = [{ op: 'add', path: '/a', value: nested(400) }, ...Array.from({ length: 3 }, () => ({ op: 'copy', from: '/a', path: `/a${'/a'.repeat(390)}` }))]
    expect(complaint(() => jsonPatch({}, deepened))).toBe('exceeded max depth')
    const stacked = [{ op: 'add', path: '/a', value: nested(400) }, { op: 'add', path: '/b', value: nested(400) }, { op: 'move', from: '/b', path: `/a${'/a'.repeat(390)}` }]
    expect(complaint(() => jsonPatch({}, stacked))).toBe('exceeded max depth')
    expect(complaint(() => jsonPatch({}, [{ op: 'add', path: '/a'.repeat(100_000), value: 1 }]))).toContain('add operation does not apply')
  })
})

describe('laws', () => {
  interface Operation { readonly op: string, readonly path: string, readonly value?: Json }

  /** Every place in a document, as pointers. */
  const places = (value: Json, at = ''): readonly (readonly [path: string, value: Json])[] => {
    const children: readonly (readonly [string, Json])[] = isList(value) ? value.map((item, i) => [String(i), item])
      : isObject(value) ? Object.entries(value).map(([key, field]) => [key, field ?? null]) : []
    return children.flatMap(([key, child]) => {
      const path = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      return [[path, child] as const, ...places(child, path)]
    })
  }

  const edits = (doc: JsonObject): fc.Arbitrary<readonly [edit: Operation, inverse: Operation]> => fc.oneof(
    fc.constant([{ op: 'add', path: '/new', value: 1 }, { op: 'remove', path: '/new' }] as const),
    ...places(doc).flatMap(([path, value]) => [
      fc.constant([{ op: 'remove', path }, { op: 'add', path, value }] as const),
      fc.constant([{ op: 'replace', path, value: 'changed' }, { op: 'replace', path, value }] as const),
    ]),
  )

  const edited = jsonObject.filter(doc => !Object.hasOwn(doc, 'new')).chain(doc => fc.tuple(fc.constant(frozen(doc)), edits(doc)))

  test('what is done can be undone', () => fc.assert(fc.property(edited, ([doc, [edit, inverse]]) => {
    expect(jsonPatch(jsonPatch(doc, [edit]), [inverse])).toEqual(doc)
  })))

  test('what is not on the way keeps its identity', () => fc.assert(fc.property(edited, ([doc, [edit]]) => {
    const kept = new Set(objectsIn(jsonPatch(doc, [edit])))
    const onTheWay = new Set(places(doc).filter(([path]) => edit.path === path || edit.path.startsWith(`${path}/`)).flatMap(([path, value]) => edit.path === path ? objectsIn(value) : [value]))
    for (const object of objectsIn(doc).slice(1)) if (!onTheWay.has(object)) expect(kept.has(object)).toBe(true)
  })))

  test('nothing changed is the same document', () => fc.assert(fc.property(jsonObject, doc => {
    expect(jsonPatch(doc, places(doc).map(([path, value]) => ({ op: 'replace', path, value })))).toBe(doc)
  })))

  test('keys of the prototype are keys', () => {
    const doc = jsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }, { op: 'add', path: '/__proto__/x', value: 1 }])
    expect(JSON.stringify(doc)).toBe('{"__proto__":{"polluted":true,"x":1}}')
    expect('polluted' in {}).toBe(false)
  })
})
