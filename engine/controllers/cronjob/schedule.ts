// Cron schedules: five fields, or a word for one of the usual ones, or `@every 90m`.
import { timestamp } from '../../clock/time.ts'
import { utc, type Zone } from '../../clock/zones.ts'
import { fields, readNumber, type Bounds } from '../../apiserver/validation/cron.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const changeMs = 2 * hourMs
/** What is not due within so many days (30 February) is never due. */
const farthestDays = 5 * 366

const words: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
}

export interface Schedule {
  /** The first time after this one, in Unix milliseconds. */
  next(afterMs: number): number | undefined
}

interface Field { readonly values: ReadonlySet<number>, readonly isAny: boolean }

/** Reads a schedule that the API server has let in. It goes by the clocks of a zone: what they pass over is not due, what they show twice is due twice. */
export function parseSchedule(text: string, zone: Zone = utc): Schedule {
  if (text.startsWith('@every ')) return every(durationMs(text.slice('@every '.length)))
  const parts = (Object.hasOwn(words, text) ? words[text] ?? '' : text).split(/\s+/).filter(part => part !== '')
  const [minutes, hours, days, months, weekdays] = fields.map((bounds, i) => readField(parts[i] ?? '*', bounds))
  if (!minutes || !hours || !days || !months || !weekdays) return { next: () => undefined }

  /** A day counts when both of its fields allow it; when both are restricted, one is enough. */
  function isDue(day: number): boolean {
    const [, month = 0, date = 0] = timestamp(day * dayMs).slice(0, 10).split('-').map(Number)
    if (!months?.values.has(month)) return false
    const byDate = days?.values.has(date) ?? false
    const byWeekday = weekdays?.values.has((day + 4) % 7) ?? false // 1970 began on a Thursday
    return days?.isAny || weekdays?.isAny ? byDate && byWeekday : byDate || byWeekday
  }

  const times = [...hours.values].flatMap(hour => [...minutes.values].map(minute => hour * hourMs + minute * minuteMs)).sort((a, b) => a - b)
  /** The first of a day, of what the clocks show near enough to matter: they are never set by more than an hour or two. */
  function firstOn(day: number, afterMs: number): number | undefined {
    const localAfterMs = afterMs + zone.offsetMs(afterMs)
    let first: number | undefined
    for (const time of times) {
      const localMs = day * dayMs + time
      if (localMs < localAfterMs - changeMs) continue
      if (first !== undefined && localMs > first + zone.offsetMs(first) + changeMs) break
      for (const ms of instantsOf(localMs, zone)) if (ms > afterMs && (first === undefined || ms < first)) first = ms
    }
    return first
  }

  return {
    next(afterMs) {
      const today = Math.floor((afterMs + zone.offsetMs(afterMs)) / dayMs)
      for (let day = today - 1; day <= today + farthestDays; day++) {
        const first = isDue(day) ? firstOn(day, afterMs) : undefined
        if (first !== undefined) return first
      }
      return undefined
    },
  }
}

/** When the clocks of a zone show a time: once, as a rule. */
function instantsOf(localMs: number, zone: Zone): readonly number[] {
  const before = localMs - zone.offsetMs(localMs - dayMs)
  const after = localMs - zone.offsetMs(localMs + dayMs)
  return (before === after ? [before] : [before, after]).filter(ms => ms + zone.offsetMs(ms) === localMs)
}

function readField(text: string, bounds: Bounds): Field {
  const ranges = text.split(',').filter(part => part !== '').map(part => readRange(part, bounds))
  return { values: new Set(ranges.flatMap(({ values }) => values)), isAny: ranges.some(({ isAny }) => isAny) }
}

function readRange(text: string, { min, max, names }: Bounds): { readonly values: readonly number[], readonly isAny: boolean } {
  const [span = '', stepText] = text.split('/')
  const [low = '', high] = span.split('-')
  const isStar = low === '*' || low === '?'
  const start = isStar ? min : readNumber(low, names)
  const step = stepText === undefined ? 1 : readNumber(stepText, [])
  const end = isStar || high === undefined && stepText !== undefined ? max : high === undefined ? start : readNumber(high, names)
  return { values: Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step), isAny: isStar && step === 1 }
}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: minuteMs, h: hourMs }

const durationMs = (text: string): number =>
  [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)].reduce((sum, [, number, unit = '']) => sum + Number(number) * (unitMs[unit] ?? 0), 0)

/** In whole seconds, and not more often than once in one. */
function every(ms: number): Schedule {
  const wholeMs = Math.max(1000, Math.floor(ms / 1000) * 1000)
  return { next: afterMs => Math.floor(afterMs / 1000) * 1000 + wholeMs }
}

/** Times since one (exclusive) until another (inclusive): the last of them, and how many were missed; over a hundred are not counted on. */
export function dueBetween(schedule: Schedule, sinceMs: number, untilMs: number): { readonly lastMs: number | undefined, readonly count: number } {
  let [lastMs, count]: [number | undefined, number] = [undefined, 0]
  for (let nextMs = schedule.next(sinceMs); nextMs !== undefined && nextMs <= untilMs; nextMs = schedule.next(nextMs)) {
    lastMs = nextMs
    if (++count > 100) return { lastMs: latestBefore(schedule, nextMs, untilMs), count }
  }
  return { lastMs, count }
}

/** The last time until then, looked for from ever further back. */
function latestBefore(schedule: Schedule, atLeastMs: number, untilMs: number): number {
  for (let backMs = minuteMs; untilMs - backMs > atLeastMs; backMs *= 8) {
    const { lastMs } = dueBetween(schedule, untilMs - backMs, untilMs)
    if (lastMs !== undefined) return lastMs
  }
  return atLeastMs
}
