// The clocks of the engine against those of the host that runs the tests.
import { expect, test } from 'vitest'
import { zoneNamed } from '../../../engine/clock/zones.ts'

const stepMs = 6 * 3_600_000 + 1_800_000
const [fromMs, toMs] = [Date.parse('2025-01-01T00:00:00Z'), Date.parse('2028-01-01T00:00:00Z')]

function offsetByHost(zone: string, unixMs: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
  const part = new Map(format.formatToParts(unixMs).map(({ type, value }) => [type, Number(value)]))
  const at = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? NaN
  return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second')) - unixMs
}

test.each(['Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'Europe/London', 'Australia/Sydney', 'Pacific/Auckland', 'Africa/Cairo', 'Asia/Kolkata', 'America/St_Johns', 'Etc/GMT-9', 'UTC'])('%s', zone => {
  const different: string[] = []
  for (let ms = fromMs; ms < toMs; ms += stepMs * 7) if (zoneNamed(zone)?.offsetMs(ms) !== offsetByHost(zone, ms)) different.push(new Date(ms).toISOString())
  expect(different).toEqual([])
})

test('to the hour, where clocks change', () => {
  const hour = (text: string): number => (zoneNamed('America/New_York')?.offsetMs(Date.parse(text)) ?? NaN) / 3_600_000
  expect(['2026-03-08T06:59:59Z', '2026-03-08T07:00:00Z', '2026-11-01T05:59:59Z', '2026-11-01T06:00:00Z'].map(hour)).toEqual([-5, -4, -4, -5])
})

test.each(['Mars/Phobos', 'asia/seoul', 'Etc/GMT+13', '', '__proto__', 'toString'])('%j is no zone', name => expect(zoneNamed(name)).toBeUndefined())
