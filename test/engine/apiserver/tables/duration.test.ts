import { expect, it } from 'vitest'
import { age, humanDuration } from '../../../../engine/apiserver/tables/duration.ts'

const [s, m, h, d, y] = [1000, 60_000, 3_600_000, 86_400_000, 365 * 86_400_000]

it.each([
  [-2 * s, '<invalid>'], [-1.5 * s, '0s'], [-0.5 * s, '0s'], [0, '0s'], [999, '0s'], [45 * s, '45s'], [114 * s, '114s'], [119.9 * s, '119s'],
  [2 * m, '2m'], [3 * m + 33 * s, '3m33s'], [9 * m + 59 * s, '9m59s'], [10 * m, '10m'], [10 * m + 59 * s, '10m'], [179 * m + 59 * s, '179m'],
  [3 * h, '3h'], [3 * h + 7 * m, '3h7m'], [7 * h + 59 * m, '7h59m'], [8 * h + 59 * m, '8h'], [47 * h, '47h'],
  [48 * h, '2d'], [5 * d + 19 * h, '5d19h'], [7 * d + 23 * h, '7d23h'], [8 * d + 23 * h, '8d'], [729 * d, '729d'],
  [2 * y, '2y'], [2 * y + 3 * d, '2y3d'], [8 * y - d, '7y364d'], [8 * y + 3 * d, '8y'],
])('%d ms is %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text)
})

it('counts from a timestamp, and knows nothing without one', () => {
  expect(age('2026-11-21T00:00:00Z', Date.UTC(2026, 10, 21, 0, 3, 33))).toBe('3m33s')
  expect(age('2026-11-21T00:00:00.500000Z', Date.UTC(2026, 10, 21, 0, 0, 3))).toBe('2s')
  expect([age(undefined, 0), age(null, 0), age('', 0), age('soon', 0)]).toEqual(['<unknown>', '<unknown>', '<unknown>', '<unknown>'])
})
