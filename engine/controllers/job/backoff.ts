// How long a Job waits after failures before it tries again: 10 s, then twice as long each time, at most 10 min.
import type { Pod } from '../../apiserver/types.gen.ts'
import { endedAtMs } from './pod.ts'

const firstMs = 10_000
const longestMs = 600_000

export interface Record { readonly failures: number, readonly lastFailureMs: number }

export const clean: Record = { failures: 0, lastFailureMs: 0 }

/** Failures since the last success count. */
export function recordWith(before: Record, succeeded: readonly Pod[], failed: readonly Pod[]): Record {
  const lastSuccessMs = succeeded.length > 0 ? Math.max(...succeeded.map(endedAtMs)) : undefined
  const since = failed.map(endedAtMs).filter(atMs => lastSuccessMs === undefined || atMs > lastSuccessMs)
  const kept = lastSuccessMs === undefined ? before : clean
  return since.length === 0 ? kept : { failures: kept.failures + since.length, lastFailureMs: Math.max(kept.lastFailureMs, ...since) }
}

/** How long is left to wait. */
export function waitMs({ failures, lastFailureMs }: Record, unixMs: number): number {
  if (failures === 0) return 0
  return Math.max(0, lastFailureMs + Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20)) - unixMs)
}
