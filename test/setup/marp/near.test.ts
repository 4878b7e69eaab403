import { expect, test } from 'vitest'
import { distance, nearDirective, unknownDirective } from '../../../setup/marp/near.ts'

test.for<[string, string | undefined]>([
  ['_pagniate', 'paginate'], ['backgroundcolour', 'backgroundColor'], ['Paginate', 'paginate'], ['headingdivider', 'headingDivider'], ['clas', 'class'],
  ['paginate', undefined], ['_class', undefined], ['title', undefined], ['note', undefined], ['메모', undefined], ['date', undefined], ['tags', undefined], ['images', undefined],
])('%s → %s', ([name, near]) => {
  expect(nearDirective(name)).toBe(near)
})

test('distances count insertions, losses, changes and swaps', () => {
  expect([distance('', 'abc'), distance('abc', 'abc'), distance('abc', 'acb'), distance('kitten', 'sitting')]).toEqual([3, 0, 1, 3])
})

test('says what was meant', () => {
  expect([unknownDirective('_pagniate'), unknownDirective('_x')]).toEqual(['모르는 지시어 _pagniate: _paginate를 쓰려고 했나요?', '모르는 지시어 _x'])
})
