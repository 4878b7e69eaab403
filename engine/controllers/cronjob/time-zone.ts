// Time zones as fixed offsets from UTC, in hours: those that a lecture needs. Summer time is not followed.
import { timestamp } from '../../clock/time.ts'

const hourMs = 3_600_000

const offsetHours: ReadonlyMap<string, number> = new Map([
  ['Asia/Seoul', 9], ['Asia/Tokyo', 9], ['Asia/Shanghai', 8], ['Asia/Hong_Kong', 8], ['Asia/Taipei', 8], ['Asia/Singapore', 8], ['Asia/Manila', 8],
  ['Asia/Bangkok', 7], ['Asia/Jakarta', 7], ['Asia/Ho_Chi_Minh', 7], ['Asia/Kolkata', 5.5], ['Asia/Dubai', 4], ['Europe/Istanbul', 3], ['Europe/Moscow', 3],
  ['Europe/Berlin', 1], ['Europe/Paris', 1], ['Europe/Madrid', 1], ['Europe/Amsterdam', 1], ['Europe/London', 0],
  ['America/Sao_Paulo', -3], ['America/New_York', -5], ['America/Chicago', -6], ['America/Denver', -7], ['America/Los_Angeles', -8],
  ['Australia/Sydney', 10], ['Pacific/Auckland', 12], ['Pacific/Honolulu', -10],
])

/** `Etc/GMT-9` is nine hours ahead: POSIX counts the other way round. Zones that are not known are taken for UTC. */
export function zoneOffsetMs(zone: string | undefined): number {
  const etc = /^Etc\/GMT([+-]\d{1,2})$/.exec(zone ?? '')
  return (etc ? -Number(etc[1]) : offsetHours.get(zone ?? '') ?? 0) * hourMs
}

/** A time as RFC 3339 writes it in a zone. */
export function zonedTimestamp(unixMs: number, offsetMs: number): string {
  if (offsetMs === 0) return timestamp(unixMs)
  const minutes = Math.abs(offsetMs) / 60_000
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${timestamp(unixMs + offsetMs).slice(0, -1)}${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}
