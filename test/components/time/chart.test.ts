// Where things are on a chart over time.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeOf, roomy, sliding, tickLabel, tickMs, ticksOf } from '../../../components/EventTimeline/chart.ts'

const born = fc.integer({ min: 0, max: 3_600_000 })
const later = fc.integer({ min: 0, max: 7_200_000 })

describe('a chart over time', () => {
  test('has room for what is there, and a little more', () => {
    fc.assert(fc.property(born, later, (fromMs, ageMs) => {
      const domain = roomy(fromMs, fromMs + ageMs)
      expect(domain.fromMs).toBeLessThanOrEqual(fromMs)
      expect(domain.toMs).toBeGreaterThanOrEqual(fromMs + ageMs)
    }))
  })

  test('stands still for most of the time', () => {
    const domains = Array.from({ length: 600 }, (_, seconds) => roomy(0, seconds * 1000).toMs)
    expect(new Set(domains).size).toBeLessThan(40)
    expect(domains).toEqual(domains.toSorted((a, b) => a - b))
  })

  test('slides with what is ahead in it', () => {
    fc.assert(fc.property(born, later, (bornMs, ageMs) => {
      const { fromMs, toMs } = sliding(bornMs, bornMs + ageMs, 90_000, 22_500)
      expect(toMs - fromMs).toBe(90_000)
      expect(toMs).toBeGreaterThanOrEqual(bornMs + ageMs + 22_500 - 1000)
      expect(fromMs).toBeLessThanOrEqual(bornMs + ageMs)
    }))
  })

  test('has ticks at round times, and not too many', () => {
    fc.assert(fc.property(born, later, (fromMs, ageMs) => {
      const domain = roomy(fromMs, fromMs + ageMs)
      const ticks = ticksOf(domain)
      expect(ticks.length).toBeLessThanOrEqual(9)
      expect(ticks.every(tick => tick % tickMs(domain) === 0 && tick >= domain.fromMs && tick <= domain.toMs)).toBe(true)
    }))
    expect(ticksOf({ fromMs: 0, toMs: 120_000 }).map(tickLabel)).toEqual(['0:00', '0:15', '0:30', '0:45', '1:00', '1:15', '1:30', '1:45', '2:00'])
  })

  test('puts what lies outside at its edge', () => {
    const domain = { fromMs: 1000, toMs: 2000 }
    expect([0, 1000, 1250, 2000, 9000].map(ms => placeOf(domain, ms))).toEqual([0, 0, 25, 100, 100])
  })
})
