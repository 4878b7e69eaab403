// Containers that keep ending: how long the next run has to wait.
import { durationText, podText } from './format.ts'
import type { Failure } from './images.ts'
import type { ContainerRecord } from './records.ts'
import type { Probed } from './probes/worker.ts'

export interface CrashLoop {
  readonly leftMs: number
  readonly failure: Failure
}

/** undefined: it may start now. */
export function crashLoopOf(probed: Probed, name: string, ended: ContainerRecord | undefined): CrashLoop | undefined {
  const { host, pod } = probed
  if (!ended) return undefined
  const { crashes } = host
  const key = crashKey(pod.metadata.uid, name)
  const endedMs = ended.container.finishedAtMs ?? 0
  const leftMs = crashes.leftMs(key, endedMs)
  if (leftMs <= 0) {
    crashes.raise(key, endedMs)
    return undefined
  }
  probed.tell(name, 'BackOff', `Back-off restarting failed container ${name} in pod ${podText(pod)}`)
  const message = `back-off ${durationText(crashes.backoffMs(key))} restarting failed container=${name} pod=${podText(pod)}`
  return { leftMs, failure: { reason: 'CrashLoopBackOff', message } }
}

export const crashKey = (uid: string, container: string): string => `${uid} ${container}`
