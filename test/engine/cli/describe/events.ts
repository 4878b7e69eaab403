// Events as they must have been, read from the end of a recorded description.
import type { CoreV1Event } from '../../../../engine/apiserver/types.gen.ts'

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const msOf = (age: string): number => [...age.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0)

export function eventsOf(description: string, nowMs: number): readonly CoreV1Event[] {
  const time = (age: string | undefined): string => new Date(nowMs - msOf(age ?? '0s')).toISOString().replace('.000', '')
  return [...description.matchAll(/^ {2}(Normal|Warning) +(\S+) +(\S+)(?: \(x(\d+) over (\S+)\))? +(\S+) +(.*)$/gm)].map(([, type, reason, last, count, first, component, message]) => ({
    apiVersion: 'v1', kind: 'Event', metadata: { name: 'e', uid: '', resourceVersion: '', creationTimestamp: '' }, involvedObject: {}, eventTime: null,
    type: type ?? '', reason: reason ?? '', message: message ?? '', source: { component: component ?? '' }, reportingComponent: '', reportingInstance: '',
    count: Number(count ?? 1), firstTimestamp: time(first ?? last), lastTimestamp: time(last),
  }))
}
