// Times as RFC 3339 writes them in a zone.
import { timestamp } from '../../clock/time.ts'
import type { Zone } from '../../clock/zones.ts'

export function zonedTimestamp(unixMs: number, zone: Zone): string {
  const offsetMs = zone.offsetMs(unixMs)
  if (offsetMs === 0) return timestamp(unixMs)
  const minutes = Math.abs(offsetMs) / 60_000
  const pad = (value: number): string => String(value).padStart(2, '0')
  return `${timestamp(unixMs + offsetMs).slice(0, -1)}${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}
