// Lists in pages, and of a revision of one's choice.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { List, ObjectList } from '../../../engine/apiserver/request.ts'
import { admin, Asked, said } from './authorization/asking.ts'

const configMaps = { group: '', version: 'v1', resource: 'configmaps', namespace: 'default' } as const

function stocked(count: number) {
  const server = new Asked()
  const add = (i: number): unknown => server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${String(i).padStart(2, '0')}`, labels: { odd: String(i % 2) } } })
  for (let i = 0; i < count; i++) add(i)
  const ask = (more: Partial<List> = {}) => server.ask(admin, { verb: 'list', ...configMaps, ...more })
  const list = (more: Partial<List> = {}): ObjectList => ask(more).body as ObjectList // of a list without `as`
  const namesOf = ({ items }: ObjectList): string[] => items.map(({ metadata }) => metadata.name)
  return { server, add, ask, list, namesOf }
}

describe('a page', () => {
  test('says how to go on, and how much is left', () => {
    const { list, namesOf } = stocked(5)
    const first = list({ limit: 2 })
    expect([namesOf(first), first.metadata.remainingItemCount]).toEqual([['c00', 'c01'], 3])
    const second = list({ limit: 2, continue: first.metadata.continue ?? '' })
    expect([namesOf(second), second.metadata.remainingItemCount, second.metadata.resourceVersion]).toEqual([['c02', 'c03'], 1, first.metadata.resourceVersion])
    const third = list({ limit: 2, continue: second.metadata.continue ?? '' })
    expect([namesOf(third), third.metadata]).toEqual([['c04'], { resourceVersion: first.metadata.resourceVersion }])
  })

  test('does not count what is left where something selects', () => {
    const { list, namesOf } = stocked(5)
    const page = list({ limit: 1, labelSelector: 'odd=1' })
    expect([namesOf(page), page.metadata.remainingItemCount, namesOf(list({ labelSelector: 'odd=1', continue: page.metadata.continue ?? '' }))]).toEqual([['c01'], undefined, ['c03']])
  })

  test('is of the revision of the first, whatever is written meanwhile; too old a one is told', () => {
    const { server, add, ask, list, namesOf } = stocked(3)
    const first = list({ limit: 1 })
    add(9)
    expect(namesOf(list({ continue: first.metadata.continue ?? '' }))).toEqual(['c01', 'c02'])
    server.store.compact(server.store.revision)
    expect(ask({ continue: first.metadata.continue ?? '' })).toMatchObject({ code: 410, body: { reason: 'Expired' } })
  })

  test('pages together are the list', () => {
    const { list, namesOf } = stocked(12)
    fc.assert(fc.property(fc.integer({ min: 1, max: 15 }), limit => {
      const names: string[] = []
      for (let token: string | undefined = ''; token !== undefined;) {
        const page = list({ limit, continue: token })
        names.push(...namesOf(page))
        token = page.metadata.continue
      }
      expect(names).toEqual(namesOf(list()))
    }))
  })

  test.each(['x', '7', '7.', '.x', '1.%E0%A4%A', '99999999.a'])('refuses the token %j', token => {
    expect([400, 504]).toContain(stocked(1).ask({ continue: token }).code)
  })
})

describe('a revision of one\'s choice', () => {
  test('exactly, or not older', () => {
    const { add, list, namesOf } = stocked(1)
    const { resourceVersion } = list().metadata
    add(1)
    expect(namesOf(list({ resourceVersion, resourceVersionMatch: 'Exact' }))).toEqual(['c00'])
    expect(namesOf(list({ resourceVersion, resourceVersionMatch: 'NotOlderThan' }))).toEqual(['c00', 'c01'])
  })

  test('must make sense', () => {
    const { ask } = stocked(1)
    expect([ask({ resourceVersionMatch: 'Exact' }), ask({ resourceVersion: '0', resourceVersionMatch: 'Exact' }), ask({ resourceVersion: '99999', resourceVersionMatch: 'Exact' })].map(said)).toEqual([
      'resourceVersionMatch is forbidden unless resourceVersion is provided',
      'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
      expect.stringMatching(/^Too large resource version: 99999, current: \d+$/),
    ])
  })
})
