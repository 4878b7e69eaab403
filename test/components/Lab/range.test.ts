import { describe, expect, test } from 'vitest'
import { rangeOf } from '../../../components/Lab/range.ts'

const names = ['apply', '', 'inject', 'mend']
const complaintOf = (asked: Parameters<typeof rangeOf>[1]): string => {
  try { return JSON.stringify(rangeOf(names, asked)) }
  catch (error) { return error instanceof Error ? error.message : '' }
}

describe('the steps that are the clicks of a slide', () => {
  test.each([
    [{}, { before: 0, clicks: 4 }],
    [{ from: 'inject' }, { before: 2, clicks: 2 }],
    [{ from: 2, to: 'inject' }, { before: 1, clicks: 2 }],
    [{ to: '2' }, { before: 0, clicks: 2 }],
    [{ from: 'mend', to: 'mend' }, { before: 3, clicks: 1 }],
    [{ at: 'inject' }, { before: 3, clicks: 0 }],
    [{ at: 0 }, { before: 0, clicks: 0 }],
  ])('%j', (asked, range) => expect(rangeOf(names, asked)).toEqual(range))

  test.each([
    [{ from: 'injekt' }, 'from="injekt": 그런 단계가 없습니다. 단계는 1부터 4까지, 이름은 apply, inject, mend입니다.'],
    [{ from: '' }, 'from="": 그런 단계가 없습니다. 단계는 1부터 4까지, 이름은 apply, inject, mend입니다.'],
    [{ to: 5 }, 'to="5": 그런 단계가 없습니다. 단계는 1부터 4까지, 이름은 apply, inject, mend입니다.'],
    [{ from: 'mend', to: 'apply' }, 'to(1단계)가 from(4단계)보다 앞에 있습니다.'],
    [{ at: 1, to: 2 }, 'at은 from, to와 함께 쓸 수 없습니다.'],
  ])('%j is no range', (asked, complaint) => expect(complaintOf(asked)).toBe(complaint))
})
