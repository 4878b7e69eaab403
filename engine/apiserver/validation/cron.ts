// Schedules of cron jobs, with the complaints of the library that reads them in the real server.
import { zoneNamed } from '../../clock/zones.ts'

export interface Bounds { readonly min: number, readonly max: number, readonly names: readonly string[] }

const months = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** Minute, hour, day of the month, month, day of the week. */
export const fields: readonly Bounds[] = [
  { min: 0, max: 59, names: [] }, { min: 0, max: 23, names: [] }, { min: 1, max: 31, names: [] }, { min: 1, max: 12, names: months }, { min: 0, max: 6, names: days },
]
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

class CronError extends Error {}

/** What is wrong with a schedule; undefined if nothing is. */
export function scheduleFault(schedule: string): string | undefined {
  if (schedule.startsWith('@')) return descriptorFault(schedule)
  const [prefix = '', zone] = /^(?:CRON_)?TZ=(\S*) ?/.exec(schedule) ?? []
  if (zone && !zoneNamed(zone)) return `provided bad location ${zone}: unknown time zone ${zone}`
  const parts = schedule.slice(prefix.length).split(/\s+/).filter(part => part !== '')
  if (parts.length !== fields.length) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`
  try {
    parts.forEach((part, i) => { for (const range of part.split(',').filter(text => text !== '')) readRange(range, fields[i] ?? { min: 0, max: 0, names: [] }) })
    return undefined
  }
  catch (error) {
    if (error instanceof CronError) return error.message
    throw error
  }
}

function descriptorFault(schedule: string): string | undefined {
  if (descriptors.includes(schedule)) return undefined
  if (!schedule.startsWith('@every ')) return `unrecognized descriptor: ${schedule}`
  const duration = schedule.slice('@every '.length)
  return /^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(duration) ? undefined : `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(duration)}`
}

function readRange(text: string, { min, max, names }: Bounds): void {
  const [span = '', stepText, ...more] = text.split('/')
  const [low = '', high, ...hyphens] = span.split('-')
  const isStar = low === '*' || low === '?'
  const start = isStar ? min : readNumber(low, names)
  if (!isStar && hyphens.length > 0) throw new CronError(`too many hyphens: ${text}`)
  const step = stepText === undefined ? 1 : readNumber(stepText, [])
  const end = isStar || high === undefined && stepText !== undefined ? max : high === undefined ? start : readNumber(high, names)
  if (more.length > 0) throw new CronError(`too many slashes: ${text}`)
  if (start < min) throw new CronError(`beginning of range (${start}) below minimum (${min}): ${text}`)
  if (end > max) throw new CronError(`end of range (${end}) above maximum (${max}): ${text}`)
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`)
}

export function readNumber(text: string, names: readonly string[]): number {
  const named = text === '' ? -1 : names.indexOf(text.toLowerCase())
  if (named >= 0) return named
  if (!/^[+-]?\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  const number = Number(text)
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`)
  return number
}

export function timeZoneFault(zone: string): string | undefined {
  if (zone === '') return 'timeZone must be nil or non-empty string'
  if (zone.toLowerCase() === 'local') return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  return zoneNamed(zone) ? undefined : `unknown time zone ${zone}`
}
