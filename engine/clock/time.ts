// Calendar time without a host: days since 1970 to and from civil dates (proleptic Gregorian, UTC).
import { flat } from './flat.ts'

const dayMs = 86_400_000
const daySeconds = 86_400

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

export interface Civil { year: number; month: number; day: number }

// Both directions count days in 400-year eras that begin on 1 March, so the leap day is the last of its year.
export function civilOf(days: number): Civil {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  }
}

export function daysOf({ year, month, day }: Civil): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** `2026-11-21T09:00:00Z`: how the API writes a time (whole seconds). */
export function timestamp(unixMs: number): string {
  return written(unixMs).timestamp
}

/** `2026-11-21T09:00:00.123000Z`: MicroTime, as in leases and new events. */
export function microTimestamp(unixMs: number): string {
  return flat`${written(unixMs).dateTime}.${pad(((unixMs % 1000) + 1000) % 1000, 3)}000Z`
}

/** The second that was written last: most of what happens in a cluster happens in the same one, and can share its text. */
let last = { second: NaN, dateTime: '', timestamp: '' }

function written(unixMs: number): typeof last {
  const second = Math.floor(unixMs / 1000)
  if (last.second !== second) {
    const dateTime = dateTimeOf(second)
    last = { second, dateTime, timestamp: flat`${dateTime}Z` }
  }
  return last
}

function dateTimeOf(second: number): string {
  const days = Math.floor(second / daySeconds)
  const seconds = second - days * daySeconds
  const { year, month, day } = civilOf(days)
  return flat`${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** Unix milliseconds of an RFC 3339 time, or undefined when it is none. */
export function parseTimestamp(text: string): number | undefined {
  const match = rfc3339.exec(text)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const civil = { year, month, day }
  const back = civilOf(daysOf(civil)) // 30 February comes back as 2 March
  if (back.month !== month || back.day !== day || hour > 23 || minute > 59 || second > 59) return undefined
  const offsetMinutes = match[8] ? (match[8] === '-' ? -1 : 1) * (Number(match[9]) * 60 + Number(match[10])) : 0
  const fractionMs = match[7] ? Math.floor(Number(`0.${match[7]}`) * 1000) : 0
  return daysOf(civil) * dayMs + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + fractionMs
}
