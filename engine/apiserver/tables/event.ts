// The row of an event, in its old and in its new form.
import type { Event, EventsV1Event } from '../types.gen.ts'
import { age } from './duration.ts'
import type { Cells } from './format.ts'

export function eventRow(event: Event, nowMs: number): Cells {
  const { metadata, involvedObject = {}, series, source } = event
  const firstSeen = event.firstTimestamp ? age(event.firstTimestamp, nowMs) : age(event.eventTime, nowMs)
  const lastSeen = series ? age(series.lastObservedTime, nowMs) : event.lastTimestamp ? age(event.lastTimestamp, nowMs) : firstSeen
  const kind = (involvedObject.kind ?? '').toLowerCase()
  const host = source?.host || event.reportingInstance
  return [
    lastSeen, event.type ?? '', event.reason ?? '', involvedObject.name ? `${kind}/${involvedObject.name}` : kind,
    involvedObject.fieldPath ?? '', (source?.component || event.reportingComponent || '') + (host ? `, ${host}` : ''), (event.message ?? '').trim(),
    firstSeen, series?.count ?? (event.count || 1), metadata.name,
  ]
}

export function newEventRow(event: EventsV1Event, nowMs: number): Cells {
  const { metadata, eventTime, type = '', reason = '', regarding, note = '', reportingController = '', reportingInstance = '', series } = event
  return eventRow({
    metadata, kind: 'Event', apiVersion: 'v1', eventTime, type, reason, involvedObject: regarding, message: note,
    reportingComponent: reportingController, reportingInstance, source: event.deprecatedSource, ...series && { series },
    firstTimestamp: event.deprecatedFirstTimestamp, lastTimestamp: event.deprecatedLastTimestamp, count: event.deprecatedCount ?? 0,
  }, nowMs)
}
