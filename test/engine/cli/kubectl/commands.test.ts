import { describe, expect, test } from 'vitest'
import { distance, suggestionsFor } from '../../../../engine/cli/kubectl/commands.ts'
import { root } from '../../../../engine/cli/kubectl/root.ts'

const suggest = (typed: string) => suggestionsFor(typed, Object.keys(root.commands ?? {}))

describe('what may have been meant', () => {
  test.each<[string, readonly string[]]>([
    ['gett', ['set', 'get']],
    ['foo', ['top']],
    ['desc', ['describe']],
    ['crete', ['create']],
    ['DELETE', ['delete']],
    ['nothing-like-it', []],
  ])('by %s', (typed, names) => expect(suggest(typed)).toEqual(names))

  test('the distance between words', () => {
    expect([distance('', ''), distance('', 'ab'), distance('get', 'get'), distance('get', 'gte'), distance('kitten', 'sitting')]).toEqual([0, 2, 0, 2, 3])
  })
})
