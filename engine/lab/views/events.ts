// What the cluster has told, the newest last: the Events of a namespace, or of one object and what it owns by name.
import type { Event } from '../../apiserver/types.gen.ts'
import { parseTimestamp } from '../../clock/time.ts'
import type { Cluster } from '../cluster.ts'

export interface EventLine {
  readonly uid: string
  /** When it was last told, in virtual milliseconds. */
  readonly atMs: number
  readonly isWarning: boolean
  readonly reason: string
  /** `pod/web-1`. */
  readonly about: string
  readonly message: string
  readonly count: number
  readonly who: string
}

/** `about`: `pod/web-1`; `pod/web-*` for all that begin so; `pod` for all of the kind. */
export function eventsOf({ admin, epochMs, store }: Cluster, namespace: string, about?: string): readonly EventLine[] {
  return admin.list('events', namespace)
    .map(event => ({ line: lineOf(event, epochMs), revision: store.get('events', `${namespace}/${event.metadata.name}`)?.revision ?? 0 }))
    .filter(({ line }) => about === undefined || isAbout(line.about, about))
    .sort((a, b) => a.revision - b.revision)
    .map(({ line }) => line)
}

function lineOf({ metadata, involvedObject, reason = '', message = '', type, count, series, lastTimestamp, eventTime, source, reportingComponent }: Event, epochMs: number): EventLine {
  return {
    uid: metadata.uid,
    atMs: (parseTimestamp(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp) ?? epochMs) - epochMs,
    isWarning: type === 'Warning',
    reason,
    about: `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name ?? ''}`,
    message,
    count: series?.count ?? count ?? 1,
    who: source?.component || reportingComponent || '',
  }
}

function isAbout(object: string, wanted: string): boolean {
  if (wanted.endsWith('*')) return object.startsWith(wanted.slice(0, -1))
  return wanted.includes('/') ? object === wanted : object.startsWith(`${wanted}/`)
}
