// How Kubernetes writes a span of time for people: two units at most, coarser the longer it is.
import { parseTimestamp } from '../../clock/time.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const year = 365 * day

/** `45s`, `114s`, `3m33s`, `12m`, `5d19h`, `2y3d`. */
export function humanDuration(ms: number): string {
  const wholeSeconds = Math.trunc(ms / second)
  if (wholeSeconds < -1) return '<invalid>' // clocks of two machines may differ a little, not more
  if (wholeSeconds < 0) return '0s'
  if (wholeSeconds < 120) return `${wholeSeconds}s`
  if (ms < 10 * minute) return withRest(ms, minute, 'm', second, 's')
  if (ms < 3 * hour) return `${Math.floor(ms / minute)}m`
  if (ms < 8 * hour) return withRest(ms, hour, 'h', minute, 'm')
  if (ms < 2 * day) return `${Math.floor(ms / hour)}h`
  if (ms < 8 * day) return withRest(ms, day, 'd', hour, 'h')
  if (ms < 2 * year) return `${Math.floor(ms / day)}d`
  if (ms < 8 * year) return withRest(ms, year, 'y', day, 'd')
  return `${Math.floor(ms / year)}y`
}

function withRest(ms: number, unit: number, name: string, restUnit: number, restName: string): string {
  const rest = Math.floor((ms % unit) / restUnit)
  return `${Math.floor(ms / unit)}${name}${rest > 0 ? `${rest}${restName}` : ''}`
}

/** How long ago a timestamp of the API was. */
export function age(timestamp: string | null | undefined, nowMs: number): string {
  const then = timestamp ? parseTimestamp(timestamp) : undefined
  return then === undefined ? '<unknown>' : humanDuration(nowMs - then)
}
