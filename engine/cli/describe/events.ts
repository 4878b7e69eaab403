// The events of an object, at the end of its description.
import type { CoreV1Event } from '../../apiserver/types.gen.ts'
import { age } from '../../apiserver/tables/duration.ts'
import type { Description } from './description.ts'

export function eventLines(out: Description, events: readonly CoreV1Event[] | undefined, nowMs: number): void {
  if (!events) return
  if (events.length === 0) {
    out.line(0, 'Events:\t<none>')
    return
  }
  out.flush()
  out.line(0, 'Events:')
  out.line(1, 'Type\tReason\tAge\tFrom\tMessage')
  out.line(1, '----\t------\t----\t----\t-------')
  for (const event of events.toSorted((a, b) => compare(a.lastTimestamp ?? '', b.lastTimestamp ?? ''))) {
    const { type = '', reason = '', source, reportingComponent, involvedObject, message = '' } = event
    const about = involvedObject.fieldPath ? `${involvedObject.fieldPath}: ` : ''
    out.line(1, `${type}\t${reason}\t${eventInterval(event, nowMs)}\t${source.component || reportingComponent}\t${about}${message.trim()}`)
  }
}

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0

/** `12s (x4 over 2m)`. */
export function eventInterval({ eventTime, firstTimestamp, lastTimestamp, series, count = 0 }: CoreV1Event, nowMs: number): string {
  const first = age(eventTime ?? firstTimestamp, nowMs)
  if (series) return `${age(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${first})`
  return count > 1 ? `${age(lastTimestamp, nowMs)} (x${count} over ${first})` : first
}
