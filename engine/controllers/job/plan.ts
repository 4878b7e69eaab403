// How many pods a Job wants now, which go, and for which indexes new ones come.
import type { Job, Pod } from '../../apiserver/types.gen.ts'
import { inDeletionOrder } from '../pod-control.ts'
import { firstMissing } from './indexes.ts'
import { endedAtMs, indexFailuresOf, indexOf, isIndexed, replacesOnlyFailed, type IndexFailures } from './pod.ts'
import { judge } from './policies.ts'
import { clean, waitMs } from './backoff.ts'
import { hasLimitPerIndex, type Tally } from './tally.ts'

/** As many as may run at once, but never more than are still to succeed. */
export function wantedActive({ spec }: Job, active: number, succeeded: number): number {
  const { parallelism = 1, completions, suspend } = spec
  if (suspend) return 0
  if (completions === undefined) return succeeded > 0 ? active : parallelism
  return Math.max(0, Math.min(parallelism, completions - succeeded))
}

/** Pods for indexes that are out of range or taken twice go first, then those that have done least. */
export function tooMany(job: Job, active: readonly Pod[], count: number, unixMs: number): readonly Pod[] {
  const order = inDeletionOrder(active, unixMs, () => 1)
  const keepers = new Map(order.map(pod => [indexOf(pod), pod]))
  const useless = isIndexed(job) ? order.filter(pod => (indexOf(pod) ?? Infinity) >= (job.spec.completions ?? 0) || keepers.get(indexOf(pod)) !== pod) : []
  return [...useless, ...order.filter(pod => !useless.includes(pod)).slice(0, Math.max(0, count - useless.length))]
}

export interface NewPod { readonly index?: number, readonly failures?: IndexFailures }
export interface Additions { readonly now: readonly NewPod[], readonly waitMs: number }

/** So many new pods, or how long to wait for the first of them. */
export function additions(job: Job, tally: Tally, count: number, jobWaitMs: number, unixMs: number): Additions {
  if (!hasLimitPerIndex(job) && jobWaitMs > 0) return { now: [], waitMs: jobWaitMs }
  if (!isIndexed(job)) return { now: Array.from({ length: count }, () => ({})), waitMs: 0 }
  const busy = replacesOnlyFailed(job) ? tally.pods.filter(({ metadata, status }) => metadata.deletionTimestamp !== undefined && status.phase !== 'Failed') : []
  const taken = new Set([...tally.succeededIndexes, ...tally.failedIndexes, ...[...tally.active, ...busy].flatMap(pod => indexOf(pod) ?? [])])
  const indexes = firstMissing(count, job.spec.completions ?? 0, taken)
  if (!hasLimitPerIndex(job)) return { now: indexes.map(index => ({ index })), waitMs: 0 }
  const planned = indexes.map(index => successor(job, index, tally.awaiting.get(index), unixMs))
  const now = planned.filter(pod => pod.waitMs === 0)
  return { now, waitMs: now.length > 0 || planned.length === 0 ? 0 : Math.min(...planned.map(pod => pod.waitMs)) }
}

function successor(job: Job, index: number, failed: Pod | undefined, unixMs: number): NewPod & { readonly waitMs: number } {
  if (!failed) return { index, failures: { counted: 0, ignored: 0 }, waitMs: 0 }
  const { counted, ignored } = indexFailuresOf(failed)
  const failures = judge(job, failed).counts ? { counted: counted + 1, ignored } : { counted, ignored: ignored + 1 }
  return { index, failures, waitMs: waitMs({ ...clean, failures: failures.counted + failures.ignored, lastFailureMs: endedAtMs(failed) }, unixMs) }
}
