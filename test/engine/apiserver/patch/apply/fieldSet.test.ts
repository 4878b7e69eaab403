import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { difference, intersection, isMember, parseFieldSet, pathsOf, union, withoutBelow, type FieldSet } from '../../../../../engine/apiserver/patch/apply/fieldSet.ts'
import { complaint } from '../../selectors/complaint.ts'

const step = fc.constantFrom('f:a', 'f:b', 'f:__proto__', 'k:{"name":"x"}', 'v:"y"')

/** A set from its members, written down the plain way. */
function setOf(paths: readonly (readonly string[])[]): FieldSet {
  const children = new Map<string, (readonly string[])[]>()
  for (const [head, ...tail] of paths) if (head !== undefined) children.set(head, [...children.get(head) ?? [], tail])
  return Object.fromEntries([...children].map(([head, tails]) => {
    const below = setOf(tails.filter(tail => tail.length > 0))
    const member = tails.some(tail => tail.length === 0) && Object.keys(below).length > 0
    return [head, member ? { '.': {}, ...below } : below]
  }))
}

/** The members of a set, each once. */
function members(set: FieldSet, way: readonly string[] = []): readonly string[] {
  return Object.entries(set).filter(([name]) => name !== '.').flatMap(([name, below]) => [
    ...isMember(below) ? [[...way, name].join(' ')] : [],
    ...members(below, [...way, name]),
  ])
}

const paths = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 6 })
const sets = fc.tuple(paths.map(setOf), paths.map(setOf))
const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()

describe('a set of fields is a set', () => {
  test('union', () => fc.assert(fc.property(sets, ([a, b]) => {
    expect(sorted(members(union(a, b)))).toEqual(sorted([...members(a), ...members(b)]))
  })))

  test('intersection', () => fc.assert(fc.property(sets, ([a, b]) => {
    expect(sorted(members(intersection(a, b)))).toEqual(sorted(members(a).filter(path => members(b).includes(path))))
  })))

  test('difference', () => fc.assert(fc.property(sets, ([a, b]) => {
    expect(sorted(members(difference(a, b)))).toEqual(sorted(members(a).filter(path => !members(b).includes(path))))
  })))

  test('without what is below', () => fc.assert(fc.property(sets, ([a, b]) => {
    const gone = (path: string): boolean => members(b).some(root => path === root || path.startsWith(`${root} `))
    expect(sorted(members(withoutBelow(a, b)))).toEqual(sorted(members(a).filter(path => !gone(path))))
  })))

  test('an operation that changes nothing gives the same set', () => fc.assert(fc.property(sets, ([a, b]) => {
    fc.pre(Object.keys(a).length > 0)
    expect(union(a, intersection(a, b))).toBe(a)
    expect(difference(a, difference(b, a))).toBe(a)
  })))
})

describe('as stored', () => {
  test('in canonical form it is read as it is, once', () => {
    const set = { 'f:spec': { '.': {}, 'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:name': {} } } } }
    expect(parseFieldSet(set)).toEqual(set)
    expect(parseFieldSet(set)).toBe(parseFieldSet(set))
  })

  test('keys are put in order', () => {
    expect(parseFieldSet({ 'k:{"protocol": "TCP", "containerPort": 80}': {}, 'v: "x"': {}, 'i:3': {} }))
      .toEqual({ 'k:{"containerPort":80,"protocol":"TCP"}': {}, 'v:"x"': {}, 'i:3': {} })
  })

  test.each([[{ x: {} }, 'key must be 2 characters long:'], [{ spec: {} }, 'missing colon: spec'], [{ 'x:y': {} }, 'unknown path element type']])('%j', (fields, text) =>
    expect(complaint(() => parseFieldSet(fields))).toBe(text))
})

test('paths: the fields of a step before those below it, numbers in their order', () => {
  expect(pathsOf({
    'f:spec': { 'f:z': {}, 'f:a': { '.': {}, 'f:b': {} }, 'f:ports': { 'k:{"port":443,"protocol":"TCP"}': {}, 'k:{"port":80,"protocol":"TCP"}': { 'f:name': {} }, 'k:{"port":80,"protocol":"SCTP"}': {} } },
    'f:metadata': { 'f:finalizers': { 'v:"x\\"y"': {} } },
  })).toEqual([
    '.metadata.finalizers[="x\\"y"]', '.spec.a', '.spec.z', '.spec.a.b',
    '.spec.ports[port=80,protocol="SCTP"]', '.spec.ports[port=443,protocol="TCP"]', '.spec.ports[port=80,protocol="TCP"].name',
  ])
})
