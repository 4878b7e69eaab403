import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CompactedError, Store } from '../../../engine/etcd/store.ts'

const now = { nowMs: 0, cause: -1 }
const key = fc.constantFrom('a/1', 'a/2', 'b/1', 'b/10', 'c')
const operation = fc.oneof(
  fc.record({ do: fc.constant('put' as const), key, value: fc.integer() }),
  fc.record({ do: fc.constant('delete' as const), key }),
)
type Operation = { do: 'put', key: string, value: number } | { do: 'delete', key: string }

/** A store and, beside it, the simplest thing that could be right: a copy of all keys for each revision. */
function replay(operations: readonly Operation[]): { store: Store<number>, past: ReadonlyMap<string, number>[] } {
  const store = new Store<number>(now)
  const past = [new Map<string, number>()]
  const current = new Map<string, number>()
  for (const operation of operations) {
    if (operation.do === 'put') {
      store.put('bucket', operation.key, () => operation.value)
      current.set(operation.key, operation.value)
    }
    else if (!store.delete('bucket', operation.key)) continue
    else current.delete(operation.key)
    past.push(new Map(current))
  }
  return { store, past }
}

const sortedValues = (state: ReadonlyMap<string, number>, prefix = ''): number[] =>
  [...state].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => a < b ? -1 : 1).map(([, value]) => value)

describe('the store', () => {
  test('shows every revision as it was', () => {
    fc.assert(fc.property(fc.array(operation, { maxLength: 40 }), operations => {
      const { store, past } = replay(operations)
      expect(store.revision).toBe(past.length - 1)
      past.forEach((state, revision) => {
        expect(store.range('bucket', '', revision)).toEqual(sortedValues(state))
        expect(store.range('bucket', 'b/1', revision)).toEqual(sortedValues(state, 'b/1'))
        for (const name of ['a/1', 'c']) expect(store.get('bucket', name, revision)?.value).toBe(state.get(name))
      })
    }))
  })

  test('the changes since a revision, applied to what it held, make what is held now', () => {
    fc.assert(fc.property(fc.array(operation, { maxLength: 40 }), fc.nat(40), (operations, from) => {
      const { store, past } = replay(operations)
      const revision = Math.min(from, past.length - 1)
      const state = new Map(past[revision])
      for (const { key, value } of store.since('bucket', revision)) {
        if (value === undefined) state.delete(key)
        else state.set(key, value)
      }
      expect(state).toEqual(past.at(-1))
    }))
  })

  test('compaction forgets the past and nothing else', () => {
    fc.assert(fc.property(fc.array(operation, { minLength: 1, maxLength: 40 }), fc.nat(40), (operations, at) => {
      const { store, past } = replay(operations)
      const revision = Math.min(at, past.length - 1)
      store.compact(revision)
      for (let seen = revision; seen < past.length; seen++) expect(store.range('bucket', '', seen)).toEqual(sortedValues(past[seen] ?? new Map()))
      if (revision > 0) {
        expect(() => store.range('bucket', '', revision - 1)).toThrow(CompactedError)
        expect(() => store.since('bucket', revision - 1)).toThrow('etcdserver: mvcc: required revision has been compacted')
      }
    }))
  })

  test('keys of any name are just keys', () => {
    const store = new Store<string>(now)
    for (const name of ['__proto__', 'constructor', 'toString']) {
      store.put('bucket', name, revision => `${name} at ${revision}`)
      store.put(name, 'key', () => name)
    }
    expect(store.range('bucket')).toEqual(['__proto__ at 1', 'constructor at 3', 'toString at 5'])
    expect(store.get('__proto__', 'key')?.value).toBe('__proto__')
    expect(store.get('bucket', 'hasOwnProperty')).toBeUndefined()
  })

  test('every version knows when and why it was written, and what it replaced', () => {
    const clock = { nowMs: 5, cause: 3 }
    const store = new Store<string>(clock)
    store.put('bucket', 'key', () => 'old')
    Object.assign(clock, { nowMs: 9, cause: 4 })
    const seen: string[] = []
    store.observe('bucket', ({ key, value, previous }) => seen.push(`${key}: ${previous?.value} → ${value}`))
    const { revision, createRevision, atMs, cause, previous } = store.put('bucket', 'key', () => 'new')
    expect({ revision, createRevision, atMs, cause, before: previous?.value }).toEqual({ revision: 2, createRevision: 1, atMs: 9, cause: 4, before: 'old' })
    expect(seen).toEqual(['key: old → new'])
    expect([4, 5, 8, 9].map(atMs => store.revisionAt(atMs))).toEqual([0, 1, 1, 2])
  })
})
