import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clock } from '../../../engine/clock/clock.ts'
import { Random } from '../../../engine/clock/random.ts'
import { microTimestamp, parseTimestamp, timestamp } from '../../../engine/clock/time.ts'

/** A clock on which events breed others, drawn from a seed: what it did, in order. */
function busyClock(seed: number): { clock: Clock, diary: string[] } {
  const clock = new Clock()
  const random = new Random(seed)
  const diary: string[] = []
  const breed = (name: string, generations: number): void => {
    clock.after(random.below(400), name, () => {
      diary.push(`${clock.nowMs} ${name}`)
      if (generations > 0) for (let i = 0; i < random.below(3); i++) breed(`${name}.${i}`, generations - 1)
    })
  }
  for (let i = 0; i < 5; i++) breed(String(i), 5)
  return { clock, diary }
}

describe('the clock', () => {
  test('runs events by time, then by the order in which they were planned', () => {
    const clock = new Clock()
    const diary: string[] = []
    for (const [delayMs, name] of [[20, 'c'], [10, 'a'], [10, 'b'], [0, 'now']] as const) clock.after(delayMs, name, () => diary.push(`${clock.nowMs} ${name}`))
    clock.advanceTo(15)
    expect(diary).toEqual(['0 now', '10 a', '10 b'])
    expect(clock.nowMs).toBe(15)
    clock.advanceTo(20)
    expect(diary.at(-1)).toBe('20 c')
  })

  test('a cancelled event does not happen', () => {
    const clock = new Clock()
    const timer = clock.after(5, 'never', () => { throw new Error('it happened') })
    timer.cancel()
    expect(clock.nextAtMs).toBeUndefined()
    clock.advanceTo(10)
    expect(clock.events).toEqual([])
  })

  test('an event of which nothing came is not kept', () => {
    const clock = new Clock()
    clock.after(1, 'looks', () => {})
    clock.after(2, 'plans', () => { clock.after(1, 'is planned', () => {}) })
    clock.after(4, 'writes', () => clock.cause)
    clock.advanceTo(10)
    expect(clock.events.map(({ what }) => what)).toEqual(['plans', 'writes'])
    expect(clock.chain(2).map(({ what }) => what)).toEqual(['writes'])
  })

  test('the size of the steps makes no difference', () => {
    fc.assert(fc.property(fc.integer(), fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }), (seed, steps) => {
      const whole = busyClock(seed)
      const parts = busyClock(seed)
      whole.clock.advanceTo(5_000)
      for (let at = 0; at < 5_000;) for (const step of steps) parts.clock.advanceTo(Math.min(5_000, at += step))
      expect(parts.diary).toEqual(whole.diary)
      expect(parts.clock.events).toEqual(whole.clock.events)
    }))
  })

  test('every event leads back to its root, an input or the start', () => {
    const clock = new Clock()
    let last = -1
    clock.input('a key', () => clock.after(3, 'first', () => clock.after(4, 'second', () => { last = clock.cause })))
    clock.advanceTo(100)
    expect(clock.chain(last).map(({ what, atMs }) => `${atMs} ${what}`)).toEqual(['7 second', '3 first', '0 a key'])
  })
})

describe('chance', () => {
  test('is the same for the same seed, and its streams do not disturb one another', () => {
    const draw = (random: Random): number[] => Array.from({ length: 8 }, () => random.uint32())
    expect(draw(new Random(7))).toEqual(draw(new Random(7)))
    expect(draw(new Random(7))).not.toEqual(draw(new Random(8)))
    const drawnFrom = new Random(7)
    draw(drawnFrom)
    expect(draw(drawnFrom.fork('scheduler'))).toEqual(draw(new Random(7).fork('scheduler')))
  })

  test('makes names and identities as Kubernetes does', () => {
    const random = new Random(1)
    for (let i = 0; i < 200; i++) {
      expect(random.nameSuffix()).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })
})

describe('calendar time', () => {
  test('is what the host says too', () => {
    fc.assert(fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), unixMs => {
      const whole = Math.floor(unixMs / 1000) * 1000
      expect(timestamp(unixMs)).toBe(new Date(whole).toISOString().replace('.000Z', 'Z'))
      expect(parseTimestamp(timestamp(unixMs))).toBe(whole)
      expect(microTimestamp(unixMs)).toBe(new Date(unixMs).toISOString().replace('Z', '000Z'))
    }))
  })

  test('knows offsets, fractions and impossible dates', () => {
    expect(parseTimestamp('2026-11-21T18:00:00+09:00')).toBe(Date.UTC(2026, 10, 21, 9))
    expect(parseTimestamp('2026-11-21T09:00:00.250000Z')).toBe(Date.UTC(2026, 10, 21, 9, 0, 0, 250))
    for (const bad of ['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01', 'soon', '']) expect(parseTimestamp(bad)).toBeUndefined()
  })
})
