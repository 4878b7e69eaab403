// The logs of containers as files of their node, where whoever collects logs looks for them.
import { timestamp } from '../clock/time.ts'
import type { LogEntry } from '../runtime/container.ts'
import type { ContainerRecord } from './records.ts'
import type { TrackedPod } from './tracked-pod.ts'

export type LogFiles = ReadonlyMap<string, () => string>

export function logFilesOf(pods: Iterable<TrackedPod>, epochMs: number): LogFiles {
  const files = new Map<string, () => string>()
  for (const { pod: { metadata: { namespace, name, uid } }, records } of pods) for (const record of records.all()) {
    const { spec, container, restartCount }: ContainerRecord = record
    const text = (): string => container.logs.map(entry => lines(entry, epochMs)).join('')
    files.set(`/var/log/pods/${namespace}_${name}_${uid}/${spec.name}/${restartCount}.log`, text)
    files.set(`/var/log/containers/${name}_${namespace}_${spec.name}-${container.id}.log`, text)
  }
  return files
}

/** `2026-11-21T09:00:05.100000000Z stdout F hello`; P for a line that is not at its end. */
function lines({ atMs, stream, text }: LogEntry, epochMs: number): string {
  const unixMs = epochMs + atMs
  const time = `${timestamp(unixMs).slice(0, -1)}.${String(unixMs % 1000).padStart(3, '0')}000000Z`
  const whole = text.endsWith('\n')
  const parts = (whole ? text.slice(0, -1) : text).split('\n')
  return parts.map((part, i) => `${time} ${stream} ${whole || i < parts.length - 1 ? 'F' : 'P'} ${part}\n`).join('')
}
